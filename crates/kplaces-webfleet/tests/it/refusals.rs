//! Errors of the service, in every form, and what is tried again.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use kplaces_webfleet::{Client, ClientOptions, CodeKind, Error, Login, ReplyFormat};
use kplaces_webfleet_sim::{
    ErrorForm, ErrorTextKey, Fault, Options, SAMPLE_USER_NO_ADDRESSES, SAMPLE_USER_NO_INTERFACE,
};

use crate::ask;
use crate::raw::{OK, Raw};
use crate::standin::StandIn;

fn code(error: &Error) -> (u32, &str) {
    match error {
        Error::Api(api) => (api.code, &api.message),
        _ => panic!("{error}"),
    }
}

#[tokio::test]
async fn an_error_is_understood_in_every_form() {
    for format in [ReplyFormat::Csv, ReplyFormat::Json] {
        for headers in [false, true] {
            for always_plain in [false, true] {
                for text_key in [ErrorTextKey::ErrorMsg, ErrorTextKey::ErrMsg] {
                    let standin = StandIn::with(Options {
                        errors: ErrorForm {
                            headers,
                            always_plain,
                            text_key,
                            ..ErrorForm::default()
                        },
                        ..Options::default()
                    })
                    .await;
                    let text = "Zugriff über München nicht erlaubt".to_owned();
                    standin.sim.set_fault(Some(Fault::Error(45, text.clone())));
                    let client = ask::client(ClientOptions {
                        format,
                        ..standin.options()
                    });
                    let error = ask::error(&client).await;
                    assert_eq!(code(&error), (45, text.as_str()));
                }
            }
        }
    }
}

