//! Replies that end too early, or come in odd pieces.

use std::time::Duration;

use kplaces_webfleet::{ClientOptions, Error};

use crate::ask;
use crate::raw::{
    OK, Raw, in_chunks, leave_unread, packed, say, until_close, wait_for_end, with_length,
};

const CSV: &str = "addrno;addruid;addrname1;positionx;positiony\r\n\
    \"7\";\"1-1-A\";\"Köln; \"\"Süd\"\"\";6960000;50938000\r\n\
    \"8\";\"1-1-B\";\"Ulm\";9987000;48401000\r\n";

const JSON: &str = "[{\"addrno\":\"7\",\"addruid\":\"1-1-A\",\"addrname1\":\"Köln; \\\"Süd\\\"\",\
    \"positionx\":6960000,\"positiony\":50938000},\
    {\"addrno\":\"8\",\"addruid\":\"1-1-B\",\"addrname1\":\"Ulm\",\"positionx\":9987000,\
    \"positiony\":48401000}]";

/// Two rows, whatever the way.
async fn is_whole(server: &Raw) {
    let received = ask::addresses(&ask::client(ask::once(server.address)), None)
        .await
        .unwrap();
    assert_eq!(received.collected.len(), 2);
    assert!(received.collected[0].contains("Köln; \\\"Süd\\\""));
    assert!(received.collected[1].contains("Number(48401000)"));
}

/// Serves `reply` cut ever later, from `first` on, and tells each outcome; whole at the end.
async fn cut_at_every_byte(reply: Vec<u8>, first: usize, judge: impl Fn(usize, &ask::Outcome)) {
    is_whole(&Raw::bytes(reply.clone())).await;
    let length = reply.len();
    let server = Raw::requests(move |number, stream| say(stream, &reply[..first + number]));
    let client = ask::client(ask::once(server.address));
    for at in first..length {
        judge(at, &ask::addresses(&client, None).await);
    }
    assert_eq!(server.count(), length - first);
}

fn never_whole(at: usize, outcome: &ask::Outcome) {
    assert!(
        matches!(outcome, Err(Error::Cut { .. })),
        "cut at byte {at}: {outcome:?}"
    );
}

fn head_of(reply: &[u8]) -> usize {
    reply
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap()
        + 4
}

#[tokio::test]
async fn a_reply_shorter_than_its_length_is_never_taken_for_whole() {
    for body in [CSV, JSON] {
        let reply = with_length(body.as_bytes());
        let first = head_of(&reply);
        cut_at_every_byte(reply, first, never_whole).await;
    }
}

#[tokio::test]
async fn a_reply_without_its_last_chunk_is_never_taken_for_whole() {
    for body in [CSV, JSON] {
        let reply = in_chunks(body.as_bytes(), 50);
        let first = head_of(&reply);
        cut_at_every_byte(reply, first, never_whole).await;
    }
}

#[tokio::test]
async fn a_packed_reply_cut_at_any_byte_is_never_taken_for_whole() {
    for body in [CSV, JSON] {
        let packed = packed(body.as_bytes());
        // No length: only the packing itself tells where the end is.
        let head = "HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n".as_bytes();
        let reply = [head, &packed].concat();
        // An empty body, packed or not, has no rows.
        cut_at_every_byte(reply, head.len() + 1, never_whole).await;
        let head = format!(
            "{OK}Content-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
            packed.len()
        );
        let reply = [head.as_bytes(), &packed].concat();
        cut_at_every_byte(reply, head.len(), never_whole).await;
        let reply = in_chunks(&packed, 50);
        let head = format!("{OK}Content-Encoding: gzip\r\n").into_bytes();
        let reply = [&head, &reply[OK.len()..]].concat();
        let first = head_of(&reply);
        cut_at_every_byte(reply, first, never_whole).await;
    }
}

#[tokio::test]
async fn a_head_cut_at_any_byte_is_an_error_worth_another_try() {
    let reply = with_length(JSON.as_bytes());
    let head = head_of(&reply);
    let server = Raw::requests(move |number, stream| say(stream, &reply[..number]));
    let client = ask::client(ask::once(server.address));
    for at in 0..head {
        let error = ask::error(&client).await;
        assert!(
            matches!(error, Error::Cut { .. }),
            "cut at byte {at}: {error}"
        );
        assert!(error.is_transient());
    }
}

