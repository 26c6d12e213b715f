use std::fmt::Debug;

use kplaces_domain::{Language, Timestamp};
use kplaces_privacy::{Document, Entry};
use serde::Serialize;

/// Says in words what is processed on this device. Settings, login and records are the business of
/// whoever starts the map.
pub trait Discloser: Debug + Send + Sync {
    /// What is so now. Without `held` the places could not be read. It may read files.
    fn disclose(&self, language: Language, held: Option<Held>) -> Disclosure;
}

/// What the map shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// How many places.
    pub places: u64,
    /// When they were downloaded.
    pub as_of: Option<Timestamp>,
}

/// What the page tells about data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Disclosure {
    /// What is on this device.
    pub device: Vec<Entry>,
    /// Whom the program speaks to.
    pub network: Vec<Entry>,
    /// The privacy statement.
    pub statement: Document,
}
