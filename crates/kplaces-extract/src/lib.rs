#![doc = include_str!("../README.md")]

mod about;
mod error;
mod feature;
mod line;
mod read;
mod readme;
mod write;

pub use about::{About, Counts, FORMAT, VERSION};
pub use error::ExtractError;
pub use read::{Extract, read};
pub use write::Archive;

/// The entries of an archive, in their order.
pub mod entry {
    /// What it is, for people, in German and English.
    pub const README: &str = "README.txt";
    /// What it is, for programs.
    pub const ABOUT: &str = "about.json";
    /// The places, one a line, without loss.
    pub const PLACES: &str = "places.jsonl";
    /// The groups and how many places each has.
    pub const GROUPS: &str = "groups.json";
    /// The syncs, one a line, the oldest first.
    pub const RECORDS: &str = "records.jsonl";
    /// The settings, secrets hidden.
    pub const SETTINGS: &str = "settings.json";
    /// The places for other programs.
    pub const GEOJSON: &str = "places.geojson";
}
