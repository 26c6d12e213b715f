use std::fs;

use super::{FILE, content};
use crate::{assert_edition_snapshot, edition, fresh};

#[test]
fn without_a_terminal_it_explains_each_key_and_sets_none() {
    let device = fresh();
    let ran = device.run(&["config", "init"]);
    insta::assert_snapshot!(ran.shown(), @"
    exit code 0
    --- stdout
    [HOME]/.config/3kplaces/config.toml was written. Nothing is set; each setting is explained in the file.
    --- stderr
    ");
    assert_edition_snapshot!("config_template", content(&device));
    let checked = device.run(&["config", "check", "--json"]).json();
    assert_eq!(checked["keys"], serde_json::json!([]));
    assert_eq!(
        content(&device).contains("[fleet]"),
        edition() == "enterprise"
    );
    // A line of it begins to count.
    device.run(&["config", "set", "webfleet.tries", "2"]);
    assert!(content(&device).contains("; default 4\ntries = 2\n"));
}

#[test]
fn a_german_reader_gets_german_words() {
    let device = fresh();
    let ran = device.run(&[
        "--config",
        "fleet.toml",
        "config",
        "init",
        "--defaults",
        "--lang",
        "de",
    ]);
    insta::assert_snapshot!(ran.shown(), @"
    exit code 0
    --- stdout
    fleet.toml ist geschrieben. Nichts ist gesetzt; jede Einstellung ist in der Datei erklärt.
    --- stderr
    ");
    let text = fs::read_to_string(device.path("fleet.toml")).unwrap();
    assert!(
        text.contains(
            "# Versuche je Aufruf\n# eine ganze Zahl von 1 bis 10; Vorgabe: 4\n#tries = 4\n"
        ),
        "{text}"
    );
}

#[test]
fn a_file_that_is_there_is_replaced_only_by_force() {
    let device = fresh();
    device.write(FILE, "log = \"info\"\n");
    let ran = device.run(&["config", "init"]);
    insta::assert_snapshot!(ran.shown(), @"
    exit code 9
    --- stdout
    --- stderr
    error: there is a configuration file already: [HOME]/.config/3kplaces/config.toml
      try: --force replaces it
    ");
    assert_eq!(content(&device), "log = \"info\"\n");
    let json = device.run(&["config", "init", "--force", "--json"]).json();
    assert_eq!(json["keys"], serde_json::json!([]));
    assert!(content(&device).contains("#log = \"warn\""));
}
