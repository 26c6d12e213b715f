//! Files that are not finished: how they come into being, take their place, and are found again.

mod file;
mod folder;
mod found;
mod name;
mod named;
#[cfg(target_os = "linux")]
mod nameless;
mod notes;

pub use file::{Draft, replace, replace_for_good, replace_in_time};
pub use folder::{DraftFolder, Parked, temporary};
pub use found::{Swept, left_in, sweep};
pub use name::ONE_FILE;
pub use notes::Notes;
