use std::fmt::Debug;

use kplaces_app::Status;
use kplaces_domain::Timestamp;
use kplaces_privacy::{Document, Entry};
use kplaces_text::Language;
use serde::Serialize;

/// Says in words what is processed on this device. Settings, login and records are the business of
/// whoever starts the map.
pub trait Discloser: Debug + Send + Sync {
    /// What is so now. Without `held` the places could not be read. It may read files.
    fn disclose(&self, language: Language, held: Option<Held>) -> Disclosure;

    /// What is on record of syncs, beside a store that stands like this. It may read files.
    fn syncs(&self, status: &Status) -> SyncsOnRecord;
}

/// What the page tells of syncs that it did not ask for itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SyncsOnRecord {
    /// How many places were here once, where they are gone though nobody removed them.
    pub gone: Option<u64>,
    /// The last sync, where it failed.
    pub failed: Option<FailedSync>,
}

/// A sync that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailedSync {
    /// When it began.
    pub at: Timestamp,
    /// The kind, in one word; the same as in the JSON of the command line.
    pub kind: &'static str,
    /// How many failed one after the other.
    pub in_a_row: u64,
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
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Disclosure {
    /// What is on this device.
    #[cfg_attr(test, ts(type = "Entry[]"))]
    pub device: Vec<Entry>,
    /// Whom the program speaks to.
    #[cfg_attr(test, ts(type = "Entry[]"))]
    pub network: Vec<Entry>,
    /// The privacy statement.
    #[cfg_attr(test, ts(type = "Paper"))]
    pub statement: Document,
}
