//! GPI as gpsbabel reads and writes it.

use kplaces_domain::Place;
use kplaces_export::Entry;
use kplaces_export_testsuite::foreign;
use kplaces_export_testsuite::{hostile, quadrants};

use crate::{central_europe, profile, written};

/// Less than the smallest step of a position.
const STEP: f64 = 0.000_000_1;

fn gpsbabel_reads(places: &[Place]) {
    let written = written(places);
    let (_folder, path) = foreign::file("places.gpi", &written.bytes);
    let Some(seen) = foreign::gpsbabel("garmin_gpi", &path) else {
        return;
    };
    let mut wanted = foreign::expected(&written.entries);
    for place in &mut wanted {
        // It takes white space off, also the kind that does not break a line.
        place.name = place.name.trim().to_owned();
    }
    foreign::assert_same(&seen, &wanted, STEP);
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
fn gpsbabel_reads_a_radius_as_proximity_in_metres() {
    let written = written(&quadrants());
    let (_folder, path) = foreign::file("places.gpi", &written.bytes);
    let arguments = ["-i", "garmin_gpi", "-f", &path, "-o", "unicsv", "-F", "-"];
    let Some(rows) = foreign::run("gpsbabel", &arguments) else {
        return;
    };
    let seen: Vec<&str> = rows
        .lines()
        .map(|row| row.rsplit_once(',').map_or("", |(_, last)| last))
        .collect();
    let wanted = written.entries.iter().map(|entry| match entry.radius_m {
        0 => String::new(),
        metres => metres.to_string(),
    });
    assert_eq!(seen[0], "Proximity");
    assert_eq!(seen[1..], wanted.collect::<Vec<_>>());
}

#[test]
fn a_file_of_gpsbabel_is_read() {
    let rows = "name,lat,lon,prox\nKöln,50.937531,6.960279,250\nRio,-22.906847,-43.172897,\n";
    let (_folder, from) = foreign::file("places.csv", rows.as_bytes());
    let (_folder, to) = foreign::file("places.gpi", b"");
    let arguments = [
        ["-i", "unicsv,codec=utf8", "-f", &from],
        ["-o", "garmin_gpi,alerts=1,category=Kunden", "-F", &to],
    ];
    if foreign::run("gpsbabel", &arguments.concat()).is_none() {
        return;
    }
    let file = std::fs::read(&to).unwrap();
    let reader = profile().reader.unwrap();
    assert!((reader.recognises)(&file));
    let mut read = Vec::new();
    let mut take = |entry: Entry| {
        read.push((entry.name, entry.position.unwrap(), entry.radius_m));
        Ok(())
    };
    (reader.read)(&mut file.as_slice(), &mut take).unwrap();
    assert_eq!(
        read,
        [
            ("Köln".to_owned(), (50_937_531, 6_960_279), 250),
            ("Rio".to_owned(), (-22_906_847, -43_172_897), 0)
        ]
    );
}
