//! The encrypted store: in Enterprise only, and honoured by the others.

use std::fs;
use std::path::{Path, PathBuf};

use kplaces_tests::{MockWebfleet, NOW, Sandbox};

use crate::{edition, fresh, synced};

pub(crate) const PASSPHRASE: &str = "correct horse battery staple";
const OTHER: &str = "another one altogether";

pub(crate) fn has_it() -> bool {
    edition() == "enterprise"
}

/// The folder with the places.
pub(crate) fn folder(device: &Sandbox) -> PathBuf {
    device.store().parent().unwrap().to_owned()
}

pub(crate) fn sealed(device: &Sandbox) -> PathBuf {
    folder(device).join("places.sealed")
}

/// Everything that can be asked about the places.
fn content(device: &Sandbox) -> serde_json::Value {
    let list = device.run(&["list", "--json"]).json()["places"].clone();
    let groups = device.run(&["groups", "--json"]).json();
    serde_json::json!([list, groups])
}

/// Words that are in the store of a device whose places are numbered or the small ones.
fn words(device: &Sandbox) -> Vec<String> {
    let places = device.run(&["list", "--json"]).json()["places"].clone();
    let places = places.as_array().unwrap().iter();
    let names = places.map(|place| place["name"].as_str().unwrap().to_owned());
    // Short names could be anywhere by chance.
    names.filter(|name| name.len() > 6).collect()
}

/// No file of the device's data folder holds one of the words, nor is a database.
fn assert_unreadable(device: &Sandbox, words: &[String]) {
    assert!(words.len() > 2, "there is something to look for");
    let mut looked_at = 0;
    for (path, bytes) in device.files() {
        if !path.starts_with(folder(device)) {
            continue;
        }
        looked_at += 1;
        let all = words.iter().map(String::as_str).chain(["SQLite format"]);
        for word in all {
            let has = bytes.windows(word.len()).any(|at| at == word.as_bytes());
            assert!(!has, "{word} is in {}", path.display());
        }
    }
    assert!(looked_at > 1);
}

