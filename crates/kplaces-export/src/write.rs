//! Texts from outside in the languages of files.

mod cell;
pub mod formula;
pub mod gpx;
mod json;
mod number;
mod xml;

pub use cell::{cell, json_cell};
pub use json::{json, json_list, json_or_null};
pub use number::{degrees, whole};
pub use xml::{element, xml};

/// Formats that have an escape for characters use it for these: whoever looks at the raw file sees
/// what is there.
pub use kplaces_domain::steers_a_terminal as steers;

/// Whether characters that steer begin with this byte: controls, and marks of direction (U+0080,
/// U+061C, U+200E…, U+FEFF begin like this), but also others.
const fn starts_steering(byte: u8) -> bool {
    byte < 0x20 || matches!(byte, 0x7f | 0xc2 | 0xd8 | 0xe2 | 0xef)
}
