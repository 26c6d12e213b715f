//! The profiles of every edition.

pub(crate) mod csv;
pub(crate) mod geojson;
pub(crate) mod gpx;
