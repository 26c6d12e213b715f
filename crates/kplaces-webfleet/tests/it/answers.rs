//! What an answer says before its rows, and besides them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use kplaces_webfleet::{Action, Answer, ClientOptions, Error, RateLimit, RateLimitError};

use crate::ask;
use crate::raw::{OK, Raw, in_chunks, packed, say, until_close, with_length};

const REPORT: &str =
    "addrno;addrname1;positionx;positiony\n1;Depot;11575490;48137430\n2;Werk;1;2\n";

fn options(server: &Raw) -> ClientOptions {
    ClientOptions {
        tries: 1,
        pause: Duration::from_millis(1),
        ..ClientOptions::new(format!("http://{}/extern", server.address).parse().unwrap())
    }
}

async fn error(server: &Raw) -> Error {
    ask::error(&ask::client(options(server))).await
}

async fn rows(server: &Raw) -> usize {
    let client = ask::client(options(server));
    ask::addresses(&client, None).await.unwrap().collected.len()
}

fn with_status(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n{body}")
}

#[tokio::test]
async fn an_error_header_of_0_beside_a_report_is_no_error() {
    let headers = "X-Webfleet-Errorcode: 0\r\nX-Webfleet-Errormessage: \r\n";
    let server = Raw::bytes(with_status("200 OK", headers, REPORT));
    assert_eq!(rows(&server).await, 2);
}

#[tokio::test]
async fn the_body_of_a_bad_status_is_read_for_an_error_of_the_service() {
    for status in ["400 Bad", "401 No", "404 No", "405 No", "500 Oh", "503 Oh"] {
        for body in [
            "1143,API key invalid",
            r#"{"errorCode":1143,"errorMsg":"API key invalid"}"#,
            "1143;API key invalid",
        ] {
            let server = Raw::bytes(with_status(status, "", body));
            let error = error(&server).await;
            assert!(
                matches!(&error, Error::Api(api) if api.code == 1143),
                "{error}"
            );
        }
        let server = Raw::bytes(with_status(status, "", "<html>7,x</html>"));
        assert!(
            matches!(error(&server).await, Error::Status { .. }),
            "{status}"
        );
    }
}

#[tokio::test]
async fn retry_after_is_told_in_seconds_and_in_no_other_form() {
    for (value, expected) in [
        ("20", Some(20)),
        ("Fri, 02 Jan 2026 03:04:05 GMT", None),
        ("-1", None),
    ] {
        let headers = format!("Retry-After: {value}\r\n");
        let server = Raw::bytes(with_status(
            "200 OK",
            &headers,
            "8011,request quota reached",
        ));
        let told = error(&server).await;
        assert!(told.is_quota());
        assert_eq!(told.again_in(), expected.map(Duration::from_secs));
        let server = Raw::bytes(with_status("503 Busy", &headers, ""));
        assert_eq!(
            error(&server).await.again_in(),
            expected.map(Duration::from_secs)
        );
    }
}

#[tokio::test]
async fn all_members_and_spellings_of_gzip_are_read() {
    let (first, rest) = REPORT.split_at(50);
    let members = [packed(first.as_bytes()), packed(rest.as_bytes())].concat();
    for spelling in ["gzip", "x-gzip", "GZIP", "gzip, identity"] {
        for body in [members.clone(), packed(REPORT.trim_end().as_bytes())] {
            let head = format!("{OK}Content-Encoding: {spelling}\r\n");
            let length = format!("Content-Length: {}\r\n\r\n", body.len());
            // Nothing but the end of gzip vouches for the last row of the second body here.
            for head in [
                format!("{head}{length}"),
                format!("{head}Connection: close\r\n\r\n"),
            ] {
                let server = Raw::bytes([head.as_bytes(), &body].concat());
                assert_eq!(rows(&server).await, 2, "{head}");
            }
        }
    }
    let server = Raw::bytes(with_length(&members));
    assert_eq!(rows(&server).await, 2, "not announced");
    let server = Raw::bytes(in_chunks(&members, 7));
    assert_eq!(rows(&server).await, 2, "in chunks");
}

