#![doc = include_str!("../README.md")]

mod blob;

mod geopackage;
mod index;
mod pages;
mod read;
mod record;
mod schema;
mod scratch;
mod table;

use kplaces_export::Exporter;

/// The exporters of this crate, in the order of their ids.
pub fn exporters() -> Vec<Exporter> {
    vec![geopackage::EXPORTER]
}
