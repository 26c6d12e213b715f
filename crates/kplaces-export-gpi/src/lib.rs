#![doc = include_str!("../README.md")]

mod areas;
mod garmin_gpi;
mod read;
mod record;
mod semicircles;
mod stamp;

use kplaces_export::Exporter;

/// The exporters of this crate, in the order of their ids.
pub fn exporters() -> Vec<Exporter> {
    vec![garmin_gpi::EXPORTER]
}
