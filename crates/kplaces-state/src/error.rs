use std::io;
use std::path::{Path, PathBuf};

/// A record on this device that cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be {deed}", path.display())]
pub struct StateError {
    path: PathBuf,
    deed: Deed,
    source: io::Error,
}

/// What could not be done with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumIter)]
pub enum Deed {
    /// Reading it.
    #[strum(serialize = "read")]
    Read,
    /// Writing it.
    #[strum(serialize = "written")]
    Write,
    /// Locking it.
    #[strum(serialize = "locked")]
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

    /// Which record.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What could not be done with it.
    pub fn deed(&self) -> Deed {
        self.deed
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
