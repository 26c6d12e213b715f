#![doc = include_str!("../README.md")]

mod draft;
mod folder;
mod found;
mod name;
#[cfg(target_os = "linux")]
mod nameless;
mod notes;

pub use draft::{Draft, replace, replace_for_good};
pub use folder::{DraftFolder, ONE_FILE, Parked, temporary};
pub use found::{Swept, left_in, sweep};
pub use notes::Notes;
