//! Texts from outside in the languages of files.

mod cell;
pub mod formula;
pub mod gpx;
mod json;
mod number;
mod xml;

pub use cell::cell;
pub use json::json;
pub use number::degrees;
pub use xml::{element, xml};

/// Formats that have an escape for characters use it for these: whoever looks at the raw file sees
/// what is there.
pub use kplaces_domain::steers_a_terminal as steers;
