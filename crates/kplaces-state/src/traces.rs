//! What a device remembers, file by file, and forgetting all of it.

use std::fs;
use std::path::{Path, PathBuf};

use kplaces_files::{Notes, wipe};

use crate::files::entries;
use crate::take::{Taken, open, take};
use crate::{RecordId, StateError, refusals};

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TraceKind {
    /// How syncs ended, and which login was refused.
    Records,
    /// When WEBFLEET was asked.
    Requests,
    /// Which hosts were contacted.
    Contacts,
    /// Who is syncing.
    Locks,
    /// The number this device has in a fleet.
    DeviceId,
    /// Where files lie that are not finished.
    Unfinished,
    /// How the map is found, and which browsers know it.
    Map,
    /// Anything else in the folder.
    Other,
}

/// A file of the state folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// What it is for.
    pub kind: TraceKind,
    /// Where it is.
    pub path: PathBuf,
}

/// What came of forgetting.
#[derive(Debug, Default)]
pub struct Forgotten {
    /// Files that are gone.
    pub removed: Vec<PathBuf>,
    /// Files that another process needs just now.
    pub in_use: Vec<PathBuf>,
    /// Files that could not be removed.
    pub failed: Vec<StateError>,
}

/// Other accounts keep their state there, each in a folder of its own.
const OTHERS: &str = "tenants";

/// Notes of files that are not finished, in folders of the user.
const UNFINISHED: &str = "unfinished";

/// Where it is noted that a file in a folder of the user is not finished.
pub fn unfinished(state_dir: &Path) -> Notes {
    Notes::in_folder(state_dir.join(UNFINISHED))
}

/// Every file of the state folder, ordered by kind and path; nothing where there is no folder.
pub fn traces(state_dir: &Path) -> Result<Vec<Trace>, StateError> {
    let mut found = Vec::new();
    for path in entries(state_dir)? {
        let name = path.file_name().unwrap_or_default();
        let kind = match name.to_str() {
            Some(OTHERS) => continue,
            Some("runs" | refusals::FOLDER) => TraceKind::Records,
            Some("quota") => TraceKind::Requests,
            Some("network.json") => TraceKind::Contacts,
            Some("locks") => TraceKind::Locks,
            Some("device-id") => TraceKind::DeviceId,
            Some(UNFINISHED) => TraceKind::Unfinished,
            Some("map") => TraceKind::Map,
            _ => TraceKind::Other,
        };
        collect(path, kind, &mut found)?;
    }
    found.sort_by(|a, b| (a.kind, &a.path).cmp(&(b.kind, &b.path)));
    Ok(found)
}

fn collect(path: PathBuf, kind: TraceKind, found: &mut Vec<Trace>) -> Result<(), StateError> {
    // A link is removed as a link; what it leads to is somebody's own.
    let is_folder = path.symlink_metadata().is_ok_and(|it| it.is_dir());
    if !is_folder {
        found.push(Trace { kind, path });
        return Ok(());
    }
    for entry in entries(&path)? {
        collect(entry, kind, found)?;
    }
    Ok(())
}

/// Overwrites and removes every file of the state folder, and the folders that are empty then. A lock that somebody
/// holds stays: without its file two could sync at a time. Those in `mine` are the caller's own, and
/// go last.
pub fn forget(state_dir: &Path, mine: &[RecordId]) -> Forgotten {
    let mut done = Forgotten::default();
    let traces = match traces(state_dir) {
        Ok(traces) => traces,
        Err(error) => {
            done.failed.push(error);
            return done;
        }
    };
    let is_mine = |path: &Path| {
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        mine.iter().any(|it| Some(it.to_string().as_str()) == stem)
    };
    let (own, others): (Vec<Trace>, Vec<Trace>) = traces
        .into_iter()
        // Without its note nobody finds what is left there.
        .filter(|it| it.kind != TraceKind::Unfinished)
        .partition(|it| it.kind == TraceKind::Locks && is_mine(&it.path));
    for Trace { kind, path } in others.into_iter().chain(own) {
        let lock = path.with_extension("lock");
        // Had until its file is gone: nobody else begins under it.
        let held = match kind {
            TraceKind::Locks if !is_mine(&path) && lock.exists() => {
                let Ok(Taken::Mine(file)) = take(&lock, open) else {
                    done.in_use.push(path);
                    continue;
                };
                Some(file)
            }
            _ => None,
        };
        match wipe(&path) {
            Ok(true) => done.removed.push(path),
            Ok(false) => {}
            Err(error) => done.failed.push(StateError::write(&path, error)),
        }
        drop(held);
    }
    remove_empty(state_dir);
    done
}

/// Removes the folders in which nothing is, the innermost first. One that is needed stays.
fn remove_empty(folder: &Path) {
    for entry in entries(folder).unwrap_or_default() {
        if entry.symlink_metadata().is_ok_and(|it| it.is_dir()) {
            remove_empty(&entry);
        }
    }
    let _ = fs::remove_dir(folder);
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{LockError, Moment, SyncLock};

    const NOW: Moment = Moment {
        wall: Duration::from_secs(1),
        boot: None,
    };

    fn write(folder: &Path, name: &str) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "x").unwrap();
    }

    #[test]
    fn everything_is_forgotten_but_locks_of_others_and_other_accounts() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        assert!(forget(&state, &[]).removed.is_empty());
        let (mine, other) = (RecordId::store("a", "b"), RecordId::account("a", "b"));
        let _mine = SyncLock::acquire(&state, &mine, NOW).unwrap();
        let held = SyncLock::acquire(&state, &other, NOW).unwrap();
        for name in [
            "runs/1.jsonl",
            "runs/1.jsonl.lock",
            "quota/1.json",
            "device-id",
            "network.json",
            "locks/old.lock",
            "runs/.state-a",
            "tenants/acme/runs/1.jsonl",
        ] {
            write(&state, name);
        }
        let found = traces(&state).unwrap();
        assert_eq!(found.len(), 11);
        for (name, kind) in [
            ("1.jsonl", TraceKind::Records),
            ("network.json", TraceKind::Contacts),
        ] {
            let mut named = found.iter().filter(|it| it.path.ends_with(name));
            assert!(named.all(|it| it.kind == kind), "{name}");
        }
        let done = forget(&state, &[mine]);
        assert_eq!((done.removed.len(), done.in_use.len()), (9, 2), "{done:?}");
        assert!(done.failed.is_empty());
        assert!(state.join("tenants/acme/runs/1.jsonl").exists());
        let again = SyncLock::acquire(&state, &other, NOW);
        assert!(matches!(again, Err(LockError::Held(_))), "it still locks");
        drop(held);
        forget(&state, &[mine]);
        fs::remove_dir_all(state.join("tenants")).unwrap();
        assert!(forget(&state, &[mine]).failed.is_empty());
        assert!(!state.exists());
    }
}
