//! Login and query show up nowhere: in no error, no debug text, no log line.

use std::net::TcpListener;
use std::time::Duration;

use kplaces_webfleet::{Client, ClientOptions, Endpoint, Error, Login, Method};

use crate::raw::{OK, Raw, leave_unread, say, wait_for_end};
use crate::{ask, child, tls};

const ACCOUNT: &str = "canary-account";
const USER: &str = "canary-user";
const PASSWORD: &str = "canary-password";
const APIKEY: &str = "canary-apikey";
/// `canary-user:canary-password`
const BASIC: &str = "Y2FuYXJ5LXVzZXI6Y2FuYXJ5LXBhc3N3b3Jk";
const PROXY_PASSWORD: &str = "canary-proxy";
/// `user:canary-proxy`
const PROXY_BASIC: &str = "dXNlcjpjYW5hcnktcHJveHk";
const GROUP: &str = "canary-group";

fn has_secret(text: &str) -> Option<&str> {
    // The query as a whole is hidden too; these words are in every one.
    let words = [
        "canary",
        BASIC,
        PROXY_BASIC,
        PROXY_PASSWORD,
        "columnfilter",
        "useUTF8",
        "apikey=",
    ];
    words.into_iter().find(|word| text.contains(word))
}

fn login() -> Login {
    Login {
        account: ACCOUNT.to_owned(),
        user: USER.to_owned(),
        password: PASSWORD.into(),
        apikey: APIKEY.into(),
    }
}

fn all_servers() -> Vec<(&'static str, Raw)> {
    vec![
        ("reset", Raw::connections(leave_unread, |_, _| ())),
        ("closed", Raw::bytes("")),
        ("garbage", Raw::bytes("SSH-2.0-OpenSSH\r\n\r\n")),
        (
            "cut",
            Raw::bytes(format!("{OK}Content-Length: 9\r\n\r\n[{{")),
        ),
        (
            "bad gzip",
            Raw::bytes(format!(
                "{OK}Content-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot gzip!"
            )),
        ),
        ("silent", Raw::requests(|_, stream| wait_for_end(stream))),
        (
            "stalled",
            Raw::requests(|_, stream| {
                say(stream, format!("{OK}Content-Length: 9\r\n\r\n[").as_bytes());
                wait_for_end(stream);
            }),
        ),
        (
            "redirect",
            Raw::bytes(
                "HTTP/1.1 302 x\r\nLocation: https://elsewhere.invalid/\r\nContent-Length: 0\r\n\r\n",
            ),
        ),
        (
            "401",
            Raw::bytes("HTTP/1.1 401 x\r\nContent-Length: 0\r\n\r\n"),
        ),
        (
            "503",
            Raw::bytes("HTTP/1.1 503 x\r\nContent-Length: 0\r\n\r\n"),
        ),
        (
            "error",
            Raw::bytes(format!(
                "{OK}Content-Length: 20\r\n\r\n1143,API key invalid"
            )),
        ),
        (
            "page",
            Raw::bytes(format!("{OK}Content-Length: 6\r\n\r\n<html>")),
        ),
        (
            "columns",
            Raw::bytes(format!("{OK}Content-Length: 10\r\n\r\na;b\r\nc;d\r\n")),
        ),
    ]
}

/// Every kind of trouble, with every printable thing judged on the way.
async fn every_error() -> usize {
    let mut seen = 0;
    let mut judge = |what: &str, error: &Error| {
        seen += 1;
        let text = ask::everything(error);
        assert_eq!(has_secret(&text), None, "{what}: {text}");
    };
    let limits = |options| ClientOptions {
        idle_timeout: Duration::from_millis(80),
        tries: 2,
        ..options
    };
    for (what, server) in all_servers() {
        let plain = limits(ask::options(server.address));
        let encrypted = limits(tls::encrypted(&server));
        let by_proxy = ClientOptions {
            endpoint: "https://csv.webfleet.invalid/extern".parse().unwrap(),
            proxy: Some(format!("http://user:{PROXY_PASSWORD}@{}", server.address)),
            ..plain.clone()
        };
        for method in [Method::Get, Method::Post] {
            for options in [&plain, &encrypted, &by_proxy] {
                let options = ClientOptions {
                    method,
                    on_pause: Some(std::sync::Arc::new(|pause| {
                        assert_eq!(has_secret(&format!("{pause:?} {pause:#?}")), None);
                    })),
                    ..options.clone()
                };
                // A raw server cannot read a handshake as a request: it would wait for its end.
                if options.endpoint.is_encrypted() && options.proxy.is_none() && what != "reset" {
                    continue;
                }
                let client = Client::new(options, login()).unwrap();
                let outcome = client
                    .addresses(
                        Some(GROUP),
                        || (),
                        |(), _| std::ops::ControlFlow::Continue(()),
                    )
                    .await;
                judge(what, &outcome.unwrap_err());
            }
        }
    }
    let gone = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let options = limits(ask::options(gone));
    for options in [
        ClientOptions {
            endpoint: "https://csv.webfleet.invalid/extern".parse().unwrap(),
            proxy: Some(format!("http://user:{PROXY_PASSWORD}@{gone}")),
            ..options.clone()
        },
        options,
    ] {
        let client = Client::new(options, login()).unwrap();
        let outcome = client
            .memberships(|| (), |(), _| std::ops::ControlFlow::Continue(()))
            .await;
        judge("refused", &outcome.unwrap_err());
    }
    for address in [
        "https://canary-user:canary-password@csv.webfleet.com/extern",
        "https://csv.webfleet.com/extern?apikey=canary-apikey",
        "https://[canary",
        "http://canary.example/",
    ] {
        judge(address, &address.parse::<Endpoint>().unwrap_err());
    }
    seen
}

#[tokio::test]
async fn no_error_tells_a_secret() {
    assert_eq!(every_error().await, 13 * 2 * 2 + 2 + 2 + 4);
}

#[tokio::test]
async fn nothing_that_holds_a_login_tells_it() {
    let server = Raw::trap();
    let options = ClientOptions {
        proxy: Some(format!("http://user:{PROXY_PASSWORD}@127.0.0.1:1")),
        ..ask::options(server.address)
    };
    let client = Client::new(options.clone(), login()).unwrap();
    let login = login();
    let text = format!("{client:?} {client:#?} {options:?} {options:#?} {login:?} {login:#?}");
    assert_eq!(has_secret(&text), None, "{text}");
}

#[tokio::test]
async fn no_log_line_of_ours_or_of_the_http_stack_tells_a_secret_or_the_query() {
    let text = child::run("secrets::logs_everything", &[]).await;
    // The log was on, of us and of what we stand on.
    for line in [
        "kplaces_webfleet",
        "trying again",
        "report received",
        "reqwest",
        "hyper_util",
    ] {
        assert!(text.contains(line), "no {line} in {text}");
    }
    for line in text.lines() {
        assert_eq!(has_secret(line), None, "{line}");
    }
}

#[tokio::test]
#[ignore = "run by no_log_line_of_ours_or_of_the_http_stack_tells_a_secret_or_the_query"]
async fn logs_everything() {
    tracing_subscriber::fmt()
        .with_ansi(false)
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(std::io::stdout)
        .init();
    every_error().await;
    let server = Raw::bytes(crate::raw::with_length(b"[]"));
    let client = Client::new(ask::options(server.address), login()).unwrap();
    let outcome = client
        .addresses(
            Some(GROUP),
            || (),
            |(), _| std::ops::ControlFlow::Continue(()),
        )
        .await;
    assert_eq!(outcome.unwrap().transfer.requests, 1);
}
