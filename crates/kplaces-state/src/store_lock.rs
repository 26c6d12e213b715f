use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use kplaces_files::folder_of;

use crate::take::{Taken, is_at, open, take};
use crate::{Holder, LockError, Moment, RecordId, StateError, SyncLock, files};

/// The file that is locked where a file system locks no folders.
const FILE: &str = "places.lock";

/// The right to change a store.
///
/// What is locked is the folder of the store itself: whatever spelling, link, mount, user or state folder
/// a program comes by, it is the same one, nothing is written, and nothing is left. Where folders cannot
/// be locked (Windows, some network shares) it is a file in it. All stores of a folder have one lock. In
/// the state folder it is locked by its name as well, which says who it is and keeps out programs that
/// know no other lock. Both end when dropped, and with the process.
#[derive(Debug)]
pub struct StoreLock {
    _named: Option<SyncLock>,
    /// The folder, or the file in it, with its path. Nothing where no folder can be made: the store cannot
    /// be made either, and says why.
    held: Option<(File, PathBuf)>,
    /// Whether the folder was made for it.
    made_folder: bool,
}

impl StoreLock {
    /// Takes the lock of the store `id`, whose file is `file`, or tells who holds it. Never waits.
    ///
    /// The file need not be there; its folder is made if it is not.
    pub fn acquire(
        state_dir: &Path,
        id: &RecordId,
        file: &Path,
        now: Moment,
    ) -> Result<Self, LockError> {
        let named = SyncLock::acquire(state_dir, id, now)?;
        Self::with(Some(named), file)
    }

    /// Takes the lock of the folder alone, for who holds [all others](crate::acquire_all) already.
    pub fn of_folder(file: &Path) -> Result<Self, LockError> {
        Self::with(None, file)
    }

    fn with(named: Option<SyncLock>, file: &Path) -> Result<Self, LockError> {
        let folder = folder_of(file);
        let failed = |error| LockError::State(StateError::lock(folder, error));
        let mut made_folder = false;
        let held = loop {
            if !folder.is_dir() {
                if files::create_folder(folder).is_err() {
                    break None;
                }
                made_folder = true;
            }
            match take_folder(folder) {
                Ok((Taken::Mine(held), path)) => break Some((held, path)),
                Ok((Taken::Others, _)) => return Err(LockError::Held(UNKNOWN)),
                // It went in this moment.
                Err(error) if error.kind() == ErrorKind::NotFound && !folder.is_dir() => {}
                Err(error) => return Err(failed(error)),
            }
        };
        Ok(Self {
            _named: named,
            held,
            made_folder,
        })
    }

    /// Who holds the lock of a store now; `None` if nobody does. Nothing is made or written.
    pub fn holder(
        state_dir: &Path,
        id: &RecordId,
        file: &Path,
    ) -> Result<Option<Holder>, StateError> {
        if let Some(holder) = Holder::of(state_dir, id)? {
            return Ok(Some(holder));
        }
        let folder = folder_of(file);
        // Without the file there is nothing that would have to be made.
        match File::open(folder.join(FILE)).or_else(|_| File::open(folder)) {
            Ok(held) => match held.try_lock_shared() {
                Err(fs::TryLockError::WouldBlock) => Ok(Some(UNKNOWN)),
                _ => Ok(None),
            },
            Err(_) => Ok(None),
        }
    }

    /// Removes the folder, if nothing is in it but the lock, and ends the lock. Whoever waits for it makes
    /// both anew.
    pub fn remove_empty_folder(self) {
        self.leave();
    }

    fn leave(&self) {
        let Some((held, path)) = &self.held else {
            return;
        };
        if !is_at(held, path) {
            return;
        }
        let mut folder = path.as_path();
        if path.is_file() {
            folder = folder_of(path);
            let others = fs::read_dir(folder).into_iter().flatten().flatten();
            if others.map(|entry| entry.path()).any(|it| it != *path) {
                return;
            }
            let _ = fs::remove_file(path);
        }
        // One in which something is stays.
        let _ = fs::remove_dir(folder);
    }
}

