use std::io;
use std::path::{Path, PathBuf};

/// A record on this device that cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be {what}", path.display())]
pub struct StateError {
    path: PathBuf,
    what: &'static str,
    source: io::Error,
}

impl StateError {
    pub(crate) fn read(path: &Path, source: io::Error) -> Self {
        Self {
            path: path.to_owned(),
            what: "read",
            source,
        }
    }

    pub(crate) fn write(path: &Path, source: io::Error) -> Self {
        Self {
            path: path.to_owned(),
            what: "written",
            source,
        }
    }

    /// What the system said.
    pub fn kind(&self) -> io::ErrorKind {
        self.source.kind()
    }
}
