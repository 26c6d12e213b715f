//! The file below the database: that it is there, private, and ours.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use kplaces_store::{StoreError, StoreErrorKind};

use crate::failure::{Failure, io_error};
use crate::location::{beside, name_of};
use crate::schema::Migrations;
use crate::{private, schema};

/// How many stores of this process have a file open.
///
/// On Unix, closing any handle of a file gives up all locks the process has on it, those of SQLite
/// too. So a file is never looked into while a store has it open; it was when that one was opened.
static OPEN: Mutex<BTreeMap<PathBuf, usize>> = Mutex::new(BTreeMap::new());

/// A database file, as long as a store has it open.
#[derive(Debug)]
pub(crate) struct StoreFile {
    path: PathBuf,
}

impl StoreFile {
    /// Sees to it that there is a private file that is a store or empty.
    pub(crate) fn claim(path: &Path, known: Migrations) -> Result<Self, StoreError> {
        let name = name_of(path);
        let io = |error| io_error(&name, error);
        let path = private::create_folder(folder_of(path))
            .and_then(|()| real_path(path))
            .map_err(io)?;
        Self::enter(path, |path, is_open| {
            match private::create_file(path) {
                Ok(_) => return Ok(()),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(io(error)),
            }
            refuse_what_is_no_file(path)?;
            if !is_open {
                let header = header(path).map_err(io)?;
                schema::recognise(&header, known).map_err(|failure: Failure| failure.of(&name))?;
            }
            for suffix in ["", "-wal", "-shm", "-journal"] {
                private::tighten(&beside(path, suffix)).map_err(io)?;
            }
            Ok(())
        })
    }

    /// Looks whether the file is a store, and leaves everything as it is.
    pub(crate) fn find(path: &Path, known: Migrations) -> Result<Self, StoreError> {
        let name = name_of(path);
        let io = |error: io::Error| match error.kind() {
            ErrorKind::NotFound => missing(format!("there is no {name}")),
            _ => io_error(&name, error),
        };
        let path = real_path(path).map_err(io)?;
        Self::enter(path, |path, is_open| {
            fs::symlink_metadata(path).map_err(io)?;
            refuse_what_is_no_file(path)?;
            if is_open {
                return Ok(());
            }
            let header = header(path).map_err(io)?;
            if header.is_empty() {
                return Err(missing(format!("{name} is empty")));
            }
            schema::recognise(&header, known).map_err(|failure: Failure| failure.of(&name))
        })
    }

    /// Counts one more store of the file if it is as `look` wants it; `look` is told whether there
    /// is one already.
    fn enter(
        path: PathBuf,
        look: impl FnOnce(&Path, bool) -> Result<(), StoreError>,
    ) -> Result<Self, StoreError> {
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        look(&path, open.contains_key(&path))?;
        *open.entry(path.clone()).or_default() += 1;
        Ok(Self { path })
    }

    /// Does something with a file that no store of this process has open, nor opens meanwhile.
    /// Says `Busy` if one has.
    pub(crate) fn while_closed<T>(
        path: &Path,
        job: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        if open.contains_key(path) {
            let message = format!("{} is open in this program", name_of(path));
            return Err(StoreError::new(StoreErrorKind::Busy, message));
        }
        job()
    }

    /// Where it is; no part of it is a symbolic link.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for StoreFile {
    fn drop(&mut self) {
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.path) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.path);
            }
        }
    }
}

/// The path with the links on the way to it resolved, but not the file itself.
pub fn real_path(path: &Path) -> io::Result<PathBuf> {
    Ok(folder_of(path)
        .canonicalize()?
        .join(path.file_name().ok_or(ErrorKind::InvalidInput)?))
}

/// The folder a path is in.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

/// Whether something has this name, a link that leads nowhere included.
pub fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// What is in a folder, by name; nothing where there is none.
pub fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        entries => entries?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<_>>()?,
    };
    found.sort();
    Ok(found)
}

fn missing(what: String) -> StoreError {
    StoreError::new(StoreErrorKind::Missing, what)
}

/// Refuses folders, links and devices in the place of a store.
pub fn refuse_what_is_no_file(path: &Path) -> Result<(), StoreError> {
    let name = name_of(path);
    let found = fs::symlink_metadata(path).map_err(|error| io_error(&name, error))?;
    let kind = found.file_type();
    let what = if kind.is_file() {
        return Ok(());
    } else if kind.is_dir() {
        "is a folder; name a file in it"
    } else if kind.is_symlink() {
        "is a symbolic link; name the file it leads to"
    } else {
        "is not a file"
    };
    Err(StoreError::new(
        StoreErrorKind::Location,
        format!("{name} {what}"),
    ))
}

/// The first bytes. SQLite is not asked: it may write to a foreign database by opening it.
fn header(path: &Path) -> io::Result<Vec<u8>> {
    let mut header = Vec::new();
    File::open(path)?
        .take(schema::HEADER as u64)
        .read_to_end(&mut header)?;
    Ok(header)
}
