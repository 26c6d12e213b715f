//! Syncs that fail before they ask for anything: nobody watches a scheduled one, so the record tells.

use kplaces_tests::{NOW, Sandbox, small_world};

use crate::{connected, fresh, is_basic, synced};

/// What the newest sync of the record failed for: the kind and the code.
fn newest(device: &Sandbox) -> (String, String) {
    let log = device.run(&["log", "--json"]).json();
    let sync = &log["syncs"][0];
    assert_eq!(sync["outcome"], "failed", "{log:#}");
    let text = |field: &str| sync["failure"][field].as_str().unwrap().to_owned();
    (text("kind"), text("code"))
}

/// The state and the code of what `doctor` says of something.
fn doctor(device: &Sandbox, id: &str) -> (String, String) {
    let ran = device.run(&["doctor", "--json"]);
    let findings: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let all = findings["findings"].as_array().unwrap();
    let found = all.iter().find(|finding| finding["id"] == id).unwrap();
    let text = |field: &str| found[field].as_str().unwrap().to_owned();
    (text("state"), text("code"))
}

#[test]
fn a_sync_without_a_login_is_on_record_and_everybody_says_so() {
    let mut device = fresh();
    device.connect("http://127.0.0.1:9/extern");
    for minutes in 0..3 {
        device.set_clock(NOW + minutes * 60);
        assert_eq!(device.run(&["sync"]).code, 4);
    }
    insta::assert_snapshot!(device.transcript([&["log", "--limit", "1"]]), @r"
    $ 3kplaces log --limit 1
    2026-01-02 03:06:05 (UTC)
      failed (login): there was no WEBFLEET login on this device
      0 requests, 0 bytes, [TIME]
    ");
    assert_eq!(newest(&device), ("login".to_owned(), "no-login".to_owned()));
    let status = device.run(&["status"]).stdout;
    let line = status.lines().find(|line| line.contains("last sync"));
    insta::assert_snapshot!(line.unwrap().trim(), @"last sync  just now, failed (login): there was no WEBFLEET login on this device; 3 failed one after the other");
    assert_eq!(
        device.run(&["status", "--json"]).json()["failed_in_a_row"],
        3
    );
    let (state, code) = doctor(&device, "syncs");
    assert_eq!((state.as_str(), code.as_str()), ("warning", "failed"));
}

#[test]
fn a_scheduled_sync_without_a_passphrase_is_on_record() {
    let (webfleet, mut device) = connected(small_world());
    device.env("KPLACES_PASSPHRASE", "correct horse");
    let lines = "acme\nsample\nsecret\nkey\n";
    let kept = device.run_with_stdin(
        &["login", "--stdin", "--keep", "sealed", "--no-check"],
        lines,
    );
    assert_eq!(kept.code, 0, "{}", kept.stderr);
    device.unset("KPLACES_PASSPHRASE");
    let (command, trigger): (&[&str], _) = if is_basic() {
        (&["sync"], "by-hand")
    } else {
        (&["sync", "--scheduled"], "scheduled")
    };
    assert_eq!(device.run(command).code, 3);
    let code = "no-passphrase".to_owned();
    assert_eq!(newest(&device), ("configuration".to_owned(), code));
    let log = device.run(&["log", "--json"]).json();
    assert_eq!(log["syncs"][0]["trigger"], trigger);
    assert!(webfleet.calls().is_empty());
}

#[test]
fn a_sync_with_broken_settings_is_on_record_of_the_store() {
    let (_webfleet, mut device) = synced();
    device.env("KPLACES_SYNC__LIMIT", "many");
    assert_eq!(device.run(&["sync"]).code, 3);
    device.unset("KPLACES_SYNC__LIMIT");
    let settings = ("configuration".to_owned(), "settings".to_owned());
    assert_eq!(newest(&device), settings);

    let gone = device.path("gone.toml");
    let ran = device.run(&["--config", gone.to_str().unwrap(), "sync"]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    let missing = "no-configuration-file".to_owned();
    assert_eq!(newest(&device), ("configuration".to_owned(), missing));
    assert_eq!(
        device.run(&["log", "--json"]).json()["syncs"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
}

#[test]
fn a_first_sync_with_broken_settings_is_on_record_too() {
    let (_webfleet, device) = connected(small_world());
    let config = device.write(".config/3kplaces/config.toml", "sync = 5\n");
    assert_eq!(device.run(&["sync"]).code, 3);
    std::fs::remove_file(config).unwrap();
    assert_eq!(newest(&device).1, "settings");
}

#[test]
fn a_sync_into_a_damaged_store_is_on_record() {
    let (_webfleet, device) = synced();
    std::fs::write(device.store(), "no database").unwrap();
    assert_eq!(device.run(&["sync"]).code, 9);
    let log = device.run(&["log", "--json"]).json();
    let failure = &log["syncs"][0]["failure"];
    assert_eq!(
        (&failure["code"], &failure["fault"]),
        (&"store".into(), &"corrupt".into())
    );
}

#[test]
fn a_dry_run_that_fails_is_on_record_as_one() {
    let device = fresh();
    assert_eq!(device.run(&["sync", "--dry-run"]).code, 4);
    let log = device.run(&["log", "--json"]).json();
    assert_eq!(log["syncs"][0]["dry_run"], true);
    assert!(device.run(&["status", "--json"]).json()["last_sync"].is_null());
}

/// What the version before wrote of two syncs, sentences and all.
const FORMER: &str = r#"{"run":1,"started":{"at":5,"edition":"pro","trigger":"scheduled","dry_run":false,"host":"h"}}
{"run":1,"ended":{"took_ms":7,"outcome":{"failed":{"kind":"network","what":"h answered with HTTP status 503: CANARY Meyer"}},"requests":3,"bytes":100,"added":0,"changed":0,"removed":0,"unchanged":0,"places":null,"as_of":null,"revision":null,"odd_rows":0,"warnings":["CANARY Meyer"]}}
"#;

#[test]
fn sentences_that_an_older_version_recorded_are_not_shown_and_do_not_stay() {
    let (_webfleet, device) = synced();
    let records: Vec<_> = device
        .files()
        .into_iter()
        .filter(|(path, _)| path.extension().is_some_and(|it| it == "jsonl"))
        .collect();
    let (path, content) = &records[0];
    std::fs::write(path, [content, FORMER.as_bytes()].concat()).unwrap();
    let other = path.with_file_name("another-store.jsonl");
    std::fs::write(&other, FORMER).unwrap();
    let code = "http-status".to_owned();
    assert_eq!(newest(&device), ("network".to_owned(), code));
    for command in [
        &["log"][..],
        &["log", "--json"],
        &["status"],
        &["status", "--json"],
        &["doctor"],
        &["doctor", "--json"],
        &["doctor", "--bundle", "-"],
        &["privacy", "report"],
    ] {
        let ran = device.run(command);
        assert!(!ran.shown().contains("CANARY"), "{}", ran.shown());
    }
    assert_eq!(device.run(&["sync"]).code, 0);
    for (path, content) in device.files() {
        let text = String::from_utf8_lossy(&content);
        assert!(!text.contains("CANARY"), "{}", path.display());
    }
    assert_eq!(
        device.run(&["log", "--json"]).json()["syncs"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
}

#[test]
fn the_name_of_a_group_that_is_not_there_is_not_recorded() {
    if is_basic() {
        return;
    }
    let (_webfleet, device) = connected(small_world());
    let ran = device.run(&["sync", "--group", "Familie CANARY Musterfrau"]);
    assert_eq!(ran.code, 13);
    assert!(
        ran.stderr.contains("CANARY"),
        "whoever typed it may read it"
    );
    assert_eq!(
        newest(&device),
        ("usage".to_owned(), "unknown-groups".to_owned())
    );
    for (path, content) in device.files() {
        let text = String::from_utf8_lossy(&content);
        assert!(!text.contains("CANARY"), "{}", path.display());
    }
    let log = device.run(&["log"]);
    assert!(!log.shown().contains("CANARY"), "{}", log.shown());
}

#[test]
fn places_that_are_gone_are_not_called_never_synced() {
    let (_webfleet, device) = synced();
    for empty in [false, true] {
        if empty {
            std::fs::write(device.store(), "").unwrap();
        } else {
            std::fs::remove_file(device.store()).unwrap();
        }
        for beside in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{beside}", device.store().display()));
        }
        let (state, code) = doctor(&device, "places");
        assert_eq!((state.as_str(), code.as_str()), ("problem", "gone"));
        let status = device.run(&["status"]).stdout;
        let line = status.lines().find(|line| line.contains("synced"));
        insta::allow_duplicates! {
            insta::assert_snapshot!(line.unwrap().trim(), @"synced     the 10 places of the sync of 2026-01-02 03:04:05 (UTC) are gone; run `3kplaces sync`, or `3kplaces backup restore latest`");
        }
        assert_eq!(device.run(&["status", "--json"]).json()["places_gone"], 10);
    }
    assert_eq!(device.run(&["sync"]).code, 0);
    assert!(device.run(&["status", "--json"]).json()["places_gone"].is_null());
}

#[test]
fn what_a_power_cut_leaves_of_the_records_costs_history_and_no_wait() {
    let (webfleet, device) = synced();
    let records = device.path(".local/state");
    for (path, content) in device.files() {
        if path.starts_with(&records) {
            std::fs::write(path, vec![0; content.len()]).unwrap();
        }
    }
    for command in ["log", "status", "list", "doctor"] {
        let ran = device.run(&[command]);
        assert_eq!(ran.code, 0, "{}", ran.shown());
    }
    let calls = webfleet.calls().len();
    let ran = device.run(&["sync"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    assert!(webfleet.calls().len() > calls);
    let log = device.run(&["log", "--json"]).json();
    assert_eq!(log["syncs"].as_array().unwrap().len(), 1);
    assert_eq!(device.run(&["privacy", "network"]).code, 0);
}

#[test]
fn the_map_says_that_a_sync_failed_and_that_places_are_gone() {
    let (_webfleet, mut device) = synced();
    device.env("KPLACES_LOGIN__ACCOUNT", "");
    assert_ne!(device.run(&["sync"]).code, 0);
    std::fs::write(device.store(), "").unwrap();
    let Some(map) = crate::map::start(&device, &["--json"]) else {
        return;
    };
    let said = serde_json::from_str(&map.first_line).unwrap();
    let (port, cookie) = crate::map::come_in(&said);
    let reply = crate::map::get(port, "/api/facts", &cookie);
    let facts = &reply[reply.find('{').unwrap()..=reply.rfind('}').unwrap()];
    let facts: serde_json::Value = serde_json::from_str(facts).unwrap();
    assert_eq!(facts["gone"], 10);
    assert_eq!(facts["last_failed"]["in_a_row"], 1);
    map.end("-INT");
}

#[test]
fn from_outside_it_is_seen_when_a_device_last_succeeded_and_what_failed_since() {
    let (_webfleet, device) = synced();
    let login = device.path(".config/3kplaces/login.toml");
    let kept = std::fs::read(&login).unwrap();
    std::fs::remove_file(&login).unwrap();
    for _ in 0..12 {
        assert_eq!(device.run(&["sync"]).code, 4);
    }
    let status = device.run(&["status", "--json"]).json();
    assert_eq!(status["last_success"]["outcome"], "done");
    assert_eq!(status["last_success"]["places"], 10);
    assert_eq!(status["failed_in_a_row"], 12);
    let failed = status["failed_since"].as_array().unwrap();
    assert_eq!(failed.len(), 10, "the last ten");
    assert!(failed.iter().all(|run| run["failure"]["kind"] == "login"));
    assert_eq!(failed[0], status["last_sync"]);
    device.write(".config/3kplaces/login.toml", kept);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&login, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    assert_eq!(device.run(&["sync"]).code, 0);
    let status = device.run(&["status", "--json"]).json();
    assert_eq!(status["failed_since"], serde_json::json!([]));
    assert_eq!(status["last_success"], status["last_sync"]);
    let fresh = fresh().run(&["status", "--json"]).json();
    assert_eq!(fresh["last_success"], serde_json::Value::Null);
}