#[tokio::test]
async fn a_packing_that_was_not_asked_for_is_named() {
    let server = Raw::bytes(with_status("200 OK", "Content-Encoding: br\r\n", "x"));
    let error = error(&server).await.to_string();
    assert_eq!(
        error,
        "127.0.0.1 answered in Brotli, which this program does not read"
    );
}

#[tokio::test]
async fn names_that_the_filter_hides_are_asked_for_once() {
    let server = Raw::requests(|number, stream| {
        let report = match number {
            // The service sends the columns it knows of those that were asked for.
            0 => "addrno;radius\n1;5\n",
            _ => "addrno;radius;addrlabel;lon;lat;street\n1;5;Meyer;1;2;Weg 1\n",
        };
        let close = "Connection: close\r\n";
        say(stream, with_status("200 OK", close, report).as_bytes());
    });
    let error = error(&server).await;
    let Error::MissingColumns { missing, seen, .. } = &error else {
        panic!("{error}");
    };
    assert_eq!(*missing, ["name", "longitude", "latitude"]);
    assert_eq!(
        *seen,
        ["addrno", "radius", "addrlabel", "lon", "lat", "street"]
    );
    assert!(!error.to_string().contains("Meyer"));
    let heard = server.heard();
    assert_eq!(heard.len(), 2);
    assert!(heard[0].contains("columnfilter=") && !heard[1].contains("columnfilter"));
}

#[tokio::test]
async fn names_that_are_there_already_are_not_asked_for_again() {
    let server = Raw::bytes(with_length(b"addrno;addrlabel\n1;Meyer\n"));
    let error = error(&server).await;
    assert!(matches!(&error, Error::MissingColumns { seen, .. } if seen[1] == "addrlabel"));
    assert_eq!(server.count(), 1);
}

/// Lets one request through.
#[derive(Debug, Default)]
struct OneOnly(Mutex<u32>);

#[async_trait]
impl RateLimit for OneOnly {
    async fn admit(&self, _: Action) -> Result<(), RateLimitError> {
        *self.0.lock().unwrap() += 1;
        Ok(())
    }

    fn answered(&self, _: Action, _: Answer) {}

    fn free(&self, _: Action) -> usize {
        1_usize.saturating_sub(*self.0.lock().unwrap() as usize)
    }
}

#[tokio::test]
async fn hidden_names_are_not_worth_a_wait_for_the_quota() {
    let server = Raw::bytes(with_length(b"addrno;radius\n1;5\n"));
    let gate = Arc::new(OneOnly::default());
    let client = ask::client(ClientOptions {
        gate: Some(gate.clone()),
        ..options(&server)
    });
    let error = ask::error(&client).await;
    assert!(matches!(error, Error::MissingColumns { .. }), "{error}");
    assert_eq!((server.count(), *gate.0.lock().unwrap()), (1, 1));
}

#[tokio::test]
async fn columns_that_are_absent_are_told() {
    for (report, radius, colour) in [
        (REPORT, true, true),
        (
            "addrno;addrname1;positionx;positiony;radius\n1;a;1;2;\n",
            false,
            true,
        ),
        (
            r#"[{"addrno":"1","addrname1":"a","positionx":1,"positiony":2,"color":"khaki"}]"#,
            true,
            false,
        ),
    ] {
        let server = Raw::bytes(with_length(report.as_bytes()));
        let client = ask::client(options(&server));
        let transfer = ask::addresses(&client, None).await.unwrap().transfer;
        assert_eq!(
            (transfer.no_radius, transfer.no_colour),
            (radius, colour),
            "{report}"
        );
    }
    let server = Raw::bytes(with_length(b"addrno;addrgrpname\n1;a\n"));
    let transfer = ask::memberships(&ask::client(options(&server)))
        .await
        .unwrap()
        .transfer;
    assert!(!transfer.no_radius && !transfer.no_colour);
}

#[tokio::test]
async fn a_last_row_that_only_a_closed_connection_ends_is_cut() {
    let server = Raw::bytes(until_close(REPORT.trim_end().as_bytes()));
    assert!(matches!(error(&server).await, Error::Cut { .. }));
    let server = Raw::bytes(until_close(REPORT.as_bytes()));
    assert_eq!(rows(&server).await, 2);
}
