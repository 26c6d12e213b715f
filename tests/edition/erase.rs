//! What is erased is in no byte of any file any more, and the receipt says what is.

use std::fs::{self, File};
use std::path::PathBuf;

use kplaces_tests::{MockWebfleet, NOW, Ran, Sandbox, small_world};
use serde_json::Value;

use crate::{assert_unchanged, edition, fresh, synced_to};

/// In the name and the group of what is to go.
const CANARY: &str = "zq4711";

/// A day, in seconds.
const DAY: i64 = 86_400;

/// A device that has lived: places changed, copies were made, a damaged store was set aside, a copy
/// was cut off, a file was exported.
fn lived_in() -> (MockWebfleet, Sandbox) {
    let mut world = small_world();
    let addresses = world.accounts[0].addresses.listed_mut().unwrap();
    for address in addresses.iter_mut().take(3) {
        address.name1 = format!("Ort {CANARY} {}", address.number);
        address.groups = vec![format!("Gruppe {CANARY}"), "Kunden".to_owned()];
    }
    let (webfleet, mut device) = synced_to(MockWebfleet::start(world));
    assert_eq!(device.run(&["backup", "create"]).code, 0);
    webfleet.edit(|world| {
        let addresses = world.accounts[0].addresses.listed_mut().unwrap();
        addresses[0].name1 = format!("Ort {CANARY} neu");
        addresses.remove(1);
    });
    device.set_clock(NOW + 60);
    let ran = device.run(&["sync"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    let store = fs::read(device.store()).unwrap();
    device.write(".local/share/3kplaces/places.db.damaged-1", &store);
    device.write(
        ".local/share/3kplaces/backups/.snapshot-1.tmp/copy.db",
        &store,
    );
    device.write(".config/3kplaces/.login-x", "half a login");
    device.write(".config/3kplaces/config.toml", "log = \"warn\"\n");
    assert_eq!(device.run(&["export", "csv", "-o", "mine.csv"]).code, 0);
    (webfleet, device)
}

/// The files below the home folder with the canary in them.
fn tainted(device: &Sandbox) -> Vec<PathBuf> {
    let holds = |bytes: &[u8]| {
        bytes
            .windows(CANARY.len())
            .any(|it| it == CANARY.as_bytes())
    };
    let files = device.files().into_iter();
    files
        .filter(|(_, bytes)| holds(bytes))
        .map(|(path, _)| path)
        .collect()
}

/// Erases, and gives the receipt.
fn erased(device: &Sandbox, scope: &[&str]) -> Value {
    let ran = device.run(&[&["privacy", "erase"], scope, &["--yes", "--json"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.shown());
    assert_tame(&ran);
    let receipt: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(receipt["complete"], true);
    receipt
}

/// A receipt names no place and no group.
fn assert_tame(ran: &Ran) {
    assert!(!ran.shown().contains(CANARY), "{}", ran.shown());
}

fn count(receipt: &Value, what: &str) -> Value {
    let erased = receipt["erased"].as_array().unwrap();
    let piece = erased.iter().find(|it| it["what"] == what);
    piece.map_or(Value::Null, |it| it["count"].clone())
}

fn kept(receipt: &Value) -> Vec<&str> {
    let kept = receipt["kept"].as_array().unwrap();
    kept.iter().map(|it| it["id"].as_str().unwrap()).collect()
}

#[test]
fn after_all_is_erased_nothing_is_left_but_what_the_receipt_says() {
    let (_webfleet, device) = lived_in();
    assert!(tainted(&device).len() >= 5, "it can be found");
    let receipt = erased(&device, &["--all"]);
    assert_eq!(tainted(&device), [device.path("mine.csv")]);
    let left: Vec<PathBuf> = device.files().into_iter().map(|(path, _)| path).collect();
    assert_eq!(
        left,
        [
            device.path(".config/3kplaces/config.toml"),
            device.path("mine.csv")
        ]
    );
    assert!(!device.path(".local/share/3kplaces").exists());
    assert!(!device.path(".local/state/3kplaces").exists());
    assert_eq!(count(&receipt, "places"), 9);
    assert_eq!(count(&receipt, "backups"), 2);
    assert_eq!(count(&receipt, "set-aside"), 1);
    assert_eq!(count(&receipt, "login"), 1);
    assert_eq!(
        kept(&receipt),
        ["webfleet", "exports", "settings", "medium"]
    );
    let again = erased(&device, &["--all"]);
    assert_eq!(count(&again, "places"), Value::Null);
}

#[test]
fn after_a_group_is_erased_exactly_the_others_are_left() {
    let (_webfleet, device) = lived_in();
    let list = |device: &Sandbox| device.run(&["list", "--json"]).json()["places"].clone();
    let before = list(&device);
    // Case does not matter, as elsewhere.
    let receipt = erased(&device, &["--group", "GRUPPE zq4711"]);
    assert_eq!(tainted(&device), [device.path("mine.csv")]);
    assert_eq!(
        (count(&receipt, "places"), count(&receipt, "groups")),
        (2.into(), 1.into())
    );
    assert_eq!(count(&receipt, "backups"), 2, "both knew it");
    let left: Vec<Value> = before
        .as_array()
        .unwrap()
        .iter()
        .filter(|place| !place["name"].as_str().unwrap().contains(CANARY))
        .cloned()
        .collect();
    assert_eq!(list(&device), Value::Array(left));
    let groups = device.run(&["privacy", "erase", "--group", "Gruppe zq4711", "--yes"]);
    assert_eq!(groups.code, 13, "{}", groups.shown());
    assert!(
        device.run(&["status"]).code == 0 && device.path(".config/3kplaces/login.toml").exists()
    );
}

#[test]
fn copies_that_know_nothing_of_a_group_stay() {
    let (_webfleet, device) = lived_in();
    erased(&device, &["--group", &format!("Gruppe {CANARY}")]);
    assert_eq!(device.run(&["backup", "create"]).code, 0);
    let receipt = erased(&device, &["--group", "Kunden"]);
    assert_eq!(count(&receipt, "backups"), 1);
    assert_eq!(device.run(&["backup", "create"]).code, 0);
    let groups = device.run(&["list", "--json"]).json()["places"].clone();
    let name = groups
        .as_array()
        .unwrap()
        .iter()
        .find_map(|it| it["groups"][0].as_str());
    let name = name.unwrap().to_owned();
    assert_ne!(name, "Kunden");
    let receipt = erased(&device, &["--group", &name]);
    assert_eq!(count(&receipt, "backups"), 1, "it knew this one");
}

#[test]
fn by_age_old_copies_records_and_places_go() {
    let (webfleet, mut device) = lived_in();
    device.set_clock(NOW + 30 * DAY);
    let receipt = erased(&device, &["--older-than", "31"]);
    assert_eq!(receipt["erased"].as_array().unwrap().len(), 1, "{receipt}");
    assert_eq!(
        count(&receipt, "leftovers"),
        1,
        "nobody knows what is in it"
    );

    webfleet.pass(std::time::Duration::from_mins(2));
    assert_eq!(device.run(&["sync"]).code, 0);
    let receipt = erased(&device, &["--older-than", "7"]);
    assert_eq!(count(&receipt, "places"), Value::Null, "they are of today");
    assert_eq!(
        (count(&receipt, "backups"), count(&receipt, "records")),
        (2.into(), 2.into())
    );
    assert_eq!(
        device.run(&["log", "--json"]).json()["syncs"]
            .as_array()
            .unwrap()
            .len(),
        1
    );

    device.set_clock(NOW + 60 * DAY);
    let receipt = erased(&device, &["--older-than", "7"]);
    assert_eq!(count(&receipt, "places"), 9);
    fs::remove_file(device.path(".local/share/3kplaces/places.db.damaged-1")).unwrap();
    assert_eq!(tainted(&device), [device.path("mine.csv")]);
}

#[test]
fn a_dry_run_says_the_same_and_changes_nothing() {
    let (_webfleet, device) = lived_in();
    for scope in [
        &["--all"][..],
        &["--group", "kunden"],
        &["--older-than", "1"],
    ] {
        let arguments = [&["privacy", "erase"], scope, &["--dry-run", "--json"]].concat();
        let ran = assert_unchanged(&device, || device.run(&arguments));
        let planned = ran.json();
        assert_eq!(
            (&planned["dry_run"], &planned["complete"]),
            (&true.into(), &true.into())
        );
        assert_tame(&ran);
    }
    let arguments = ["privacy", "erase", "--all", "--dry-run", "--json"];
    let planned = device.run(&arguments).json();
    let receipt = erased(&device, &["--all"]);
    for what in ["places", "backups", "set-aside", "leftovers", "login"] {
        let both = (count(&planned, what), count(&receipt, what));
        assert_eq!(both.0, both.1, "{what}");
    }
    assert_eq!(
        device.run(&arguments).json()["erased"],
        Value::Array(Vec::new())
    );
}

#[test]
fn nothing_is_erased_by_accident() {
    let (_webfleet, device) = lived_in();
    for arguments in [
        &["privacy", "erase"][..],
        &["privacy", "erase", "--yes"],
        &["privacy", "erase", "--all", "--group", "Kunden", "--yes"],
        &["privacy", "erase", "--older-than", "0", "--yes"],
        &["privacy", "erase", "--group", " ", "--yes"],
    ] {
        let ran = assert_unchanged(&device, || device.run(arguments));
        assert_eq!(ran.code, 2, "{}", ran.shown());
    }
    // It looks whether an earlier run has left something of it, so the file is written.
    let before = device.run(&["list", "--json"]).stdout;
    let ran = device.run(&["privacy", "erase", "--group", "Kundinnen", "--yes"]);
    assert_eq!(ran.code, 13, "{}", ran.shown());
    assert_eq!(device.run(&["list", "--json"]).stdout, before);
    let ran = assert_unchanged(&device, || device.run(&["privacy", "erase", "--all"]));
    insta::assert_snapshot!(ran.shown(), @"
    exit code 10
    --- stdout
    --- stderr
    error: nothing was erased
      why: there is nobody at a terminal to confirm it
      try: the same command with --dry-run shows what would go
      try: the same command with --yes does it
    ");
}

#[test]
fn what_is_left_is_told_and_a_second_run_finishes() {
    let (_webfleet, device) = lived_in();
    // A copy is being made.
    let bench = ".local/share/3kplaces/backups/.snapshot-2.tmp";
    device.write(&format!("{bench}/copy.db"), CANARY);
    let lock = File::create(device.path(&format!("{bench}/lock"))).unwrap();
    lock.lock().unwrap();
    let ran = device.run(&["privacy", "erase", "--all", "--yes", "--json"]);
    assert_eq!(ran.code, 9, "{}", ran.shown());
    let receipt: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(receipt["complete"], false);
    assert_eq!(receipt["left"][0]["what"], "leftovers");
    assert_eq!(count(&receipt, "places"), 9, "the rest is gone");
    assert_eq!(tainted(&device).len(), 2);
    let said = device.run(&["privacy", "erase", "--all", "--yes", "--lang", "de"]);
    assert_eq!(said.code, 9);
    assert!(said.stdout.contains("NICHT gelöscht:"), "{}", said.stdout);
    drop(lock);
    erased(&device, &["--all"]);
    assert_eq!(tainted(&device), [device.path("mine.csv")]);
}

#[test]
fn a_running_sync_is_not_cut_off() {
    let (_webfleet, device) = lived_in();
    let folder = device.path(".local/state/3kplaces/locks");
    let locks: Vec<File> = fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "lock"))
        .map(|path| File::options().write(true).open(path).unwrap())
        .collect();
    assert!(locks.len() > 1);
    for lock in &locks {
        lock.lock().unwrap();
    }
    let erase = ["privacy", "erase", "--all", "--yes"];
    let ran = assert_unchanged(&device, || device.run(&erase));
    assert_eq!(ran.code, 11, "{}", ran.shown());
    drop(locks);
    erased(&device, &["--all"]);
}

#[test]
fn a_damaged_store_is_erased_unread_but_not_by_group() {
    let (_webfleet, device) = lived_in();
    fs::write(device.store(), format!("Dear {CANARY}")).unwrap();
    let ran = device.run(&["privacy", "erase", "--group", "Kunden", "--yes"]);
    assert_eq!(ran.code, 9, "{}", ran.shown());
    assert!(device.store().exists());
    let receipt = erased(&device, &["--all"]);
    assert_eq!(count(&receipt, "store"), 1);
    assert_eq!(tainted(&device), [device.path("mine.csv")]);
}

#[cfg(unix)]
#[test]
fn the_receipt_is_a_private_file_and_replaces_nothing() {
    use std::os::unix::fs::PermissionsExt;

    let (_webfleet, device) = lived_in();
    device.write("taken", "x");
    let erase = |file| ["privacy", "erase", "--all", "--yes", "--receipt", file];
    let ran = assert_unchanged(&device, || device.run(&erase("taken")));
    assert_eq!(ran.code, 9, "{}", ran.shown());
    let ran = device.run_after("umask 0", &erase("receipt.txt"), "");
    assert_eq!(ran.code, 0, "{}", ran.shown());
    assert_eq!(
        fs::read_to_string(device.path("receipt.txt")).unwrap(),
        ran.stdout
    );
    let mode = fs::metadata(device.path("receipt.txt"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o7777, 0o600);
    assert_tame(&ran);
}

#[test]
fn the_receipt_reads_well_in_both_languages() {
    let said = ["en", "de"].map(|language| {
        let (_webfleet, device) = lived_in();
        let ran = device.run(&["privacy", "erase", "--all", "--yes", "--lang", language]);
        ran.shown()
    });
    let lines = |text: &str| text.lines().count();
    assert_eq!(lines(&said[0]), lines(&said[1]));
    let hash = vec![(r"[0-9a-f]{16}", "[ID]")];
    insta::with_settings!({ filters => hash.clone() }, {
        insta::assert_snapshot!(&said[0], @"
        exit code 0
        --- stdout
        Receipt of 3Kplaces, 2026-01-02 03:05:05 (UTC): everything

        Erased:
          places: 9
          files of the store: 1
            [HOME]/.local/share/3kplaces/places.db
          files of backups: 2
            [HOME]/.local/share/3kplaces/backups/places-20260102T030505Z-before-sync.db
            [HOME]/.local/share/3kplaces/backups/places-20260102T030405Z-by-hand.db
          files of damaged stores: 1
            [HOME]/.local/share/3kplaces/places.db.damaged-1
          unfinished files: 1
            [HOME]/.local/share/3kplaces/backups/.snapshot-1.tmp
          records of syncs: 2
          files of the login: 1
            [HOME]/.config/3kplaces/login.toml
          unfinished files: 1
            [HOME]/.config/3kplaces/.login-x
          files of what was remembered: records, counters, locks: 12
            [HOME]/.local/state/3kplaces/runs/[ID].jsonl
            [HOME]/.local/state/3kplaces/runs/[ID].jsonl.lock
            [HOME]/.local/state/3kplaces/quota/[ID].json
            [HOME]/.local/state/3kplaces/quota/[ID].json.lock
            [HOME]/.local/state/3kplaces/network.json
            [HOME]/.local/state/3kplaces/locks/[ID].json
            [HOME]/.local/state/3kplaces/locks/[ID].lock
            [HOME]/.local/state/3kplaces/locks/[ID].json
            [HOME]/.local/state/3kplaces/locks/[ID].lock
            [HOME]/.local/state/3kplaces/network.json.lock
            [HOME]/.local/state/3kplaces/locks/[ID].json
            [HOME]/.local/state/3kplaces/locks/[ID].lock

        Not touched:
          - what WEBFLEET has: a sync downloads it again, unless it is erased there or left out by `sync.groups`
          - files that were exported, extracts and receipts: they lie in folders of yours, and no list of them is kept
          - the settings: the file is yours; it may name groups
            [HOME]/.config/3kplaces/config.toml
          - older copies that a medium makes by itself: what is erased was overwritten where it was, but a journal that keeps data, a file system that copies what is written, snapshots and flash memory can still hold some; only encrypting the medium helps
        --- stderr
        ");
    });
    insta::with_settings!({ filters => hash }, {
        insta::assert_snapshot!(&said[1], @"
        exit code 0
        --- stdout
        Quittung von 3Kplaces, 02.01.2026, 03:05:05 (UTC): alles

        Gelöscht:
          Orte: 9
          Dateien des Bestands: 1
            [HOME]/.local/share/3kplaces/places.db
          Dateien von Sicherungen: 2
            [HOME]/.local/share/3kplaces/backups/places-20260102T030505Z-before-sync.db
            [HOME]/.local/share/3kplaces/backups/places-20260102T030405Z-by-hand.db
          Dateien beschädigter Bestände: 1
            [HOME]/.local/share/3kplaces/places.db.damaged-1
          unfertige Dateien: 1
            [HOME]/.local/share/3kplaces/backups/.snapshot-1.tmp
          Aufzeichnungen über Abgleiche: 2
          Dateien mit Anmeldedaten: 1
            [HOME]/.config/3kplaces/login.toml
          unfertige Dateien: 1
            [HOME]/.config/3kplaces/.login-x
          Hilfsdateien: Aufzeichnungen, Zähler, Sperren: 12
            [HOME]/.local/state/3kplaces/runs/[ID].jsonl
            [HOME]/.local/state/3kplaces/runs/[ID].jsonl.lock
            [HOME]/.local/state/3kplaces/quota/[ID].json
            [HOME]/.local/state/3kplaces/quota/[ID].json.lock
            [HOME]/.local/state/3kplaces/network.json
            [HOME]/.local/state/3kplaces/locks/[ID].json
            [HOME]/.local/state/3kplaces/locks/[ID].lock
            [HOME]/.local/state/3kplaces/locks/[ID].json
            [HOME]/.local/state/3kplaces/locks/[ID].lock
            [HOME]/.local/state/3kplaces/network.json.lock
            [HOME]/.local/state/3kplaces/locks/[ID].json
            [HOME]/.local/state/3kplaces/locks/[ID].lock

        Nicht angetastet:
          - was WEBFLEET hat: Ein Abgleich lädt es wieder, solange es dort nicht gelöscht oder durch `sync.groups` ausgenommen ist
          - exportierte Dateien, Auszüge und Quittungen: Sie liegen in Ihren Ordnern, und es wird keine Liste geführt
          - die Einstellungen: Die Datei gehört Ihnen; sie kann Gruppen nennen
            [HOME]/.config/3kplaces/config.toml
          - ältere Kopien, die ein Datenträger von selbst anlegt: Gelöschtes wurde an seiner Stelle überschrieben, doch ein Journal mit Daten, ein Dateisystem, das beim Schreiben kopiert, Schnappschüsse und Flash-Speicher können noch welche enthalten; dagegen hilft nur, den Datenträger zu verschlüsseln
        --- stderr
        ");
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_schedule_that_would_bring_places_back_is_named() {
    let (_webfleet, device) = lived_in();
    let installed = device.run(&["schedule", "install", "--no-enable"]).code == 0;
    assert_eq!(installed, edition() != "basic");
    let receipt = erased(&device, &["--all"]);
    assert_eq!(kept(&receipt).contains(&"schedule"), installed);
}

#[test]
fn a_fresh_device_has_nothing_to_erase_and_nobody_is_asked() {
    let device = fresh();
    let ran = device.run(&["privacy", "erase", "--all"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    assert!(
        ran.stdout
            .starts_with("There is nothing to erase on this device.\n"),
        "{}",
        ran.stdout
    );
    let json = device.run(&["privacy", "erase", "--all", "--json"]);
    kplaces_tests::assert_answer(&["privacy", "erase"], &json.stdout);
    assert!(device.files().is_empty());
    let receipt = erased(&device, &["--all"]);
    assert_eq!(
        receipt["erased"].as_array().unwrap().len(),
        1,
        "its own lock"
    );
    assert!(device.files().is_empty());
}

/// Another program that has the store open, in Python where there is Python.
#[expect(
    clippy::print_stderr,
    reason = "a check that was not made must not look like one that passed"
)]
fn other_program(device: &Sandbox, script: &str) -> Option<std::process::Child> {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};

    let started = Command::new("python3")
        .args(["-c", script])
        .arg(device.store())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = started else {
        eprintln!("NOT CHECKED: python3 is not installed");
        assert_ne!(option_env!("KPLACES_FOREIGN"), Some("required"));
        return None;
    };
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n");
    Some(child)
}

#[test]
fn a_program_that_has_the_store_open_gets_nothing_old_and_brings_nothing_back() {
    let (_webfleet, device) = lived_in();
    let script = "import sqlite3, sys\n\
                  c = sqlite3.connect(sys.argv[1])\n\
                  c.execute('SELECT * FROM place_block').fetchall()\n\
                  print('ready', flush=True)\n\
                  sys.stdin.read()\n\
                  sys.exit(c.execute('SELECT count(*) FROM place_block').fetchone()[0])";
    let Some(mut reader) = other_program(&device, script) else {
        return;
    };
    let receipt = erased(&device, &["--all"]);
    assert_eq!(kept(&receipt)[0], "emptied-store");
    assert_eq!(count(&receipt, "places"), 9);
    assert_eq!(tainted(&device), [device.path("mine.csv")]);
    drop(reader.stdin.take());
    assert_eq!(reader.wait().unwrap().code(), Some(0), "it sees no place");
    assert_eq!(tainted(&device), [device.path("mine.csv")]);
    erased(&device, &["--all"]);
    assert!(!device.path(".local/share/3kplaces").exists());
}

#[test]
fn what_a_killed_program_left_in_the_log_goes_too() {
    let script = format!(
        "import sqlite3, sys\n\
         c = sqlite3.connect(sys.argv[1])\n\
         c.execute('PRAGMA wal_autocheckpoint = 0')\n\
         c.execute(\"INSERT INTO place_group VALUES (999, '{CANARY} in the log', 1, 0)\")\n\
         c.commit()\n\
         print('ready', flush=True)\n\
         sys.stdin.read()"
    );
    for scope in [&["--all"][..], &["--group", "Kunden"]] {
        let (_webfleet, device) = lived_in();
        let Some(mut writer) = other_program(&device, &script) else {
            return;
        };
        writer.kill().unwrap();
        writer.wait().unwrap();
        let log = device.path(".local/share/3kplaces/places.db-wal");
        assert!(fs::metadata(&log).unwrap().len() > 0);
        erased(&device, scope);
        assert!(!log.exists());
        let names = device.run(&["list"]).stdout;
        let rest = tainted(&device);
        if scope[0] == "--all" {
            assert_eq!(rest, [device.path("mine.csv")]);
        } else {
            assert_eq!(rest.len(), 2, "a group was added in the log: {names}");
        }
    }
}
