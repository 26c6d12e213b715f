//! The request, byte by byte.

use kplaces_webfleet::{Client, ClientOptions, Login, Method, ReplyFormat};
use kplaces_webfleet_sim::{Action, SAMPLE_APIKEY, SAMPLE_PASSWORD, SAMPLE_USER_UMLAUT};
use wiremock::Request;

use crate::ask;
use crate::standin::StandIn;

/// Parameters in the order they went, from wherever they are.
fn parameters(request: &Request) -> Vec<(String, String)> {
    let mut url = request.url.clone();
    if request.method.as_str() == "POST" {
        assert_eq!(url.query(), None, "with POST nothing is in the query");
        url.set_query(Some(std::str::from_utf8(&request.body).unwrap()));
    } else {
        assert!(request.body.is_empty());
    }
    url.query_pairs().into_owned().collect()
}

async fn three_requests(method: Method, format: ReplyFormat) -> Vec<Request> {
    let standin = StandIn::sample().await;
    let client = ask::client(ClientOptions {
        method,
        format,
        ..standin.options()
    });
    ask::addresses(&client, Some("Werkstätten & Söhne+"))
        .await
        .unwrap();
    ask::memberships(&client).await.unwrap();
    ask::groups(&client).await.unwrap();
    standin.requests().await
}

#[tokio::test]
async fn exactly_these_parameters_go_out() {
    for (method, format, word) in [
        (Method::Get, ReplyFormat::Csv, "csv"),
        (Method::Post, ReplyFormat::Json, "json"),
    ] {
        let requests = three_requests(method, format).await;
        let filters = [
            "addruid,addressuid,addrno,addrnr,addressno,addrname1,name1,name,positionx,\
             longitude_mdeg,addr_longitude,longitude,positiony,latitude_mdeg,addr_latitude,\
             latitude,radius,color,colour",
            "addruid,addressuid,addrno,addrnr,addressno,addrgrpname,addressgroupname,addrgroupname",
            "addrgrpname,addressgroupname,addrgroupname",
        ];
        let actions = [Action::Addresses, Action::Members, Action::Groups];
        for (place, request) in requests.iter().enumerate() {
            let mut expected = vec![
                ("account", "demo"),
                ("apikey", SAMPLE_APIKEY),
                ("action", actions[place].name()),
                ("lang", "en"),
                ("outputformat", word),
                ("useUTF8", "true"),
                ("useISO8601", "true"),
                ("columnfilter", filters[place]),
            ];
            if place == 0 {
                expected.push(("addressgroupname", "Werkstätten & Söhne+"));
            }
            let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
            let expected: Vec<_> = expected.into_iter().map(owned).collect();
            assert_eq!(parameters(request), expected);
        }
    }
}

#[tokio::test]
async fn umlauts_go_out_as_utf8() {
    let requests = three_requests(Method::Get, ReplyFormat::Csv).await;
    let query = requests[0].url.query().unwrap();
    assert!(
        query.ends_with("addressgroupname=Werkst%C3%A4tten+%26+S%C3%B6hne%2B"),
        "{query}"
    );
}

#[tokio::test]
async fn a_form_says_that_it_is_one() {
    let requests = three_requests(Method::Post, ReplyFormat::Csv).await;
    for request in requests {
        assert_eq!(
            request.headers.get("content-type").unwrap(),
            "application/x-www-form-urlencoded"
        );
    }
}

#[tokio::test]
async fn the_headers_are_these_and_no_others() {
    for (method, expected) in [
        (
            Method::Get,
            "accept accept-encoding authorization host user-agent",
        ),
        (
            Method::Post,
            "accept accept-encoding authorization content-length content-type host user-agent",
        ),
    ] {
        for request in three_requests(method, ReplyFormat::Csv).await {
            let mut names: Vec<_> = request
                .headers
                .keys()
                .map(wiremock::http::HeaderName::as_str)
                .collect();
            names.sort_unstable();
            assert_eq!(names.join(" "), expected, "above all no referer");
            let agent = request.headers.get("user-agent").unwrap().to_str().unwrap();
            assert!(agent.starts_with("3Kplaces/"), "{agent}");
            assert_eq!(request.headers.get("accept-encoding").unwrap(), "gzip");
        }
    }
}

#[tokio::test]
async fn user_and_password_go_in_the_basic_header_in_utf8_and_nowhere_else() {
    let standin = StandIn::sample().await;
    let login = Login {
        user: SAMPLE_USER_UMLAUT.to_owned(),
        ..ask::login()
    };
    for method in [Method::Get, Method::Post] {
        let options = ClientOptions {
            method,
            ..standin.options()
        };
        let client = Client::new(options, login.clone()).unwrap();
        assert!(ask::addresses(&client, None).await.unwrap().transfer.rows > 0);
    }
    for request in standin.requests().await {
        assert_eq!(
            request.headers.get("authorization").unwrap(),
            // jürgen:canary-password-7Q
            "Basic asO8cmdlbjpjYW5hcnktcGFzc3dvcmQtN1E="
        );
        let sent = format!("{} {}", request.url, String::from_utf8_lossy(&request.body));
        for word in ["username", "password", "rgen", SAMPLE_PASSWORD] {
            assert!(!sent.contains(word), "{word}");
        }
    }
}
