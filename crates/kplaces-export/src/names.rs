//! Names that a file can hold and a device can show.

mod clean;
mod glance;
mod namer;
mod rule;

pub(crate) use clean::Cleaned;
pub(crate) use namer::Namer;
pub use rule::{Charset, NameRule, Unit};
