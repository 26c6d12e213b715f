#![doc = include_str!("../README.md")]

mod csv;
mod error;
mod exporter;
mod exporters;
mod geojson;
mod gpx;
mod tally;
mod target;
mod text;

#[cfg(test)]
mod samples;

pub use error::ExportError;
pub use exporter::{Carries, ExportContext, Exporter, PlaceWriter, Start, Support};
pub use exporters::{Exporters, exporters};
pub use tally::{Counted, Loss, Tally};
pub use target::{Target, write_atomically};
