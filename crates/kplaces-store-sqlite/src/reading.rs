//! Opening a store without changing anything.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use kplaces_domain::Timestamp;
use kplaces_store::StoreErrorKind;
use rusqlite::Connection;

use crate::connection;
use crate::failure::Failure;
use crate::location::beside;
use crate::schema::{self, Migrations};

/// So many seconds the clock of a medium may stand still: two, where it is coarse, and what rounding does.
const COARSE: i64 = 3;

/// A file that is read as if it never changed, and how it looked at first.
#[derive(Clone, Debug)]
pub(crate) struct FileStamp {
    path: PathBuf,
    seen: Option<(u64, SystemTime)>,
}

impl FileStamp {
    pub(crate) fn of(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            seen: look(path),
        }
    }

    /// Whether any other change from now on would change the stamp: of what was changed just before, it could be the
    /// same moment by the clock of the medium.
    pub(crate) fn tells_changes(&self, now: Timestamp) -> bool {
        let age = |(_, modified)| now.unix().saturating_sub(Timestamp::from(modified).unix());
        self.seen.map(age).is_some_and(|age| age > COARSE)
    }

    /// Gives an answer on if the file is what it was. Else it may be of two contents, or an error
    /// for that reason.
    pub(crate) fn check_unchanged<T>(&self, answer: Result<T, Failure>) -> Result<T, Failure> {
        if self.seen.is_some() && look(&self.path) == self.seen {
            answer
        } else {
            Err(Failure::ChangedWhileReading)
        }
    }
}

fn look(path: &Path) -> Option<(u64, SystemTime)> {
    let found = fs::metadata(path).ok()?;
    Some((found.len(), found.modified().ok()?))
}

/// Opens the only connection of a store that is not to be written.
///
/// A database that was closed cleanly is one file, and is read as an unchanging one: SQLite makes
/// no file beside it and needs no folder that can be written. A log beside it is of somebody who has
/// it open, or was killed. Then it is read with the log, which needs its `-shm`; where that cannot be
/// made, an empty log does not count.
pub(crate) fn open(
    path: &Path,
    known: Migrations,
) -> Result<(Connection, Option<FileStamp>), Failure> {
    let logs = ["-wal", "-journal"].map(|suffix| fs::metadata(beside(path, suffix)).ok());
    if logs.iter().all(Option::is_none) {
        return unchanging(path, known);
    }
    let has_news = logs.iter().flatten().any(|log| log.len() > 0);
    let shared = connection::reader(path).and_then(|connection| {
        schema::expect_latest(&connection, known)?;
        Ok((connection, None))
    });
    match shared {
        Err(failure) if cannot_write(&failure) && !has_news => unchanging(path, known),
        opened => opened,
    }
}

fn cannot_write(failure: &Failure) -> bool {
    matches!(
        failure.kind(),
        StoreErrorKind::Denied | StoreErrorKind::Full
    )
}

fn unchanging(path: &Path, known: Migrations) -> Result<(Connection, Option<FileStamp>), Failure> {
    let stamp = FileStamp::of(path);
    let connection = connection::immutable(path)?;
    stamp.check_unchanged(schema::expect_latest(&connection, known))?;
    Ok((connection, Some(stamp)))
}
