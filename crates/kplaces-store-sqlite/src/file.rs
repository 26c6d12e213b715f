//! The file below the database: that it is there, private, and ours.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use kplaces_files::{create_file, create_folder, folder_of, sync_folder, tighten, wipe};
use kplaces_store::{StoreError, StoreErrorKind};
use kplaces_text::{Text, text};

use crate::failure::{Failure, io_error};
use crate::hold::hold;
use crate::location::{PARTS, beside, name_of};
use crate::schema::{self, Migrations};

/// The files that stores of this process have open.
///
/// On Unix, closing any handle of a file gives up all locks the process has on it, those of SQLite
/// too. So a file is looked into by one handle, which is open before SQLite's and closed after them.
static OPEN: Mutex<BTreeMap<PathBuf, InUse>> = Mutex::new(BTreeMap::new());

#[derive(Debug)]
struct InUse {
    stores: usize,
    handle: Arc<Mutex<File>>,
}

/// A database file, as long as a store has it open.
#[derive(Debug)]
pub(crate) struct StoreFile {
    path: PathBuf,
    handle: Arc<Mutex<File>>,
}

impl StoreFile {
    /// Sees to it that there is a private file that is a store or empty.
    pub(crate) fn claim(path: &Path, known: Migrations) -> Result<Self, StoreError> {
        let name = name_of(path);
        let io = |error| io_error(&name, error);
        let path = create_folder(folder_of(path))
            .and_then(|()| real_path(path))
            .map_err(io)?;
        Self::enter(path, |path, is_open| {
            match create_file(path) {
                Ok(_) => {
                    wipe_old_logs(path).map_err(io)?;
                    return sync_folder(folder_of(path)).map_err(io);
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(io(error)),
            }
            refuse_what_is_no_file(path)?;
            if !is_open {
                let header = header(path).map_err(io)?;
                if !is_unfinished(path, &header) {
                    schema::recognise(&header, known)
                        .map_err(|failure: Failure| failure.of(&name))?;
                }
            }
            for suffix in ["", "-wal", "-shm", "-journal"] {
                tighten(&beside(path, suffix)).map_err(io)?;
            }
            Ok(())
        })
    }

    /// Looks whether the file is a store, and leaves everything as it is.
    pub(crate) fn find(path: &Path, known: Migrations) -> Result<Self, StoreError> {
        let name = name_of(path);
        let io = |error: io::Error| match error.kind() {
            ErrorKind::NotFound => missing(text!("there is no {name}", "{name} ist nicht da")),
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
            if header.is_empty() || is_unfinished(path, &header) {
                return Err(missing(text!("{name} is empty", "{name} ist leer")));
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
        if let Some(in_use) = open.get_mut(&path) {
            in_use.stores += 1;
            let handle = Arc::clone(&in_use.handle);
            return Ok(Self { path, handle });
        }
        let handle = File::open(&path).map_err(|error| io_error(&name_of(&path), error))?;
        let handle = Arc::new(Mutex::new(handle));
        let in_use = InUse {
            stores: 1,
            handle: Arc::clone(&handle),
        };
        open.insert(path.clone(), in_use);
        Ok(Self { path, handle })
    }

    /// One that is read by this handle, counted nowhere.
    #[cfg(test)]
    pub(crate) fn reading_by(path: &Path, handle: File) -> Self {
        Self {
            path: path.to_owned(),
            handle: Arc::new(Mutex::new(handle)),
        }
    }

    /// Reads the file and the logs beside it to their ends. SQLite is not asked: it takes what cannot
    /// be read for damage.
    pub(crate) fn read_through(&self) -> io::Result<()> {
        let mut handle = self.handle.lock().unwrap_or_else(PoisonError::into_inner);
        handle.seek(SeekFrom::Start(0))?;
        io::copy(&mut *handle, &mut io::sink())?;
        drop(handle);
        // SQLite has no locks on these.
        for log in ["-wal", "-journal"] {
            match read_to_its_end(&beside(&self.path, log)) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// Does something with a file that no store of this process has open, nor opens meanwhile.
    /// Says `Busy` if one has.
    pub(crate) fn while_closed<T>(
        path: &Path,
        job: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        Self::while_all_closed(&[path], job)
    }

    /// The same of several files.
    pub(crate) fn while_all_closed<T>(
        paths: &[&Path],
        job: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(path) = paths.iter().find(|path| open.contains_key(**path)) {
            let name = name_of(path);
            let message = text!(
                "{name} is open in this program",
                "{name} ist in diesem Programm geöffnet"
            );
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
        if let Some(in_use) = open.get_mut(&self.path) {
            in_use.stores -= 1;
            if in_use.stores == 0 {
                open.remove(&self.path);
            }
        }
    }
}

/// Reads a file to its end, for the errors of it.
pub fn read_to_its_end(path: &Path) -> io::Result<()> {
    io::copy(&mut File::open(path)?, &mut io::sink()).map(drop)
}

/// The path with the links on the way to it resolved, but not the file itself.
pub fn real_path(path: &Path) -> io::Result<PathBuf> {
    Ok(folder_of(path)
        .canonicalize()?
        .join(path.file_name().ok_or(ErrorKind::InvalidInput)?))
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

fn missing(what: Text) -> StoreError {
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
        text!(
            "{name} is a folder; name a file in it",
            "{name} ist ein Ordner; geben Sie eine Datei darin an"
        )
    } else if kind.is_symlink() {
        text!(
            "{name} is a symbolic link; name the file it leads to",
            "{name} ist ein Verweis; geben Sie die Datei an, auf die er zeigt"
        )
    } else {
        text!("{name} is not a file", "{name} ist keine Datei")
    };
    Err(StoreError::new(StoreErrorKind::Location, what))
}

/// Whether a power cut came while the file was made: some of it is there and its header is not, and the
/// journal that takes it back to nothing lies beside.
fn is_unfinished(path: &Path, header: &[u8]) -> bool {
    header.iter().all(|byte| *byte == 0) && is_there(&beside(path, "-journal"))
}

/// The first bytes. SQLite is not asked: it may write to a foreign database by opening it.
fn header(path: &Path) -> io::Result<Vec<u8>> {
    let mut header = Vec::new();
    File::open(path)?
        .take(schema::HEADER as u64)
        .read_to_end(&mut header)?;
    Ok(header)
}

/// Overwrites the logs that are left of a file which is not there any more, and deletes them. `path` is a
/// new file; what others have open by now is theirs.
fn wipe_old_logs(path: &Path) -> io::Result<()> {
    let logs = PARTS[1..].iter().map(|part| beside(path, part));
    let logs: Vec<PathBuf> = logs.filter(|log| is_there(log)).collect();
    if !logs.is_empty()
        && let Ok(_held) = hold(path)
    {
        for log in logs {
            wipe(&log)?;
        }
    }
    Ok(())
}
