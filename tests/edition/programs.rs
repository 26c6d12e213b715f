//! What programs and scripts rely on: `--json`, `--quiet`, exit codes.

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
        "try": [],
        "what": "`91,0` is not a position",
        "why": [
          "the latitude must lie between -90 and 90 degrees"
        ]
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

#[test]
fn every_command_has_a_schema_of_its_answer() {
    let device = fresh();
    let pages = device.run(&["man", "--dir", "pages", "--json"]).json();
    let pages: Vec<String> = serde_json::from_value(pages).unwrap();
    let commands: Vec<&str> = pages
        .iter()
        .filter_map(|page| page.strip_prefix("3kplaces-")?.strip_suffix(".1"))
        .collect();
    let has_others_below = |command: &str| {
        let below = format!("{command}-");
        commands.iter().any(|other| other.starts_with(&below))
    };
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/json");
    let without: Vec<&&str> = commands
        .iter()
        .filter(|it| !has_others_below(it))
        .filter(|it| !schemas.join(format!("{it}.schema.json")).is_file())
        .collect();
    assert!(commands.contains(&"backup-list"), "{commands:?}");
    assert_eq!(without, [] as [&&str; 0], "add them to SHAPES");
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
    insta::assert_snapshot!(lines.join("\n"), @r#"
    setting  value  source
    alerts.command  []  default
    alerts.default_radius_m  100  default
    alerts.mute  []  default
    alerts.notify  off  default
    alerts.rules  ["*:  30s"]  default
    alerts.source  gpsd  default
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
    sync.then  []  default
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
    "#);
    let entries = device.run(&["config", "show", "--json"]).json();
    let tries = entries
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["key"] == "webfleet.tries")
        .unwrap();
    assert_eq!(tries["value"], "3");
}
