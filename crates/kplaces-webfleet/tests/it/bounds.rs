//! How much is read, and how much of it is kept.

use std::io::Write as _;
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::OnceLock;
use std::time::Duration;

use kplaces_webfleet::{Client, ClientOptions, Error, ReplyFormat, Transfer};
use kplaces_webfleet_sim::serve::{Served, serve_logged};
use kplaces_webfleet_sim::{Fault, Options, Sim, World};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::raw::{OK, Raw, say, with_length};
use crate::standin::StandIn;
use crate::{ask, child};

async fn first_rows(client: &Client, limit: u64) -> Transfer {
    let received = client
        .addresses(
            None,
            || 0,
            |rows, _| {
                *rows += 1;
                if *rows == limit {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            },
        )
        .await
        .unwrap();
    assert_eq!(received.collected, received.transfer.rows);
    received.transfer
}

static TOLD: OnceLock<UnboundedSender<Served>> = OnceLock::new();

fn tell(served: &Served) {
    TOLD.get().unwrap().send(*served).unwrap();
}

async fn streaming(count: usize) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let sim = Arc::new(Sim::new(World::synthetic(count), Options::default()));
    tokio::spawn(serve_logged(listener, sim, tell));
    address
}

/// The limit only keeps a failure from lasting for ever.
async fn next(served: &mut UnboundedReceiver<Served>) -> Served {
    let wait = tokio::time::timeout(Duration::from_mins(1), served.recv());
    wait.await.unwrap().unwrap()
}

#[tokio::test(flavor = "current_thread")]
async fn stopping_after_500_rows_costs_the_same_whatever_lies_behind() {
    let (sender, mut served) = unbounded_channel();
    TOLD.set(sender).unwrap();
    for format in [ReplyFormat::Csv, ReplyFormat::Json] {
        let small = ask::client(ClientOptions {
            format,
            ..ask::once(streaming(600).await)
        });
        let large = ask::client(ClientOptions {
            format,
            ..ask::once(streaming(1_000_000).await)
        });
        let of_small = first_rows(&small, 500).await;
        assert!(of_small.goes_on);
        assert_eq!(of_small.rows, 500);
        next(&mut served).await;
        let of_large = first_rows(&large, 500).await;
        assert!(of_large.goes_on);
        assert_eq!(of_large.rows, 500);
        let window = 512 * 1024;
        assert!(
            of_large.bytes <= of_small.bytes + window,
            "{} {}",
            of_large.bytes,
            of_small.bytes
        );
        // What the sockets hold is on its way already; the rest is never made.
        let told = next(&mut served).await;
        assert!(!told.complete, "{told}");
        assert!(told.rows < 200_000, "{told}");
        println!(
            "{format:?}: {} bytes of 1,000,000 rows read, {} of 600; the server made {}",
            of_large.bytes, of_small.bytes, told.bytes
        );
    }
}

#[tokio::test]
async fn stopping_at_the_last_row_is_not_stopping_early() {
    let standin = StandIn::of(World::synthetic(500), Options::default()).await;
    for format in [ReplyFormat::Csv, ReplyFormat::Json] {
        let client = ask::client(ClientOptions {
            format,
            ..standin.options()
        });
        assert!(!first_rows(&client, 500).await.goes_on);
        assert!(first_rows(&client, 499).await.goes_on);
    }
}

#[tokio::test]
async fn stopping_at_the_last_row_of_a_cut_reply_is_an_error() {
    let row = r#"{"addrno":"1","addrname1":"a","positionx":1,"positiony":2}"#;
    for body in [format!("[{row}"), format!("[{row},"), format!("[{row},{{")] {
        let server = Raw::bytes(crate::raw::until_close(body.as_bytes()));
        let client = ask::client(ask::once(server.address));
        let received = client
            .addresses(None, || (), |(), _| ControlFlow::Break(()))
            .await;
        let goes_on = received.as_ref().is_ok_and(|it| it.transfer.goes_on);
        let is_cut = matches!(received, Err(Error::Cut { .. }));
        assert!(goes_on || is_cut, "{body}: {received:?}");
    }
}

#[tokio::test]
async fn a_reply_larger_than_the_limit_is_refused_before_it_ends() {
    // What is counted is what comes out of the packing.
    let rows = "\"7\";\"u\";\"n\";1;2\r\n".repeat(200_000);
    let body = format!("addrno;addruid;addrname1;positionx;positiony\r\n{rows}");
    let packed = crate::raw::packed(body.as_bytes());
    assert!(packed.len() < 100_000 && body.len() > 2 << 20);
    let head = format!(
        "{OK}Content-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
        packed.len()
    );
    for reply in [
        [head.as_bytes(), &packed].concat(),
        with_length(body.as_bytes()),
    ] {
        let server = Raw::bytes(reply);
        let ask_with = |max_reply| {
            ask::client(ClientOptions {
                max_reply,
                ..ask::options(server.address)
            })
        };
        let error = ask::error(&ask_with(1 << 20)).await;
        assert!(matches!(error, Error::TooLarge { .. }), "{error}");
        assert!(error.to_string().contains("webfleet.max_reply_mib"));
        assert_eq!(server.count(), 1, "not tried again");
        let whole = body.len() as u64;
        let received = ask::addresses(&ask_with(whole), None).await.unwrap();
        assert_eq!(
            (received.transfer.bytes, received.transfer.rows),
            (whole, 200_000)
        );
        let error = ask::error(&ask_with(whole - 1)).await;
        assert!(matches!(error, Error::TooLarge { .. }), "{error}");
    }
}

#[tokio::test]
async fn gzip_bombs_end_in_bounded_memory() {
    let text = child::run("bounds::meets_gzip_bombs", &[]).await;
    if let Some(peak) = text.split("peak KiB: ").nth(1) {
        let peak: u64 = peak.split_whitespace().next().unwrap().parse().unwrap();
        assert!(peak < 100 * 1024, "{peak} KiB for a body of 300 MB");
    }
}

#[tokio::test]
#[ignore = "run by gzip_bombs_end_in_bounded_memory"]
async fn meets_gzip_bombs() {
    let standin = StandIn::sample().await;
    standin.sim.set_fault(Some(Fault::GzipBomb));
    let error = ask::error(&standin.client()).await;
    assert!(matches!(error, Error::TooLarge { .. }), "{error}");
    assert_eq!(standin.count().await, 1);

    // One endless cell, one endless object, one endless member.
    for start in [
        "addrno;addrname1;positionx;positiony\n1;\"",
        "addrno;addrname1;positionx;positiony\n1;",
        "[{\"addrname1\":\"",
        "[{\"addrno\":\"1\",\"addrname1\":\"a\",\"x\":[",
        "addrno",
    ] {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(start.as_bytes()).unwrap();
        let filler = vec![b'['; 1 << 20];
        for _ in 0..300 {
            writer.write_all(&filler).unwrap();
        }
        let packed = writer.finish().unwrap();
        let head = format!(
            "{OK}Content-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
            packed.len()
        );
        let server = Raw::requests(move |_, stream| {
            say(stream, head.as_bytes());
            say(stream, &packed);
        });
        let error = ask::error(&ask::client(ask::options(server.address))).await;
        assert!(matches!(error, Error::TooLarge { .. }), "{start}: {error}");
        assert_eq!(server.count(), 1);
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(peak) = status.lines().find_map(|line| line.strip_prefix("VmHWM:")) {
        println!("peak KiB: {peak}");
    }
}
