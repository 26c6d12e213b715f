use std::path::PathBuf;

/// The file that the places are read from, as it was when the map began.
///
/// Who has a file open can read it after it was removed or replaced; what it says then is what somebody wanted gone.
#[derive(Debug)]
pub(crate) struct Origin {
    file: Option<PathBuf>,
    was: Option<Identity>,
}

/// What a file is, whatever it is called.
#[derive(Debug, PartialEq)]
struct Identity(u64, u64);

impl Origin {
    /// Of no file where the store is in none.
    pub(crate) fn of(file: Option<PathBuf>) -> Self {
        let was = file.as_ref().and_then(identity);
        Self { file, was }
    }

    /// Whether it was there, and is not any more or is another one.
    pub(crate) fn is_gone(&self) -> bool {
        self.was.is_some() && self.file.as_ref().and_then(identity) != self.was
    }
}

#[cfg(unix)]
fn identity(file: &PathBuf) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;

    let found = std::fs::metadata(file).ok()?;
    Some(Identity(found.dev(), found.ino()))
}

/// Elsewhere a file that is open is neither removed nor replaced.
#[cfg(not(unix))]
fn identity(file: &PathBuf) -> Option<Identity> {
    file.exists().then_some(Identity(0, 0))
}
