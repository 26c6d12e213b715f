//! Broken connections, as a client sees them that reads bytes.

use std::io::{ErrorKind, Read as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use kplaces_webfleet_sim::Sim;

use crate::ask::{self, Ask};
use crate::socket::{send, start};

fn sim(fault: &str) -> Arc<Sim> {
    let sim = ask::sample();
    sim.set_fault(Some(fault.parse().unwrap()));
    Arc::new(sim)
}

fn connected(fault: &str) -> TcpStream {
    send(start(sim(fault), None), &Ask::addresses())
}

/// All that comes within this time, and how it ended: `None` if it did not end.
fn read(mut stream: &TcpStream, patience: Duration) -> (Vec<u8>, Option<Result<(), ErrorKind>>) {
    stream.set_read_timeout(Some(patience)).unwrap();
    let (mut all, mut buffer) = (Vec::new(), [0; 4096]);
    let end = loop {
        match stream.read(&mut buffer) {
            Ok(0) => break Some(Ok(())),
            Ok(count) => all.extend_from_slice(&buffer[..count]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => break None,
            Err(error) if error.kind() == ErrorKind::TimedOut => break None,
            Err(error) => break Some(Err(error.kind())),
        }
    };
    (all, end)
}

/// For what ends: the limit only keeps a failure from lasting for ever.
const LONG: Duration = Duration::from_secs(20);
/// For what does not end.
const SHORT: Duration = Duration::from_millis(300);

/// Head in lower case, and what follows as it comes.
fn split(answer: &[u8]) -> (String, &[u8]) {
    let end = answer.windows(4).position(|it| it == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    (head.to_lowercase(), &answer[end + 4..])
}

/// The contents of chunks, and whether the last one came.
fn unchunked(mut rest: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    while let Some(line) = rest.windows(2).position(|it| it == b"\r\n") {
        let size = std::str::from_utf8(&rest[..line]).unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        if size == 0 {
            return (body, true);
        }
        body.extend_from_slice(&rest[line + 2..line + 2 + size]);
        rest = &rest[line + 2 + size + 2..];
    }
    (body, false)
}

fn whole() -> Vec<u8> {
    Ask::addresses().body(&ask::sample())
}

#[test]
fn silent_says_nothing_and_stays() {
    let stream = connected("silent");
    assert_eq!(read(&stream, SHORT), (Vec::new(), None));
}

#[test]
fn hang_up_says_nothing_and_goes() {
    let stream = connected("hang-up");
    assert_eq!(read(&stream, LONG), (Vec::new(), Some(Ok(()))));
}

#[test]
fn bad_http_is_something_else() {
    let (answer, end) = read(&connected("bad-http"), LONG);
    assert!(!answer.is_empty() && !answer.starts_with(b"HTTP/"));
    assert_eq!(end, Some(Ok(())));
}

#[test]
fn slow_comes_byte_by_byte_and_is_whole_in_the_end() {
    let (answer, end) = read(&connected("slow:1"), SHORT);
    let (body, last) = unchunked(split(&answer).1);
    // Two if the machine was busy.
    assert!(matches!(body.len(), 1..=2), "{}", body.len());
    assert_eq!((last, end), (false, None));
    assert!(whole().starts_with(&body));

    let (answer, end) = read(&connected("slow:10000000"), LONG);
    assert_eq!(unchunked(split(&answer).1), (whole(), true));
    assert_eq!(end, Some(Ok(())));
}

#[test]
fn stall_sends_so_many_bytes_and_stays() {
    for after in [0, 1, 1_000, 100_000] {
        let (answer, end) = read(&connected(&format!("stall:{after}")), SHORT);
        let (body, last) = unchunked(split(&answer).1);
        assert_eq!((last, end), (false, None));
        assert!(body == whole()[..after], "{after}");
    }
}

#[test]
fn reset_ends_with_an_error_of_the_connection() {
    for after in [0, 1_000] {
        let (answer, end) = read(&connected(&format!("reset:{after}")), LONG);
        assert_eq!(end, Some(Err(ErrorKind::ConnectionReset)), "{after}");
        assert!(answer.len() < after + 1_000);
    }
}

#[test]
fn cut_length_promises_the_whole_length() {
    for after in [0, 1_000, 100_000] {
        let (answer, end) = read(&connected(&format!("cut-length:{after}")), LONG);
        let (head, body) = split(&answer);
        let promise = format!("content-length: {}", whole().len());
        assert!(head.lines().any(|line| line == promise), "{head}");
        assert_eq!(end, Some(Ok(())));
        assert!(body == &whole()[..after], "{after}");
    }
}

#[test]
fn cut_chunked_has_no_last_chunk() {
    for after in [0, 1_000, 100_000] {
        let (answer, end) = read(&connected(&format!("cut-chunked:{after}")), LONG);
        let (body, last) = unchunked(split(&answer).1);
        assert_eq!((last, end), (false, Some(Ok(()))));
        assert!(body == whole()[..after], "{after}");
    }
}

#[test]
fn a_body_that_is_shorter_than_the_fault_is_not_whole_either() {
    let long = 999_999_999;
    let (answer, _) = read(&connected(&format!("cut-length:{long}")), LONG);
    let (head, body) = split(&answer);
    assert!(
        head.contains(&format!("content-length: {}", long + 1)),
        "{head}"
    );
    assert!(body == whole());
    let (answer, _) = read(&connected(&format!("cut-chunked:{long}")), LONG);
    assert_eq!(unchunked(split(&answer).1), (whole(), false));
}

#[test]
fn an_endless_report_does_not_end() {
    let mut stream = connected("endless");
    let ten_times = 10 * whole().len();
    stream.read_exact(&mut vec![0; ten_times]).unwrap();
}

#[test]
fn the_call_after_a_broken_one_is_sound_and_both_are_counted() {
    for fault in [
        "silent",
        "hang-up",
        "bad-http",
        "stall:9",
        "reset:9",
        "cut-length:9",
        "cut-chunked:9",
    ] {
        let sim = Arc::new(ask::sample());
        sim.push_fault(fault.parse().unwrap(), 1);
        let address = start(Arc::clone(&sim), None);
        let broken = send(address, &Ask::addresses());
        let before = read(&broken, SHORT);
        // The user is not busy, although the first connection may still be open.
        let (answer, end) = read(&send(address, &Ask::addresses()), LONG);
        assert_eq!(
            unchunked(split(&answer).1),
            (whole(), true),
            "{fault}: {before:?}"
        );
        assert_eq!(end, Some(Ok(())));
        let refused: Vec<_> = sim.calls().iter().map(|call| call.refused).collect();
        assert_eq!(refused, [None, None], "{fault}");
    }
}

#[test]
fn an_error_breaks_like_a_report() {
    let sim = sim("cut-length:4");
    let address = start(sim, None);
    let (answer, _) = read(
        &send(address, &Ask::addresses().set("apikey", "wrong")),
        LONG,
    );
    let (head, body) = split(&answer);
    assert!(
        head.contains("content-length: 20") && head.contains("x-webfleet-errorcode: 1143"),
        "{head}"
    );
    assert_eq!(body, b"1143");
}
