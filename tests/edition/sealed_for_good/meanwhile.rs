//! While encryption is turned on or off, by runs that are killed, that fail, or beside others.

use std::fs;

use kplaces_tests::{MockWebfleet, Sandbox};
use kplaces_webfleet_sim::SAMPLE_PASSWORD;

use super::{PASSPHRASE, assert_nothing_readable, encrypted, folder, has_it, sealed};
use crate::synced;

/// A device on which `encrypt on` was cut off right before the encrypted store took the place.
fn cut_off() -> (MockWebfleet, Sandbox) {
    let (webfleet, device) = synced();
    device.write(".local/share/3kplaces/.encrypt-turning", "x");
    device.write(
        ".local/share/3kplaces/places.key",
        "3kplaces-key keyring 1\n",
    );
    (webfleet, device)
}

#[test]
fn where_turning_it_on_was_cut_off_places_are_read_and_not_changed() {
    let (_webfleet, device) = cut_off();
    let before = device.kept_files();
    assert_eq!(device.run(&["list"]).code, 0);
    assert_eq!(device.run(&["status"]).code, 0);
    for arguments in [&["sync"][..], &["backup", "create"]] {
        let ran = device.run(arguments);
        assert_eq!(ran.code, 9, "{arguments:?}: {}", ran.shown());
        assert!(ran.stderr.contains("encrypt off"), "{}", ran.stderr);
    }
    let doctor = device.run(&["doctor"]);
    assert_eq!(doctor.code, 12, "{}", doctor.stdout);
    assert!(doctor.stdout.contains("was cut off"), "{}", doctor.stdout);
    assert_eq!(device.kept_files(), before);
}

#[test]
fn every_state_that_a_kill_leaves_is_finished_both_ways() {
    if !has_it() {
        return;
    }
    for way in ["on", "off"] {
        let (_webfleet, device) = encrypted();
        let before = device.run(&["list", "--json"]).json();
        let key = fs::read(folder(&device).join("places.key")).unwrap();
        let store = fs::read(sealed(&device)).unwrap();
        assert_eq!(device.run(&["encrypt", "off"]).code, 0);
        // Killed when both stores were complete, and nothing was erased.
        fs::write(folder(&device).join("places.key"), &key).unwrap();
        fs::write(sealed(&device), &store).unwrap();
        device.write(".local/share/3kplaces/.encrypt-turning", "x");
        assert_eq!(device.run(&["list", "--json"]).json(), before);
        assert_eq!(device.run(&["sync"]).code, 9);
        let ran = device.run(&["encrypt", way]);
        assert_eq!(ran.code, 0, "{way}: {}", ran.stderr);
        assert_eq!(device.run(&["list", "--json"]).json(), before);
        assert_eq!(device.run(&["backup", "verify"]).code, 0);
        assert!(!folder(&device).join(".encrypt-turning").exists());
        if way == "on" {
            assert_nothing_readable(&folder(&device));
        } else {
            assert!(!sealed(&device).exists());
            assert!(!folder(&device).join("places.key").exists());
        }
    }
}

/// Holds the lock of the account, as another sync of it would.
fn hold_the_account(device: &Sandbox) -> Vec<fs::File> {
    let locks = device.path(".local/state/3kplaces/locks");
    let locks = fs::read_dir(locks).unwrap().flatten().map(|it| it.path());
    let mut held = Vec::new();
    for path in locks.filter(|path| path.extension().is_some_and(|it| it == "lock")) {
        let file = fs::File::options().write(true).open(path).unwrap();
        file.lock().unwrap();
        held.push(file);
    }
    held
}

#[cfg(unix)]
#[test]
fn a_sync_that_waited_writes_nothing_readable_once_places_are_encrypted() {
    if !has_it() {
        return;
    }
    let (_webfleet, mut device) = synced();
    device.env("KPLACES_PASSPHRASE", PASSPHRASE);
    // Read before it stands in the queue.
    let password = format!(
        "touch {}; echo {SAMPLE_PASSWORD}",
        device.path("read").display()
    );
    device.env("KPLACES_LOGIN__PASSWORD_COMMAND", password);
    let held = hold_the_account(&device);
    let waiting = device
        .command(&["sync", "--wait"])
        .stderr(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    while !device.path("read").exists() {
        std::thread::yield_now();
    }
    // What `encrypt on` leaves that had it open all the while.
    let (key, sealed) = {
        let (_webfleet, other) = encrypted();
        let folder = folder(&other);
        (
            fs::read(folder.join("places.key")).unwrap(),
            fs::read(sealed(&other)).unwrap(),
        )
    };
    fs::write(folder(&device).join("places.key"), key).unwrap();
    fs::write(folder(&device).join("places.sealed"), sealed).unwrap();
    let before = fs::read(device.store()).unwrap();
    drop(held);
    let ended = waiting.wait_with_output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(0), "{said}");
    assert!(fs::read(device.store()).unwrap() == before);
    let list = device.run(&["list", "--json"]).json();
    assert_eq!(list["places"].as_array().unwrap().len(), 10);
}

