//! The server over a real socket, spoken to with a plain one.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use kplaces_webfleet_sim::serve::{Served, serve, serve_logged};
use kplaces_webfleet_sim::{Options, Sim, World};
use tokio::net::TcpListener;

use crate::ask::{self, Ask, FORM};

/// Serves in a thread that ends with the test binary.
pub(crate) fn start(sim: Arc<Sim>, log: Option<fn(&Served)>) -> SocketAddr {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            sender.send(listener.local_addr().unwrap()).unwrap();
            match log {
                Some(log) => serve_logged(listener, sim, log).await,
                None => serve(listener, sim).await,
            }
        })
    });
    receiver.recv().unwrap()
}

pub(crate) fn send(address: SocketAddr, ask: &Ask) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let (encoded, login) = (ask.encoded(), ask.authorization.clone().unwrap());
    let common = format!("Host: sim\r\nConnection: close\r\nAuthorization: {login}\r\n");
    let request = if ask.post {
        let length = encoded.len();
        format!(
            "POST /extern HTTP/1.1\r\n{common}Content-Type: {FORM}\r\n\
             Content-Length: {length}\r\n\r\n{encoded}"
        )
    } else {
        format!("GET /extern?{encoded} HTTP/1.1\r\n{common}\r\n")
    };
    stream.write_all(request.as_bytes()).unwrap();
    stream
}

/// Head in lower case, and body with chunks put together.
fn receive(mut stream: TcpStream) -> (String, Vec<u8>) {
    let mut all = Vec::new();
    stream.read_to_end(&mut all).unwrap();
    let end = all
        .windows(4)
        .position(|bytes| bytes == b"\r\n\r\n")
        .unwrap();
    let head = String::from_utf8(all[..end].to_vec())
        .unwrap()
        .to_lowercase();
    let mut rest = &all[end + 4..];
    if !head.contains("transfer-encoding: chunked") {
        return (head, rest.to_vec());
    }
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|bytes| bytes == b"\r\n").unwrap();
        let size = std::str::from_utf8(&rest[..line]).unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        if size == 0 {
            return (head, body);
        }
        body.extend_from_slice(&rest[line + 2..line + 2 + size]);
        rest = &rest[line + 2 + size + 2..];
    }
}

#[test]
fn a_report_comes_in_chunks_by_get_and_by_post() {
    let address = start(Arc::new(ask::sample()), None);
    let expected = Ask::addresses().body(&ask::sample());
    for post in [false, true] {
        let ask = Ask {
            post,
            ..Ask::addresses()
        };
        let (head, body) = receive(send(address, &ask));
        assert!(head.starts_with("http/1.1 200 ok"), "{head}");
        assert!(head.contains("transfer-encoding: chunked"), "{head}");
        assert!(body == expected);
    }
}

#[test]
fn an_error_and_a_cut_body_have_a_matching_length() {
    let sim = Arc::new(ask::sample());
    let address = start(Arc::clone(&sim), None);
    let (head, body) = receive(send(address, &Ask::addresses().set("apikey", "wrong")));
    assert!(head.contains("content-length: 20") && head.contains("x-webfleet-errorcode: 1143"));
    assert_eq!(body, b"1143,API key invalid");
    sim.set_fault(Some("cut:1000".parse().unwrap()));
    let (head, body) = receive(send(address, &Ask::addresses()));
    assert!(head.contains("content-length: 1000"), "{head}");
    assert_eq!(body.len(), 1000);
}

#[test]
fn a_client_that_hangs_up_early_stops_the_report() {
    static BYTES: AtomicU64 = AtomicU64::new(0);
    fn log(served: &Served) {
        assert!(!served.complete);
        BYTES.store(served.bytes, Ordering::SeqCst);
    }
    let sim = Sim::new(World::synthetic(100_000_000), Options::default());
    let address = start(Arc::new(sim), Some(log));
    let mut stream = send(address, &Ask::addresses());
    stream.read_exact(&mut vec![0; 200_000]).unwrap();
    drop(stream);
    let start = Instant::now();
    while BYTES.load(Ordering::SeqCst) == 0 {
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "the report goes on"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!((200_000..50_000_000).contains(&BYTES.load(Ordering::SeqCst)));
}

#[test]
fn a_form_without_end_is_refused() {
    let address = start(Arc::new(ask::sample()), None);
    let long = Ask {
        post: true,
        ..Ask::addresses()
    }
    .set("filler", &"x".repeat(1_100_000));
    let mut stream = TcpStream::connect(address).unwrap();
    let length = long.encoded().len();
    let head = format!("POST /extern HTTP/1.1\r\nHost: sim\r\nContent-Length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    // One byte too many and no more: unread ones would reset the connection.
    let sent = &long.encoded().into_bytes()[..=1024 * 1024];
    stream.write_all(sent).unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
}
