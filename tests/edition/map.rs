//! The map, as the program starts and ends it. What the server answers is tested in `kplaces-web`, the
//! page in `tests/browser`.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Child, Command, Stdio};

use kplaces_tests::{Ran, Sandbox, assert_answer};
use serde_json::Value;

use crate::{edition, fresh, hears_hangup, is_basic, synced};

/// A map that runs.
pub(crate) struct Running {
    child: Child,
    pub(crate) first_line: String,
    stdout: BufReader<std::process::ChildStdout>,
}

/// What a program without its page says, which was built on a machine without Node.js.
fn assert_says_how_to_get_it(ran: &Ran) {
    assert_eq!(ran.code, 2, "{}", ran.shown());
    let hint = format!("`cargo xtask build {}`", edition());
    for part in ["the map is not in this build", "Node.js 20", &hint] {
        assert!(ran.stderr.contains(part), "{}", ran.stderr);
    }
}

/// Starts the map; nothing where this build has none.
pub(crate) fn start(device: &Sandbox, arguments: &[&str]) -> Option<Running> {
    // A port that cannot be had ends it at once, if it begins at all.
    let taken = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ran = device.run(&["map", "--no-open", "--port", &port]);
    if !ran.stderr.contains(&format!("port {port} cannot be used")) {
        assert_says_how_to_get_it(&ran);
        return None;
    }
    assert_eq!(ran.code, 2);
    Some(begin(device, &[&["map", "--no-open"], arguments].concat()))
}

/// Starts a command that becomes a map.
pub(crate) fn begin(device: &Sandbox, command: &[&str]) -> Running {
    let mut child = device
        .command(command)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut first_line = String::new();
    stdout.read_line(&mut first_line).unwrap();
    Running {
        child,
        first_line,
        stdout,
    }
}

impl Running {
    /// The number of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as Ctrl-C does: exit code, the rest of standard output, standard error.
    pub(crate) fn end(mut self, signal: &str) -> (Option<i32>, String, String) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &pid]).status();
        assert!(sent.unwrap().success());
        let (mut rest, mut stderr) = (String::new(), String::new());
        self.stdout.read_to_string(&mut rest).unwrap();
        let mut errors = self.child.stderr.take().unwrap();
        errors.read_to_string(&mut stderr).unwrap();
        (self.child.wait().unwrap().code(), rest, stderr)
    }
}

pub(crate) fn get(port: u64, target: &str, cookie: &str) -> String {
    ask(port, &format!("GET {target}"), cookie, "\r\n")
}

/// What the page sends to have something done.
pub(crate) fn post(port: u64, target: &str, cookie: &str, json: &str) -> String {
    let length = json.len();
    let rest = format!(
        "x-kplaces: 1\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{json}"
    );
    ask(port, &format!("POST {target}"), cookie, &rest)
}

