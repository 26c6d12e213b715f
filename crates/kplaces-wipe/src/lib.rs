#![doc = include_str!("../README.md")]

mod file;
mod replace;
mod wipe;

pub use file::overwrite;
pub use replace::replace;
pub use wipe::{wipe, wipe_all};