impl Drop for StoreLock {
    /// A folder that was made for the lock goes if nobody put anything into it.
    fn drop(&mut self) {
        if self.made_folder {
            self.leave();
        }
    }
}

/// Somebody of whom nothing is known: with another state folder, or another name of the store.
const UNKNOWN: Holder = Holder {
    pid: None,
    since: None,
};

/// Locks a folder, or the file in it where that cannot be; says which.
fn take_folder(folder: &Path) -> io::Result<(Taken, PathBuf)> {
    if cfg!(unix) {
        match take(folder, |path| File::open(path)) {
            Ok(taken) => return Ok((taken, folder.to_owned())),
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(error),
            // This file system locks none, or none that is open to be read only.
            Err(_) => {}
        }
    }
    let file = folder.join(FILE);
    Ok((take(&file, open)?, file))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const NOW: Moment = Moment {
        wall: Duration::from_secs(1_000),
        boot: None,
    };

    /// Takes the lock as a program of another user would: with a state folder of its own.
    fn other(root: &Path, way: &Path) -> Result<StoreLock, LockError> {
        let id = RecordId::store(&way.to_string_lossy(), "sqlite:places.db");
        StoreLock::acquire(&root.join("others"), &id, way, NOW)
    }

    fn own(root: &Path, way: &Path) -> StoreLock {
        let id = RecordId::store("data", "sqlite:places.db");
        StoreLock::acquire(&root.join("state"), &id, way, NOW).unwrap()
    }

    #[cfg(unix)]
    #[test]
    fn every_way_to_a_store_leads_to_one_lock() {
        use std::os::unix::fs::symlink;

        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        let at = |name: &str| root.join(name);
        fs::create_dir_all(at("data/sub")).unwrap();
        symlink(at("data"), at("link")).unwrap();
        symlink("link", at("twice")).unwrap();
        let held = own(root, &at("data/places.db"));
        let ways = [
            "data/places.db",
            "data//places.db",
            "data/./places.db",
            "data/sub/../places.db",
            "link/places.db",
            "twice/places.db",
            "twice/sub/../places.db",
            "link/places.sealed",
        ];
        let nobody = RecordId::store("", "");
        for way in ways {
            let taken = other(root, &at(way));
            assert!(matches!(taken, Err(LockError::Held(_))), "{way}");
            let holder = StoreLock::holder(&at("others"), &nobody, &at(way)).unwrap();
            assert_eq!(holder, Some(UNKNOWN), "{way}");
        }
        drop(held);
        for way in ways {
            let holder = StoreLock::holder(&at("others"), &nobody, &at(way)).unwrap();
            assert_eq!(holder, None, "{way}");
            other(root, &at(way)).unwrap();
        }
        assert_eq!(fs::read_dir(at("data")).unwrap().count(), 1, "only `sub`");
    }

    #[test]
    fn who_holds_it_is_known_where_the_state_folder_is_the_same() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("data/places.db");
        let _held = own(root.path(), &file);
        let id = RecordId::store("data", "sqlite:places.db");
        let holder = StoreLock::holder(&root.path().join("state"), &id, &file).unwrap();
        assert_eq!(holder.unwrap().pid, Some(std::process::id()));
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_was_removed_is_free_for_the_next() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("data/places.db");
        let first = own(root.path(), &file);
        // Somebody who has it open, and gets it when it is gone.
        let late = File::open(root.path().join("data")).unwrap();
        first.remove_empty_folder();
        assert!(!root.path().join("data").exists());
        late.try_lock().unwrap();
        let _second = own(root.path(), &file);
        assert!(other(root.path(), &file).is_err());
        assert!(!is_at(&late, &root.path().join("data")));
    }

    #[test]
    fn a_folder_that_was_made_for_it_goes_and_one_that_is_used_stays() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("data/places.db");
        drop(own(root.path(), &file));
        assert!(!root.path().join("data").exists());
        let lock = own(root.path(), &file);
        fs::write(&file, "x").unwrap();
        drop(lock);
        assert!(file.exists());
        own(root.path(), &file).remove_empty_folder();
        assert!(file.exists());
    }
}
