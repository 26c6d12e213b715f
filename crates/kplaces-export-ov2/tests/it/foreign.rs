//! OV2 as gpsbabel reads and writes it.

use kplaces_domain::Place;
use kplaces_export_testsuite::foreign;
use kplaces_export_testsuite::{hostile, quadrants};

use crate::{central_europe, profile, written};

/// Half a unit of the format, and a little for the arithmetic of others.
const UNIT: f64 = 0.000_001;

fn gpsbabel_reads(places: &[Place]) {
    let written = written(places);
    let (_folder, path) = foreign::file("places.ov2", &written.bytes);
    let Some(seen) = foreign::gpsbabel("tomtom", &path) else {
        return;
    };
    let wanted = foreign::expected(&written.entries);
    foreign::assert_same(&seen, &wanted, UNIT);
}

#[test]
fn gpsbabel_reads_names_and_positions_in_all_quadrants() {
    gpsbabel_reads(&quadrants());
}

#[test]
fn gpsbabel_reads_a_large_file() {
    gpsbabel_reads(&central_europe(20_000));
}

#[test]
fn gpsbabel_reads_a_file_without_places() {
    gpsbabel_reads(&[]);
}

#[test]
fn gpsbabel_reads_what_nobody_wants_in_a_file() {
    gpsbabel_reads(&hostile());
}

#[test]
fn a_file_of_gpsbabel_is_read() {
    let rows = "name,lat,lon\nKöln,50.93753,6.96028\nLuleå,65.58482,22.15465\n";
    let (_folder, from) = foreign::file("places.csv", rows.as_bytes());
    let (_folder, to) = foreign::file("places.ov2", b"");
    let arguments = [
        "-i",
        "unicsv,codec=utf8",
        "-f",
        &from,
        "-o",
        "tomtom",
        "-F",
        &to,
    ];
    if foreign::run("gpsbabel", &arguments).is_none() {
        return;
    }
    let file = std::fs::read(&to).unwrap();
    let reader = profile().reader.unwrap();
    assert!((reader.recognises)(&file));
    let mut entries = Vec::new();
    let mut take = |entry| {
        entries.push(entry);
        Ok(())
    };
    (reader.read)(&mut file.as_slice(), &mut take).unwrap();
    let read: Vec<_> = entries
        .iter()
        .map(|entry| (entry.name.as_str(), entry.position.unwrap()))
        .collect();
    assert_eq!(
        read,
        [
            ("Köln", (50_937_530, 6_960_280)),
            ("Luleå", (65_584_820, 22_154_650))
        ]
    );
}
