use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::Path;

use kplaces_domain::Timestamp;
use serde::{Deserialize, Serialize};

use crate::take::{Taken, open, take};
use crate::{Moment, RecordId, StateError, files};

/// The right to sync an account on this device; for a store it is a part of [`crate::StoreLock`].
///
/// It ends when dropped. If its process dies, the system ends it: a crashed holder blocks nobody.
#[derive(Debug)]
pub struct SyncLock {
    _file: File,
}

/// Who holds a [`SyncLock`], as far as could be found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The process.
    pub pid: Option<u32>,
    /// Since when.
    pub since: Option<Timestamp>,
}

/// Why a [`SyncLock`] could not be had.
#[derive(Debug)]
pub enum LockError {
    /// Another process, or another task of this one, holds it.
    Held(Holder),
    /// The lock's files cannot be used.
    State(StateError),
}

/// What the file beside the lock holds. On Windows the locked file itself cannot be read.
#[derive(Serialize, Deserialize)]
struct Note {
    pid: u32,
    since: i64,
}

impl SyncLock {
    /// Takes the lock of `id`, or tells who holds it. Never waits.
    pub fn acquire(state_dir: &Path, id: &RecordId, now: Moment) -> Result<Self, LockError> {
        let folder = state_dir.join("locks");
        files::create_folder(&folder).map_err(LockError::State)?;
        let path = folder.join(format!("{id}.lock"));
        let note = folder.join(format!("{id}.json"));
        let failed = |error| LockError::State(StateError::write(&path, error));
        let file = match take(&path, open).map_err(failed)? {
            Taken::Mine(file) => file,
            // Read only now that the lock is known to be held: a note outlives its holder.
            Taken::Others => return Err(LockError::Held(holder(&note))),
        };
        let content = serde_json::to_vec(&Note {
            pid: std::process::id(),
            since: now.timestamp().unix(),
        });
        match files::write_in_passing(&note, &content.unwrap_or_default()) {
            // On a full medium there is still the right, as to erase; only nobody is named, nor anybody
            // who held it before.
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::StorageFull | ErrorKind::QuotaExceeded
                ) =>
            {
                drop(std::fs::remove_file(&note));
            }
            written => written.map_err(LockError::State)?,
        }
        Ok(Self { _file: file })
    }
}

impl Holder {
    /// Who holds the lock of `id` now; `None` if nobody does. Nothing is created or written.
    ///
    /// It is looked at by taking it together with others for an instant: somebody who wants it for
    /// himself at that very moment is told that it is held.
    pub fn of(state_dir: &Path, id: &RecordId) -> Result<Option<Self>, StateError> {
        let path = state_dir.join("locks").join(format!("{id}.lock"));
        let failed = |error| StateError::read(&path, error);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        match file.try_lock_shared() {
            Ok(()) => Ok(None),
            Err(TryLockError::WouldBlock) => Ok(Some(holder(&path.with_extension("json")))),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

/// Takes every lock there is below `state_dir`, so that no sync and no other change is under way as long
/// as they are kept; tells who holds one that cannot be had. Never waits, and makes nothing.
pub fn acquire_all(state_dir: &Path) -> Result<Vec<SyncLock>, LockError> {
    let folder = state_dir.join("locks");
    let failed = |error| LockError::State(StateError::read(&folder, error));
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut locks = Vec::new();
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_none_or(|extension| extension != "lock") {
            continue;
        }
        let opened = kplaces_files::private().write(true).open(&path);
        let file = opened.map_err(|error| LockError::State(StateError::write(&path, error)))?;
        match file.try_lock() {
            Ok(()) => locks.push(SyncLock { _file: file }),
            Err(TryLockError::WouldBlock) => {
                return Err(LockError::Held(holder(&path.with_extension("json"))));
            }
            Err(TryLockError::Error(error)) => {
                return Err(LockError::State(StateError::write(&path, error)));
            }
        }
    }
    Ok(locks)
}

fn holder(note: &Path) -> Holder {
    let bytes = files::read(note).ok().flatten().unwrap_or_default();
    let note: Option<Note> = serde_json::from_slice(&bytes).ok();
    Holder {
        pid: note.as_ref().map(|note| note.pid),
        since: note.map(|note| Timestamp::from_unix(note.since)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const NOW: Moment = Moment {
        wall: Duration::from_secs(1_000),
        boot: None,
    };

    #[test]
    fn a_second_one_is_told_who_holds_it_until_it_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let id = RecordId::account("host", "acme");
        let first = SyncLock::acquire(folder.path(), &id, NOW).unwrap();
        let Err(LockError::Held(holder)) = SyncLock::acquire(folder.path(), &id, NOW) else {
            panic!("two hold the lock");
        };
        assert_eq!(holder.pid, Some(std::process::id()));
        assert_eq!(holder.since, Some(Timestamp::from_unix(1_000)));
        let other = RecordId::account("host", "other");
        SyncLock::acquire(folder.path(), &other, NOW).unwrap();
        drop(first);
        SyncLock::acquire(folder.path(), &id, NOW).unwrap();
    }

    #[test]
    fn all_are_had_only_while_nobody_holds_one() {
        let folder = tempfile::tempdir().unwrap();
        assert!(acquire_all(folder.path()).unwrap().is_empty());
        assert!(!folder.path().join("locks").exists(), "nothing is made");
        let subjects = ["acme", "other"].map(|name| RecordId::account("host", name));
        for id in &subjects {
            SyncLock::acquire(folder.path(), id, NOW).unwrap();
        }
        let held = SyncLock::acquire(folder.path(), &subjects[1], NOW).unwrap();
        let Err(LockError::Held(holder)) = acquire_all(folder.path()) else {
            panic!("a lock that is held was had");
        };
        assert_eq!(holder.pid, Some(std::process::id()));
        drop(held);
        let all = acquire_all(folder.path()).unwrap();
        assert_eq!(all.len(), 2);
        assert!(SyncLock::acquire(folder.path(), &subjects[0], NOW).is_err());
    }

    #[test]
    fn a_note_that_cannot_be_read_tells_nothing_and_is_no_error() {
        let folder = tempfile::tempdir().unwrap();
        let id = RecordId::account("host", "acme");
        let _first = SyncLock::acquire(folder.path(), &id, NOW).unwrap();
        let note = folder.path().join(format!("locks/{id}.json"));
        std::fs::write(note, b"{\"pid\"").unwrap();
        let Err(LockError::Held(holder)) = SyncLock::acquire(folder.path(), &id, NOW) else {
            panic!("two hold the lock");
        };
        assert_eq!((holder.pid, holder.since), (None, None));
    }

    #[test]
    fn a_look_takes_nothing_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let id = RecordId::account("host", "acme");
        assert_eq!(Holder::of(folder.path(), &id).unwrap(), None);
        assert!(!folder.path().join("locks").exists());
        let lock = SyncLock::acquire(folder.path(), &id, NOW).unwrap();
        let holder = Holder::of(folder.path(), &id).unwrap().unwrap();
        assert_eq!(holder.pid, Some(std::process::id()));
        drop(lock);
        assert_eq!(Holder::of(folder.path(), &id).unwrap(), None);
        SyncLock::acquire(folder.path(), &id, NOW).unwrap();
    }
}
