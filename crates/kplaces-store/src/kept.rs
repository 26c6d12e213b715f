use std::sync::Arc;

/// What a sync leaves in a store so that the next one is quick: parts of bytes, by number, that say nothing to
/// the store. It belongs to the content as it was then, and losing it costs time only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The parts; they are read one by one.
    pub parts: Vec<Arc<Vec<u8>>>,
}
