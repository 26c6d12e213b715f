//! The profiles of every edition, from outside.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "test code: a failed expectation is a failed test"
)]

mod csv;
mod foreign;
mod geojson;
mod gpx;
mod promises;

use kplaces_export::{Exporter, Exporters, exporters};

fn profile(id: &str) -> Exporter {
    *Exporters::new(exporters()).unwrap().find(id).unwrap()
}
