//! The profile, from outside.
#![expect(
    clippy::unwrap_used,
    reason = "test code: a failed expectation is a failed test"
)]

mod file;
mod foreign;
mod index;
mod promises;
mod read;
mod table;

use kplaces_domain::Place;
use kplaces_export::{Entry, ExportContext, Exporter, ReadError};
use kplaces_export_testsuite::foreign::file;
use kplaces_export_testsuite::{Written, write};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use tempfile::TempDir;

fn profile() -> Exporter {
    kplaces_export_geopackage::exporters()[0]
}

/// Exports places into a file of its own.
fn exported(context: &ExportContext, places: &[Place]) -> (Written, TempDir, String) {
    let written = write(&profile(), context, places);
    let (folder, path) = file("places.gpkg", &written.bytes);
    (written, folder, path)
}

/// The rows of a query, cells apart by a bar, as the command line of SQLite shows them.
fn rows(database: &Connection, query: &str) -> Vec<String> {
    let mut statement = database.prepare(query).unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        let cells = (0..columns).map(|column| match row.get_ref(column)? {
            ValueRef::Null => Ok(String::new()),
            ValueRef::Integer(number) => Ok(number.to_string()),
            ValueRef::Real(number) => Ok(number.to_string()),
            ValueRef::Text(text) => Ok(String::from_utf8(text.to_vec()).unwrap()),
            ValueRef::Blob(_) => unreachable!("asked for as hex"),
        });
        Ok(cells.collect::<rusqlite::Result<Vec<String>>>()?.join("|"))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

fn read(bytes: &[u8]) -> Result<Vec<Entry>, ReadError> {
    kplaces_export_testsuite::read(&profile(), bytes)
}
