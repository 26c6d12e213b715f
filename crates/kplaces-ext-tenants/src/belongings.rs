use std::path::PathBuf;

/// What a tenant has on this device.
pub(crate) struct Belongings {
    /// Its folders that are there, in the order they go.
    pub(crate) folders: Vec<PathBuf>,
    /// Its places; `None` where they cannot be counted.
    pub(crate) places: Option<u64>,
}
