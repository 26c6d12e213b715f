use kplaces_domain::{Provenance, Revision, Timestamp};
use kplaces_state::Record;

/// What is on this device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// How many places are shown.
    pub places: u64,
    /// How many there are besides that this edition does not show.
    pub beyond_limit: u64,
    /// How many groups they are in, together with the account's list where it is known.
    pub groups: u64,
    /// Counts the changes of the content.
    pub revision: Revision,
    /// Where they come from; `None` before the first sync.
    pub provenance: Option<Provenance>,
    /// Whether the store outlives the program.
    pub durable: bool,
}

/// Places that were on this device and are not any more, though nobody removed them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone {
    /// How many there were.
    pub places: u64,
    /// When the sync was that left them here.
    pub at: Timestamp,
}

impl Gone {
    /// What is gone from a store that says it was never filled, by the record of its syncs. Erasing
    /// everything takes the record as well, so this is a loss.
    pub fn from_record(record: &Record) -> Option<Self> {
        let last = record.last_done()?;
        let places = last.ended.as_ref()?.places.filter(|places| *places > 0)?;
        let at = last.started.at;
        Some(Self { places, at })
    }
}

impl Status {
    /// What was here by the record of its syncs, where the store says that nothing ever was.
    pub fn gone(&self, record: &Record) -> Option<Gone> {
        let is_new = self.durable && self.provenance.is_none();
        is_new.then(|| Gone::from_record(record)).flatten()
    }
}
