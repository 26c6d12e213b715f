//! Backups of the places, and back.

use std::fs;
use std::path::Path;

use kplaces_tests::{MockWebfleet, NOW, Sandbox, numbered_world};

use crate::{fresh, synced, synced_to};

/// All places, as `list` tells of them.
fn places(device: &Sandbox) -> serde_json::Value {
    device.run(&["list", "--json"]).json()["places"].clone()
}

/// The names of the copies, the newest first.
fn names(device: &Sandbox) -> Vec<String> {
    let list = device.run(&["backup", "list", "--json"]).json();
    let backups = list["backups"].as_array().unwrap().iter();
    backups
        .map(|it| it["name"].as_str().unwrap().to_owned())
        .collect()
}

/// A device whose last sync removed places, and the places before it.
fn shrunk() -> (MockWebfleet, Sandbox, serde_json::Value) {
    let (webfleet, mut device) = synced_to(MockWebfleet::start(numbered_world(30)));
    let before = places(&device);
    webfleet.edit(|world| {
        world.accounts[0].addresses = numbered_world(25).accounts.remove(0).addresses;
    });
    device.set_clock(NOW + 60);
    assert_eq!(device.run(&["sync"]).code, 0);
    (webfleet, device, before)
}

#[test]
fn a_copy_can_be_made_listed_checked_and_brought_back() {
    let (_webfleet, device) = synced();
    let shown = device.transcript([
        &["backup", "list"],
        &["backup", "create"],
        &["backup", "list"],
        &["backup", "verify"],
        &["backup", "restore", "latest"],
    ]);
    insta::with_settings!({ filters => vec![(r"\d+\.\d KiB", "[SIZE]"), (r"\d\.\d s", "[TIME]")] }, {
        insta::assert_snapshot!(shown, @"
        $ 3kplaces backup list
        There are no backups in [HOME]/.local/share/3kplaces/backups.
        `3kplaces backup create` makes one; a sync that removes places makes one by itself.

        $ 3kplaces backup create
        Copied to places-20260102T030405Z-by-hand.db, [SIZE].
        It is kept until you delete it: [HOME]/.local/share/3kplaces/backups/places-20260102T030405Z-by-hand.db

        $ 3kplaces backup list
        name                                made      why          size
        places-20260102T030405Z-by-hand.db  just now  by hand  [SIZE]

        Folder: [HOME]/.local/share/3kplaces/backups

        $ 3kplaces backup verify
        sound  places-20260102T030405Z-by-hand.db  10 places as of 2026-01-02 03:04:05 (UTC)

        $ 3kplaces backup restore latest
        10 places as of 2026-01-02 03:04:05 (UTC) on this device.

          0 added, 0 changed, 0 removed
          from places-20260102T030405Z-by-hand.db, [TIME]

        A new sync takes away again what is not in WEBFLEET.
        ");
    });
}

#[test]
fn a_sync_that_removes_places_copies_them_first_and_they_come_back() {
    let (_webfleet, device, before) = shrunk();
    assert_eq!(places(&device).as_array().unwrap().len(), 25);
    let name = names(&device).remove(0);
    assert_eq!(name, "places-20260102T030505Z-before-sync.db");
    let restored = device.run(&["backup", "restore", &name, "--json"]).json();
    assert_eq!(
        (&restored["added"], &restored["removed"]),
        (&5.into(), &0.into())
    );
    assert!(places(&device) == before);
    let status = device.run(&["status", "--json"]).json();
    assert_eq!(
        status["as_of"], "2026-01-02T03:04:05Z",
        "as old as the copy"
    );
    assert_eq!(status["revision"], 3, "a change like any other");
}

#[test]
fn a_sync_that_only_adds_copies_nothing() {
    let (webfleet, device) = synced_to(MockWebfleet::start(numbered_world(5)));
    webfleet.edit(|world| {
        world.accounts[0].addresses = numbered_world(9).accounts.remove(0).addresses;
    });
    assert_eq!(
        device.run(&["sync", "--json"]).json()["backup"],
        serde_json::Value::Null
    );
    assert!(names(&device).is_empty());
}

#[test]
fn a_restore_that_loses_something_can_be_taken_back() {
    let (webfleet, mut device, _) = shrunk();
    webfleet.edit(|world| {
        world.accounts[0].addresses = numbered_world(40).accounts.remove(0).addresses;
    });
    device.set_clock(NOW + 120);
    assert_eq!(device.run(&["sync"]).code, 0);
    let after = places(&device);
    device.set_clock(NOW + 180);
    let restored = device
        .run(&["backup", "restore", "latest", "--json"])
        .json();
    assert_eq!(restored["removed"], 10);
    let undo = restored["before"].as_str().unwrap();
    device.set_clock(NOW + 240);
    assert_eq!(device.run(&["backup", "restore", undo]).code, 0);
    assert!(places(&device) == after);
}

#[test]
fn only_so_many_automatic_copies_are_kept_and_all_that_were_asked_for() {
    let (webfleet, mut device) = synced_to(MockWebfleet::start(numbered_world(50)));
    device.env("KPLACES_BACKUP__KEEP", "2");
    assert_eq!(device.run(&["backup", "create"]).code, 0);
    for round in 1..=4 {
        webfleet.edit(|world| {
            world.accounts[0].addresses = numbered_world(50 - round).accounts.remove(0).addresses;
        });
        device.set_clock(NOW + 60 * round as i64);
        assert_eq!(device.run(&["sync"]).code, 0);
    }
    assert_eq!(
        names(&device),
        [
            "places-20260102T030805Z-before-sync.db",
            "places-20260102T030705Z-before-sync.db",
            "places-20260102T030405Z-by-hand.db",
        ]
    );
    device.env("KPLACES_BACKUP__KEEP", "0");
    webfleet.edit(|world| {
        world.accounts[0].addresses = numbered_world(40).accounts.remove(0).addresses;
    });
    assert_eq!(device.run(&["sync"]).code, 0);
    assert_eq!(names(&device).len(), 3, "none was made, none was deleted");
}

#[test]
fn a_damaged_store_is_set_aside_and_the_copy_takes_its_place() {
    let (_webfleet, device) = synced();
    let before = places(&device);
    assert_eq!(device.run(&["backup", "create"]).code, 0);
    fs::write(
        device.store(),
        b"not a database at all, and longer than nothing",
    )
    .unwrap();
    let shown = device.transcript([&["list"], &["backup", "restore", "latest"]]);
    insta::with_settings!({ filters => vec![(r"\d\.\d s", "[TIME]")] }, {
        insta::assert_snapshot!(shown, @"
        $ 3kplaces list
        error: the file with the places is damaged, or is not one of 3Kplaces
          why: places.db is not a store of 3Kplaces; name another file
          try: `3kplaces backup list` lists copies, `3kplaces backup restore NAME` brings one back
          try: without one, move the file away, then run `3kplaces sync`; `3kplaces config path` says where it is
        [exit code 9]

        $ 3kplaces backup restore latest
        10 places as of 2026-01-02 03:04:05 (UTC) on this device.

          10 added, 0 changed, 0 removed
          from places-20260102T030405Z-by-hand.db, [TIME]
          the damaged file is now [HOME]/.local/share/3kplaces/places.db.damaged-1

        A new sync takes away again what is not in WEBFLEET.
        ");
    });
    assert!(places(&device) == before);
    let aside = fs::read(device.store().with_extension("db.damaged-1")).unwrap();
    assert!(
        aside.starts_with(b"not a database"),
        "set aside, not deleted"
    );
}

#[test]
fn a_store_damaged_inside_is_set_aside_as_well() {
    let (_webfleet, device) = synced_to(MockWebfleet::start(numbered_world(400)));
    let before = places(&device);
    assert_eq!(device.run(&["backup", "create"]).code, 0);
    let mut bytes = fs::read(device.store()).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle - 2048..middle + 2048].fill(0x5a);
    fs::write(device.store(), bytes).unwrap();
    let ran = device.run(&["backup", "restore", "latest", "--json"]);
    assert!(ran.json()["set_aside"].is_string(), "{}", ran.stdout);
    assert!(places(&device) == before);
}

#[test]
fn what_is_set_aside_is_named_and_comes_back() {
    let (_webfleet, device) = synced();
    let before = places(&device);
    // As a version left it that took an error of reading for damage.
    let aside = device.store().with_extension("db.damaged-1");
    fs::rename(device.store(), &aside).unwrap();
    let shown = device.transcript([
        &["list"][..],
        &["backup", "verify", "places.db.damaged-1"],
        &["backup", "restore", "places.db.damaged-1"],
    ]);
    insta::with_settings!({ filters => vec![(r"\d\.\d s", "[TIME]")] }, {
        insta::assert_snapshot!(shown, @"
        $ 3kplaces list
        There are no places in use on this device: a damaged store is set aside.
        `3kplaces backup verify places.db.damaged-1` says whether it can be read, `3kplaces backup restore places.db.damaged-1` brings it back.
        `3kplaces sync` gets the places anew.

        $ 3kplaces backup verify places.db.damaged-1
        sound  places.db.damaged-1  10 places as of 2026-01-02 03:04:05 (UTC)

        $ 3kplaces backup restore places.db.damaged-1
        10 places as of 2026-01-02 03:04:05 (UTC) on this device.

          10 added, 0 changed, 0 removed
          from places.db.damaged-1, [TIME]

        A new sync takes away again what is not in WEBFLEET.
        ");
    });
    assert!(places(&device) == before);
    let looked = device.run(&["doctor"]);
    let line = looked
        .stdout
        .lines()
        .find(|line| line.contains("set aside"));
    assert!(
        line.is_some_and(|line| line.contains("places.db.damaged-1")),
        "{}",
        looked.stdout
    );
}

#[test]
fn a_store_beside_which_one_is_set_aside_is_not_called_new() {
    let (_webfleet, device) = synced();
    fs::rename(
        device.store(),
        device.store().with_extension("db.damaged-1"),
    )
    .unwrap();
    let shown = device.run(&["status"]).stdout;
    let line = shown.lines().find(|line| line.contains("synced"));
    assert!(
        line.is_some_and(|line| line.contains("backup restore places.db.damaged-1")),
        "{shown}"
    );
}

#[test]
fn a_damaged_copy_is_refused_and_costs_nothing() {
    let (_webfleet, device) = synced();
    let before = places(&device);
    assert_eq!(device.run(&["backup", "create"]).code, 0);
    let name = names(&device).remove(0);
    let path = device.store().with_file_name("backups").join(&name);
    let mut bytes = fs::read(&path).unwrap();
    let end = bytes.len();
    bytes[end / 2..].fill(0);
    fs::write(&path, bytes).unwrap();
    let verified = device.run(&["backup", "verify"]);
    assert_eq!(verified.code, 9, "{}", verified.stdout);
    let restored = device.run(&["backup", "restore", &name]);
    insta::assert_snapshot!(restored.shown(), @"
    exit code 9
    --- stdout
    --- stderr
    error: the backup cannot be used
      why: the backup places-20260102T030405Z-by-hand.db cannot be used
      why: places-20260102T030405Z-by-hand.db is damaged (SQLite finds fault with the file); move it away and sync again
      try: `3kplaces backup verify` says which can
    ");
    assert!(places(&device) == before);
}

#[test]
fn an_unknown_copy_is_a_mistake_of_the_command_line() {
    let (_webfleet, device) = synced();
    insta::assert_snapshot!(device.run(&["backup", "restore", "no/such"]).shown(), @"
    exit code 13
    --- stdout
    --- stderr
    error: there is no backup `no/such`
      try: `3kplaces backup list` lists the backups
    ");
    let nothing = fresh().run(&["backup", "create"]);
    insta::assert_snapshot!(nothing.shown(), @"
    exit code 9
    --- stdout
    --- stderr
    error: there is nothing on this device to copy
      try: run `3kplaces sync` first
    ");
}

#[cfg(unix)]
#[test]
fn copies_are_as_private_as_the_store() {
    use std::os::unix::fs::PermissionsExt;
    let (_webfleet, device) = synced();
    assert_eq!(
        device.run_after("umask 0", &["backup", "create"], "").code,
        0
    );
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = device.store().with_file_name("backups");
    assert_eq!(mode(&folder), 0o700);
    for entry in fs::read_dir(&folder).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0o600);
    }
    let records = device.path(".local/state/3kplaces");
    assert_eq!(mode(&records), 0o700);
}

#[test]
fn the_newest_copy_is_the_one_made_last_whatever_the_clock_showed() {
    let (_webfleet, mut device) = synced();
    let day = 86_400;
    let mut made = Vec::new();
    for moment in [NOW, NOW - 400 * day, NOW - 399 * day, NOW + day, NOW] {
        device.set_clock(moment);
        let ran = device.run(&["backup", "create", "--json"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        made.push(ran.json()["name"].as_str().unwrap().to_owned());
    }
    made.reverse();
    let list = device.run(&["backup", "list", "--json"]).json();
    let listed: Vec<_> = list["backups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|backup| backup["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(listed, made);
    let restored = device
        .run(&["backup", "restore", "latest", "--json"])
        .json();
    assert_eq!(restored["from"], made[0].as_str());
}

#[test]
fn a_restore_says_what_the_next_sync_takes_away_again() {
    let (_webfleet, mut device) = synced();
    device.run(&["backup", "create"]);
    let restore = ["backup", "restore", "latest"];
    let last = |ran: kplaces_tests::Ran| ran.stdout.lines().last().unwrap_or_default().to_owned();
    assert_eq!(
        last(device.run(&restore)),
        "A new sync takes away again what is not in WEBFLEET."
    );
    if crate::is_basic() {
        return;
    }
    device.env("KPLACES_SYNC__GROUPS", "[\"Kunden\"]");
    let german = [&restore[..], &["--lang", "de"]].concat();
    assert_eq!(
        last(device.run(&german)),
        "Ein neuer Abgleich nimmt wieder weg, was in WEBFLEET fehlt und was nicht zu den Gruppen in `sync.groups` gehört: \
         „Kunden“."
    );
}
