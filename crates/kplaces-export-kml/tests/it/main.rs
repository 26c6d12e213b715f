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
use kplaces_export_testsuite::{Written, hostile, write};
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

fn read(id: &str, bytes: &[u8]) -> Result<Vec<Entry>, ReadError> {
    kplaces_export_testsuite::read(&profile(id), bytes)
}

/// The document in an archive.
fn document(archive: &[u8]) -> String {
    let mut archive = ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut text = String::new();
    let mut first = archive.by_index(0).unwrap();
    first.read_to_string(&mut text).unwrap();
    text
}
