//! Whether a file on a device is what an export would write now.

use crate::changes::edit;
use crate::{fresh, synced};

#[test]
fn a_file_is_current_until_a_place_changes() {
    let (webfleet, device) = synced();
    for profile in ["gpx", "geojson", "csv"] {
        let path = format!("places.{profile}");
        assert_eq!(device.run(&["export", profile, "-o", &path]).code, 0);
    }
    insta::assert_snapshot!(device.transcript([
        &["import-check", "places.gpx"],
        &["import-check", "places.geojson"],
        &["import-check", "places.csv"],
    ]), @"
    $ 3kplaces import-check places.gpx
    places.gpx is current: 8 places as gpx would write them now.

    $ 3kplaces import-check places.geojson
    places.geojson is current: 10 places as geojson would write them now.

    $ 3kplaces import-check places.csv
    places.csv is current: 10 places as csv would write them now.
    ");
    edit(&webfleet);
    assert_eq!(device.run(&["sync", "--accept-shrink"]).code, 0);
    insta::assert_snapshot!(device.transcript([
        &["import-check", "places.gpx"],
        &["import-check", "places.csv"],
    ]), @r#"
    $ 3kplaces import-check places.gpx
    places.gpx is not current. As gpx would write it now:
          5  the same
          1  missing in the file: Neu: Hafen
          3  changed:
             Depot Nord, Łódź: position 51.759000,19.456000 → 51.760000,19.456000
             Bäckerei Müller & Söhne, Ulm: name Bäckerei Müller, Ulm → Bäckerei Müller & Söhne, Ulm
             Porto do Norte: name Porto do Sul, Lisboa → Porto do Norte
    `3kplaces export gpx --force`, with the options of the time before, writes it anew.
    [exit code 12]

    $ 3kplaces import-check places.csv
    places.csv is not current. As csv would write it now:
          3  the same
          1  missing in the file: Neu: Hafen
          1  only in the file: Nullpunkt
          6  changed:
             Bäckerei Müller & Söhne, Ulm: name Bäckerei Müller, Ulm → Bäckerei Müller & Söhne, Ulm
             Depot Nord, Łódź: position 51.759000,19.456000 → 51.760000,19.456000
             Gasthof "Zur Post"; Lindau: radius 0 m → 75 m
             Rampe 3 Tor B: colour khaki → paleblue
             Lager ohne Ort: groups Depots → Depots, Nacht
             …
    `3kplaces export csv --force`, with the options of the time before, writes it anew.
    [exit code 12]
    "#);
}

#[test]
fn programs_get_both_sides() {
    let (webfleet, device) = synced();
    assert_eq!(device.run(&["export", "csv", "-o", "a.csv"]).code, 0);
    edit(&webfleet);
    assert_eq!(device.run(&["sync", "--accept-shrink"]).code, 0);
    let ran = device.run(&["import-check", "a.csv", "--json"]);
    assert_eq!(ran.code, 12);
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        (json["current"].as_bool(), json["profile"].as_str()),
        (Some(false), Some("csv"))
    );
    assert_eq!(json["missing"][0]["key"], "1-7-10");
    assert_eq!(json["surplus"][0]["key"], "1-7-9");
    let first = &json["changed"][0];
    assert_eq!(first["before"]["name"], "Bäckerei Müller, Ulm");
    assert_eq!(first["after"]["name"], "Bäckerei Müller & Söhne, Ulm");
    assert_eq!(first["fields"], serde_json::json!(["name"]));
}

#[test]
fn files_by_group_are_checked_together() {
    let (_webfleet, device) = synced();
    let export = ["export", "gpx", "--split-by", "group", "-o", "out"];
    assert_eq!(device.run(&export).code, 0);
    let check = [
        "import-check",
        "out",
        "--split-by",
        "group",
        "--profile",
        "gpx",
    ];
    assert_eq!(device.run(&check).code, 0);
    std::fs::remove_file(device.path("out/Nacht.gpx")).unwrap();
    let short = device.run(&check);
    assert_eq!(short.code, 0, "Nacht has no place with a position");
    std::fs::remove_file(device.path("out/Kunden.gpx")).unwrap();
    insta::assert_snapshot!(device.run(&check).said(), @"
    out is not current. As gpx would write it now:
          4  the same
          4  missing in the file: Bäckerei Müller, Ulm; Bäckerei Müller, Ulm; Porto do Sul, Lisboa; …
    `3kplaces export gpx --force`, with the options of the time before, writes it anew.
    [exit code 12]
    ");
}

#[test]
fn a_part_is_compared_with_the_same_part() {
    let (_webfleet, device) = synced();
    let part = ["--near", "48.4,9.99", "--limit", "3"];
    assert_eq!(
        device
            .run(&[&["export", "csv", "-o", "a.csv"], &part[..]].concat())
            .code,
        0
    );
    assert_eq!(
        device
            .run(&[&["import-check", "a.csv"], &part[..]].concat())
            .code,
        0
    );
    assert_eq!(device.run(&["import-check", "a.csv"]).code, 12);
}

#[test]
fn what_is_no_file_of_a_profile_is_refused() {
    let device = fresh();
    device.write("notes.txt", "buy milk");
    device.write("cut.gpx", "<?xml version=\"1.0\"?><gpx><wpt lat=\"1\"");
    device.write("bomb.gpx", "<!DOCTYPE gpx [<!ENTITY a \"ha\">]><gpx><wpt lat=\"1\" lon=\"1\"><name>&a;</name></wpt></gpx>");
    device.write("empty", "");
    std::fs::create_dir(device.path("folder")).unwrap();
    insta::assert_snapshot!(device.transcript([
        &["import-check", "cut.gpx"],
        &["import-check", "bomb.gpx", "--profile", "gpx"],
        &["import-check", "notes.txt", "--profile", "geojson"],
        &["import-check", "nowhere.gpx"],
        &["import-check", "folder"],
        &["import-check", "empty", "--split-by", "group", "--profile", "gpx"],
    ]), @"
    $ 3kplaces import-check cut.gpx
    error: cut.gpx could not be read
      why: the file is not well-formed XML
      why: it was read as gpx
      try: --profile says what it was written for
    [exit code 9]

    $ 3kplaces import-check bomb.gpx --profile gpx
    error: bomb.gpx could not be read
      why: the file declares a document type
      why: it was read as gpx
      try: --profile says what it was written for
    [exit code 9]

    $ 3kplaces import-check notes.txt --profile geojson
    error: notes.txt could not be read
      why: the file is not a collection of GeoJSON points, seen in line 1, column 1
      why: it was read as geojson
      try: --profile says what it was written for
    [exit code 9]

    $ 3kplaces import-check nowhere.gpx
    error: nowhere.gpx could not be read
      why: No such file or directory (os error 2)
    [exit code 9]

    $ 3kplaces import-check folder
    error: this is a folder; --split-by group checks the files of an export by group
    [exit code 2]

    $ 3kplaces import-check empty --split-by group --profile gpx
    error: --split-by group needs the folder of the files
    [exit code 2]
    ");
    let unnamed = device.run(&["import-check", "folder", "--split-by", "group"]);
    assert_eq!(unnamed.code, 2);
    assert!(
        unnamed
            .stderr
            .contains("--split-by needs --profile\n  why: this edition reads: "),
        "{}",
        unnamed.stderr
    );
    for file in ["notes.txt", "empty"] {
        let ran = device.run(&["import-check", file]);
        assert_eq!(ran.code, 2, "{}", ran.stdout);
        assert!(
            ran.stderr.contains("is not a file of a profile"),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn a_file_of_a_group_that_is_no_more_is_not_current() {
    let (webfleet, device) = synced();
    let export = ["export", "csv", "--split-by", "group", "-o", "out"];
    assert_eq!(device.run(&export).code, 0);
    webfleet.edit(|world| {
        for address in world.accounts[0].addresses.listed_mut().unwrap() {
            address.groups.retain(|group| group != "Nacht");
        }
    });
    assert_eq!(device.run(&["sync", "--accept-shrink"]).code, 0);
    device.write("out/mine.csv", "not of a profile");
    let again = [
        &export[..],
        &["--force", "--delta-hint", "--quiet", "--json"],
    ]
    .concat();
    let ran = device.run(&again);
    assert_eq!(ran.json()["delta"]["removed"][0]["name"], "Nullpunkt");
    insta::assert_snapshot!(device.transcript([
        &["import-check", "out", "--split-by", "group", "--profile", "csv"],
        &[&export[..], &["--force", "--quiet"]].concat(),
    ]), @"
    $ 3kplaces import-check out --split-by group --profile csv
    out is not current. As csv would write it now:
         10  the same
          1  only in the file: Nullpunkt
    `3kplaces export csv --force`, with the options of the time before, writes it anew.
    warning: out/Nacht.csv is left from an earlier export and holds no place of now; remove it, here and on the device
    [exit code 12]

    $ 3kplaces export csv --split-by group -o out --force --quiet
    warning: out/Nacht.csv is left from an earlier export and holds no place of now; remove it, here and on the device
    ");
}
