//! Places in files for other programs.

use std::fs;

use crate::{assert_edition_snapshot, fresh, synced};

/// With every character that a snapshot would not show, carriage returns among them.
pub(crate) fn visible(text: &str) -> String {
    let shown = |c: char| match c {
        '\n' => c.to_string(),
        c if c.is_ascii_graphic() || c == ' ' || c.is_alphabetic() => c.to_string(),
        c => c.escape_unicode().to_string(),
    };
    text.chars().map(shown).collect()
}

/// The files are the same in all editions, so these snapshots have no edition in their names.
#[test]
fn each_format_of_the_small_account() {
    let (_webfleet, device) = synced();
    for profile in ["gpx", "geojson", "csv"] {
        let ran = device.run(&["export", profile, "-o", "places"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let written = fs::read_to_string(device.path("places")).unwrap();
        let to_stdout = device.run(&["export", profile, "-o", "-"]);
        assert_eq!(
            to_stdout.stdout, written,
            "standard output gets the same bytes"
        );
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(profile, visible(&written));
        });
        fs::remove_file(device.path("places")).unwrap();
    }
}

#[test]
fn an_export_says_what_the_format_cannot_carry() {
    let (_webfleet, device) = synced();
    insta::assert_snapshot!(device.transcript([
        &["export", "gpx", "-o", "a.gpx"],
        &["export", "geojson", "-o", "a.json"],
        &["export", "csv", "-o", "a.csv"],
        &["export", "gpx", "-o", "b.gpx", "--quiet"],
    ]), @"
    $ 3kplaces export gpx -o a.gpx
    8 places written to a.gpx, readable by you only.

    What gpx does not show as it is in WEBFLEET:
          2  left out: no position: Lager ohne Ort; Nullpunkt
          6  radius left out: Bäckerei Müller, Ulm; Depot Nord, Łódź; Rampe 3 Tor B; …
          6  colour left out: Bäckerei Müller, Ulm; Depot Nord, Łódź; Rampe 3 Tor B; …
          1  groups left out, all but one: Depot Nord, Łódź → Depots
          1  characters removed from the name: �]0;title�=1+1 <b>�fett</b> → ]0;title=1+1 <b>�fett</b>

    $ 3kplaces export geojson -o a.json
    10 places written to a.json, readable by you only.

    $ 3kplaces export csv -o a.csv
    10 places written to a.csv, readable by you only.

    $ 3kplaces export gpx -o b.gpx --quiet
    ");
    let to_stdout = device.run(&["export", "gpx", "-o", "-"]);
    insta::assert_snapshot!(to_stdout.stderr, @"
    warning: gpx, 2 places: left out: no position: Lager ohne Ort; Nullpunkt
    warning: gpx, 6 places: radius left out: Bäckerei Müller, Ulm; Depot Nord, Łódź; Rampe 3 Tor B; …
    warning: gpx, 6 places: colour left out: Bäckerei Müller, Ulm; Depot Nord, Łódź; Rampe 3 Tor B; …
    warning: gpx, 1 place: groups left out, all but one: Depot Nord, Łódź → Depots
    warning: gpx, 1 place: characters removed from the name: �]0;title�=1+1 <b>�fett</b> → ]0;title=1+1 <b>�fett</b>
    ");
}

