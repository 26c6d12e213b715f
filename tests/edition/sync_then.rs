//! What follows a sync: exports that are kept current.

use std::fs;

use kplaces_tests::{assert_answer, small_world};
use kplaces_webfleet_sim::Fault;
use serde_json::json;

use crate::changes::edit;
use crate::{connected, synced};

const FILE: &str = "places.csv";

#[test]
fn an_export_follows_a_sync_that_changed_something_or_lacks_its_file_and_no_other() {
    let (webfleet, device) = connected(small_world());
    let sync = ["sync", "--then", "export", "csv", "-o", FILE];
    let ran = device.run(&sync);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stdout
            .ends_with("\nDone as well: export csv -o places.csv\n"),
        "{}",
        ran.stdout
    );
    let file = device.path(FILE);
    let first = fs::read_to_string(&file).unwrap();
    assert!(first.contains("Nullpunkt"));
    let written = || fs::metadata(&file).unwrap().modified().unwrap();
    let before = written();
    let ran = device.run(&sync);
    assert_eq!(written(), before, "nothing changed");
    assert!(!ran.stdout.contains("Done as well"), "{}", ran.stdout);
    fs::remove_file(&file).unwrap();
    let ran = device.run(&sync);
    assert!(ran.stdout.contains("Done as well"), "{}", ran.stdout);
    assert_eq!(fs::read_to_string(&file).unwrap(), first);
    edit(&webfleet);
    let ran = device.run(&[&["--json"], &sync[..]].concat());
    assert_answer(&["sync"], &ran.stdout);
    assert_eq!(
        ran.json()["then"],
        json!([{ "command": "export csv -o places.csv", "failure": null }])
    );
    assert!(fs::read_to_string(&file).unwrap().contains("Neu: Hafen"));
}

/// The sync is done, and what failed is done after the next one, whatever that changes.
#[test]
fn an_export_that_failed_is_on_record_and_is_made_up_for() {
    let (webfleet, mut device) = synced();
    device.env(
        "KPLACES_SYNC__THEN",
        "[\"export csv -o ~/folder/places.csv\"]",
    );
    device.write("folder", "a file in the place of the folder");
    edit(&webfleet);
    let ran = device.run(&["sync", "--json"]);
    assert_eq!(ran.code, 9, "{}", ran.shown());
    let answer: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(answer["then"][0]["failure"]["kind"], "store");
    assert_eq!(device.run(&["status", "--json"]).json()["places"], 10);
    let log = device.run(&["log", "--limit", "1"]).stdout;
    assert!(log.contains("what was to follow it failed"), "{log}");
    fs::remove_file(device.path("folder")).unwrap();
    fs::create_dir(device.path("folder")).unwrap();
    // A sync that comes to nothing, and a rehearsal, forget nothing.
    webfleet.fault(Some(Fault::HtmlPage));
    assert_ne!(device.run(&["sync"]).code, 0);
    webfleet.fault(None);
    assert_eq!(device.run(&["sync", "--dry-run"]).code, 0);
    assert!(!device.path("folder/places.csv").exists());
    let ran = device.run(&["sync"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let file = fs::read_to_string(device.path("folder/places.csv")).unwrap();
    assert!(file.contains("Neu: Hafen"));
    let log = device.run(&["log", "--limit", "1"]).stdout;
    assert!(!log.contains("what was to follow"), "{log}");
}

#[test]
fn a_good_file_is_never_replaced_by_an_empty_one() {
    let (webfleet, device) = synced();
    let sync = [
        "sync",
        "--accept-shrink",
        "--then",
        "export",
        "csv",
        "-o",
        FILE,
    ];
    edit(&webfleet);
    assert_eq!(device.run(&sync).code, 0);
    let full = fs::read(device.path(FILE)).unwrap();
    webfleet.edit(|world| {
        world.accounts[0].addresses.listed_mut().unwrap().clear();
    });
    let ran = device.run(&sync);
    assert_eq!(ran.code, 10, "{}", ran.shown());
    assert_eq!(fs::read(device.path(FILE)).unwrap(), full);
}

#[test]
fn only_exports_into_files_can_follow_and_a_wrong_one_costs_no_sync() {
    let (webfleet, device) = connected(small_world());
    for wrong in [
        &["list"][..],
        &["export"],
        &["export", "csv"],
        &["export", "csv", "-o", "-"],
        &["export", "--list-profiles"],
        &["export", "csv", "-o", FILE, "--no-such-flag"],
    ] {
        let ran = device.run(&[&["sync", "--then"], wrong].concat());
        assert_eq!(ran.code, 2, "{wrong:?}: {}", ran.shown());
        assert!(
            ran.stderr.contains("cannot follow a sync"),
            "{}",
            ran.stderr
        );
    }
    assert!(webfleet.calls().is_empty());
}

/// What was there before the first time is somebody else's.
#[test]
fn a_file_that_is_no_export_is_replaced_with_force_only() {
    let (webfleet, device) = connected(small_world());
    device.write(FILE, "A chapter of a thesis\n");
    let sync = ["sync", "--then", "export", "csv", "-o", FILE];
    let ran = device.run(&sync);
    assert_eq!(ran.code, 9, "{}", ran.shown());
    let kept = fs::read_to_string(device.path(FILE)).unwrap();
    assert_eq!(kept, "A chapter of a thesis\n");
    edit(&webfleet);
    assert_eq!(device.run(&[&sync[..], &["--force"]].concat()).code, 0);
    let file = fs::read_to_string(device.path(FILE)).unwrap();
    assert!(file.contains("Neu: Hafen"), "{file}");
}

/// A scheduler starts a sync in another folder than somebody at a terminal.
#[test]
fn an_export_that_is_set_says_where_it_goes() {
    let (webfleet, mut device) = connected(small_world());
    device.env("KPLACES_SYNC__THEN", "[\"export csv -o places.csv\"]");
    let ran = device.run(&["sync"]);
    assert_eq!(ran.code, 3, "{}", ran.shown());
    assert!(ran.stderr.contains("does not say where"), "{}", ran.stderr);
    assert!(webfleet.calls().is_empty());
    let log = device.run(&["log", "--limit", "1"]).stdout;
    assert!(log.contains("fail"), "on record: {log}");
}

#[test]
fn what_could_follow_no_sync_is_not_set() {
    let device = crate::fresh();
    for (line, why) in [
        ("export csv -o places.csv", "where in the system"),
        ("export csv2 -o ~/places.csv", "csv2"),
        ("list", "only an export"),
    ] {
        let ran = device.run(&["config", "set", "sync.then", line]);
        assert_ne!(ran.code, 0, "{line}");
        assert!(ran.stderr.contains(why), "{line}: {}", ran.stderr);
    }
    for fine in [
        "export csv -o ~/places.csv",
        "export csv -o ~/places.csv,export gpx -o ~/places.gpx",
        "[\"export csv -o '~/two, three.csv'\"]",
        "",
    ] {
        let ran = device.run(&["config", "set", "sync.then", fine]);
        assert_eq!(ran.code, 0, "{fine}: {}", ran.stderr);
    }
    let half = "export csv -o ~/places.csv,export gpx -o places.gpx";
    assert_ne!(device.run(&["config", "set", "sync.then", half]).code, 0);
}

#[test]
fn what_is_set_follows_a_sync_of_all_tenants_too() {
    if crate::edition() != "enterprise" {
        return;
    }
    let (_webfleet, mut device) = connected(small_world());
    device.env("KPLACES_SYNC__THEN", "[\"export csv -o ~/places.csv\"]");
    let ran = device.run(&["tenants", "sync"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    assert!(device.path(FILE).exists());
}
