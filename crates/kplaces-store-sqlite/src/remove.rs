//! Which files there are of a store, and deleting them.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use kplaces_store::{StoreError, StoreErrorKind, StoreFiles};
use rusqlite::{Connection, OpenFlags};

use crate::aside::PARTS;
use crate::failure::{Failure, io_error};
use crate::file::{StoreFile, entries, folder_of, is_there, real_path, refuse_what_is_no_file};
use crate::location::{beside, name_of};
use crate::migration::FOLDER;
use crate::{private, snapshot};

/// Looks which files there are of the store at `path`.
pub(crate) fn files(path: &Path) -> Result<StoreFiles, StoreError> {
    let name = name_of(path);
    let io = |error: io::Error| io_error(&name, error);
    let path = match real_path(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(StoreFiles::default()),
        path => path.map_err(io)?,
    };
    let own = PARTS.map(|part| beside(&path, part));
    let mut files = StoreFiles {
        own: own.into_iter().filter(|file| is_there(file)).collect(),
        ..StoreFiles::default()
    };
    let folder = folder_of(&path);
    let prefix = format!("{}.damaged-", name_of(&path));
    for entry in entries(folder).map_err(io)? {
        let is_aside = entry.file_name().is_some_and(|name| {
            let rest = name.to_str().and_then(|name| name.strip_prefix(&prefix));
            rest.is_some_and(is_a_part_set_aside)
        });
        if is_aside {
            files.aside.push(entry);
        } else {
            sort_bench(entry, &mut files);
        }
    }
    for entry in entries(&folder.join(FOLDER)).map_err(io)? {
        sort_bench(entry, &mut files);
    }
    Ok(files)
}

fn sort_bench(entry: PathBuf, files: &mut StoreFiles) {
    if snapshot::is_bench(&entry) {
        if snapshot::is_abandoned(&entry) {
            files.leftovers.push(entry);
        } else {
            files.under_way.push(entry);
        }
    }
}

/// Whether this is what stands behind `.damaged-`: a number and one of the parts.
fn is_a_part_set_aside(rest: &str) -> bool {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0 && PARTS.contains(&&rest[digits..])
}

/// Deletes the files of the store at `path` and says which.
pub(crate) fn remove(path: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let name = name_of(path);
    let io = |error: io::Error| io_error(&name, error);
    let path = match real_path(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        path => path.map_err(io)?,
    };
    StoreFile::while_closed(&path, || {
        // SQLite takes some away by itself.
        let parts = PARTS.map(|part| beside(&path, part)).into_iter();
        let there: Vec<PathBuf> = parts.filter(|part| is_there(part)).collect();
        let held = if is_there(&path) {
            refuse_what_is_no_file(&path)?;
            hold(&path).map_err(|failure| failure.of(&name))?
        } else {
            None
        };
        // The file goes first: without it the others are nothing.
        for part in &there {
            match fs::remove_file(part) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(io(error)),
                _ => {}
            }
        }
        drop(held);
        private::sync_folder(folder_of(&path)).map_err(io)?;
        Ok(there)
    })
}

/// Keeps every other program out of a file that can be read; `None` where it is damaged.
fn hold(path: &Path) -> Result<Option<Connection>, Failure> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let held = Connection::open_with_flags(path, flags)
        .map_err(Failure::from)
        .and_then(|connection| {
            // Once nobody has the log any more it can be left, and the lock is one for all.
            connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
            let mode: String =
                connection.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
            if mode == "wal" {
                return Err(Failure::InUse);
            }
            connection.execute_batch("BEGIN EXCLUSIVE")?;
            Ok(connection)
        });
    match held {
        Ok(connection) => Ok(Some(connection)),
        Err(failure) if failure.kind() == StoreErrorKind::Busy => Err(Failure::InUse),
        // What cannot be read is nobody's store; it goes all the same.
        Err(_) => Ok(None),
    }
}
