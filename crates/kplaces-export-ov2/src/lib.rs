#![doc = include_str!("../README.md")]

mod index;
mod names;
mod read;
mod tomtom_ov2;

use kplaces_export::Exporter;

/// The exporters of this crate, in the order of their ids.
pub fn exporters() -> Vec<Exporter> {
    vec![tomtom_ov2::EXPORTER]
}
