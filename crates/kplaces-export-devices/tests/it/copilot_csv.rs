//! The CSV of `copilot-csv`, as others see it.

use kplaces_domain::Position;
use kplaces_export_testsuite::{depot, foreign, place};

use crate::{bare, exported, hostile, located, ordinary};

const COLUMNS: [&str; 4] = [
    "-oo",
    "X_POSSIBLE_NAMES=Longitude",
    "-oo",
    "Y_POSSIBLE_NAMES=Latitude",
];

#[test]
fn a_file_is_what_the_readme_says() {
    let long = "x".repeat(150);
    let long = place("k3", &long, Position::from_micro(-1, 1).ok());
    let written = exported("copilot-csv", &[depot(), bare(), bare(), long]);
    let cut = "x".repeat(140);
    assert_eq!(
        written.text(),
        format!(
            "Longitude,Latitude,Name\r\n\
             -11.576124,48.137154,Depot 'Süd'; <A&B>\r\n\
             -180.000000,0.000000,Tor 2\r\n\
             -180.000000,0.000000,Tor 2 #k2\r\n\
             0.000001,-0.000001,{cut}\r\n"
        )
    );
    assert_eq!(
        written.losses(),
        "radius 1, colour 1, groups 1, replaced 1, cut 1, renamed 1"
    );
}

#[test]
fn a_name_has_nothing_copilot_refuses() {
    for entry in exported("copilot-csv", &hostile()).entries {
        assert!(
            !entry.name.contains([',', '|', '\t', '"']),
            "{}",
            entry.name
        );
        assert!(entry.name.chars().count() <= 140);
    }
}

#[test]
fn gpsbabel_and_gdal_find_every_place() {
    let written = ordinary("copilot-csv");
    let (_folder, path) = foreign::file("places.csv", &written.bytes);
    let expected = foreign::expected(&written.entries);
    if let Some(seen) = foreign::gpsbabel("unicsv", &path) {
        foreign::assert_same(&seen, &expected, 1e-9);
    }
    if let Some(seen) = foreign::gdal_with(&path, &COLUMNS) {
        foreign::assert_same(&foreign::points(&seen), &expected, 1e-9);
    }
}

#[test]
fn hostile_places_can_be_read_by_others() {
    let places = hostile();
    let (_folder, path) = foreign::file("places.csv", &exported("copilot-csv", &places).bytes);
    if let Some(seen) = foreign::gpsbabel("unicsv", &path) {
        assert_eq!(seen.len(), located(&places));
    }
    if let Some(seen) = foreign::gdal_with(&path, &COLUMNS) {
        assert_eq!(foreign::points(&seen).len(), located(&places));
    }
}