#[tokio::test]
async fn the_error_header_counts_whatever_the_status_and_the_body() {
    for (status, message, body, expected) in [
        (200, "user%20is busy%2C%0Await", "", "user is busy, wait"),
        (200, "", "addrno;addrname1\r\n", ""),
        (503, "100% busy %zz", "<html>", "100% busy %zz"),
        (302, "beschäftigt", "", "beschäftigt"),
    ] {
        let server = Raw::bytes(format!(
            "HTTP/1.1 {status} x\r\nX-WEBFLEET-ErrorCode:  8015 \r\n\
             X-Webfleet-Errormessage: {message}\r\nLocation: /\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ));
        let error = ask::error(&ask::client(ask::once(server.address))).await;
        assert_eq!(code(&error), (8015, expected));
    }
}

#[tokio::test]
async fn an_empty_error_header_is_none() {
    let server = Raw::bytes(format!(
        "{OK}X-Webfleet-Errorcode: \r\nContent-Length: 2\r\n\r\n[]"
    ));
    let received = ask::addresses(&ask::client(ask::once(server.address)), None).await;
    assert_eq!(received.unwrap().transfer.rows, 0);
}

#[tokio::test]
async fn a_login_error_is_tried_exactly_once() {
    let standin = StandIn::sample().await;
    let wrong: [(&str, Login, u32); 5] = [
        (
            "password",
            Login {
                password: "wrong".into(),
                ..ask::login()
            },
            1101,
        ),
        (
            "user",
            Login {
                user: "nobody".into(),
                ..ask::login()
            },
            1101,
        ),
        (
            "account",
            Login {
                account: "nobody".into(),
                ..ask::login()
            },
            1101,
        ),
        (
            "key",
            Login {
                apikey: "wrong".into(),
                ..ask::login()
            },
            1143,
        ),
        (
            "no key",
            Login {
                apikey: "".into(),
                ..ask::login()
            },
            1143,
        ),
    ];
    for (place, (what, login, expected)) in wrong.into_iter().enumerate() {
        let client = Client::new(standin.options(), login).unwrap();
        let error = ask::error(&client).await;
        assert_eq!(code(&error).0, expected, "{what}");
        assert!(error.is_login() && !error.is_transient(), "{what}");
        assert_eq!(standin.count().await, place + 1, "{what}");
    }
}

#[tokio::test]
async fn what_does_not_pass_by_itself_is_tried_exactly_once() {
    let final_codes = [
        7, 8, 45, 55, 1100, 1101, 1105, 1106, 1112, 1114, 1115, 1123, 1130, 1132, 1140, 1143, 1144,
        1180, 8011, 8014, 9126, 424_242,
    ];
    for code_wanted in final_codes {
        let standin = StandIn::sample().await;
        standin
            .sim
            .set_fault(Some(Fault::Error(code_wanted, String::new())));
        let error = ask::error(&standin.client()).await;
        assert_eq!(code(&error).0, code_wanted);
        assert_eq!(error.is_login(), (1100..1200).contains(&code_wanted));
        assert_eq!(error.is_quota(), code_wanted == 8011);
        assert_eq!(standin.count().await, 1, "{code_wanted}");
    }
}

#[tokio::test]
async fn rights_that_are_missing_are_told_apart_from_a_wrong_login() {
    let standin = StandIn::sample().await;
    for (user, expected) in [
        (SAMPLE_USER_NO_INTERFACE, 8014),
        (SAMPLE_USER_NO_ADDRESSES, 45),
    ] {
        let login = Login {
            user: user.to_owned(),
            ..ask::login()
        };
        let error = ask::error(&Client::new(standin.options(), login).unwrap()).await;
        assert_eq!(code(&error).0, expected);
        let Error::Api(api) = &error else {
            panic!("{error}")
        };
        assert_eq!(api.kind(), CodeKind::Denied);
        assert!(!error.is_login());
    }
    assert_eq!(standin.count().await, 2);
}

#[tokio::test]
async fn a_bare_401_is_a_login_error_and_tried_exactly_once() {
    for errors in [
        None,
        Some(ErrorForm {
            headers: false,
            failed_login_is_401: true,
            ..ErrorForm::default()
        }),
    ] {
        let standin = StandIn::with(Options {
            errors: errors.unwrap_or_default(),
            ..Options::default()
        })
        .await;
        let login = Login {
            password: "wrong".into(),
            ..ask::login()
        };
        if errors.is_none() {
            standin.sim.set_fault(Some(Fault::Status(401)));
        }
        let error = ask::error(&Client::new(standin.options(), login).unwrap()).await;
        match &error {
            Error::Status { status: 401, .. } => assert!(errors.is_none()),
            // What the body says counts more.
            Error::Api(api) => assert_eq!((api.code, errors.is_some()), (1101, true)),
            other => panic!("{other}"),
        }
        assert!(error.is_login());
        assert_eq!(standin.count().await, 1);
    }
}

#[tokio::test]
async fn a_used_up_quota_is_told_and_not_tried_again() {
    let standin = StandIn::of(kplaces_webfleet_sim::World::sample(), Options::default()).await;
    for _ in 0..6 {
        ask::addresses(&standin.client(), Some("Depots"))
            .await
            .unwrap();
    }
    let error = ask::error(&standin.client()).await;
    assert!(error.is_quota() && !error.is_transient(), "{error}");
    assert_eq!(standin.count().await, 7);
}

#[tokio::test]
async fn a_status_that_says_too_many_requests_is_the_quota_and_tried_once() {
    let standin = StandIn::sample().await;
    standin.sim.set_fault(Some(Fault::Status(429)));
    let error = ask::error(&standin.client()).await;
    assert!(error.is_quota() && !error.is_transient(), "{error}");
    assert_eq!(standin.count().await, 1);
}

fn passing() -> Vec<Fault> {
    let code = |code| Fault::Error(code, "later".to_owned());
    vec![
        code(60),
        code(8015),
        code(9199),
        code(10_000),
        Fault::Status(503),
        Fault::Status(500),
        Fault::Status(502),
        Fault::Status(504),
    ]
}

#[tokio::test]
async fn what_passes_is_tried_four_times_and_no_more() {
    for fault in passing() {
        let standin = StandIn::sample().await;
        standin.sim.set_fault(Some(fault.clone()));
        let error = ask::error(&standin.client()).await;
        assert!(error.is_transient(), "{error}");
        assert_eq!(standin.count().await, 4, "{fault}");
    }
}

#[tokio::test]
async fn error_9000_is_tried_twice() {
    let standin = StandIn::sample().await;
    standin
        .sim
        .set_fault(Some(Fault::Error(9000, String::new())));
    assert_eq!(code(&ask::error(&standin.client()).await).0, 9000);
    assert_eq!(standin.count().await, 2);
}

#[tokio::test]
async fn after_passing_errors_the_report_comes_and_every_pause_is_told() {
    for fault in passing() {
        let standin = StandIn::sample().await;
        standin.sim.push_fault(fault.clone(), 3);
        let pauses = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&pauses);
        let client = ask::client(ClientOptions {
            on_pause: Some(Arc::new(move |pause| {
                assert!(pause.because.is_transient());
                told.lock().unwrap().push(pause.next_try);
            })),
            ..standin.options()
        });
        let received = ask::addresses(&client, None).await.unwrap();
        assert_eq!(received.transfer.requests, 4, "{fault}");
        assert_eq!(*pauses.lock().unwrap(), [2, 3, 4], "{fault}");
        assert_eq!(standin.count().await, 4);
    }
}

#[tokio::test]
async fn every_try_starts_with_a_fresh_collector() {
    // Long enough for many rows, and within one.
    let cut = Fault::Cut { at: 50_003 };
    for format in [ReplyFormat::Csv, ReplyFormat::Json] {
        let standin = StandIn::sample().await;
        let client = ask::client(ClientOptions {
            format,
            ..standin.options()
        });
        let whole = ask::addresses(&client, None).await.unwrap();
        standin.sim.push_fault(cut.clone(), 2);
        let (made, rows) = (AtomicU32::new(0), AtomicU32::new(0));
        let received = client
            .addresses(
                None,
                || {
                    made.fetch_add(1, Ordering::Relaxed);
                    Vec::new()
                },
                |to: &mut Vec<String>, row| {
                    rows.fetch_add(1, Ordering::Relaxed);
                    to.push(format!("{row:?}"));
                    std::ops::ControlFlow::Continue(())
                },
            )
            .await
            .unwrap();
        assert_eq!(made.into_inner(), 3);
        assert_eq!(received.transfer.requests, 3);
        assert!(received.collected == whole.collected, "{format:?}");
        assert_eq!(received.transfer.rows, whole.transfer.rows);
        assert!(
            rows.into_inner() > whole.collected.len() as u32 + 100,
            "the failed tries must have had rows"
        );
    }
}

#[tokio::test]
async fn a_firewall_page_is_told_as_one_and_tried_exactly_once() {
    for format in [ReplyFormat::Csv, ReplyFormat::Json] {
        let standin = StandIn::sample().await;
        standin.sim.set_fault(Some(Fault::HtmlPage));
        let client = ask::client(ClientOptions {
            format,
            ..standin.options()
        });
        let error = ask::error(&client).await;
        assert!(matches!(error, Error::Intercepted { .. }), "{error}");
        assert_eq!(standin.count().await, 1);
    }
}

#[tokio::test]
async fn no_content_is_a_report_without_rows() {
    for head in [
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.0 200 OK\r\n\r\n",
    ] {
        let server = Raw::bytes(head);
        let received = ask::addresses(&ask::client(ask::once(server.address)), None).await;
        assert_eq!(received.unwrap().collected, Vec::<String>::new(), "{head}");
    }
}

#[tokio::test]
async fn a_header_row_alone_is_a_report_without_rows() {
    let header = "addrno;addruid;addrname1;positionx;positiony";
    let ask = async |body: &str| {
        let server = Raw::bytes(crate::raw::with_length(body.as_bytes()));
        ask::addresses(&ask::client(ask::once(server.address)), None).await
    };
    for body in [format!("{header}\r\n"), format!("\u{feff}{header}\n")] {
        assert_eq!(ask(&body).await.unwrap().transfer.rows, 0, "{body:?}");
    }
    // It may have been cut in the last name.
    assert!(matches!(ask(header).await, Err(Error::Cut { .. })));
}

#[tokio::test]
async fn a_report_without_a_header_is_refused_and_its_values_are_not_told() {
    for body in [
        "\"10001\";\"1-44063-A\";\"Heimweg Erika\";9987000;48401000\r\n\"2\";\"b\";\"c\";1;2\r\n",
        "A7;1-44063-A;Heimweg Erika;9987000;48401000\r\n",
    ] {
        let server = Raw::bytes(crate::raw::with_length(body.as_bytes()));
        let error = ask::error(&ask::client(ask::options(server.address))).await;
        let text = ask::everything(&error);
        assert!(
            !text.contains("Erika") && !text.contains("48401000"),
            "{text}"
        );
        assert!(matches!(error, Error::Malformed { row: 0, .. }), "{error}");
    }
}
