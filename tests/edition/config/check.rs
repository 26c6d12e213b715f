use std::fs;

use super::FILE;
use crate::{edition, fresh};

/// A file with one mistake of each kind.
const WRONG: &str = "\
colour = \"red\"
[webfleet]
tries = \"many\"
urll = \"http://127.0.0.1\"
[sync]
limit = 0
[login]
password = \"canary-7c1f\"
";

#[test]
fn every_mistake_is_told_with_its_line_and_nothing_of_its_value() {
    let device = fresh();
    device.write("fleet.toml", WRONG);
    let ran = device.run(&["config", "check", "fleet.toml"]);
    assert!(!ran.stderr.contains("canary"), "{}", ran.stderr);
    insta::assert_snapshot!(ran.shown(), @"
    exit code 3
    --- stdout
    --- stderr
    error: the configuration has 5 problems
      why: fleet.toml, line 1: `colour` is no known setting
      why: fleet.toml, line 3: `webfleet.tries` must be a whole number from 1 to 10
      why: fleet.toml, line 4: `webfleet.urll` is no known setting; did you mean webfleet.url?
      why: fleet.toml, line 6: `sync.limit` must be a whole number from 1 to 4294967295
      why: fleet.toml, line 8: `login.password` is a secret and may not stand in a configuration file: run `3kplaces login`, or use login.password_command here, or the variable KPLACES_LOGIN__PASSWORD or KPLACES_LOGIN__PASSWORD_FILE
      try: `3kplaces config path` says where the configuration is
    ");
    let german = device.run(&["config", "check", "fleet.toml", "--lang", "de"]);
    assert!(
        german.stderr.contains(
            "Zeile 4: `webfleet.urll` ist keine bekannte Einstellung; meinten Sie webfleet.url?"
        ),
        "{}",
        german.stderr
    );
    let json = device
        .run(&["config", "check", "fleet.toml", "--json"])
        .json_error();
    let told: Vec<String> = json["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| format!("{} {} {}", problem["kind"], problem["line"], problem["key"]))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    "unknown-key" 1 "colour"
    "bad-value" 3 "webfleet.tries"
    "unknown-key" 4 "webfleet.urll"
    "bad-value" 6 "sync.limit"
    "exposed" 8 "login.password"
    "#);
}

#[test]
fn a_file_that_is_no_toml_is_told_with_the_line() {
    let device = fresh();
    device.write("fleet.toml", "log = \"info\"\n[sync\n");
    let json = device
        .run(&["config", "check", "fleet.toml", "--json"])
        .json_error();
    assert_eq!(
        (&json["problems"][0]["kind"], &json["problems"][0]["line"]),
        (&"syntax".into(), &2.into()),
        "{json}"
    );
    assert_eq!(json["exit_code"], 3);
    let ran = device.run(&["config", "check", "none.toml"]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
}

#[test]
fn what_this_edition_does_not_have_is_a_mistake() {
    let device = fresh();
    let all = "[sync]\ngroups = [\"Kunden\"]\n[schedule]\nspread_s = 60\n[fleet]\ndevices = 40\nnumber = 7\n";
    device.write("fleet.toml", all);
    let ran = device.run(&["config", "check", "fleet.toml"]);
    let lines: Vec<&str> = ran
        .stderr
        .lines()
        .filter(|it| it.contains("why:"))
        .collect();
    let wanted = match edition() {
        "basic" => vec![2, 4, 6, 7],
        "pro" => vec![6, 7],
        _ => vec![],
    };
    assert_eq!(lines.len(), wanted.len(), "{}", ran.stderr);
    for (line, wanted) in lines.iter().zip(wanted) {
        assert!(
            line.contains(&format!("line {wanted}: ")) && line.contains("is not for this edition"),
            "{line}"
        );
    }
    // As if it was not there.
    device.write("fleet.toml", "[sync]\ngroups = []\n");
    assert_eq!(device.run(&["config", "check", "fleet.toml"]).code, 0);
}

#[test]
fn a_sound_file_is_told_with_what_it_sets() {
    let device = fresh();
    device.write(FILE, "# ours\nlog = \"info\"\n[webfleet]\ntries = 2\n");
    let ran = device.run(&["config", "check"]);
    insta::assert_snapshot!(ran.shown(), @"
    exit code 0
    --- stdout
    [HOME]/.config/3kplaces/config.toml: 2 settings, no mistakes
    --- stderr
    ");
    let ran = device.run(&["config", "check", "--lang", "de"]);
    insta::assert_snapshot!(ran.shown(), @"
    exit code 0
    --- stdout
    [HOME]/.config/3kplaces/config.toml: 2 Einstellungen, keine Fehler
    --- stderr
    ");
    let json = device.run(&["config", "check", "--json"]).json();
    assert_eq!(json["keys"], serde_json::json!(["log", "webfleet.tries"]));
    // Of another device: what is set here does not count.
    device.write(FILE, "colour = 7\n");
    device.write("fleet.toml", "log = \"info\"\n");
    assert_eq!(device.run(&["config", "check", "fleet.toml"]).code, 0);
}

#[cfg(unix)]
#[test]
fn who_may_read_or_change_the_file_counts() {
    use std::os::unix::fs::PermissionsExt as _;
    let device = fresh();
    let path = device.write(
        "fleet.toml",
        "[webfleet]\nproxy = \"http://anna:canary-7c1f@proxy:3128\"\n",
    );
    let set = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    let check = || device.run(&["config", "check", "fleet.toml"]);
    set(0o644);
    let ran = check();
    assert!(!ran.said().contains("canary"));
    assert_eq!(
        (ran.code, ran.stderr.contains("`webfleet.proxy` holds")),
        (0, true),
        "{}",
        ran.stderr
    );
    set(0o600);
    assert_eq!((check().code, check().stderr.as_str()), (0, ""));
    set(0o622);
    let ran = check();
    assert!(
        ran.code == 3 && ran.stderr.contains("chmod go-w"),
        "{}",
        ran.shown()
    );
    device.write("fleet.toml", "log = \"info\"\n");
    assert_eq!(check().code, 0, "{}", check().stderr);
}

#[test]
fn what_a_sync_would_refuse_is_a_mistake_already() {
    let device = fresh();
    for (settings, why) in [
        (
            "[webfleet]\nurl = \"http://csv.webfleet.com/extern\"\n",
            "must be an https:// address",
        ),
        (
            "[sync]\nthen = [\"export geojson -o ~/x.geojson\", \"export nonsense -o ~/x\"]\n",
            "nonsense",
        ),
        ("[sync]\nthen = [\"list\"]\n", "sync.then"),
    ] {
        device.write("fleet.toml", settings);
        let ran = device.run(&["config", "check", "fleet.toml"]);
        assert_eq!(ran.code, 3, "{settings}: {}", ran.stderr);
        assert!(ran.stderr.contains(why), "{settings}: {}", ran.stderr);
    }
}

#[test]
fn without_a_file_the_settings_of_the_environment_are_looked_at() {
    let mut device = fresh();
    device.env("KPLACES_WEBFLEET__TRIES", "2");
    device.env("KPLACES_MAP__NAVIGATION", "osm");
    insta::assert_snapshot!(device.run(&["config", "check"]).shown(), @"
    exit code 0
    --- stdout
    There is no configuration file [HOME]/.config/3kplaces/config.toml; `3kplaces config init` begins one.
    2 settings come from the environment, all without mistakes.
    --- stderr
    ");
    insta::assert_snapshot!(device.run(&["config", "check", "--lang", "de"]).shown(), @"
    exit code 0
    --- stdout
    Es gibt keine Konfigurationsdatei [HOME]/.config/3kplaces/config.toml; `3kplaces config init` legt eine an.
    2 Einstellungen kommen aus der Umgebung, alle ohne Fehler.
    --- stderr
    ");
    let json = device.run(&["config", "check", "--json"]).json();
    assert_eq!(
        json["environment"],
        serde_json::json!(["map.navigation", "webfleet.tries"])
    );
    device.env("KPLACES_WEBFLEET__TRIES", "many");
    let wrong = device.run(&["config", "check"]);
    assert_eq!(wrong.code, 3, "{}", wrong.shown());
    let named = device.run(&["--config", "none.toml", "config", "check"]);
    assert_eq!(named.code, 3, "{}", named.shown());
}
