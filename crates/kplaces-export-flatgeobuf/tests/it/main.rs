//! The profile, from outside.
#![expect(
    clippy::unwrap_used,
    reason = "test code: a failed expectation is a failed test"
)]

mod file;
mod foreign;
mod promises;
mod read;

use kplaces_domain::Place;
use kplaces_export::{Entry, ExportContext, Exporter, ReadError};
use kplaces_export_testsuite::foreign::file;
use kplaces_export_testsuite::{Written, write};
use tempfile::TempDir;

fn profile() -> Exporter {
    kplaces_export_flatgeobuf::exporters()[0]
}

/// Exports places into a file of its own.
fn exported(context: &ExportContext, places: &[Place]) -> (Written, TempDir, String) {
    let written = write(&profile(), context, places);
    let (folder, path) = file("export.fgb", &written.bytes);
    (written, folder, path)
}

fn read(bytes: &[u8]) -> Result<Vec<Entry>, ReadError> {
    kplaces_export_testsuite::read(&profile(), bytes)
}

/// In the order of their keys: the file has an order of its own.
fn sorted(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.sort();
    entries
}
