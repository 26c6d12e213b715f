//! Broken connections, as a client sees them that reads bytes.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use kplaces_webfleet_sim::{Options, Sim, World, serve};

use crate::ask::Ask;

/// Asks for the addresses of a stand-in with this fault: what came, and how it ended.
fn meet(fault: &str) -> (String, Result<(), ErrorKind>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let sim = Arc::new(Sim::new(World::synthetic(2_000), Options::default()));
    sim.set_fault(Some(fault.parse().unwrap()));
    let listener = runtime
        .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
        .unwrap();
    let address = listener.local_addr().unwrap();
    runtime.spawn(serve::serve(listener, sim));
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_millis(400)))
        .unwrap();
    let ask = Ask::addresses();
    let request = format!(
        "GET /extern?{} HTTP/1.1\r\nHost: test\r\nAuthorization: {}\r\nConnection: close\r\n\r\n",
        ask.encoded(),
        ask.authorization.clone().unwrap()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut all = Vec::new();
    let mut buffer = vec![0; 64 * 1024];
    let end = loop {
        match stream.read(&mut buffer) {
            Ok(0) => break Ok(()),
            Ok(n) => all.extend_from_slice(&buffer[..n]),
            Err(error) => break Err(error.kind()),
        }
        if all.len() > 2_000_000 {
            break Err(ErrorKind::FileTooLarge);
        }
    };
    (String::from_utf8_lossy(&all).into_owned(), end)
}

/// What follows the head.
fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

#[test]
fn a_stalled_connection_stays_open_and_says_no_more() {
    let (answer, end) = meet("stall:100");
    assert_eq!(end, Err(ErrorKind::WouldBlock));
    assert!(body(&answer).contains("addr"), "{answer}");
    assert!(body(&answer).len() < 120, "{answer}");
}

#[test]
fn a_silent_one_says_nothing_at_all() {
    assert_eq!(meet("silent"), (String::new(), Err(ErrorKind::WouldBlock)));
}

#[test]
fn a_slow_one_sends_byte_by_byte() {
    let (answer, end) = meet("slow:1");
    assert_eq!(end, Err(ErrorKind::WouldBlock));
    assert!((1..10).contains(&body(&answer).len()), "{answer}");
}

#[test]
fn one_that_hangs_up_sends_nothing() {
    let (answer, end) = meet("hang-up");
    assert_eq!((answer.as_str(), end), ("", Ok(())));
}

#[test]
fn a_reset_is_a_reset() {
    let (_, end) = meet("reset:100");
    assert_eq!(end, Err(ErrorKind::ConnectionReset));
}

#[test]
fn a_length_that_is_not_kept_is_promised() {
    let (answer, end) = meet("cut-length:100");
    let length = answer.lines().find_map(|line| {
        line.to_ascii_lowercase()
            .strip_prefix("content-length: ")?
            .parse::<usize>()
            .ok()
    });
    assert!(length.unwrap() > 10_000, "{answer}");
    assert_eq!((body(&answer).len(), end), (100, Ok(())));
}

#[test]
fn chunks_without_a_last_one_end_the_connection() {
    let (answer, end) = meet("cut-chunked:100");
    assert!(
        answer
            .to_ascii_lowercase()
            .contains("transfer-encoding: chunked"),
        "{answer}"
    );
    assert!(!answer.ends_with("0\r\n\r\n") && end == Ok(()), "{answer}");
}

#[test]
fn an_endless_report_does_not_end() {
    let (answer, end) = meet("endless");
    assert_eq!(end, Err(ErrorKind::FileTooLarge));
    assert!(answer.matches("\r\n").count() > 4_000);
}

#[test]
fn what_is_not_http_is_not_http() {
    let (answer, end) = meet("bad-http");
    assert!(!answer.starts_with("HTTP/") && !answer.is_empty());
    assert_eq!(end, Ok(()));
}

#[test]
fn shuffled_reports_hold_the_same_rows_in_another_order_each_time() {
    let mut options = Options::default();
    kplaces_webfleet_sim::Quirk::Shuffled.set(&mut options);
    let sim = Sim::new(World::synthetic(1_000), options);
    let rows = || {
        let text = Ask::addresses().text(&sim);
        text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    let (mut first, mut second) = (rows(), rows());
    assert_ne!(first, second);
    first.sort();
    second.sort();
    assert_eq!(first, second);
    first.dedup();
    assert_eq!(first.len(), 1_000);
}
