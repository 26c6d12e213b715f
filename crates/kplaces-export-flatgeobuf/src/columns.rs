//! The columns, and the values a place has in them.

use std::io;

use kplaces_domain::Colour;
use kplaces_export::Point;
use kplaces_export::write::json_list;

use crate::flat::Field;

/// Types of the format, as it numbers them.
pub(crate) const UINT: u8 = 6;
pub(crate) const LONG: u8 = 7;
pub(crate) const STRING: u8 = 11;
pub(crate) const JSON: u8 = 12;

/// A column and its type. Its number is its place in [`COLUMNS`].
pub(crate) const COLUMNS: [(&str, u8); 7] = [
    ("key", STRING),
    ("name", STRING),
    ("radius_m", UINT),
    ("colour", STRING),
    ("rgb", STRING),
    ("group_name", STRING),
    ("groups", JSON),
];

/// The columns as the header names them.
pub(crate) fn declared() -> Vec<Vec<Field<'static>>> {
    let columns = COLUMNS.iter();
    columns
        .map(|(name, kind)| vec![Field::Text(name), Field::Byte(*kind)])
        .collect()
}

/// The values of a place: a number of two bytes for the column before each. What is not there is
/// left out.
pub(crate) fn values(out: &mut Vec<u8>, point: &Point<'_>, group: Option<&str>) -> io::Result<()> {
    text(out, 0, Some(point.key));
    text(out, 1, Some(&point.name));
    out.extend(2_u16.to_le_bytes());
    out.extend(point.radius_m.to_le_bytes());
    text(out, 3, point.colour.map(Colour::name));
    text(out, 4, point.rgb.map(|rgb| rgb.to_string()).as_deref());
    text(out, 5, group);
    out.extend(6_u16.to_le_bytes());
    let length = out.len();
    out.extend([0; 4]);
    json_list(&mut *out, &point.groups)?;
    let written = (out.len() - length - 4) as u32;
    out[length..length + 4].copy_from_slice(&written.to_le_bytes());
    Ok(())
}

fn text(out: &mut Vec<u8>, column: u16, text: Option<&str>) {
    if let Some(text) = text {
        out.extend(column.to_le_bytes());
        out.extend((text.len() as u32).to_le_bytes());
        out.extend(text.as_bytes());
    }
}
