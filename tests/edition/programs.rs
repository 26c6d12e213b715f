//! What programs and scripts rely on: `--json`, `--quiet`, exit codes.

use std::fs;
use std::path::Path;

use kplaces_tests::NOW;
use serde_json::json;

use crate::{fresh, is_basic, synced};

#[test]
fn an_error_for_programs_is_one_json_value_on_standard_error() {
    let ran = fresh().run(&["near", "91,0", "--json"]);
    insta::assert_snapshot!(ran.shown(), @r#"
    exit code 2
    --- stdout
    --- stderr
    {
      "error": {
        "exit_code": 2,
        "kind": "usage",
        "try": [
          "`3kplaces --help` lists the commands, `3kplaces COMMAND --help` explains one"
        ],
        "what": "invalid value '91,0' for '<LAT,LON>': the latitude must lie between -90 and 90 degrees",
        "why": []
      }
    }
    "#);
}

#[test]
fn each_kind_of_error_has_its_name_and_code() {
    let (webfleet, mut device) = synced();
    device.write("taken", "x");
    let mut kinds = Vec::new();
    let mut note = |device: &kplaces_tests::Sandbox, arguments: &[&str]| {
        let ran = device.run(&[arguments, &["--json"]].concat());
        let error = ran.json_error();
        assert!(!error["what"].as_str().unwrap().is_empty());
        assert!(
            error["why"].is_array() && error["try"].is_array(),
            "{error}"
        );
        kinds.push((error["kind"].as_str().unwrap().to_owned(), ran.code));
    };
    note(&device, &["lst"]);
    note(&device, &[]);
    note(&device, &["show", "nothing like it"]);
    note(&device, &["--config", "none.toml", "list"]);
    note(&device, &["export", "csv", "-o", "taken"]);
    let mut now = NOW;
    for fault in ["error:1101", "error:8011", "html-page", "empty"] {
        webfleet.fault(Some(fault.parse().unwrap()));
        note(&device, &["sync"]);
        // A used-up quota lasts for a whole window, of an hour at most.
        now += 4_000;
        device.set_clock(now);
    }
    device.env("KPLACES_STORE", "nowhere:");
    note(&device, &["list"]);
    let expected = [
        ("usage", 2),
        ("usage", 2),
        ("not-found", 13),
        ("configuration", 3),
        ("store", 9),
        ("login", 4),
        ("quota", 5),
        ("network", 8),
        ("guard", 10),
        ("configuration", 3),
    ];
    assert_eq!(kinds, expected.map(|(kind, code)| (kind.to_owned(), code)));
    if is_basic() {
        let error = device.run(&["groups", "--json"]).json_error();
        assert_eq!(
            (&error["kind"], &error["exit_code"]),
            (&json!("edition"), &json!(6))
        );
    }
}

/// Fields are added, never renamed or removed, and the README of kplaces-cli names each.
#[test]
fn every_field_of_a_report_is_documented_and_stays() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/kplaces-cli/README.md");
    let readme = fs::read_to_string(readme).unwrap();
    let (_webfleet, device) = synced();
    let mut all = Vec::new();
    for (name, arguments) in [
        ("`sync`", &["sync", "--dry-run"][..]),
        ("`status`", &["status"]),
        ("`list`", &["list"]),
        ("`doctor`", &["doctor"]),
        ("`edition`", &["edition"]),
        ("`export`", &["export", "csv", "-o", "a.csv"]),
        ("`config path`", &["config", "path"]),
        ("`logout`", &["logout"]),
    ] {
        let row = readme
            .lines()
            .rfind(|line| line.starts_with('|') && line.contains(name))
            .unwrap();
        let report = device.run(&[arguments, &["--json"]].concat()).json();
        let fields: Vec<&str> = report
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        for field in &fields {
            assert!(row.contains(&format!("\"{field}\"")), "{name}: {field}");
        }
        all.push(format!("{name} {}", fields.join(" ")));
    }
    insta::assert_snapshot!(all.join("\n"), @"
    `sync` absent added as_of backup changed changed_fields cut_at dry_run edition elapsed_ms guard_would_stop host kept latin1_fields members_without_address odd_rows places plan removed repaired_fields reports revision selection unchanged unreadable_rows
    `status` as_of cut_at data_dir edition failed_in_a_row groups last_sync places places_gone revision selection store
    `list` more places
    `doctor` bundle edition findings state version
    `edition` editions exports id stores version
    `export` characters_removed files left_over lost path places profile without_position written
    `config path` config_file data_dir login_file state_dir store store_kept
    `logout` removed removed_from
    ");
}

#[test]
fn quiet_drops_reports_on_work_and_keeps_answers_warnings_and_errors() {
    let (_webfleet, device) = synced();
    let said = |arguments: &[&str]| device.run(&[arguments, &["--quiet"]].concat()).said();
    assert_eq!(said(&["sync"]), "");
    assert_eq!(said(&["export", "csv", "-o", "a.csv"]), "");
    assert_eq!(said(&["list"]), device.run(&["list"]).said());
    insta::assert_snapshot!(said(&["sync", "--limit", "9", "--dry-run"]), @"warning: 9 addresses, the limit you set; the account holds more.");
    insta::assert_snapshot!(said(&["show", "nothing like it"]), @"
    error: no place has the key or name `nothing like it`
      try: `3kplaces find TEXT` finds places by a part of their name
    [exit code 13]
    ");
}

#[test]
fn where_things_are_is_told() {
    let (_webfleet, device) = synced();
    insta::assert_snapshot!(device.run(&["config", "path"]).shown(), @"
    exit code 0
    --- stdout
    configuration  [HOME]/.config/3kplaces/config.toml
    login          [HOME]/.config/3kplaces/login.toml
    places         sqlite:places.db in [HOME]/.local/share/3kplaces
    records        [HOME]/.local/state/3kplaces
    --- stderr
    ");
    let paths = device.run(&["config", "path", "--json"]).json();
    assert!(
        paths["login_file"]
            .as_str()
            .unwrap()
            .ends_with("login.toml"),
        "{paths}"
    );
}

#[test]
fn each_setting_is_told_with_its_source() {
    let mut device = fresh();
    device.write(
        ".config/3kplaces/config.toml",
        "[sync]\nlimit = 100\n[webfleet]\ntries = 2\n",
    );
    device.env("KPLACES_WEBFLEET__TRIES", "3");
    let table = device.run(&["config", "show", "--log", "info"]).said();
    // The width of a column follows the home folder.
    let lines: Vec<String> = table
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join("  "))
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    setting  value  source
    backup.keep  5  default
    data_dir  [HOME]/.local/share/3kplaces  default
    export.group_order  []  default
    fleet.devices  (none)  default
    fleet.id  (none)  default
    fleet.number  (none)  default
    log  info  command  line
    login.keep  auto  default
    map.basemap  (none)  default
    map.navigation  geo  default
    map.port  0  default
    passphrase_command  (none)  default
    privacy.contact  (none)  default
    privacy.controller  (none)  default
    quota.addresses  6/60  default
    quota.groups  900/3600  default
    quota.memberships  900/3600  default
    schedule.spread_s  300  default
    store  sqlite:places.db  default
    sync.groups  []  default
    sync.limit  100  [HOME]/.config/3kplaces/config.toml
    webfleet.connect_timeout_s  10  default
    webfleet.format  csv  default
    webfleet.idle_timeout_s  60  default
    webfleet.max_reply_mib  1024  default
    webfleet.method  get  default
    webfleet.proxy  (none)  default
    webfleet.retry_pause_ms  1000  default
    webfleet.total_timeout_s  600  default
    webfleet.tries  3  KPLACES_WEBFLEET__TRIES
    webfleet.url  https://csv.webfleet.com/extern  default
    ");
    let entries = device.run(&["config", "show", "--json"]).json();
    let tries = entries
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["key"] == "webfleet.tries")
        .unwrap();
    assert_eq!(tries["value"], "3");
}
