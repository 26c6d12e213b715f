use super::FILE;
use crate::{edition, fresh};

#[test]
fn each_setting_is_listed_with_what_it_is_for_and_what_is_in_force() {
    let mut device = fresh();
    device.write(FILE, "[webfleet]\ntries = 2\n");
    device.env("KPLACES_MAP__PORT", "8080");
    insta::assert_snapshot!(device.run(&["config", "list", "map"]).stdout, @r#"
    map.basemap: (none)
      PMTiles file with the streets behind the places of the map
      the whole path of a file

    map.navigation: geo
      What the navigation button of the map offers first: `geo` is the device's own program
      one of `geo`, `google`, `apple`, `waze`, `here`, `osm`; default "geo"

    map.port: 8080 (KPLACES_MAP__PORT)
      Port of the map on this device; 0 for any that is free
      a whole number from 0 to 65535; default 0
    "#);
    let english = device.run(&["config", "list", "webfleet.tries"]);
    insta::assert_snapshot!(english.shown(), @"
    exit code 0
    --- stdout
    webfleet.tries: 2 ([HOME]/.config/3kplaces/config.toml)
      Tries of a call
      a whole number from 1 to 10; default 4
    --- stderr
    ");
    let german = device.run(&["config", "list", "webfleet.tries", "--lang", "de"]);
    insta::assert_snapshot!(german.shown(), @"
    exit code 0
    --- stdout
    webfleet.tries: 2 ([HOME]/.config/3kplaces/config.toml)
      Versuche je Aufruf
      eine ganze Zahl von 1 bis 10; Vorgabe: 4
    --- stderr
    ");
}

#[test]
fn programs_read_type_range_default_and_source_of_each() {
    let device = fresh();
    device.write(FILE, "[webfleet]\ntries = 2\n");
    let all = device.run(&["config", "list", "--json"]).json();
    let of = |key: &str| {
        let mut all = all.as_array().unwrap().iter();
        all.find(|it| it["key"] == key).unwrap().clone()
    };
    let file = device.path(FILE);
    insta::assert_snapshot!(
        format!("{:#}", of("webfleet.tries")).replace(file.to_str().unwrap(), "[FILE]"), @r#"
    {
      "available": true,
      "choices": [],
      "default": "4",
      "feature": null,
      "guarded": false,
      "key": "webfleet.tries",
      "max": 10,
      "meaning": {
        "de": "Versuche je Aufruf",
        "en": "Tries of a call"
      },
      "min": 1,
      "source": "[FILE]",
      "type": "integer",
      "value": "2",
      "variable": "KPLACES_WEBFLEET__TRIES"
    }
    "#);
    assert_eq!(of("fleet.number")["available"], edition() == "enterprise");
    assert_eq!(of("sync.groups")["available"], edition() != "basic");
    assert_eq!(of("sync.groups")["default"], "[]");
    assert_eq!(of("login.account")["value"], serde_json::Value::Null);
    let shown = device.run(&["config", "show", "--json"]).json();
    for shown in shown.as_array().unwrap() {
        let listed = of(shown["key"].as_str().unwrap());
        for field in ["value", "source"] {
            assert_eq!(shown[field], listed[field], "{shown}");
        }
    }
}

#[test]
fn the_list_is_there_whatever_is_wrong_with_the_settings() {
    let device = fresh();
    device.write(FILE, "colour = 7\n");
    let ran = device.run(&["config", "list", "map.port"]);
    insta::assert_snapshot!(ran.shown(), @"
    exit code 0
    --- stdout
    map.port
      Port of the map on this device; 0 for any that is free
      a whole number from 0 to 65535; default 0
    --- stderr
    warning: the configuration has mistakes, so what is in force is not shown; `3kplaces config check` names them
    ");
    let ran = device.run(&["config", "list", "map.prot"]);
    insta::assert_snapshot!(ran.shown(), @"
    exit code 3
    --- stdout
    --- stderr
    error: there is no setting `map.prot`
      try: did you mean `map.port`?
      try: `3kplaces config list` names all of them
    ");
}
