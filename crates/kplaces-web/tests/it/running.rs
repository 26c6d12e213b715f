//! A server over a store in memory, and a client that sends exactly what it is told.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use async_trait::async_trait;
use kplaces_app::{App, Status, SyncReport, SyncStep};
use kplaces_domain::{
    GroupName, Place, PlaceKey, Position, Provenance, Radius, Revision, SyncPlan, Timestamp,
};
use kplaces_edition::{Manifest, Policy};
use kplaces_export::Exporters;
use kplaces_privacy::{Document, Entry, Evidence, Sentence};
use kplaces_store::{PlaceStore, StoreUrl};
use kplaces_text::{Language, text};
use kplaces_web::{
    Discloser, Disclosure, Ended, FailedSync, Held, Links, MapOptions, Server, SyncFailure,
    SyncProgress, Syncer, SyncsOnRecord,
};
use serde_json::Value;
use tokio::sync::oneshot;

/// Which edition the server is of.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Edition {
    Basic,
    Pro,
}

/// What a sync comes to.
#[derive(Clone)]
pub(crate) enum Script {
    /// It fails like this.
    Fails(SyncFailure),
    /// It adds a place, and then fails like this; a report cannot be made up.
    AddsThenFails(SyncFailure),
}

/// A running server, and the cookie of a visitor.
pub(crate) struct Running {
    pub(crate) port: u16,
    pub(crate) cookie: String,
    pub(crate) store: Arc<dyn PlaceStore>,
    pub(crate) asked: Arc<Mutex<Vec<bool>>>,
    pub(crate) links: Links,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<Ended>>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// Tells what it was asked.
#[derive(Debug)]
struct Told;

impl Discloser for Told {
    fn syncs(&self, _: &Status) -> SyncsOnRecord {
        SyncsOnRecord {
            gone: Some(7),
            failed: Some(FailedSync {
                at: Timestamp::from_unix(1_767_323_045),
                kind: "login",
                in_a_row: 3,
            }),
        }
    }

    fn disclose(&self, language: Language, held: Option<Held>) -> Disclosure {
        let told = Entry {
            id: "places",
            label: language.code().to_owned(),
            sentences: vec![Sentence {
                text: format!("{held:?}"),
                claims: Vec::new(),
            }],
            blank: false,
        };
        let statement = Document {
            id: "statement",
            language: language.code(),
            title: "What is processed".to_owned(),
            about: Vec::new(),
            sections: Vec::new(),
            evidence: Evidence {
                title: String::new(),
                introduction: String::new(),
                claims: Vec::new(),
                proofs: Vec::new(),
            },
        };
        Disclosure {
            device: vec![told],
            network: Vec::new(),
            statement,
        }
    }
}

struct Scripted {
    script: Script,
    store: Arc<dyn PlaceStore>,
    asked: Arc<Mutex<Vec<bool>>>,
}

#[async_trait]
impl Syncer for Scripted {
    async fn sync(
        &self,
        accept_shrink: bool,
        tell: &(dyn Fn(SyncProgress) + Send + Sync),
    ) -> Result<SyncReport, SyncFailure> {
        self.asked.lock().unwrap().push(accept_shrink);
        tell(SyncProgress::Step(SyncStep::Addresses(1_000)));
        // Long enough for a second wish.
        tokio::time::sleep(Duration::from_millis(300)).await;
        match &self.script {
            Script::Fails(failure) => Err(failure.clone()),
            Script::AddsThenFails(failure) => {
                let base = self.store.state().await.unwrap().revision;
                self.store
                    .apply(&plan(base, vec![place("zz-new", "New", 47.0, 10.0)]))
                    .await
                    .unwrap();
                Err(failure.clone())
            }
        }
    }
}

pub(crate) fn place(key: &str, name: &str, latitude: f64, longitude: f64) -> Place {
    Place {
        key: PlaceKey::from(key),
        name: name.into(),
        position: Position::from_degrees(latitude, longitude).ok(),
        radius: Radius::from_metres(250).unwrap(),
        colour: "brightblue".parse().ok(),
        groups: [GroupName::from("Depots")].into_iter().collect(),
    }
}

pub(crate) fn plan(base: Revision, added: Vec<Place>) -> SyncPlan {
    SyncPlan {
        base,
        added,
        changed: Vec::new(),
        removed: Vec::new(),
        group_list: None,
        provenance: Provenance {
            as_of: Timestamp::from_unix(1_767_323_045),
            selection: Vec::new(),
            cut_at: None,
        },
    }
}

/// The promise of a real edition, taken as kept.
fn policy(edition: Edition) -> Policy {
    let manifest = Manifest::parse(match edition {
        Edition::Basic => include_str!("../../../../editions/basic/edition.toml"),
        Edition::Pro => include_str!("../../../../editions/pro/edition.toml"),
    });
    let manifest = manifest.unwrap();
    let linked = manifest.features.clone();
    Policy::new(manifest, &linked).unwrap()
}

fn failure() -> SyncFailure {
    SyncFailure {
        kind: "network",
        what: text!(
            "WEBFLEET cannot be reached",
            "WEBFLEET ist nicht erreichbar"
        ),
        why: vec![text!("nobody is there", "niemand ist da")],
        hints: vec![text!("try later", "später versuchen")],
        guard: None,
    }
}

impl Running {
    /// A Pro server with these places.
    pub(crate) fn with(places: Vec<Place>) -> Self {
        Self::start(Edition::Pro, places, None, Script::Fails(failure()))
    }

    /// A server as it is wanted, with a visitor who has come in.
    pub(crate) fn start(
        edition: Edition,
        places: Vec<Place>,
        streets: Option<PathBuf>,
        script: Script,
    ) -> Self {
        Self::start_until(edition, places, streets, script, None)
    }

    /// A server that ends when nobody has been there for so long.
    pub(crate) fn start_until(
        edition: Edition,
        places: Vec<Place>,
        streets: Option<PathBuf>,
        script: Script,
        idle: Option<Duration>,
    ) -> Self {
        let (started, on_start) = std::sync::mpsc::channel();
        let (stop, stopped) = oneshot::channel();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&asked);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async move {
                let backend = kplaces_store_memory::backend();
                let url: StoreUrl = "memory:".parse().unwrap();
                let backends = kplaces_store::Backends::new([backend]).unwrap();
                let store = backends.open(&url, PathBuf::new()).await.unwrap();
                if !places.is_empty() {
                    store.apply(&plan(Revision(0), places)).await.unwrap();
                }
                let exporters = Exporters::new([]).unwrap();
                let app = App::new(policy(edition), Arc::clone(&store), None, exporters);
                let options = MapOptions {
                    streets,
                    idle,
                    navigation: "geo".to_owned(),
                    host: "csv.webfleet.com".to_owned(),
                    ..MapOptions::default()
                };
                let server = Server::bind(app, options, Arc::new(Told)).await.unwrap();
                started
                    .send((server.port(), server.links(), Arc::clone(&store)))
                    .unwrap();
                let syncer = Scripted {
                    script,
                    store,
                    asked: heard,
                };
                let stop = async {
                    let _ = stopped.await;
                };
                server.run(&syncer, stop).await.unwrap()
            })
        });
        let (port, links, store) = on_start.recv().unwrap();
        let mut running = Self {
            port,
            cookie: String::new(),
            store,
            asked,
            links,
            stop: Some(stop),
            thread: Some(thread),
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
        let headers = format!(
            "Cookie: {}\r\nx-kplaces: 1\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
            self.cookie,
            body.len()
        );
        let request = self.request("POST", "/api/sync", &headers);
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
