//! What stands before the places: magic, names, columns, extent.

use crate::columns;
use crate::flat::{self, Field};
use crate::index::NODE;

/// "fgb", version 3, "fgb", patch level 0.
pub(crate) const MAGIC: [u8; 8] = *b"fgb\x03fgb\0";
/// Places are points.
pub(crate) const POINT: u8 = 1;
/// WGS 84 in the list of EPSG.
pub(crate) const WGS_84: i32 = 4326;

/// The header with its size in front. `extent` is west, south, east and north in degrees, `None`
/// where there are no places.
pub(crate) fn encode(title: &str, extent: Option<[f64; 4]>, places: u64) -> Vec<u8> {
    let extent = extent.as_ref();
    // An index of nothing cannot be: readers are told that there is none.
    let node = if extent.is_some() { NODE } else { 0 };
    flat::sized(&[
        Field::Text("places"),
        extent.map_or(Field::Default, |extent| Field::Doubles(extent)),
        Field::Byte(POINT),
        Field::Default,
        Field::Default,
        Field::Default,
        Field::Default,
        Field::Tables(columns::declared()),
        Field::Long(places),
        Field::Short(node),
        Field::Table(vec![
            Field::Text("EPSG"),
            Field::Int(WGS_84),
            Field::Text("WGS 84"),
        ]),
        match title {
            "" => Field::Default,
            title => Field::Text(title),
        },
    ])
}