fn names_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// A device with places, a backup, and encryption with a passphrase.
pub(crate) fn encrypted() -> (MockWebfleet, Sandbox) {
    let (webfleet, mut device) = synced();
    assert_eq!(device.run(&["backup", "create"]).code, 0);
    device.env("KPLACES_PASSPHRASE", PASSPHRASE);
    let ran = device.run(&["encrypt", "on"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    (webfleet, device)
}

#[test]
fn the_other_editions_say_which_one_has_it() {
    if has_it() {
        return;
    }
    let ran = fresh().run(&["encrypt", "on"]);
    assert_eq!(ran.code, 6, "{}", ran.stderr);
    assert!(ran.stderr.contains("3Kplaces Enterprise"), "{}", ran.stderr);
}

#[test]
fn the_other_editions_begin_no_plain_store_beside_an_encrypted_one() {
    if has_it() {
        return;
    }
    let (_webfleet, mut device) = synced();
    fs::remove_file(device.store()).unwrap();
    device.write(".local/share/3kplaces/places.sealed", "sealed");
    for arguments in [&["list"][..], &["sync"], &["status"], &["backup", "list"]] {
        let ran = device.run(arguments);
        assert_eq!(ran.code, 6, "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains("3Kplaces Enterprise"), "{}", ran.stderr);
    }
    assert!(!device.store().exists());
    // What somebody sets himself is his own choice, but for that folder.
    let elsewhere = format!("sqlite:{}", device.path("places.db").display());
    device.env("KPLACES_STORE", elsewhere);
    assert_eq!(device.run(&["list"]).code, 0);
}

#[test]
fn places_and_backups_are_moved_and_nothing_readable_stays() {
    if !has_it() {
        return;
    }
    let (_webfleet, mut device) = synced();
    assert_eq!(device.run(&["backup", "create"]).code, 0);
    let (before, words) = (content(&device), words(&device));
    device.env("KPLACES_PASSPHRASE", PASSPHRASE);
    let shown = device.transcript([
        &["encrypt", "status"],
        &["encrypt", "on"],
        &["encrypt", "status"],
        &["encrypt", "on", "--quiet"],
        &["find", "depot"],
        &["backup", "list"],
        &["backup", "verify"],
        &["status"],
    ]);
    insta::with_settings!({ filters => vec![(r"\d+\.\d KiB", "[SIZE]"), (r"\d\.\d s", "[TIME]")] }, {
        insta::assert_snapshot!(shown, @"
        $ 3kplaces encrypt status
        The places on this device are not encrypted. `3kplaces encrypt on` encrypts them.

        $ 3kplaces encrypt on
        The places on this device are encrypted: 10
          backups  1 encrypted with them
          key      in places.key, sealed with a passphrase
          erased   2 plain files

        Without the key nobody can read them, you neither: a sync brings the places back, not the
        backups. Files you exported stay as they are. Erased files were overwritten where they were;
        a journal that keeps data, a file system that copies what is written, snapshots and flash
        memory can still hold older copies.

        $ 3kplaces encrypt status
        The places on this device are encrypted.
          file     [HOME]/.local/share/3kplaces/places.sealed
          key      in places.key, sealed with a passphrase
          backups  1 encrypted

        $ 3kplaces encrypt on --quiet

        $ 3kplaces find depot
        name              groups                 radius  position
        Depot Nord, Łódź  Depots, Kunden, Nacht   500 m  51.759000,19.456000
        Cape Depot        Depots                  250 m  -33.925000,18.424000

        $ 3kplaces backup list
        name                                    made      why          size
        places-20260102T030405Z-by-hand.sealed  just now  by hand  [SIZE]

        Folder: [HOME]/.local/share/3kplaces/backups

        $ 3kplaces backup verify
        sound  places-20260102T030405Z-by-hand.sealed  10 places as of 2026-01-02 03:04:05 (UTC)

        $ 3kplaces status
        3Kplaces Enterprise

          places     10
          groups     4
          synced     2026-01-02 03:04:05 (UTC), just now
          revision   1
          store      sealed:places.sealed in [HOME]/.local/share/3kplaces
        ");
    });
    assert_eq!(content(&device), before);
    assert_unreadable(&device, &words);
    assert_eq!(
        names_in(&folder(&device)),
        [".sealed.lock", "backups", "places.key", "places.sealed"]
    );
}

#[test]
fn syncs_and_backups_go_on_as_they_did() {
    if !has_it() {
        return;
    }
    let (webfleet, mut device) = synced();
    let words = words(&device);
    device.env("KPLACES_PASSPHRASE", PASSPHRASE);
    assert_eq!(device.run(&["encrypt", "on"]).code, 0);
    let before = content(&device);
    webfleet.edit(|world| {
        let addresses = world.accounts[0].addresses.listed_mut().unwrap();
        addresses.truncate(addresses.len() - 1);
    });
    device.set_clock(NOW + 60);
    assert_eq!(device.run(&["sync"]).code, 0);
    assert_unreadable(&device, &words);
    let synced = device.run(&["log", "--json"]).json();
    assert_eq!(synced["syncs"].as_array().unwrap().len(), 2, "{synced}");
    let restored = device.run(&["backup", "restore", "latest"]);
    assert_eq!(restored.code, 0, "{}", restored.stderr);
    assert_eq!(content(&device)[0], before[0]);
    assert_unreadable(&device, &words);
}

#[test]
fn without_the_passphrase_nothing_is_told_and_nothing_changed() {
    if !has_it() {
        return;
    }
    let (_webfleet, mut device) = encrypted();
    let before = device.kept_files();
    let backup = names_in(&folder(&device).join("backups"))
        .into_iter()
        .find(|name| name.starts_with("places-"))
        .unwrap();
    device.env("KPLACES_PASSPHRASE", OTHER);
    for arguments in [
        &["list"][..],
        &["sync"],
        &["backup", "verify"],
        &["backup", "restore", &backup],
        &["encrypt", "off"],
        &["encrypt", "rekey"],
    ] {
        let ran = device.run(arguments);
        assert_eq!(ran.code, 9, "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains("passphrase"), "{}", ran.stderr);
        assert!(!ran.stderr.contains(OTHER), "{}", ran.stderr);
    }
    let shown = device.transcript([&["list"]]);
    device.unset("KPLACES_PASSPHRASE");
    let shown = shown + &device.transcript([&["list"], &["encrypt", "off"]]);
    insta::assert_snapshot!(shown, @"
    $ 3kplaces list
    error: the places on this device are encrypted, and were not opened
      why: the passphrase of the places is wrong: cannot be opened with this passphrase
      try: the passphrase is asked for on a terminal, or is what KPLACES_PASSPHRASE, KPLACES_PASSPHRASE_FILE or `passphrase_command` say
      try: `3kplaces encrypt status` says what keeps the key
    [exit code 9]
    $ 3kplaces list
    error: the places on this device are encrypted, and were not opened
      why: a passphrase is needed for the places, and none is set: there is nobody to ask for one
      try: the passphrase is asked for on a terminal, or is what KPLACES_PASSPHRASE, KPLACES_PASSPHRASE_FILE or `passphrase_command` say
      try: `3kplaces encrypt status` says what keeps the key
    [exit code 9]

    $ 3kplaces encrypt off
    error: a passphrase is needed for the places, and none is set
      why: there is nobody to ask for one
      try: set KPLACES_PASSPHRASE_FILE, or `passphrase_command` to a program that prints it
      try: or run the command on a terminal
    [exit code 3]
    ");
    assert_eq!(device.kept_files(), before);
}

#[test]
fn a_new_key_opens_everything_and_the_old_one_nothing() {
    if !has_it() {
        return;
    }
    let (_webfleet, mut device) = encrypted();
    let before = content(&device);
    let old_key = fs::read(folder(&device).join("places.key")).unwrap();
    let old_store = fs::read(sealed(&device)).unwrap();
    device.env("KPLACES_NEW_PASSPHRASE", OTHER);
    insta::assert_snapshot!(device.transcript([&["encrypt", "rekey"]]), @"
    $ 3kplaces encrypt rekey
    The places on this device and 1 backup have a new key.
      key      in places.key, sealed with a passphrase
    Copies of the files that were made before still open with the old one.
    ");
    assert_ne!(fs::read(sealed(&device)).unwrap(), old_store);
    assert_eq!(device.run(&["list"]).code, 9);
    device.unset("KPLACES_NEW_PASSPHRASE");
    device.env("KPLACES_PASSPHRASE", OTHER);
    assert_eq!(content(&device), before);
    assert_eq!(device.run(&["backup", "verify"]).code, 0);

    // Who has kept the old key file and its passphrase has a key for nothing.
    fs::write(folder(&device).join("places.key"), old_key).unwrap();
    device.env("KPLACES_PASSPHRASE", PASSPHRASE);
    for arguments in [&["list"][..], &["backup", "verify"]] {
        let ran = device.run(arguments);
        assert_eq!(ran.code, 9, "{}", ran.stderr);
        assert!(ran.stderr.contains("key of this device"), "{}", ran.stderr);
    }
}

#[test]
fn the_way_back_leaves_no_key_and_the_same_places() {
    if !has_it() {
        return;
    }
    let (_webfleet, mut device) = encrypted();
    let before = content(&device);
    insta::assert_snapshot!(device.transcript([&["encrypt", "off"]]), @"
    $ 3kplaces encrypt off
    The places on this device are no longer encrypted: 10, and 1 backup.
    The key was removed.
    ");
    device.unset("KPLACES_PASSPHRASE");
    assert_eq!(content(&device), before);
    assert_eq!(device.run(&["backup", "verify"]).code, 0);
    let names = names_in(&folder(&device));
    assert!(
        !names.iter().any(|name| name.ends_with(".sealed")),
        "{names:?}"
    );
    assert!(!names.contains(&"places.key".to_owned()), "{names:?}");
    let again = device.run(&["encrypt", "off"]);
    assert_eq!(again.code, 2, "{}", again.stderr);
}

#[test]
fn what_an_interrupted_run_left_is_finished_by_the_next() {
    if !has_it() {
        return;
    }
    let (_webfleet, mut device) = synced();
    assert_eq!(device.run(&["backup", "create"]).code, 0);
    let (before, words) = (content(&device), words(&device));
    let plain = fs::read(device.store()).unwrap();
    // Killed while the store was filled: nothing is in use yet.
    device.write(".local/share/3kplaces/.encrypt-draft", "half");
    device.env("KPLACES_PASSPHRASE", PASSPHRASE);
    assert_eq!(content(&device), before);
    assert_eq!(device.run(&["encrypt", "on"]).code, 0);
    // Killed before the plain store was erased: the encrypted one is in use, and it is told.
    fs::write(device.store(), &plain).unwrap();
    let status = device.run(&["encrypt", "status"]);
    assert!(
        status.stdout.contains("plain files left"),
        "{}",
        status.stdout
    );
    assert_eq!(content(&device), before);
    let doctor = device.run(&["doctor"]);
    assert_eq!(doctor.code, 12, "{}", doctor.stdout);
    assert!(
        doctor.stdout.contains("plain files of them are left"),
        "{}",
        doctor.stdout
    );
    assert_eq!(device.run(&["encrypt", "on"]).code, 0);
    assert!(!device.store().exists());
    let doctor = device.run(&["doctor"]);
    assert!(
        doctor
            .stdout
            .contains("the places are encrypted; the key is in"),
        "{}",
        doctor.stdout
    );
    assert_unreadable(&device, &words);
    assert_eq!(content(&device), before);
}

#[test]
fn what_cannot_be_encrypted_is_left_alone() {
    if !has_it() {
        return;
    }
    let (_webfleet, mut device) = synced();
    device.env("KPLACES_PASSPHRASE", PASSPHRASE);
    let before = device.kept_files();
    let no_keyring = device.run(&["encrypt", "on", "--keep", "keyring"]);
    assert_eq!(no_keyring.code, 9, "{}", no_keyring.stderr);
    assert_eq!(device.kept_files(), before);
    device.unset("KPLACES_PASSPHRASE");
    let no_passphrase = device.run(&["encrypt", "on"]);
    assert_eq!(no_passphrase.code, 3, "{}", no_passphrase.stderr);
    assert_eq!(device.kept_files(), before);
    device.env("KPLACES_PASSPHRASE", PASSPHRASE);
    device.env("KPLACES_STORE", "sqlite:elsewhere.db");
    let set = device.run(&["encrypt", "on"]);
    assert_eq!(set.code, 3, "{}", set.stderr);
    device.unset("KPLACES_STORE");
    // A backup that cannot be read would be lost.
    device.write(
        ".local/share/3kplaces/backups/places-20260102T030405Z-by-hand.db",
        "damaged",
    );
    let damaged = device.run(&["encrypt", "on"]);
    assert_eq!(damaged.code, 9, "{}", damaged.stderr);
    assert!(damaged.stderr.contains("by-hand.db"), "{}", damaged.stderr);
    assert!(device.store().exists() && !sealed(&device).exists());
    assert_eq!(device.run(&["list"]).code, 0);
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_a_file_of_it() {
    use std::os::unix::fs::PermissionsExt;

    if !has_it() {
        return;
    }
    let (_webfleet, device) = encrypted();
    for (path, _) in device.files() {
        if path.starts_with(folder(&device)) {
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o7777, 0o600, "{}", path.display());
        }
    }
}

#[test]
fn no_kill_costs_a_place_or_leaves_one_readable_for_ever() {
    if !has_it() {
        return;
    }
    for wait in [0, 40, 80, 120, 160, 200, 260, 320] {
        let (_webfleet, mut device) = synced();
        assert_eq!(device.run(&["backup", "create"]).code, 0);
        let (before, words) = (content(&device), words(&device));
        device.env("KPLACES_PASSPHRASE", PASSPHRASE);
        let mut child = device
            .command(&["encrypt", "on", "--quiet"])
            .spawn()
            .unwrap();
        // Each time at another point; how far it has come does not matter.
        for _ in 0..wait {
            let _looked = names_in(&folder(&device));
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(content(&device), before, "after {wait}");
        let ran = device.run(&["encrypt", "on"]);
        assert_eq!(ran.code, 0, "after {wait}: {}", ran.stderr);
        assert_eq!(content(&device), before, "after {wait}");
        assert_unreadable(&device, &words);
    }
}

#[test]
fn erasing_takes_the_key_and_needs_no_passphrase() {
    if !has_it() {
        return;
    }
    for passphrase in [PASSPHRASE, "forgotten"] {
        let (_webfleet, mut device) = encrypted();
        let words = words(&device);
        let report = device.run(&["privacy", "report", "--json"]).json();
        let held = report["categories"].as_array().unwrap();
        let key = held.iter().find(|it| it["id"] == "key").unwrap();
        assert_eq!(key["count"], 1);
        device.env("KPLACES_PASSPHRASE", passphrase);
        let ran = device.run(&["privacy", "erase", "--all", "--yes", "--json"]);
        assert_eq!(ran.code, 0, "{}", ran.shown());
        // What stays are locks without content.
        for (path, content) in device.files() {
            let is_lock = path.ends_with(".sealed.lock") && content.is_empty();
            assert!(is_lock || !path.starts_with(folder(&device)), "{path:?}");
        }
        assert_unreadable_anywhere(&device, &words);
    }
}

fn assert_unreadable_anywhere(device: &Sandbox, words: &[String]) {
    for (path, bytes) in device.files() {
        for word in words {
            let has = bytes.windows(word.len()).any(|at| at == word.as_bytes());
            assert!(!has, "{word} is in {}", path.display());
        }
    }
}

fn north<'a>(words: &[&'a str]) -> Vec<&'a str> {
    [&["--tenant", "north"], words].concat()
}

#[test]
fn each_tenant_has_a_key_of_its_own() {
    if !has_it() {
        return;
    }
    let (_webfleet, mut device) = encrypted();
    let own = device.run(&["list", "--json"]).json()["places"].clone();
    assert_eq!(device.run(&["tenants", "add", "north"]).code, 0);
    device.env("KPLACES_PASSPHRASE", OTHER);
    let ran = device.run(&north(&["encrypt", "on", "--keep", "passphrase"]));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    // That of the device opens nothing of the tenant, and the other way round.
    assert_eq!(device.run(&north(&["list"])).code, 0);
    assert_eq!(device.run(&["list"]).code, 9);
    device.env("KPLACES_PASSPHRASE", PASSPHRASE);
    assert_eq!(device.run(&north(&["list"])).code, 9);
    assert_eq!(device.run(&["list", "--json"]).json()["places"], own);
    let ran = device.run(&["tenants", "remove", "north", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(device.run(&["list", "--json"]).json()["places"], own);
}
