//! Server-sent events, as they come over the wire.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use kplaces_web::{Ended, MapOptions};
use serde_json::Value;

use crate::{Edition, Home, Running};

/// An answer that does not end.
pub(crate) struct Stream {
    lines: BufReader<TcpStream>,
}

impl Stream {
    pub(crate) fn open(map: &Running) -> Self {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, map.port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        let cookie = format!("Cookie: {}\r\n", map.cookie);
        let request = map.request("GET", "/api/events", &cookie);
        stream.write_all(request.as_bytes()).unwrap();
        Self {
            lines: BufReader::new(stream),
        }
    }

    /// The next event: its name and its data.
    pub(crate) fn next(&mut self) -> (String, Value) {
        let mut name = String::new();
        loop {
            let mut line = String::new();
            assert!(self.lines.read_line(&mut line).unwrap() > 0, "it has ended");
            if let Some(event) = line.strip_prefix("event: ") {
                event.trim().clone_into(&mut name);
            }
            if let Some(data) = line.strip_prefix("data: ") {
                return (name, serde_json::from_str(data).unwrap());
            }
        }
    }

    /// All events until a sync has come to its end.
    pub(crate) fn until_its_end(&mut self) -> Vec<(String, Value)> {
        let mut told = Vec::new();
        loop {
            told.push(self.next());
            let (name, data) = &told[told.len() - 1];
            if name == "sync" && (data["state"] == "done" || data["state"] == "failed") {
                return told;
            }
        }
    }
}

#[test]
fn it_ends_when_nobody_is_there_and_not_while_a_page_is_open() {
    let options = MapOptions {
        idle: Some(Duration::from_secs(2)),
        ..MapOptions::default()
    };
    let map = Running::start(Home::of(Edition::Pro), Vec::new(), options);
    let mut stream = Stream::open(&map);
    assert_eq!(stream.next().0, "facts");
    std::thread::sleep(Duration::from_millis(2_600));
    assert_eq!(map.get("/api/facts").status, 200, "a page is open");
    drop(stream);
    assert_eq!(map.wait(), Ended::Idle);
}

#[test]
fn an_open_page_hears_that_the_program_ends() {
    let map = Running::with(Vec::new());
    let mut stream = Stream::open(&map);
    assert_eq!(stream.next().0, "facts");
    assert_eq!(stream.next().0, "sync");
    let clear = map.get("/api/bye");
    assert_eq!(
        clear.header("clear-site-data"),
        Some("\"cache\", \"storage\"")
    );
    let ending = std::thread::spawn(move || map.stop());
    assert_eq!(stream.next().0, "bye");
    assert_eq!(ending.join().unwrap(), Ended::Asked);
}
