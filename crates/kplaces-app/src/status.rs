use kplaces_domain::{Provenance, Revision};

/// What is on this device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// How many places.
    pub places: u64,
    /// How many groups they are in, together with the account's list where it is known.
    pub groups: u64,
    /// Counts the changes of the content.
    pub revision: Revision,
    /// Where they come from; `None` before the first sync.
    pub provenance: Option<Provenance>,
}