#[test]
fn a_readable_store_that_was_being_filled_goes_with_the_next_run() {
    if !has_it() {
        return;
    }
    let (_webfleet, mut device) = synced();
    let plain = fs::read(device.store()).unwrap();
    device.env("KPLACES_PASSPHRASE", PASSPHRASE);
    assert_eq!(device.run(&["encrypt", "on"]).code, 0);
    // Killed while `encrypt off` filled the plain store.
    device.write(".local/share/3kplaces/places.db.draft", plain);
    assert_eq!(device.run(&["encrypt", "on"]).code, 0);
    assert_nothing_readable(&folder(&device));
    assert!(!folder(&device).join("places.db.draft").exists());
}

#[test]
fn a_copy_that_was_being_overwritten_stops_neither_way() {
    if !has_it() {
        return;
    }
    for way in ["on", "off"] {
        let (_webfleet, device) = encrypted();
        let name = "backups/places-20260102T030405Z-by-hand";
        let plain = folder(&device).join(format!("{name}.db"));
        // Killed after the first piece of it was overwritten.
        let remains = [&[0; 4096][..], b"Depot Nord"].concat();
        fs::write(&plain, remains).unwrap();
        let ran = device.run(&["encrypt", way]);
        assert_eq!(ran.code, 0, "{way}: {}", ran.stderr);
        assert_eq!(device.run(&["backup", "verify"]).code, 0);
        if way == "on" {
            assert_nothing_readable(&folder(&device));
        }
    }
    // The other way round, with an encrypted copy.
    let (_webfleet, device) = encrypted();
    let sealed = folder(&device).join("backups/places-20260102T030405Z-by-hand.sealed");
    let key = fs::read(folder(&device).join("places.key")).unwrap();
    assert_eq!(device.run(&["encrypt", "off"]).code, 0);
    fs::write(folder(&device).join("places.key"), key).unwrap();
    device.write(".local/share/3kplaces/.encrypt-turning", "x");
    fs::write(&sealed, [0; 4096]).unwrap();
    let ran = device.run(&["encrypt", "on"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(device.run(&["backup", "verify"]).code, 0);
}

#[test]
fn what_failed_to_be_encrypted_leaves_no_key_and_syncs_on() {
    if !has_it() {
        return;
    }
    let (_webfleet, mut device) = synced();
    assert_eq!(device.run(&["backup", "create"]).code, 0);
    device.write(
        ".local/share/3kplaces/backups/places-20260101T030405Z-by-hand.db",
        "damaged",
    );
    let before = device.kept_files();
    device.env("KPLACES_PASSPHRASE", PASSPHRASE);
    assert_eq!(device.run(&["encrypt", "on"]).code, 9);
    let mut after = device.kept_files();
    after.retain(|(path, _)| !path.ends_with(".sealed.lock"));
    assert_eq!(after, before);
    assert_eq!(device.run(&["sync"]).code, 0);
}

/// Lets the page of a map sync, and says what came of it.
#[cfg(unix)]
fn sync_by_page(port: u64, cookie: &str) -> String {
    use std::io::{Read, Write};

    let address = ("127.0.0.1", u16::try_from(port).unwrap());
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let request = format!(
        "POST /api/sync HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nx-kplaces: 1\r\n\
         Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains(" 202 "), "{answer}");
    loop {
        let facts = crate::map::get(port, "/api/facts", cookie);
        if !facts.contains("\"state\":\"running\"") && !facts.contains("\"state\":\"idle\"") {
            return facts;
        }
        std::thread::yield_now();
    }
}

#[cfg(unix)]
#[test]
fn a_map_that_is_open_writes_nothing_readable_once_places_are_encrypted() {
    use crate::map::{come_in, start};
    if !has_it() {
        return;
    }
    let (webfleet, mut device) = synced();
    device.env("KPLACES_PASSPHRASE", PASSPHRASE);
    let Some(map) = start(&device, &["--json"]) else {
        return;
    };
    let (port, cookie) = come_in(&serde_json::from_str(&map.first_line).unwrap());
    let requests = webfleet.wire().len();
    // The map has the old file open, so that one stays, emptied.
    let on = device.run(&["encrypt", "on"]);
    assert!(sealed(&device).exists(), "{}", on.shown());
    let facts = sync_by_page(port, &cookie);
    assert!(facts.contains("turned on or off meanwhile"), "{facts}");
    assert_eq!(webfleet.wire().len(), requests, "nothing was asked for");
    assert_eq!(map.end("-INT").0, Some(0));
    for name in ["places.db", "places.db-wal"] {
        let bytes = fs::read(folder(&device).join(name)).unwrap_or_default();
        let found = bytes.windows(10).any(|at| at == b"Depot Nord");
        assert!(!found, "{name}");
    }
    assert_eq!(device.run(&["encrypt", "on"]).code, 0);
    assert_nothing_readable(&folder(&device));
}
