//! Taking a lock whose file others may remove.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::Path;

/// So often is a lock tried that others take away in the moment it is had.
const TRIES: usize = 100;

/// What came of trying a lock.
pub(crate) enum Taken {
    /// It is had until the file is dropped.
    Mine(File),
    /// Somebody else has it.
    Others,
}

/// Takes the lock of what is at `path`, which `open` opens and may make.
///
/// What is had in the end is the lock of what has this name: one that another program has removed in the
/// meantime locks nothing.
pub(crate) fn take(path: &Path, open: impl Fn(&Path) -> io::Result<File>) -> io::Result<Taken> {
    for _ in 0..TRIES {
        let file = open(path)?;
        match file.try_lock() {
            Ok(()) if is_at(&file, path) => return Ok(Taken::Mine(file)),
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(Taken::Others),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Err(ErrorKind::ResourceBusy.into())
}

/// Opens the file of a lock, which is made if it is not there; its folder has to be.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let mut options = kplaces_files::private();
    options.create(true).truncate(false).write(true).open(path)
}

/// Whether the opened file is the one that has its name.
pub(crate) fn is_at(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let (Ok(file), Ok(named)) = (file.metadata(), fs::metadata(path)) else {
            return false;
        };
        (file.dev(), file.ino()) == (named.dev(), named.ino())
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        fs::exists(path).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_file_that_was_removed_locks_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.lock");
        let Taken::Mine(first) = take(&path, open).unwrap() else {
            panic!("nobody has it");
        };
        // Somebody who has opened it, and gets it when it is gone.
        let late = open(&path).unwrap();
        fs::remove_file(&path).unwrap();
        drop(first);
        late.try_lock().unwrap();
        assert!(!is_at(&late, &path));
        let Taken::Mine(_second) = take(&path, open).unwrap() else {
            panic!("the one that has the name is free");
        };
        assert!(matches!(take(&path, open).unwrap(), Taken::Others));
    }
}
