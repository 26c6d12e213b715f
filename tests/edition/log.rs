//! The record of syncs.

use kplaces_tests::{MockWebfleet, NOW, Sandbox, numbered_world};
use kplaces_webfleet_sim::Fault;

use crate::{assert_edition_snapshot, connected, fresh, synced_to};

/// The answers of `log --json`, the newest first.
fn syncs(device: &Sandbox) -> Vec<serde_json::Value> {
    let log = device.run(&["log", "--json"]).json();
    log["syncs"].as_array().unwrap().clone()
}

#[test]
fn before_the_first_sync_there_is_nothing_to_show() {
    insta::assert_snapshot!(fresh().transcript([&["log"]]), @r"
    $ 3kplaces log
    No sync was run on this device yet. Run `3kplaces sync`.
    ");
    assert!(syncs(&fresh()).is_empty());
}

#[test]
fn every_sync_is_on_record_with_what_came_of_it() {
    let (webfleet, mut device) = connected(kplaces_tests::small_world());
    assert_eq!(device.run(&["sync"]).code, 0);
    device.set_clock(NOW + 60);
    assert_eq!(device.run(&["sync", "--dry-run"]).code, 0);
    device.set_clock(NOW + 120);
    webfleet.fault(Some(Fault::HtmlPage));
    assert_eq!(device.run(&["sync"]).code, 8);
    assert_edition_snapshot!("log", device.transcript([&["log"], &["status"]]));
    let syncs = syncs(&device);
    let of = |field: &str| -> Vec<_> { syncs.iter().map(|sync| sync[field].clone()).collect() };
    assert_eq!(of("outcome"), ["failed", "done", "done"]);
    assert_eq!(of("dry_run"), [false, true, false]);
    assert_eq!(syncs[0]["failure"]["kind"], "network");
    assert_eq!(syncs[2]["added"], 10);
    assert_eq!(
        device.run(&["log", "--limit", "1", "--json"]).json()["syncs"][0],
        syncs[0]
    );
    let status = device.run(&["status", "--json"]).json();
    assert_eq!(status["last_sync"], syncs[0]);
}

#[test]
fn the_record_names_no_place_and_no_login() {
    let (webfleet, device) = connected(kplaces_tests::small_world());
    assert_eq!(device.run(&["sync"]).code, 0);
    webfleet.fault(Some("error:1101".parse().unwrap()));
    assert_eq!(device.run(&["sync"]).code, 4);
    let records = device.path(".local/state/3kplaces");
    let mut seen = 0;
    for (path, content) in device.files() {
        if !path.starts_with(&records) {
            continue;
        }
        seen += 1;
        let text = String::from_utf8_lossy(&content);
        for secret in ["Bäckerei", "Kunden", "1-7-", "48.401", "acme", "sample"] {
            assert!(!text.contains(secret), "{secret} in {}", path.display());
        }
    }
    assert!(seen >= 2, "a record of calls and one of syncs");
}

#[test]
fn the_record_does_not_grow_for_ever() {
    let (_webfleet, device) = synced_to(MockWebfleet::start(numbered_world(1)));
    let record = || {
        let files = device.files().into_iter();
        let mut runs = files.filter(|(path, _)| path.extension().is_some_and(|it| it == "jsonl"));
        runs.next().unwrap()
    };
    let (path, first) = record();
    // A thousand syncs ago.
    std::fs::write(&path, first.repeat(1000)).unwrap();
    assert_eq!(device.run(&["sync"]).code, 0);
    assert!(record().1.len() < first.len() * 450, "{}", record().1.len());
}

#[test]
fn a_device_that_cannot_write_its_record_does_not_sync() {
    let (webfleet, device) = connected(kplaces_tests::small_world());
    // A file where the folder should be; that who logs in locks the login is written there.
    std::fs::remove_dir_all(device.path(".local/state")).unwrap();
    device.write(".local/state", "");
    let ran = device.run(&["sync"]);
    insta::assert_snapshot!(ran.shown(), @"
    exit code 9
    --- stdout
    --- stderr
    error: what this device remembers of its syncs cannot be read or written
      why: [HOME]/.local/state/3kplaces/locks cannot be written
      why: Not a directory (os error 20)
      try: check the folder's permissions, and that there is room
    ");
    assert!(webfleet.calls().is_empty());
}
