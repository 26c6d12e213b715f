#![doc = include_str!("../README.md")]

mod document;
mod drawing;
mod kml;
mod kmz;
mod organicmaps;
mod placemark;
mod read;
mod ring;
mod styles;
mod unpack;

use kplaces_export::Exporter;

/// The exporters of this crate, in the order of their ids.
pub fn exporters() -> Vec<Exporter> {
    vec![kml::EXPORTER, kmz::EXPORTER, organicmaps::EXPORTER]
}
