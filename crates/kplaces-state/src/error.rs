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

    pub(crate) fn lock(path: &Path, source: io::Error) -> Self {
        Self {
            path: path.to_owned(),
            what: "locked",
            source,
        }
    }

    /// Whether it is a lock that its file system does not know.
    pub fn is_no_lock(&self) -> bool {
        self.what == "locked" && self.source.kind() == io::ErrorKind::Unsupported
    }

    /// What the system said.
    pub fn kind(&self) -> io::ErrorKind {
        self.source.kind()
    }
}
