//! The table of places, as SQLite itself sees it.

use kplaces_domain::Place;
use kplaces_export::ExportContext;
use kplaces_export_testsuite::place;
use rusqlite::Connection;

use crate::{exported, rows};

/// Places whose names are as long as this.
fn named(lengths: impl IntoIterator<Item = usize>) -> Vec<Place> {
    let letters = "abcdefghijklmnopqrstuvwxyz".repeat(4_000);
    let named = |(n, length): (usize, usize)| place(&n.to_string(), &letters[..length], None);
    lengths.into_iter().enumerate().map(named).collect()
}

fn holds(places: &[Place]) {
    let (_, _folder, path) = exported(&ExportContext::default(), places);
    let database = Connection::open(path).unwrap();
    assert_eq!(rows(&database, "PRAGMA integrity_check"), ["ok"]);
    let names: Vec<&str> = places.iter().map(|place| &*place.name).collect();
    let read = rows(&database, "SELECT name FROM places ORDER BY fid");
    assert!(read == names);
    let last = format!("SELECT name FROM places WHERE fid = {}", places.len());
    assert!(rows(&database, &last) == names[names.len() - 1..]);
}

#[test]
fn a_row_may_be_longer_than_its_page() {
    // Around what a page holds, and what it and one, two and three more do.
    let around = |length: usize| length - 90..length + 10;
    holds(&named(around(4_060)));
    holds(&named(around(4_580)));
    holds(&named(around(8_180).chain(around(12_270)).step_by(3)));
    holds(&named([100_000, 0, 90_000, 5_000, 1]));
}

#[test]
fn pages_stand_above_pages_above_pages() {
    // Two rows a page, and 272 pages below another one.
    for count in [542, 544, 546, 1_500] {
        holds(&named((0..count).map(|n| 1_900 + n % 20)));
    }
}

#[test]
fn sqlite_can_go_on_with_the_table() {
    let places = named((0..2_000).map(|n| n % 300));
    let (_, _folder, path) = exported(&ExportContext::default(), &places);
    let database = Connection::open(path).unwrap();
    let changes = "DELETE FROM places WHERE fid % 3 = 0;
        UPDATE places SET name = name || name || name;
        INSERT INTO places (name) SELECT name FROM places;";
    // The triggers ask for functions that only GDAL and QGIS have.
    let triggers = rows(
        &database,
        "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_schema WHERE type = 'trigger'",
    );
    database.execute_batch(&triggers.concat()).unwrap();
    database.execute_batch(changes).unwrap();
    assert_eq!(rows(&database, "PRAGMA integrity_check"), ["ok"]);
    assert_eq!(rows(&database, "SELECT count(*) FROM places"), ["2668"]);
}