#[tokio::test]
async fn where_only_the_end_of_the_connection_ends_a_reply_no_part_of_a_row_passes() {
    let reply = until_close(JSON.as_bytes());
    let first = head_of(&reply);
    cut_at_every_byte(reply, first, |at, outcome| match outcome {
        Ok(received) => assert!(at == first && received.collected.is_empty(), "{at}"),
        Err(error) => assert!(matches!(error, Error::Cut { .. }), "{at}: {error}"),
    })
    .await;

    let reply = until_close(CSV.as_bytes());
    let first = head_of(&reply);
    // The end of a row cannot be told from the end of the report; `\r` ends a row too.
    let row_ends: Vec<usize> = CSV.match_indices("\r\n").map(|(at, _)| at).collect();
    cut_at_every_byte(reply, first, |at, outcome| {
        let at = at - first;
        let rows = row_ends.iter().filter(|end| **end < at).count();
        let is_row_end = row_ends.iter().any(|end| at == end + 1 || at == end + 2);
        match outcome {
            Ok(received) => {
                assert!(is_row_end || at == 0, "{at}");
                assert_eq!(received.collected.len(), rows.saturating_sub(1), "{at}");
            }
            Err(error) => {
                assert!(!is_row_end, "{at}");
                assert!(matches!(error, Error::Cut { .. }), "{at}: {error}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn one_byte_at_a_time_is_read_right() {
    for reply in [
        with_length(CSV.as_bytes()),
        with_length(JSON.as_bytes()),
        in_chunks(CSV.as_bytes(), 1),
        in_chunks(JSON.as_bytes(), 1),
        until_close(CSV.as_bytes()),
        until_close(JSON.as_bytes()),
    ] {
        let server = Raw::requests(move |_, stream| {
            stream.set_nodelay(true).unwrap();
            for byte in &reply {
                say(stream, &[*byte]);
            }
        });
        is_whole(&server).await;
    }
}

#[tokio::test]
async fn a_packed_reply_is_read_right() {
    for body in [CSV, JSON] {
        let packed = packed(body.as_bytes());
        let head = format!(
            "{OK}Content-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
            packed.len()
        );
        is_whole(&Raw::bytes([head.as_bytes(), &packed].concat())).await;
    }
}

#[tokio::test]
async fn a_last_row_without_a_line_end_counts_where_http_vouches_for_the_end() {
    let body = CSV.trim_end().as_bytes();
    is_whole(&Raw::bytes(with_length(body))).await;
    is_whole(&Raw::bytes(in_chunks(body, 50))).await;
    let packed = packed(body);
    let reply = format!(
        "{OK}Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n",
        packed.len()
    );
    is_whole(&Raw::bytes(
        [reply.as_bytes(), &packed, b"\r\n0\r\n\r\n"].concat(),
    ))
    .await;
}

#[tokio::test]
async fn a_reset_connection_is_an_error_worth_another_try() {
    let server = Raw::connections(leave_unread, |_, _| ());
    let error = ask::error(&ask::client(ask::options(server.address))).await;
    assert!(error.is_transient(), "{error}");
    assert_eq!(server.count(), 4);

    let part = with_length(CSV.as_bytes());
    let server = Raw::connections(leave_unread, move |_, stream| {
        say(stream, &part[..part.len() - 9]);
    });
    let error = ask::error(&ask::client(ask::options(server.address))).await;
    assert!(matches!(error, Error::Cut { .. }), "{error}");
    assert!(error.is_transient(), "{error}");
    assert_eq!(server.count(), 4);
}

#[tokio::test]
async fn silence_is_a_timeout_before_and_within_the_reply() {
    let reply = with_length(CSV.as_bytes());
    for sent in [0, 10, head_of(&reply), reply.len() - 1] {
        let part = reply[..sent].to_vec();
        let server = Raw::requests(move |_, stream| {
            say(stream, &part);
            wait_for_end(stream);
        });
        let error = ask::error(&ask::client(ClientOptions {
            idle_timeout: Duration::from_millis(60),
            tries: 2,
            ..ask::options(server.address)
        }))
        .await;
        assert!(matches!(error, Error::Timeout { .. }), "{sent}: {error}");
        assert!(error.is_transient());
        assert_eq!(server.count(), 2);
    }
}

#[tokio::test]
async fn a_reply_that_never_ends_meets_the_total_timeout() {
    let server = Raw::requests(|_, stream| {
        say(
            stream,
            format!("{OK}Content-Length: 99999999\r\n\r\n{CSV}").as_bytes(),
        );
        let slow = Duration::from_millis(1);
        while std::io::Write::write_all(stream, b"\"9\";\"u\";\"n\";1;2\r\n").is_ok() {
            // Not to wait for anything: silence must stay shorter than its limit.
            std::thread::sleep(slow);
        }
    });
    let error = ask::error(&ask::client(ClientOptions {
        total_timeout: Duration::from_millis(150),
        ..ask::once(server.address)
    }))
    .await;
    assert!(matches!(error, Error::Timeout { .. }), "{error}");
}

#[tokio::test]
async fn an_endless_head_is_refused() {
    let (sender, written) = std::sync::mpsc::channel();
    let server = Raw::requests(move |_, stream| {
        say(stream, OK.as_bytes());
        let line = format!("X-Filler: {}\r\n", "x".repeat(1000));
        let limit = 64 << 20;
        let mut sum = 0;
        while sum < limit && std::io::Write::write_all(stream, line.as_bytes()).is_ok() {
            sum += line.len();
        }
        sender.send(sum).unwrap();
    });
    let error = ask::error(&ask::client(ask::once(server.address))).await;
    assert!(!matches!(error, Error::Timeout { .. }), "{error}");
    let written = written.recv().unwrap();
    assert!(written < 32 << 20, "{written}");
}

#[tokio::test]
async fn what_is_not_http_is_an_error() {
    for garbage in [
        "SSH-2.0-OpenSSH_9.9\r\n\r\n".as_bytes(),
        b"\0\0\0\0\0\0\0\0",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: minus\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[] ",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot gzip!",
    ] {
        let server = Raw::bytes(garbage);
        let outcome = ask::addresses(&ask::client(ask::once(server.address)), None).await;
        assert!(outcome.is_err(), "{:?}", String::from_utf8_lossy(garbage));
    }
}

#[tokio::test]
async fn a_connection_that_is_kept_and_then_closed_by_the_server_is_made_anew() {
    let server = Raw::bytes(with_length(CSV.as_bytes()));
    // Which side is faster is left to the machine: a report may cost a second try.
    let client = ask::client(ask::options(server.address));
    for _ in 0..20 {
        let received = ask::addresses(&client, None).await.unwrap();
        assert_eq!(received.transfer.rows, 2);
    }
}
