//! The limit of Basic holds however places come in, and nothing is deleted for it without a word.

use std::fs;

use kplaces_store_sqlite::SqliteStore;
use kplaces_tests::{MockWebfleet, Sandbox, fill_store, numbered_world};
use serde_json::{Value, json};

use crate::{connect_to, fresh, is_basic};

/// More than Basic takes.
const PLACES: u32 = 520;

/// How many of them this edition shows.
fn shown() -> usize {
    if is_basic() { 500 } else { 520 }
}

/// Leaves so many places on a device, as an edition without a limit does.
fn write_store(device: &Sandbox, places: u32) {
    fill_store(SqliteStore::open(device.store()), places);
}

/// A device on which an edition without a limit was before.
fn taken_over() -> Sandbox {
    let device = fresh();
    write_store(&device, PLACES);
    device
}

fn keys(answer: &Value) -> Vec<String> {
    let places = answer["places"].as_array().unwrap().iter();
    let keys = places.map(|place| place["key"].as_str().unwrap().to_owned());
    keys.collect()
}

/// What stands in every answer as JSON where places are not shown.
fn assert_told(answer: &Value, what: &str) {
    if is_basic() {
        assert_eq!(answer["beyond_limit"], 20, "{what}: {answer}");
        let by = &answer["beyond_limit_shown_by"];
        assert_eq!(*by, json!(["pro", "enterprise"]), "{what}: {answer}");
    } else {
        assert_eq!(answer.get("beyond_limit"), None, "{what}: {answer}");
    }
}

#[test]
fn a_store_of_another_edition_shows_as_many_as_the_edition_has() {
    let device = taken_over();
    let list = device.run(&["list", "--json"]).json();
    let mut all = keys(&list);
    all.sort();
    // The first by key, each time.
    let wanted: Vec<String> = (1..=shown()).map(|n| format!("{n:04}")).collect();
    assert_eq!(all, wanted);
    assert_told(&list, "list");
    for arguments in [
        &["find", "depot", "--limit", "1000"][..],
        &["near", "48.9,11", "--limit", "1000"],
    ] {
        let answer = device.run(&[arguments, &["--json"]].concat()).json();
        assert_eq!(keys(&answer).len(), shown(), "{arguments:?}");
        assert_told(&answer, arguments[0]);
    }
    let nearest = device
        .run(&["near", "48.9,11", "--limit", "1", "--json"])
        .json();
    assert_eq!(keys(&nearest), [format!("{:04}", shown())]);
    let page = device.run(&["list", "--limit", "3", "--json"]).json();
    assert_eq!((keys(&page).len(), &page["more"]), (3, &json!(true)));
    let status = device.run(&["status", "--json"]).json();
    assert_eq!(status["places"], shown());
    assert_told(&status, "status");
    let hidden = device.run(&["show", "0510"]);
    assert_eq!(
        hidden.code,
        if is_basic() { 13 } else { 0 },
        "{}",
        hidden.shown()
    );
    assert_eq!(device.run(&["show", "0500"]).code, 0);
    assert_told(&device.run(&["show", "0500", "--json"]).json(), "show");
}

