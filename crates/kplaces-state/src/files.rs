//! Small private files, replaced whole and changed under a lock.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use kplaces_files::{open_regular, private};
use kplaces_text::text;

use crate::StateError;

/// No record is larger; what is was not written by this program.
const MOST: u64 = 64 << 20;

/// Creates a folder, and those above it, for the user alone. Their names outlive a power cut.
pub(crate) fn create_folder(folder: &Path) -> Result<(), StateError> {
    kplaces_files::create_folder(folder).map_err(|error| StateError::write(folder, error))
}

/// A lock on a record: the file beside it, as the record itself is replaced. Ends when dropped.
pub(crate) fn lock(record: &Path) -> Result<File, StateError> {
    let path = beside(record, "lock");
    let failed = |error| StateError::write(&path, error);
    let file = private()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(failed)?;
    file.lock().map_err(failed)?;
    Ok(file)
}

/// The record's path with another ending behind it.
fn beside(record: &Path, ending: &str) -> PathBuf {
    let mut name = record.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// What is in a folder; nothing where there is none.
pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>, StateError> {
    let failed = |error| StateError::read(folder, error);
    match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        entries => entries
            .map_err(failed)?
            .map(|entry| entry.map(|entry| entry.path()).map_err(failed))
            .collect(),
    }
}

/// Reads a file; `None` if there is none.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, StateError> {
    match read_regular(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StateError::read(path, error)),
    }
}

fn read_regular(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_regular(path)?.take(MOST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

/// Replaces a file of which something is to be forgotten: the old content is overwritten.
pub(crate) fn replace_for_good(path: &Path, content: &[u8]) -> Result<(), StateError> {
    let failed = |error| StateError::write(path, error);
    let path = &at_the_end_of_links(path)?;
    if kplaces_files::replace_for_good(path, &[content]).map_err(failed)? {
        return Ok(());
    }
    Err(failed(io::Error::other(text!(
        "what was in it could not be overwritten",
        "der alte Inhalt ließ sich nicht überschreiben"
    ))))
}

/// Replaces a file: who reads it, also after a power cut, finds the old or the new content.
pub(crate) fn replace(path: &Path, content: &[u8]) -> Result<(), StateError> {
    let target = at_the_end_of_links(path)?;
    kplaces_files::replace(&target, &[content]).map_err(|error| StateError::write(path, error))
}

/// The same where nothing is lost if a power cut takes it back: there is the old content then.
pub(crate) fn replace_in_time(path: &Path, content: &[u8]) -> Result<(), StateError> {
    let target = at_the_end_of_links(path)?;
    kplaces_files::replace_in_time(&target, &[content])
        .map_err(|error| StateError::write(path, error))
}

/// Writes a file that means something only as long as its writer lives; who reads it in the same instant may
/// find a part.
pub(crate) fn write_in_passing(path: &Path, content: &[u8]) -> Result<(), StateError> {
    let mut options = private();
    let opened = options.create(true).truncate(true).write(true).open(path);
    let written = opened.and_then(|mut file| file.write_all(content));
    written.map_err(|error| StateError::write(path, error))
}

/// A link stays, and what it leads to is replaced.
fn at_the_end_of_links(path: &Path) -> Result<PathBuf, StateError> {
    if path.is_symlink() {
        return fs::canonicalize(path).map_err(|error| StateError::write(path, error));
    }
    Ok(path.to_owned())
}
