//! Which calls were made, so that no program of this user makes one too many.

mod age;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{Moment, RecordId, StateError, files};
use age::Stamp;

/// At most so many calls in any stretch of time of this length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Calls, at least 1.
    pub calls: u32,
    /// The length of the window.
    pub window: Duration,
}

impl Rate {
    /// A window of WEBFLEET begins when it counts the call, which may be a little after we do.
    const SLACK: Duration = Duration::from_millis(250);

    fn safe_window(self) -> Duration {
        self.window + Self::SLACK
    }
}

/// The calls of one login, in a file that all programs of the user share.
///
/// The file is changed under a lock and replaced whole. One that cannot be understood, after a power
/// cut or an edit by hand, is one that was lost: the calls in it are forgotten. Should that be one too
/// many, WEBFLEET says so, and a whole window is waited for.
#[derive(Clone, Debug)]
pub struct Ledger {
    folder: PathBuf,
    path: PathBuf,
}

/// A call that may go out, and is counted.
#[derive(Debug, PartialEq, Eq)]
pub struct Permit {
    action: String,
    id: u64,
}

/// Whether a call may go out.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Yes, and it is counted.
    Allowed(Permit),
    /// Not before this time has passed; more than nothing.
    Wait(Duration),
}

/// The content of the file.
#[derive(Debug, Serialize, Deserialize)]
struct Book {
    version: u32,
    calls: BTreeMap<String, Vec<Entry>>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Entry {
    id: u64,
    at: Stamp,
}

const VERSION: u32 = 1;

impl Book {
    fn read(bytes: Option<&[u8]>) -> Self {
        let sound = bytes.and_then(Self::sound);
        sound.unwrap_or_else(|| Self {
            version: VERSION,
            calls: BTreeMap::new(),
        })
    }

    fn sound(bytes: &[u8]) -> Option<Self> {
        let book: Self = serde_json::from_slice(bytes).ok()?;
        (book.version == VERSION).then_some(book)
    }

    /// The calls of an action that still count; others are forgotten.
    fn counting(&mut self, action: &str, rate: Rate, now: Moment) -> &mut Vec<Entry> {
        let entries = self.calls.entry(action.to_owned()).or_default();
        for entry in entries.iter_mut() {
            entry.at.not_after(now);
        }
        entries.retain(|entry| entry.at.age(now) < rate.safe_window());
        entries
    }
}

/// How long until one more call fits: `entries` all count.
fn wait(entries: &[Entry], rate: Rate, now: Moment) -> Option<Duration> {
    let mut left: Vec<Duration> = entries
        .iter()
        .map(|entry| rate.safe_window().saturating_sub(entry.at.age(now)))
        .collect();
    left.sort_unstable();
    // As many must have run out as are too many.
    let too_many = (left.len() + 1).checked_sub(rate.calls.max(1) as usize)?;
    left.get(too_many.checked_sub(1)?).copied()
}

/// How the records of calls are, of all logins of this device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// How many there are.
    pub files: usize,
    /// How many of them cannot be understood: the calls in those are forgotten.
    pub damaged: usize,
}

impl Counters {
    /// Looks at those below `state_dir`; nothing is written.
    pub fn look(state_dir: &std::path::Path) -> Result<Self, StateError> {
        let folder = state_dir.join("quota");
        let failed = |error| StateError::read(&folder, error);
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => return Err(failed(error)),
        };
        let mut found = Self::default();
        for entry in entries {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_none_or(|it| it != "json") || !path.is_file() {
                continue;
            }
            found.files += 1;
            let book = files::read(&path)?.unwrap_or_default();
            found.damaged += usize::from(Book::sound(&book).is_none());
        }
        Ok(found)
    }
}

impl Ledger {
    /// The calls of `login`, below `state_dir`. Nothing is opened yet.
    pub fn new(state_dir: &std::path::Path, login: &RecordId) -> Self {
        let folder = state_dir.join("quota");
        Self {
            path: folder.join(format!("{login}.json")),
            folder,
        }
    }

    /// Whether a call was ever counted.
    pub fn exists(&self) -> bool {
        self.path.exists()
    }

    /// Counts a call of `action` if one is free.
    pub fn take(&self, action: &str, rate: Rate, now: Moment) -> Result<Verdict, StateError> {
        self.change(|book| {
            let entries = book.counting(action, rate, now);
            if let Some(wait) = wait(entries, rate, now) {
                return Verdict::Wait(wait);
            }
            let id = fastrand::u64(..);
            entries.push(Entry {
                id,
                at: Stamp::of(now),
            });
            Verdict::Allowed(Permit {
                action: action.to_owned(),
                id,
            })
        })
    }

    /// WEBFLEET has the call by now, so its window began at some moment up to now: the latest counts.
    pub fn settle(&self, permit: &Permit, now: Moment) -> Result<(), StateError> {
        self.change(|book| {
            let entries = book.calls.get_mut(&permit.action);
            let entry = entries.and_then(|all| all.iter_mut().find(|entry| entry.id == permit.id));
            if let Some(entry) = entry {
                entry.at = Stamp::of(now);
            }
        })
    }

    /// WEBFLEET says that no call is left. From now on a whole window is taken, or as much of it as is
    /// left until `again_in`, if WEBFLEET says when to come again.
    pub fn use_up(
        &self,
        action: &str,
        rate: Rate,
        again_in: Option<Duration>,
        now: Moment,
    ) -> Result<(), StateError> {
        let left = again_in.unwrap_or(rate.window);
        let made = now.before(rate.window.saturating_sub(left));
        self.change(|book| {
            let entries = book.counting(action, rate, now);
            entries.clear();
            entries.extend((0..rate.calls.max(1)).map(|_| Entry {
                id: fastrand::u64(..),
                at: Stamp::of(made),
            }));
        })
    }

    /// How many calls of `action` could go out now.
    pub fn free(&self, action: &str, rate: Rate, now: Moment) -> Result<u32, StateError> {
        let mut book = Book::read(files::read(&self.path)?.as_deref());
        let used = book.counting(action, rate, now).len();
        Ok(rate
            .calls
            .saturating_sub(u32::try_from(used).unwrap_or(u32::MAX)))
    }

    fn change<T>(&self, change: impl FnOnce(&mut Book) -> T) -> Result<T, StateError> {
        files::create_folder(&self.folder)?;
        let _lock = files::lock(&self.path)?;
        let before = files::read(&self.path)?;
        let mut book = Book::read(before.as_deref());
        let answer = change(&mut book);
        let after = serde_json::to_vec(&book)
            .map_err(|error| StateError::write(&self.path, error.into()))?;
        if before.as_ref() != Some(&after) {
            files::replace_in_time(&self.path, &after)?;
        }
        Ok(answer)
    }
}
