//! A server over a device, and a client that sends exactly what it is told.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use kplaces_device::Device;
use kplaces_domain::{Place, Revision};
use kplaces_store::PlaceStore;
use kplaces_web::{Ended, Links, MapOptions, Server};
use serde_json::Value;
use tokio::sync::oneshot;

use crate::home::{Edition, HandClock, Home, plan, store};

/// A running server, and the cookie of a visitor.
pub(crate) struct Running {
    pub(crate) port: u16,
    pub(crate) cookie: String,
    pub(crate) store: Arc<dyn PlaceStore>,
    pub(crate) device: Arc<Device>,
    pub(crate) links: Links,
    pub(crate) clock: Arc<HandClock>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<Ended>>,
    _home: Home,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Running {
    /// A Pro server with these places.
    pub(crate) fn with(places: Vec<Place>) -> Self {
        Self::on(Home::of(Edition::Pro), places)
    }

    /// A server on a device with these places.
    pub(crate) fn on(home: Home, places: Vec<Place>) -> Self {
        Self::start(home, places, MapOptions::default())
    }

    /// A server as it is wanted, with a visitor who has come in.
    pub(crate) fn start(home: Home, places: Vec<Place>, options: MapOptions) -> Self {
        let (started, on_start) = std::sync::mpsc::channel();
        let (stop, stopped) = oneshot::channel();
        let device = Arc::clone(&home.device);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async move {
                let store = store(&device).await;
                if !places.is_empty() {
                    store.apply(&plan(Revision(0), places)).await.unwrap();
                }
                let server = Server::bind(&device, options).await.unwrap();
                started
                    .send((server.port(), server.links(), store))
                    .unwrap();
                let stop = async {
                    let _ = stopped.await;
                };
                server.run(stop).await.unwrap()
            })
        });
        let (port, links, store) = on_start.recv().unwrap();
        let mut running = Self {
            port,
            cookie: String::new(),
            store,
            device: Arc::clone(&home.device),
            clock: Arc::clone(&home.clock),
            links,
            stop: Some(stop),
            thread: Some(thread),
            _home: home,
        };
        running.cookie = running.come_in();
        running
    }

    /// Swaps a new link for a cookie.
    pub(crate) fn come_in(&self) -> String {
        let link = self.links.new_link().unwrap();
        let (_, target) = link.split_once(&self.port.to_string()).unwrap();
        let reply = self.send(&self.request("GET", target, ""));
        assert_eq!(reply.status, 303, "{reply:?}");
        let cookie = reply.header("set-cookie").unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    /// A request with the right host, no cookie, and these header lines.
    pub(crate) fn request(&self, method: &str, target: &str, headers: &str) -> String {
        format!(
            "{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n{headers}\r\n",
            self.port
        )
    }

    /// Sends bytes and reads the answer to its end.
    pub(crate) fn send(&self, request: &str) -> Reply {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        Reply::parse(&answer)
    }

    /// What a visitor gets.
    pub(crate) fn get(&self, target: &str) -> Reply {
        let cookie = format!("Cookie: {}\r\nAccept-Encoding: gzip\r\n", self.cookie);
        self.send(&self.request("GET", target, &cookie))
    }

    /// What a visitor gets, as JSON.
    pub(crate) fn json(&self, target: &str) -> Value {
        let reply = self.get(target);
        assert_eq!(reply.status, 200, "{target}: {reply:?}");
        serde_json::from_slice(&reply.body).unwrap()
    }

    /// Asks for a sync.
    pub(crate) fn sync(&self, body: &str) -> Reply {
        self.post("/api/sync", body)
    }

    /// Asks for a change as the page does it.
    pub(crate) fn post(&self, target: &str, body: &str) -> Reply {
        let headers = format!(
            "Cookie: {}\r\nx-kplaces: 1\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
            self.cookie,
            body.len()
        );
        let request = self.request("POST", target, &headers);
        self.send(&format!("{request}{body}"))
    }

    /// Waits until it ends by itself.
    pub(crate) fn wait(mut self) -> Ended {
        self.thread.take().unwrap().join().unwrap()
    }

    /// Ends it, and says why it ended.
    pub(crate) fn stop(mut self) -> Ended {
        let _ = self.stop.take().unwrap().send(());
        self.thread.take().unwrap().join().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let (Some(stop), Some(thread)) = (self.stop.take(), self.thread.take()) {
            let _ = stop.send(());
            let _ = thread.join();
        }
    }
}

impl Reply {
    fn parse(answer: &[u8]) -> Self {
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(answer)));
        let head = std::str::from_utf8(&answer[..end]).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let headers = lines.map(|line| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_ascii_lowercase(), value.to_owned())
        });
        let mut reply = Self {
            status: status.parse().unwrap(),
            headers: headers.collect(),
            body: answer[end + 4..].to_vec(),
        };
        if reply.header("transfer-encoding") == Some("chunked") {
            reply.body = unchunked(&reply.body);
        }
        reply
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(at) = rest.windows(2).position(|window| window == b"\r\n") {
        let size = std::str::from_utf8(&rest[..at]).unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        let start = at + 2;
        if size == 0 || rest.len() < start + size {
            break;
        }
        whole.extend_from_slice(&rest[start..start + size]);
        rest = &rest[(start + size + 2).min(rest.len())..];
    }
    whole
}
