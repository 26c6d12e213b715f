//! The door of the map: where it is found again, by whom, and by which pages.
#![cfg(target_os = "linux")]

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use kplaces_tests::{Sandbox, assert_answer};
use serde_json::Value;

use crate::map::{begin, come_in, get, start};
use crate::map_link::install;
use crate::synced;

/// How a browser comes that was led here by a file.
const FROM_A_FILE: &str =
    "\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document";

/// The page that leads into the map; there is one.
fn page(device: &Sandbox) -> PathBuf {
    let folder = device.path(".local/state/3kplaces/map");
    let mut doors = fs::read_dir(folder).unwrap();
    let door = doors.next().unwrap().unwrap().path();
    assert!(doors.next().is_none(), "one store, one door");
    door.join("3kplaces.html")
}

/// The key that is in it.
fn key(page: &Path) -> Option<String> {
    let text = fs::read_to_string(page).unwrap();
    let (_, key) = text.split_once("?token=")?;
    Some(key.split('"').next().unwrap().to_owned())
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn said(line: &str) -> Value {
    serde_json::from_str(line).unwrap()
}

#[test]
fn the_page_in_the_private_folder_leads_into_the_map_again_and_again() {
    let (_webfleet, device) = synced();
    let Some(map) = start(&device, &["--json"]) else {
        return;
    };
    let port = said(&map.first_line)["port"].as_u64().unwrap();
    let page = page(&device);
    let mut keys = Vec::new();
    for _ in 0..3 {
        // It is there beside the first line, and is another one beside the answer.
        let fresh = loop {
            match page.exists().then(|| key(&page)).flatten() {
                Some(key) if !keys.contains(&key) => break key,
                _ => std::thread::yield_now(),
            }
        };
        assert_eq!((mode(&page), mode(page.parent().unwrap())), (0o600, 0o700));
        let target = format!("/?token={fresh}");
        let answer = get(port, &target, FROM_A_FILE);
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        let answer = get(port, &target, FROM_A_FILE);
        assert!(answer.starts_with("HTTP/1.1 403 "), "spent: {answer}");
        keys.push(fresh);
    }
    assert_eq!(map.end("-INT").0, Some(0));
    assert_eq!(key(&page), None, "it leads nowhere");
    let text = fs::read_to_string(&page).unwrap();
    assert!(text.contains("3kplaces open") && text.contains("Die Karte läuft gerade nicht."));
}

/// What the next map finds.
fn remembered(device: &Sandbox) -> Value {
    let memory = page(device).with_file_name("memory.json");
    loop {
        if let Ok(kept) = fs::read(&memory)
            && let Ok(kept) = serde_json::from_slice(&kept)
        {
            assert_eq!(mode(&memory), 0o600);
            return kept;
        }
        std::thread::yield_now();
    }
}

#[test]
fn the_next_map_has_an_address_of_its_own_and_answers_pages_of_the_last_where_that_was() {
    let (_webfleet, device) = synced();
    let Some(mut map) = start(&device, &["--json"]) else {
        return;
    };
    let nonce = "5a".repeat(32);
    let ask = format!("/api/again?nonce={nonce}");
    let (mut port, mut cookie) = come_in(&said(&map.first_line));
    for signal in ["-INT", "-KILL", "-TERM"] {
        assert_eq!(remembered(&device)["port"].as_u64(), Some(port), "{signal}");
        map.end(signal);
        map = start(&device, &["--json"]).unwrap();
        let (next, fresh) = come_in(&said(&map.first_line));
        assert_ne!(next, port, "{signal}");
        let answer = get(port, &ask, "");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200 "), "{signal}: {answer}");
        let proofs: Value = serde_json::from_str(body).unwrap();
        assert_eq!(proofs["port"].as_u64(), Some(next), "{signal}");
        assert_eq!(proofs["next"].as_str().map(str::len), Some(64), "{signal}");
        for target in ["/", "/api/facts", "/api/list", "/?token=0"] {
            let answer = get(port, target, &cookie);
            assert!(answer.starts_with("HTTP/1.1 404 "), "{target}: {answer}");
        }
        let facts = get(next, "/api/facts", &cookie);
        assert!(facts.starts_with("HTTP/1.1 401 "), "{signal}: {facts}");
        (port, cookie) = (next, fresh);
    }
    // Where somebody else is, or another port is wanted, there is no old door.
    map.end("-INT");
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, port as u16)).unwrap();
    start(&device, &["--json"]).unwrap().end("-INT");
    drop(taken);
}

#[test]
fn open_leads_into_the_map_that_runs_and_else_begins_one() {
    let (_webfleet, mut device) = synced();
    let Some(map) = start(&device, &["--json"]) else {
        return;
    };
    let port = said(&map.first_line)["port"].as_u64().unwrap();
    install(
        &mut device,
        "xdg-open",
        "#!/bin/sh\ncp \"$1\" \"$HOME/opened\"\n",
    );
    let ran = device.run(&["open", "--json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.shown());
    assert_answer(&["open"], &ran.stdout);
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(answer["port"].as_u64(), Some(port));
    let opened = key(&device.path("opened")).unwrap();
    assert!(answer["url"].as_str().unwrap().ends_with(&opened));
    let page = get(port, &format!("/?token={opened}"), FROM_A_FILE);
    assert!(page.starts_with("HTTP/1.1 200 "), "{page}");

    // Another store has another map.
    let elsewhere = device.path("elsewhere");
    let elsewhere = elsewhere.to_str().unwrap();
    let other = begin(&device, &["open", "--json", "--data-dir", elsewhere]);
    assert_ne!(said(&other.first_line)["port"].as_u64(), Some(port));
    assert_eq!(other.end("-INT").0, Some(0));
    assert_eq!(map.end("-KILL").0, None);

    // A page that a killed map has left is not taken for a map that runs.
    fs::remove_file(device.path("opened")).unwrap();
    let map = begin(&device, &["open", "--json"]);
    let (port, cookie) = come_in(&said(&map.first_line));
    let facts = get(port, "/api/facts", &cookie);
    assert!(facts.starts_with("HTTP/1.1 200 "), "{facts}");
    let (code, rest, _) = map.end("-INT");
    assert_eq!(code, Some(0));
    assert_answer(&["open"], &rest);
}

#[test]
fn what_a_map_has_left_is_of_no_weight_when_it_is_damaged() {
    let (_webfleet, device) = synced();
    let Some(map) = start(&device, &["--json"]) else {
        return;
    };
    map.end("-INT");
    let page = page(&device);
    for damage in [&b""[..], b"{\"port\":0", &[0; 4096], b"\xff\xfe"] {
        for name in ["memory.json", "3kplaces.html"] {
            fs::write(page.with_file_name(name), damage).unwrap();
        }
        let map = start(&device, &["--json"]).unwrap();
        let (port, cookie) = come_in(&said(&map.first_line));
        let facts = get(port, "/api/facts", &cookie);
        assert!(facts.starts_with("HTTP/1.1 200 "), "{facts}");
        map.end("-INT");
    }
    // Where a folder has the name of one of them, the map goes without.
    let memory = page.with_file_name("memory.json");
    fs::remove_file(&memory).unwrap();
    fs::create_dir(&memory).unwrap();
    let map = start(&device, &["--json"]).unwrap();
    come_in(&said(&map.first_line));
    assert_eq!(map.end("-INT").0, Some(0));
}
