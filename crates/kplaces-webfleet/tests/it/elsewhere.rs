//! Nobody but the endpoint hears from us.

use kplaces_webfleet::{ClientOptions, Error};
use kplaces_webfleet_sim::{SAMPLE_APIKEY, SAMPLE_PASSWORD};

use crate::raw::{Raw, say, with_length};
use crate::{ask, child, tls};

#[tokio::test]
async fn a_redirect_is_an_error_and_never_followed() {
    for status in [301, 302, 303, 307, 308] {
        for method in [
            kplaces_webfleet::Method::Get,
            kplaces_webfleet::Method::Post,
        ] {
            let other = Raw::trap();
            let server = Raw::bytes(format!(
                "HTTP/1.1 {status} Elsewhere\r\nLocation: http://{}/extern\r\n\
                 Content-Length: 0\r\n\r\n",
                other.address
            ));
            let error = ask::error(&ask::client(ClientOptions {
                method,
                ..ask::options(server.address)
            }))
            .await;
            assert!(
                matches!(error, Error::Redirect { status: told, .. } if told == status),
                "{error}"
            );
            assert!(
                !error
                    .to_string()
                    .contains(&other.address.port().to_string())
            );
            assert_eq!((server.count(), other.count()), (1, 0));
        }
    }
}

#[tokio::test]
async fn proxy_variables_of_the_environment_are_not_obeyed() {
    let trap = Raw::trap();
    let server = Raw::bytes(with_length(b"[]"));
    let encrypted = Raw::trap();
    let to_trap = format!("http://{}", trap.address);
    let mut variables: Vec<_> = [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ]
    .map(|name| (name, to_trap.clone()))
    .into();
    variables.extend([
        ("no_proxy", String::new()),
        ("NO_PROXY", String::new()),
        ("KPLACES_TEST_PLAIN", server.address.to_string()),
        ("KPLACES_TEST_TLS", encrypted.address.to_string()),
    ]);
    child::run("elsewhere::asks_with_proxy_variables_set", &variables).await;
    assert_eq!((server.count(), encrypted.count()), (1, 1));
    assert_eq!(trap.count(), 0);
}

#[tokio::test]
#[ignore = "run by proxy_variables_of_the_environment_are_not_obeyed"]
async fn asks_with_proxy_variables_set() {
    let (Some(plain), Some(tls)) = (
        child::told("KPLACES_TEST_PLAIN"),
        child::told("KPLACES_TEST_TLS"),
    ) else {
        return;
    };
    let plain = ask::client(ask::once(plain.parse().unwrap()));
    ask::addresses(&plain, None).await.unwrap();
    let tls = ask::client(ClientOptions {
        endpoint: format!("https://{tls}/extern").parse().unwrap(),
        ..ask::once(tls.parse().unwrap())
    });
    let error = ask::error(&tls).await;
    assert!(matches!(error, Error::Connect { .. }), "{error}");
}

#[tokio::test]
async fn a_configured_proxy_is_used_and_sees_no_more_than_the_host() {
    for scheme in ["http", "HTTP"] {
        let proxy = Raw::requests(|_, stream| say(stream, b"HTTP/1.1 502 no\r\n\r\n"));
        let address = proxy.address;
        let client = ask::client(ClientOptions {
            endpoint: "https://csv.webfleet.invalid/extern".parse().unwrap(),
            proxy: Some(format!("{scheme}://proxy-user:proxy-password@{address}")),
            ..ask::once(address)
        });
        let error = ask::error(&client).await;
        assert!(matches!(error, Error::Connect { .. }), "{error}");
        let heard = proxy.heard();
        assert_eq!(heard.len(), 1);
        let request = heard[0].as_str();
        let first = "CONNECT csv.webfleet.invalid:443 HTTP/1.1\r\n";
        assert!(request.starts_with(first), "{request}");
        // proxy-user:proxy-password
        let proxys_own = "Basic cHJveHktdXNlcjpwcm94eS1wYXNzd29yZA==";
        assert!(request.contains(proxys_own), "{request}");
        let rest = request.replace(proxys_own, "").to_lowercase();
        for word in [
            "\nauthorization",
            "basic",
            "extern",
            "apikey",
            SAMPLE_APIKEY,
        ] {
            assert!(!rest.contains(word), "{word}: {request}");
        }
    }
}

#[tokio::test]
async fn what_is_not_encrypted_does_not_leave_this_device_by_a_proxy() {
    let proxy = Raw::trap();
    let server = Raw::bytes(with_length(b"[]"));
    let client = ask::client(ClientOptions {
        proxy: Some(format!("http://{}", proxy.address)),
        ..ask::once(server.address)
    });
    ask::addresses(&client, None).await.unwrap();
    assert_eq!((server.count(), proxy.count()), (1, 0));
}

#[tokio::test]
async fn a_proxy_that_cannot_be_used_is_told_without_its_password() {
    for proxy in [
        "http://user:canary-proxy@[bad",
        "canary-proxy",
        "http://user:canary-proxy@/",
        "socks5://user:canary-proxy@127.0.0.1:1",
        "gopher://user:canary-proxy@127.0.0.1:1",
    ] {
        let server = Raw::trap();
        let options = ClientOptions {
            proxy: Some(proxy.to_owned()),
            ..tls::encrypted(&server)
        };
        assert!(!format!("{options:?} {options:#?}").contains("canary-proxy"));
        let error = match kplaces_webfleet::Client::new(options, ask::login()) {
            Ok(client) => ask::error(&client).await,
            Err(error) => error,
        };
        let text = ask::everything(&error);
        // Without a scheme the word is the proxy's host, not its password.
        assert!(
            proxy == "canary-proxy" || !text.contains("canary-proxy"),
            "{text}"
        );
        assert!(!text.contains(SAMPLE_PASSWORD));
        assert_eq!(server.count(), 0, "{proxy}");
    }
}
