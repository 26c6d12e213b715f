//! A visit to the map: everything that its server answers.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use serde_json::{Value, json};

use super::device::RunningMap;
use kplaces_tools::stand_in::Login;
use kplaces_tools::workspace::root;

/// Where the routes stand.
const ROUTES: &str = "crates/kplaces-web/src/routes.rs";

/// Routes that are asked for with what they need; one without a parameter is asked for as it is.
const KNOWN: [&str; 4] = [
    "/api/events",
    "/api/place/{id}",
    "/api/bye",
    "/tiles/{revision}/{zoom}/{x}/{y}",
];

/// An event stream has no end; so long is listened to it.
const LISTENED: Duration = Duration::from_millis(300);
/// A sync with the stand-in takes less than this.
const PATIENCE: Duration = Duration::from_mins(1);

/// What the server answered to one request, head and body.
pub(super) struct Reply {
    pub(super) target: String,
    pub(super) bytes: Vec<u8>,
}

impl Reply {
    fn head(&self) -> String {
        String::from_utf8_lossy(&self.bytes[..self.split()]).into_owned()
    }

    pub(super) fn body(&self) -> &[u8] {
        &self.bytes[self.split()..]
    }

    fn split(&self) -> usize {
        let end = memchr::memmem::find(&self.bytes, b"\r\n\r\n");
        end.map_or(self.bytes.len(), |end| end + 4)
    }

    fn json(&self) -> anyhow::Result<Value> {
        let body = String::from_utf8_lossy(self.body());
        // One chunk, or several: the braces stand at both ends.
        let (start, end) = (body.find('{'), body.rfind('}'));
        let json = start.zip(end).map(|(start, end)| &body[start..=end]);
        let json = json.with_context(|| format!("{} has no answer", self.target))?;
        serde_json::from_str(json)
            .with_context(|| format!("{} does not answer in JSON", self.target))
    }
}

/// A visitor who came in by the link.
pub(super) struct Visitor {
    port: u16,
    cookie: String,
    pub(super) replies: Vec<Reply>,
}

impl Visitor {
    /// Swaps the link for the cookie.
    pub(super) fn new(map: &RunningMap) -> anyhow::Result<Self> {
        let rest = map.link.strip_prefix("http://127.0.0.1:");
        let (port, target) = rest
            .and_then(|rest| rest.split_once('/'))
            .context("no such link")?;
        let mut visitor = Self {
            port: port.parse()?,
            cookie: String::new(),
            replies: Vec::new(),
        };
        let head = visitor.get(&format!("/{target}"))?.head();
        let (_, cookie) = head
            .split_once("set-cookie: ")
            .context("the link is not taken")?;
        let cookie = cookie.split(';').next().unwrap_or_default();
        cookie.clone_into(&mut visitor.cookie);
        Ok(visitor)
    }

