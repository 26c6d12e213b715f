use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

use crate::{create_folder, private};

/// Takes the lock that a private file in a folder is; `None` where another process has it. It ends when the file is dropped,
/// or with the process. Folder and file are made where they are missing, and nobody may remove the file meanwhile.
pub fn lock(folder: &Path, name: &str) -> io::Result<Option<File>> {
    create_folder(folder)?;
    let mut options = private();
    let options = options.create(true).truncate(false).write(true);
    let file = options.open(folder.join(name))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_has_the_lock_until_it_ends() {
        let folder = tempfile::tempdir().unwrap();
        let lock = || lock(&folder.path().join("a/b"), "x").unwrap();
        let first = lock().unwrap();
        assert!(lock().is_none());
        drop(first);
        assert!(lock().is_some());
    }
}
