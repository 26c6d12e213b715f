//! KML and its kin, from outside.
#![expect(
    clippy::unwrap_used,
    reason = "test code: a failed expectation is a failed test"
)]

mod archive;
mod file;
mod foreign;
mod promises;
mod read;
mod schema;

use std::io::{Cursor, Read};

use kplaces_domain::{Place, Timestamp};
use kplaces_export::{Entry, ExportContext, Exporter, Exporters, ReadError};
use kplaces_export_testsuite::{Hostile, Written, write};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use zip::ZipArchive;

fn profile(id: &str) -> Exporter {
    *Exporters::new(kplaces_export_kml::exporters())
        .unwrap()
        .find(id)
        .unwrap()
}

/// About a company, downloaded once.
fn acme() -> ExportContext {
    ExportContext {
        group_order: vec!["fuel".into()],
        as_of: Some(Timestamp::from_unix(951_827_696)),
        title: "A & B".into(),
        ..ExportContext::default()
    }
}

fn exported(id: &str, places: &[Place]) -> Written {
    write(&profile(id), &acme(), places)
}

/// What the profile's own reader finds in a file.
fn read(id: &str, mut bytes: &[u8]) -> Result<Vec<Entry>, ReadError> {
    let mut entries = Vec::new();
    (profile(id).reader.unwrap().read)(&mut bytes, &mut |entry| {
        entries.push(entry);
        Ok(())
    })?;
    Ok(entries)
}

/// The document in an archive.
fn document(archive: &[u8]) -> String {
    let mut archive = ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut text = String::new();
    let mut first = archive.by_index(0).unwrap();
    first.read_to_string(&mut text).unwrap();
    text
}

/// Some hundred places nobody wants in a file, the same in every run.
fn hostile() -> Vec<Place> {
    let mut runner = TestRunner::deterministic();
    let mut next = || Hostile::place().new_tree(&mut runner).unwrap().current();
    (0..300).map(|_| next()).collect()
}