    /// Asks for everything there is.
    pub(super) fn look_around(&mut self, place: &str) -> anyhow::Result<()> {
        let page = String::from_utf8_lossy(&unzipped(self.get("/")?.body())).into_owned();
        for quoted in page
            .split(['"', '\''])
            .filter(|text| text.starts_with("/assets/"))
        {
            self.get(quoted)?;
        }
        for route in routes()? {
            if !route.contains('{') && !KNOWN.contains(&route.as_str()) {
                self.get(&route)?;
            } else if !KNOWN.contains(&route.as_str()) {
                bail!(
                    "no proof knows how to ask for {route}: add it to tests/prove/src/prove/visit.rs"
                );
            }
        }
        let facts = self.facts()?;
        let places = facts["places"]
            .as_u64()
            .context("the map has no number of places")?;
        let revision = &facts["revision"];
        for offset in (0..places).step_by(500) {
            self.get(&format!("/api/list?order=name&offset={offset}&limit=500"))?;
        }
        self.get("/api/list?order=distance&at=48.1,11.5&limit=500")?;
        let query: Vec<String> = place.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let query = query.concat();
        let found = self.get(&format!("/api/search?q={query}"))?.json()?;
        ensure!(
            found["rows"][0].is_object(),
            "the map does not find {place}"
        );
        let key = found["rows"][0]["key"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        self.get(&format!("/api/place?key={key}"))?;
        for id in [0, 1, 499] {
            self.get(&format!("/api/place/{id}?revision={revision}"))?;
        }
        let (x, y) = (
            found["rows"][0]["lon"].as_f64(),
            found["rows"][0]["lat"].as_f64(),
        );
        let (x, y) = (x.unwrap_or(10.0), y.unwrap_or(50.0));
        for zoom in [0_u8, 3, 5, 8, 11, 14] {
            let (x, y) = tile(x, y, zoom);
            for by in ["colour", "group"] {
                self.get(&format!("/tiles/{revision}/{zoom}/{x}/{y}?by={by}"))?;
            }
        }
        self.ask("GET", "/api/events", "", Some(LISTENED))?;
        Ok(())
    }

    /// Lets the page sync, and waits until it has.
    pub(super) fn sync(&mut self) -> anyhow::Result<()> {
        let serial = self.facts()?["sync"]["serial"].as_u64();
        let reply = self.ask("POST", "/api/sync", "{}", None)?;
        ensure!(
            reply.head().contains(" 202 "),
            "the map does not sync: {}",
            reply.head()
        );
        let started = Instant::now();
        loop {
            let facts = self.facts()?;
            if facts["sync"]["serial"].as_u64() != serial {
                let state = facts["sync"]["state"].as_str();
                ensure!(
                    state == Some("done"),
                    "the sync of the map failed: {}",
                    facts["sync"]
                );
                return Ok(());
            }
            ensure!(
                started.elapsed() < PATIENCE,
                "the sync of the map does not end"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Logs the device in as the page does it.
    pub(super) fn log_in(&mut self, login: &Login) -> anyhow::Result<()> {
        let body = json!({
            "account": login.account,
            "user": login.user,
            "password": login.password,
            "apikey": login.apikey,
            "passphrase": "",
        });
        let reply = self.ask("POST", "/api/login", &body.to_string(), None)?;
        ensure!(
            reply.head().contains(" 200 "),
            "the map takes no login: {}",
            String::from_utf8_lossy(&reply.bytes)
        );
        Ok(())
    }

    /// Says where the device is, each second as a browser does; how many alerts that gave.
    pub(super) fn drive(&mut self, way: &[[f64; 2]]) -> anyhow::Result<usize> {
        let mut told = 0;
        for ([lat, lon], second) in way.iter().zip(0_i64..) {
            let time = 1_796_022_000_000 + second * 1_000;
            let fix = json!({
                "time": time, "lat": lat, "lon": lon, "accuracy": 5.0, "speed": 20.0, "heading": 0.0,
            });
            let sent = json!({ "page": "proof", "fix": fix }).to_string();
            let answer = self.ask("POST", "/api/fix", &sent, None)?.json()?;
            told += answer["told"].as_array().map_or(0, Vec::len);
        }
        Ok(told)
    }

    /// Asks where the device is, until a receiver says it.
    pub(super) fn hears_the_receiver(&mut self) -> anyhow::Result<()> {
        for _ in 0..10 {
            let answer = self.ask("POST", "/api/receiver", r#"{"after":0}"#, None)?;
            if answer.json()?["state"] == "here" {
                return Ok(());
            }
        }
        bail!("the map hears no receiver")
    }

    /// The port of the map.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Goes, as a page does that is closed.
    pub(super) fn leave(&mut self) -> anyhow::Result<()> {
        self.get("/api/bye").map(drop)
    }

    fn facts(&mut self) -> anyhow::Result<Value> {
        self.get("/api/facts")?.json()
    }

    pub(super) fn get(&mut self, target: &str) -> anyhow::Result<&Reply> {
        self.ask("GET", target, "", None)
    }

    fn ask(
        &mut self,
        method: &str,
        target: &str,
        body: &str,
        listened: Option<Duration>,
    ) -> anyhow::Result<&Reply> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))
            .with_context(|| format!("the map does not answer to {target}"))?;
        stream.set_read_timeout(Some(listened.unwrap_or(PATIENCE)))?;
        let (port, cookie) = (self.port, &self.cookie);
        let own = if method == "POST" {
            format!(
                "x-kplaces: 1\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
                body.len()
            )
        } else {
            String::new()
        };
        let request = format!(
            "{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\
             Accept-Encoding: gzip\r\nConnection: close\r\n{own}\r\n{body}"
        );
        stream.write_all(request.as_bytes())?;
        let mut bytes = Vec::new();
        let read = stream.read_to_end(&mut bytes);
        if listened.is_none() {
            read.with_context(|| format!("the answer to {target} is not whole"))?;
        }
        self.replies.push(Reply {
            target: target.to_owned(),
            bytes,
        });
        self.replies.last().context("nothing was answered")
    }
}

/// The routes, as the source of the server has them.
fn routes() -> anyhow::Result<Vec<String>> {
    let source = std::fs::read_to_string(root().join(ROUTES))?;
    let found = source.split(".route(\"").skip(1);
    let found: Vec<String> = found
        .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
        .collect();
    ensure!(found.len() > 5, "the routes of the map are not in {ROUTES}");
    Ok(found)
}

fn unzipped(body: &[u8]) -> Vec<u8> {
    // A body in chunks begins with the length of the first.
    let start = memchr::memmem::find(body, b"\x1f\x8b").unwrap_or_default();
    let all = super::contents::unpacked(body[start..].to_vec());
    all.into_iter().next_back().unwrap_or_default()
}

/// The tile that a position is in.
fn tile(longitude: f64, latitude: f64, zoom: u8) -> (u32, u32) {
    let side = f64::from(1_u32 << zoom);
    let angle = latitude.to_radians();
    let x = (longitude + 180.0) / 360.0 * side;
    let y = (1.0 - (angle.tan() + 1.0 / angle.cos()).ln() / std::f64::consts::PI) / 2.0 * side;
    (x as u32, y as u32)
}
