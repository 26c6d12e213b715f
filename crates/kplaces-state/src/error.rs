use std::io;
use std::path::{Path, PathBuf};

use kplaces_text::{Text, text};

/// A record on this device that cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.text())]
pub struct StateError {
    path: PathBuf,
    deed: Deed,
    source: io::Error,
}

/// What could not be done with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    /// Reading it.
    Read,
    /// Writing it.
    Write,
    /// Locking it.
    Lock,
}

impl StateError {
    fn new(path: &Path, deed: Deed, source: io::Error) -> Self {
        Self {
            path: path.to_owned(),
            deed,
            source,
        }
    }

    /// That a record cannot be read.
    pub(crate) fn read(path: &Path, source: io::Error) -> Self {
        Self::new(path, Deed::Read, source)
    }

    /// That a record cannot be written.
    pub(crate) fn write(path: &Path, source: io::Error) -> Self {
        Self::new(path, Deed::Write, source)
    }

    /// That a record cannot be locked.
    pub(crate) fn lock(path: &Path, source: io::Error) -> Self {
        Self::new(path, Deed::Lock, source)
    }

    /// What people read of it, without what the system said.
    pub fn text(&self) -> Text {
        let path = self.path.display();
        match self.deed {
            Deed::Read => text!("{path} cannot be read", "{path} lässt sich nicht lesen"),
            Deed::Write => text!(
                "{path} cannot be written",
                "{path} lässt sich nicht schreiben"
            ),
            Deed::Lock => text!("{path} cannot be locked", "{path} lässt sich nicht sperren"),
        }
    }

    /// Which record.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it is a lock that its file system does not know.
    pub fn is_no_lock(&self) -> bool {
        self.deed == Deed::Lock && self.source.kind() == io::ErrorKind::Unsupported
    }

    /// What the system said.
    pub fn kind(&self) -> io::ErrorKind {
        self.source.kind()
    }
}