#[test]
fn programs_are_told_too() {
    let (_webfleet, device) = synced();
    let ran = device.run(&["export", "gpx", "-o", "a.gpx", "--json"]);
    let mut report = ran.json();
    for (_, lost) in report["lost"].as_object_mut().unwrap() {
        lost["examples"].as_array_mut().unwrap().truncate(1);
    }
    // Escaped, since names of the account hold what turns the direction of text.
    let report = visible(&format!("{report:#}"));
    insta::assert_snapshot!(report, @r#"
    {
      "characters_removed": 2,
      "files": [
        {
          "group": null,
          "path": "a.gpx",
          "written": 8
        }
      ],
      "left_over": [],
      "lost": {
        "characters": {
          "examples": [
            {
              "became": "]0;title=1+1 <b>\u{202e}fett</b>",
              "key": "1-7-8",
              "name": "\u001b]0;title\u0007=1+1 <b>\u{202e}fett</b>"
            }
          ],
          "places": 1
        },
        "colour": {
          "examples": [
            {
              "became": null,
              "key": "1-7-007",
              "name": "Bäckerei Müller, Ulm"
            }
          ],
          "places": 6
        },
        "further-groups": {
          "examples": [
            {
              "became": "Depots",
              "key": "1-7-1",
              "name": "Depot Nord, Łódź"
            }
          ],
          "places": 1
        },
        "place": {
          "examples": [
            {
              "became": null,
              "key": "1-7-4",
              "name": "Lager ohne Ort"
            }
          ],
          "places": 2
        },
        "radius": {
          "examples": [
            {
              "became": null,
              "key": "1-7-007",
              "name": "Bäckerei Müller, Ulm"
            }
          ],
          "places": 6
        }
      },
      "path": "a.gpx",
      "places": 10,
      "profile": "gpx",
      "without_position": 2,
      "written": 8
    }
    "#);
    let ran = device.run(&["export", "gpx", "-o", "-", "--json"]);
    assert_eq!(
        (ran.code, ran.json_error()["kind"].as_str()),
        (2, Some("usage"))
    );
}

#[test]
fn the_group_of_a_format_that_takes_one_follows_the_configured_order() {
    let (_webfleet, mut device) = synced();
    let group_of_1 = |device: &kplaces_tests::Sandbox| {
        let gpx = device.run(&["export", "gpx", "-o", "-"]).stdout;
        let place = gpx
            .split("<wpt")
            .find(|part| part.contains("Depot Nord"))
            .unwrap()
            .to_owned();
        let (_, tail) = place.split_once("<type>").unwrap();
        tail.split_once("</type>").unwrap().0.to_owned()
    };
    assert_eq!(group_of_1(&device), "Depots");
    device.env("KPLACES_EXPORT__GROUP_ORDER", "Nacht,Kunden");
    assert_eq!(group_of_1(&device), "Nacht");
}

#[test]
fn what_is_there_is_replaced_only_if_asked() {
    let (_webfleet, device) = synced();
    device.write("mine.gpx", "mine");
    fs::create_dir(device.path("folder")).unwrap();
    insta::assert_snapshot!(device.transcript([
        &["export", "gpx", "-o", "mine.gpx"],
        &["export", "gpx", "-o", "folder/"],
        &["export", "gpx", "-o", "nowhere/a.gpx"],
        &["export", "gpx", "-o", "mine.gpx/a.gpx"],
    ]), @"
    $ 3kplaces export gpx -o mine.gpx
    error: the export could not be written
      why: mine.gpx exists already
      try: --force replaces it
    [exit code 9]

    $ 3kplaces export gpx -o folder/
    8 places written to folder/3kplaces.gpx, readable by you only.

    What gpx does not show as it is in WEBFLEET:
          2  left out: no position: Lager ohne Ort; Nullpunkt
          6  radius left out: Bäckerei Müller, Ulm; Depot Nord, Łódź; Rampe 3 Tor B; …
          6  colour left out: Bäckerei Müller, Ulm; Depot Nord, Łódź; Rampe 3 Tor B; …
          1  groups left out, all but one: Depot Nord, Łódź → Depots
          1  characters removed from the name: �]0;title�=1+1 <b>�fett</b> → ]0;title=1+1 <b>�fett</b>

    $ 3kplaces export gpx -o nowhere/a.gpx
    error: the export could not be written
      why: the folder of nowhere/a.gpx does not exist
    [exit code 9]

    $ 3kplaces export gpx -o mine.gpx/a.gpx
    error: the export could not be written
      why: the folder of mine.gpx/a.gpx does not exist
    [exit code 9]
    ");
    assert_eq!(fs::read_to_string(device.path("mine.gpx")).unwrap(), "mine");
    assert_eq!(
        device
            .run(&["export", "gpx", "-o", "mine.gpx", "--force"])
            .code,
        0
    );
    assert!(
        fs::read_to_string(device.path("mine.gpx"))
            .unwrap()
            .starts_with("<?xml")
    );
}

#[test]
fn what_is_asked_for_wrongly_is_explained() {
    let device = fresh();
    insta::assert_snapshot!(device.transcript([
        &["export", "gpx"],
        &["export", "-o", "a.gpx"],
        &["export", "--list-profiles", "gpx"],
    ]), @"
    $ 3kplaces export gpx
    error: --output <PATH> is missing
      try: `3kplaces export --help` explains the command
    [exit code 2]

    $ 3kplaces export -o a.gpx
    error: <PROFILE> is missing
      try: `3kplaces export --help` explains the command
    [exit code 2]

    $ 3kplaces export --list-profiles gpx
    error: the argument '--list-profiles' cannot be used with '[PROFILE]'
      try: `3kplaces export --help` explains the command
    [exit code 2]
    ");
    let unknown = device.run(&["export", "nokia", "-o", "a"]);
    assert_edition_snapshot!("unknown_profile", unknown.shown());
    assert_eq!(device.files(), [], "nothing was made on the way");
}

#[test]
fn an_export_without_places_says_so() {
    let device = fresh();
    insta::assert_snapshot!(device.run(&["export", "csv", "-o", "a.csv"]).shown(), @"
    exit code 0
    --- stdout
    0 places written to a.csv, readable by you only.
    There was nothing to write; `3kplaces sync` gets places.
    --- stderr
    ");
}

#[test]
fn profiles_are_listed_with_what_they_carry() {
    assert_edition_snapshot!(
        "profiles",
        fresh().run(&["export", "--list-profiles"]).shown()
    );
    let profiles = fresh().run(&["export", "--list-profiles", "--json"]).json();
    let ids: Vec<&str> = profiles
        .as_array()
        .unwrap()
        .iter()
        .map(|profile| profile["id"].as_str().unwrap())
        .collect();
    assert!(
        ["csv", "geojson", "gpx"].iter().all(|id| ids.contains(id)),
        "{ids:?}"
    );
    let mut all = profiles.as_array().unwrap().iter();
    let csv = all.find(|profile| profile["id"] == "csv").unwrap();
    assert_eq!(csv["carries"]["groups"], "all");
    assert_eq!(csv["readable"], true);
}

#[cfg(unix)]
#[test]
fn a_file_with_places_is_for_the_user_only() {
    use std::os::unix::fs::PermissionsExt;

    let (_webfleet, device) = synced();
    assert_eq!(
        device
            .run_after("umask 0", &["export", "csv", "-o", "a.csv"], "")
            .code,
        0
    );
    let mode = fs::metadata(device.path("a.csv"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}