fn ask(port: u64, wish: &str, cookie: &str, rest: &str) -> String {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port as u16)).unwrap();
    let request = format!(
        "{wish} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\
         Accept-Encoding: gzip\r\nConnection: close\r\n{rest}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

/// Swaps the link for a cookie.
pub(crate) fn come_in(said: &Value) -> (u64, String) {
    let (url, port) = (
        said["url"].as_str().unwrap(),
        said["port"].as_u64().unwrap(),
    );
    let (host, target) = url.split_at(url.rfind("/?").unwrap());
    assert_eq!(host, format!("http://127.0.0.1:{port}"));
    let answer = get(port, target, "");
    let (_, cookie) = answer.split_once("set-cookie: ").unwrap();
    (port, cookie.split(';').next().unwrap().to_owned())
}

#[test]
fn it_says_where_it_is_at_once_and_ends_cleanly() {
    let (_webfleet, device) = synced();
    let signals = ["-INT", "-TERM", "-HUP"];
    for signal in signals
        .into_iter()
        .filter(|it| *it != "-HUP" || hears_hangup())
    {
        let Some(mut map) = start(&device, &[]) else {
            return;
        };
        let mut said = map.first_line.clone();
        // The announcement comes at once, the last word at the end.
        for _ in 0..8 {
            map.stdout.read_line(&mut said).unwrap();
        }
        let (code, rest, stderr) = map.end(signal);
        assert_eq!((code, stderr.as_str()), (Some(0), ""), "{signal}");
        insta::with_settings!({ filters => [
            (r"127\.0\.0\.1:\d+/\?token=[0-9a-f]{64}", "127.0.0.1:[PORT]/?token=[KEY]"),
            (r"/\S+/map/[0-9a-f]+/", "[STATE]/map/[STORE]/"),
        ] }, {
            insta::allow_duplicates! {
                insta::assert_snapshot!(said + &rest, @"
                The map is here, for this user of this computer only:

                  http://127.0.0.1:[PORT]/?token=[KEY]

                The link works once, within ten minutes. Ctrl-C ends the map.

                This file in a browser leads into it every day, as a bookmark too:

                  [STATE]/map/[STORE]/3kplaces.html
                The map has ended.
                ");
            }
        });
    }
}

#[test]
fn programs_get_the_link_as_one_line_and_the_end_as_a_value() {
    let (_webfleet, device) = synced();
    let Some(map) = start(&device, &["--json"]) else {
        return;
    };
    assert_answer(&["map"], &map.first_line);
    let said: Value = serde_json::from_str(&map.first_line).unwrap();
    let (port, cookie) = come_in(&said);
    let facts = get(port, "/api/facts", &cookie);
    let facts: Value = serde_json::from_str(facts.rsplit("\r\n\r\n").next().unwrap()).unwrap();
    assert_eq!(facts["edition"]["id"], edition());
    assert_eq!(facts["features"]["groups"], !is_basic());
    assert_eq!(facts["limit"].is_null(), !is_basic());
    assert_eq!(
        facts["legend"]["group"].as_array().unwrap().is_empty(),
        is_basic()
    );
    let (code, rest, _) = map.end("-INT");
    assert_eq!(code, Some(0));
    assert_answer(&["map"], &rest);
    let ended: Value = serde_json::from_str(&rest).unwrap();
    assert_eq!(ended, serde_json::json!({"ended": "asked"}));
}

#[test]
fn quiet_prints_the_link_and_nothing_else() {
    let (_webfleet, device) = synced();
    let Some(map) = start(&device, &["--quiet"]) else {
        return;
    };
    let link = map.first_line.clone();
    assert!(
        link.starts_with("http://127.0.0.1:") && link.ends_with('\n'),
        "{link}"
    );
    let (code, rest, stderr) = map.end("-INT");
    assert_eq!((code, rest.as_str(), stderr.as_str()), (Some(0), "", ""));
}

#[test]
fn no_log_holds_a_key_or_a_place() {
    let (_webfleet, device) = synced();
    let Some(map) = start(&device, &["--json", "--log", "trace"]) else {
        return;
    };
    let said: Value = serde_json::from_str(&map.first_line).unwrap();
    let (port, cookie) = come_in(&said);
    let list = get(port, "/api/list?order=name", &cookie);
    assert!(list.contains("Depot"), "{list}");
    assert!(get(port, "/api/search?q=depot", &cookie).contains("Depot"));
    let (_, rest, stderr) = map.end("-INT");
    let key = said["url"]
        .as_str()
        .unwrap()
        .rsplit('=')
        .next()
        .unwrap()
        .to_owned();
    let session = cookie.rsplit('=').next().unwrap();
    for secret in [key.as_str(), session, "Depot", "depot"] {
        assert!(
            !rest.contains(secret) && !stderr.contains(secret),
            "{secret}: {stderr}"
        );
    }
}

#[test]
fn what_is_no_basemap_is_said_before_anything_listens() {
    let (_webfleet, device) = synced();
    if start(&device, &[]).is_none_or(|map| map.end("-INT").0 != Some(0)) {
        return;
    }
    let odd = device.write("odd.pmtiles", "not at all");
    let odd = odd.to_str().unwrap();
    insta::assert_snapshot!(device.transcript([
        &["map", "--no-open", "--basemap", "/none.pmtiles"],
        &["map", "--no-open", "--basemap", odd],
        &["map", "--no-open", "--port", "70000"],
        &["map", "--no-open", "--idle", "0"],
    ]), @"
    $ 3kplaces map --no-open --basemap /none.pmtiles
    error: /none.pmtiles cannot be the basemap
      why: No such file or directory (os error 2)
    [exit code 2]

    $ 3kplaces map --no-open --basemap [HOME]/odd.pmtiles
    error: [HOME]/odd.pmtiles cannot be the basemap
      why: it is not in the PMTiles format, version 3
      try: files of the format can be cut out of OpenStreetMap data with `pmtiles extract`
    [exit code 2]

    $ 3kplaces map --no-open --port 70000
    error: invalid value '70000' for '--port <N>': it must be a whole number from 0 to 65535
      try: `3kplaces map --help` explains the command
    [exit code 2]

    $ 3kplaces map --no-open --idle 0
    error: invalid value '0' for '--idle <MINUTES>': it must be a whole number from 1 to 4294967295
      try: `3kplaces map --help` explains the command
    [exit code 2]
    ");
    let mut configured = fresh();
    configured.env("KPLACES_MAP__BASEMAP", odd);
    assert_eq!(configured.run(&["map", "--no-open"]).code, 2);
    configured.env("KPLACES_MAP__BASEMAP", "odd.pmtiles");
    assert_eq!(
        configured.run(&["map", "--no-open"]).code,
        3,
        "relative to what?"
    );
}