#[test]
fn what_is_not_shown_is_told_in_words() {
    if !is_basic() {
        let list = taken_over().run(&["list", "--limit", "1"]);
        assert_eq!(list.stderr, "");
        return;
    }
    let device = taken_over();
    let shown = device.transcript([
        &["list", "--limit", "1"],
        &["find", "depot 0510"],
        &["show", "Depot 0510"],
        &["status"],
        &["export", "csv", "-o", "places.csv"],
    ]);
    insta::assert_snapshot!(shown, @"
    $ 3kplaces list --limit 1
    name        groups  radius  position
    Depot 0001                  48.001000,11.000000
    There are more; --limit N shows them.
    warning: 3Kplaces Basic shows 500 of the 520 places on this device, the first by key. The other 20 stay here; 3Kplaces Pro and Enterprise show all.

    $ 3kplaces find 'depot 0510'
    No place has this in its name.
    warning: 3Kplaces Basic shows 500 of the 520 places on this device, the first by key. The other 20 stay here; 3Kplaces Pro and Enterprise show all.

    $ 3kplaces show 'Depot 0510'
    error: no place has the key or name `Depot 0510`
      why: 3Kplaces Basic shows 500 of the 520 places on this device, the first by key. The other 20 stay here; 3Kplaces Pro and Enterprise show all.
      try: `3kplaces find TEXT` finds places by a part of their name
    [exit code 13]

    $ 3kplaces status
    3Kplaces Basic

      places     500
      shown      3Kplaces Basic shows 500 of the 520 places on this device, the first by key. The other 20 stay here; 3Kplaces Pro and Enterprise show all.
      groups     0
      synced     2026-01-02 03:04:05 (UTC), just now
      revision   1
      store      sqlite:places.db in [HOME]/.local/share/3kplaces

    $ 3kplaces export csv -o places.csv
    500 places written to places.csv, readable by you only.
    warning: 3Kplaces Basic shows 500 of the 520 places on this device, the first by key. The other 20 stay here; 3Kplaces Pro and Enterprise show all.
    ");
}

#[test]
fn exports_have_what_is_shown() {
    let device = taken_over();
    for profile in ["csv", "gpx", "geojson"] {
        let file = format!("places.{profile}");
        let said = device
            .run(&["export", profile, "-o", &file, "--json"])
            .json();
        assert_eq!(said["written"], shown(), "{profile}");
        assert_told(&said, profile);
        let text = fs::read_to_string(device.path(&file)).unwrap();
        assert_eq!(text.matches("Depot 0").count(), shown(), "{profile}");
        let piped = device.run(&["export", profile, "-o", "-"]);
        assert_eq!(
            piped.stdout.matches("Depot 0").count(),
            shown(),
            "{profile}"
        );
        assert_eq!(
            piped.stderr.contains("Pro and Enterprise show all"),
            is_basic()
        );
    }
}

#[cfg(unix)]
#[test]
fn the_map_shows_as_many_and_says_so() {
    use crate::map::{come_in, get, start};
    let device = taken_over();
    let Some(map) = start(&device, &["--json"]) else {
        return;
    };
    let (port, cookie) = come_in(&serde_json::from_str(&map.first_line).unwrap());
    let facts = get(port, "/api/facts", &cookie);
    let (_, body) = facts.split_once("\r\n\r\n").unwrap();
    let facts: Value =
        serde_json::from_str(&body[body.find('{').unwrap()..=body.rfind('}').unwrap()]).unwrap();
    assert_eq!(facts["places"], shown());
    assert_eq!(facts["beyond_limit"], PLACES as usize - shown());
    assert_eq!(map.end("-INT").0, Some(0));
}

#[test]
fn what_is_kept_is_disclosed_and_erased_whole() {
    let device = taken_over();
    let report = device.run(&["privacy", "report", "--json"]).json();
    let held = report["categories"].as_array().unwrap();
    let places = held.iter().find(|it| it["id"] == "places").unwrap();
    assert_eq!(places["count"], PLACES);
    let extract = device
        .run(&["privacy", "extract", "-o", "all.zip", "--json"])
        .json();
    assert_eq!(extract["places"], PLACES);
    let doctor = device.run(&["doctor"]).stdout;
    assert!(doctor.contains("520 places"), "{doctor}");
    let erased = device.run(&["privacy", "erase", "--all", "--yes"]);
    assert_eq!(erased.code, 0, "{}", erased.shown());
    assert!(!device.store().exists());
}

#[test]
fn a_copy_of_another_edition_brings_as_many_as_the_edition_takes() {
    let device = taken_over();
    assert_eq!(device.run(&["backup", "create"]).code, 0);
    let copy = fs::read_dir(device.store().parent().unwrap().join("backups"))
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|it| it == "db"))
        .unwrap();
    let whole = fs::read(&copy).unwrap();
    fs::remove_file(device.store()).unwrap();
    let ran = device.run(&["backup", "restore", "latest", "--json"]);
    let said = ran.json();
    assert_eq!(said["places"], shown());
    assert_eq!(said["beyond_limit"], PLACES as usize - shown());
    let report = device.run(&["privacy", "report", "--json"]).json();
    let held = report["categories"].as_array().unwrap();
    let places = held.iter().find(|it| it["id"] == "places").unwrap();
    assert_eq!(places["count"], shown(), "no more are kept");
    assert!(fs::read(&copy).unwrap() == whole, "the copy stays whole");
    let again = device.run(&["backup", "restore", "latest"]);
    assert_eq!(again.code, 0, "{}", again.shown());
    assert_eq!(
        again
            .stderr
            .contains("20 places of the backup were left out"),
        is_basic()
    );
    let cut = device.run(&["status", "--json"]).json()["cut_at"].clone();
    assert_eq!(cut, if is_basic() { json!(500) } else { Value::Null });
}

#[test]
fn a_restore_over_more_places_keeps_them_in_a_copy() {
    if !is_basic() {
        return;
    }
    let device = taken_over();
    assert_eq!(device.run(&["backup", "create"]).code, 0);
    let said = device
        .run(&["backup", "restore", "latest", "--json"])
        .json();
    assert_eq!(
        (&said["removed"], &said["places"]),
        (&json!(20), &json!(500))
    );
    let kept = said["before"].as_str().unwrap();
    let verified = device.run(&["backup", "verify", kept, "--json"]).json();
    assert_eq!(verified["sound"][0]["places"], PLACES);
}

#[test]
fn a_sync_deletes_none_of_them_without_a_word() {
    if !is_basic() {
        return;
    }
    // More than a hundred would go: that is asked for.
    let webfleet = MockWebfleet::start(numbered_world(1_000));
    let mut device = fresh();
    write_store(&device, 1_000);
    connect_to(&mut device, &webfleet.url());
    let before = fs::read(device.store()).unwrap();
    let stopped = device.run(&["sync"]);
    assert_eq!(stopped.code, 10, "{}", stopped.shown());
    assert!(fs::read(device.store()).unwrap() == before);
    let allowed = device.run(&["sync", "--accept-shrink", "--json"]).json();
    assert_eq!(allowed["places"], 500);
    let copies = device.run(&["backup", "verify", "--json"]).json();
    assert_eq!(copies["sound"][0]["places"], 1_000);
    let list = device.run(&["list", "--json"]).json();
    assert_eq!(list.get("beyond_limit"), None);
}
