#![doc = include_str!("../README.md")]

mod columns;
mod feature;
mod flat;
mod flatgeobuf;
mod header;
mod hilbert;
mod index;
mod read;

use kplaces_export::Exporter;

/// The exporters of this crate, in the order of their ids.
pub fn exporters() -> Vec<Exporter> {
    vec![flatgeobuf::EXPORTER]
}
