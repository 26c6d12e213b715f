//! The file below the database: that it is there, private, and ours.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use kplaces_store::{StoreError, StoreErrorKind};

use crate::failure::Failure;
use crate::location::name_of;
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
    pub(crate) fn claim(path: &Path) -> Result<Self, StoreError> {
        let name = name_of(path);
        let path = real_path(path).map_err(|error| io_error(&name, error))?;
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        if !open.contains_key(&path) {
            prepare(&path, &name)?;
        }
        *open.entry(path.clone()).or_default() += 1;
        Ok(Self { path })
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

/// The path with the links on the way to it resolved, but not the file itself. Creates the folder.
fn real_path(path: &Path) -> io::Result<PathBuf> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    private::create_folder(folder)?;
    Ok(folder
        .canonicalize()?
        .join(path.file_name().ok_or(ErrorKind::InvalidInput)?))
}

fn prepare(path: &Path, name: &str) -> Result<(), StoreError> {
    let io = |error| io_error(name, error);
    match private::create_file(path) {
        Ok(_) => return Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(io(error)),
    }
    let kind = fs::symlink_metadata(path).map_err(io)?.file_type();
    if !kind.is_file() {
        let what = if kind.is_dir() {
            "is a folder; name a file in it"
        } else if kind.is_symlink() {
            "is a symbolic link; name the file it leads to"
        } else {
            "is not a file"
        };
        return Err(StoreError::new(
            StoreErrorKind::Location,
            format!("{name} {what}"),
        ));
    }
    let header = header(path).map_err(io)?;
    schema::recognise(&header).map_err(|failure: Failure| failure.of(name))?;
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut file = path.as_os_str().to_owned();
        file.push(suffix);
        private::tighten(Path::new(&file)).map_err(io)?;
    }
    Ok(())
}

/// The first bytes. SQLite is not asked: it may write to a foreign database by opening it.
fn header(path: &Path) -> io::Result<Vec<u8>> {
    let mut header = Vec::new();
    File::open(path)?
        .take(schema::HEADER as u64)
        .read_to_end(&mut header)?;
    Ok(header)
}

fn io_error(name: &str, error: io::Error) -> StoreError {
    let (kind, message) = match error.kind() {
        ErrorKind::PermissionDenied
        | ErrorKind::ReadOnlyFilesystem
        | ErrorKind::NotADirectory
        // A file where a folder should be.
        | ErrorKind::AlreadyExists => (
            StoreErrorKind::Denied,
            format!("{name} cannot be opened or created; check its folder and permissions"),
        ),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            (StoreErrorKind::Full, format!("no room left for {name}"))
        }
        _ => (
            StoreErrorKind::Io,
            format!("{name} could not be opened or created"),
        ),
    };
    StoreError::new(kind, message).with_source(error)
}
