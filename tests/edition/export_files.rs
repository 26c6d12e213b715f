//! Which places go into which files, and what changed in them.

use std::fs;

use kplaces_tests::{MockWebfleet, Sandbox};

use crate::changes::edit;
use crate::{fresh, is_basic, synced};

fn resync(webfleet: &MockWebfleet, device: &Sandbox) {
    edit(webfleet);
    let ran = device.run(&["sync", "--accept-shrink"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

#[test]
fn each_group_gets_a_file_of_its_own_and_each_place_is_in_one() {
    let (_webfleet, device) = synced();
    insta::assert_snapshot!(device.transcript([
        &["export", "geojson", "--split-by", "group", "-o", "by-group"],
        &["export", "geojson", "--split-by", "group", "-o", "by-group"],
        &["export", "geojson", "--split-by", "group", "-o", "by-group/Depots.geojson"],
        &["export", "geojson", "--split-by", "group", "-o", "-"],
        &["export", "geojson", "--split-by", "colour", "-o", "by-colour"],
    ]), @"
    $ 3kplaces export geojson --split-by group -o by-group
    10 places written to 4 files, readable by you only:
            4  by-group/Depots.geojson
            4  by-group/Kunden.geojson
            1  by-group/Nacht.geojson
            1  by-group/ungrouped.geojson

    $ 3kplaces export geojson --split-by group -o by-group
    error: the export could not be written
      why: by-group/Depots.geojson exists already
      try: --force replaces it
    [exit code 9]

    $ 3kplaces export geojson --split-by group -o by-group/Depots.geojson
    error: --split-by makes several files; --output must name a folder
    [exit code 2]

    $ 3kplaces export geojson --split-by group -o -
    error: --split-by makes several files; --output - takes one
    [exit code 2]

    $ 3kplaces export geojson --split-by colour -o by-colour
    error: invalid value 'colour' for '--split-by <BY>'
      why: possible values: group
      try: `3kplaces export --help` explains the command
    [exit code 2]
    ");
    let mut all = Vec::new();
    for file in ["Depots", "Kunden", "Nacht", "ungrouped"] {
        let text = fs::read_to_string(device.path(&format!("by-group/{file}.geojson"))).unwrap();
        let file: serde_json::Value = serde_json::from_str(&text).unwrap();
        let features = file["features"].as_array().unwrap();
        all.extend(features.iter().map(|feature| feature["id"].to_string()));
    }
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 10);
}

#[cfg(unix)]
#[test]
fn a_folder_made_for_an_export_is_for_the_user_only() {
    use std::os::unix::fs::PermissionsExt;

    let (_webfleet, device) = synced();
    let arguments = ["export", "csv", "--split-by", "group", "-o", "groups"];
    assert_eq!(device.run_after("umask 0", &arguments, "").code, 0);
    let mode = fs::metadata(device.path("groups"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn a_group_named_like_a_path_stays_in_the_folder() {
    let webfleet = MockWebfleet::start(kplaces_tests::small_world());
    webfleet.edit(|world| {
        let account = &mut world.accounts[0];
        account.groups[0].name = "../../etc".into();
        for address in account.addresses.listed_mut().unwrap() {
            address.groups = vec!["../../etc".into()];
        }
    });
    let (_webfleet, device) = crate::synced_to(webfleet);
    let ran = device.run(&[
        "export",
        "csv",
        "--split-by",
        "group",
        "-o",
        "out",
        "--json",
    ]);
    assert_eq!(ran.json()["path"], "out/_.._etc.csv");
    assert!(device.path("out/_.._etc.csv").is_file());
}

#[test]
fn a_part_of_the_places_can_be_chosen() {
    let (_webfleet, device) = synced();
    let names = |arguments: &[&str]| {
        let ran = device.run(&[&["export", "csv", "-o", "-"], arguments].concat());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let rows = ran.stdout.lines().skip(1).map(str::to_owned);
        rows.map(|row| row.split(',').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let near = ["--near", "48.4,9.99"];
    assert_eq!(
        names(&[&near[..], &["--limit", "2"]].concat()),
        ["1-7-007", "1-7-7"]
    );
    assert_eq!(
        names(&[&near[..], &["--within", "1000"]].concat()),
        ["1-7-007", "1-7-7"]
    );
    assert_eq!(names(&["--limit", "1"]).len(), 1);
    let ran = device.run(&["export", "csv", "-o", "-", "--within", "5"]);
    assert_eq!(ran.code, 2, "--within alone means nothing");
    let group = device.run(&["export", "csv", "-o", "-", "--group", "nacht"]);
    if is_basic() {
        assert_eq!(group.code, 6);
    } else {
        assert_eq!(group.stdout.lines().count(), 3, "{}", group.stdout);
    }
}

#[test]
fn what_changed_since_the_export_before_is_said() {
    let (webfleet, device) = synced();
    let export = ["export", "csv", "-o", "a.csv", "--delta-hint", "--force"];
    let first = device.run(&export);
    insta::assert_snapshot!(first.said(), @"
    10 places written to a.csv, readable by you only.

    There is no export before to compare with.
    ");
    let again = device.run(&export);
    insta::assert_snapshot!(again.said(), @"
    10 places written to a.csv, readable by you only.

    Nothing changed since the export before.
    ");
    resync(&webfleet, &device);
    let changed = device.run(&export);
    insta::assert_snapshot!(changed.said(), @r#"
    10 places written to a.csv, readable by you only.

    Since the export before:
          1  added: Neu: Hafen
          6  changed: Bäckerei Müller & Söhne, Ulm; Depot Nord, Łódź; Gasthof "Zur Post"; Lindau; …
          1  removed: Nullpunkt
    "#);
    let json = device.run(&[&export[..], &["--json"]].concat()).json();
    assert_eq!(json["delta"]["same"], 10);
    assert_eq!(json["delta"]["added"], serde_json::json!([]));
}

#[test]
fn a_file_that_says_nothing_of_the_time_before_does_not_stop_an_export() {
    let (_webfleet, device) = synced();
    device.write("a.gpx", "mine");
    insta::assert_snapshot!(device.transcript([
        &["export", "gpx", "-o", "a.gpx", "--delta-hint", "--force", "--quiet"],
        &["export", "gpx", "-o", "-", "--delta-hint"],
    ]), @"
    $ 3kplaces export gpx -o a.gpx --delta-hint --force --quiet
    warning: a.gpx was there, but says nothing of what changed: the file is no XML

    $ 3kplaces export gpx -o - --delta-hint
    error: --delta-hint has nothing to compare with
      why: --output - is no file that could be there from the time before
    [exit code 2]
    ");
}

#[test]
fn nothing_is_made_where_the_places_cannot_be_read() {
    let device = fresh();
    fs::create_dir_all(device.store().parent().unwrap()).unwrap();
    fs::write(
        device.store(),
        "no store at all, but long enough to be looked at",
    )
    .unwrap();
    let ran = device.run(&["export", "gpx", "-o", "a.gpx"]);
    assert_eq!(ran.code, 9, "{}", ran.stdout);
    assert!(!device.path("a.gpx").exists());
}

#[test]
fn a_file_with_places_is_not_replaced_by_one_without() {
    let (_webfleet, device) = synced();
    let good = |device: &kplaces_tests::Sandbox| fs::read(device.path("a.csv")).unwrap();
    assert_eq!(device.run(&["export", "csv", "-o", "a.csv"]).code, 0);
    let before = good(&device);
    let nowhere = [
        "export", "csv", "-o", "a.csv", "--force", "--near", "0,0", "--within", "1",
    ];
    insta::assert_snapshot!(device.transcript([&nowhere]), @"
    $ 3kplaces export csv -o a.csv --force --near 0,0 --within 1
    error: the export would be empty, and a.csv has something in it
      why: no place was found to write
      try: nothing was changed; `--allow-empty` replaces it all the same
    [exit code 10]
    ");
    assert!(good(&device) == before);
    // What is not known to be empty is not taken for it.
    device.write("b.csv", "something else");
    let other = [
        "export", "csv", "-o", "b.csv", "--force", "--near", "0,0", "--within", "1",
    ];
    assert_eq!(device.run(&other).code, 10);
    let ran = device.run(&[&nowhere[..], &["--allow-empty"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    // One without places may be written over again, and so may a file of nothing.
    assert_eq!(device.run(&nowhere).code, 0);
    device.write("a.csv", "");
    assert_eq!(device.run(&nowhere).code, 0);
    assert_eq!(
        device
            .run(&["export", "csv", "-o", "a.csv", "--force"])
            .code,
        0
    );
    assert!(good(&device) == before);
    assert_eq!(
        device
            .run(&["export", "csv", "-o", "c.csv", "--allow-empty"])
            .code,
        2
    );
}

#[test]
fn a_file_is_kept_where_no_place_has_the_position_it_would_need() {
    let webfleet = kplaces_tests::MockWebfleet::start(kplaces_tests::small_world());
    let (webfleet, device) = crate::synced_to(webfleet);
    assert_eq!(device.run(&["export", "gpx", "-o", "a.gpx"]).code, 0);
    let before = fs::read(device.path("a.gpx")).unwrap();
    webfleet.edit(|world| {
        for address in world.accounts[0].addresses.listed_mut().unwrap() {
            (address.latitude, address.longitude) = (None, None);
        }
    });
    let ran = device.run(&["sync", "--accept-shrink"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let ran = device.run(&["export", "gpx", "-o", "a.gpx", "--force"]);
    assert_eq!(ran.code, 10, "{}", ran.shown());
    assert!(ran.stderr.contains("no position"), "{}", ran.stderr);
    assert!(fs::read(device.path("a.gpx")).unwrap() == before);
}

#[test]
fn an_archive_with_places_is_not_replaced_by_one_without() {
    let (_webfleet, device) = synced();
    let extract = ["privacy", "extract", "-o", "all.zip", "--force"];
    assert_eq!(device.run(&extract).code, 0);
    let before = fs::read(device.path("all.zip")).unwrap();
    assert_eq!(device.run(&["privacy", "erase", "--all", "--yes"]).code, 0);
    let ran = device.run(&extract);
    assert_eq!(ran.code, 10, "{}", ran.shown());
    assert!(fs::read(device.path("all.zip")).unwrap() == before);
    let ran = device.run(&[&extract[..], &["--allow-empty"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(device.run(&extract).code, 0);
}
