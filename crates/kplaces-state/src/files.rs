//! Small private files, replaced whole and changed under a lock.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::StateError;

/// No record is larger; what is was not written by this program.
const MOST: u64 = 64 << 20;

/// Creates a folder, and those above it, for the user alone. Their names outlive a power cut.
pub(crate) fn create_folder(folder: &Path) -> Result<(), StateError> {
    let missing = folder
        .ancestors()
        .take_while(|it| !it.as_os_str().is_empty() && !it.exists());
    let missing: Vec<&Path> = missing.collect();
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let failed = |error| StateError::write(folder, error);
    builder.create(folder).map_err(failed)?;
    for made in missing {
        match sync_folder(made.parent().unwrap_or(made)) {
            // One that may only be passed through.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
            synced => synced.map_err(failed)?,
        }
    }
    Ok(())
}

/// Makes the names in a folder last through a power cut.
fn sync_folder(folder: &Path) -> io::Result<()> {
    // Windows does not open folders as files, and writes names through.
    if cfg!(unix) && !folder.as_os_str().is_empty() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Options that create files for the user alone.
pub(crate) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
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

/// Reads a file; `None` if there is none.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, StateError> {
    match read_regular(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StateError::read(path, error)),
    }
}

fn read_regular(path: &Path) -> io::Result<Vec<u8>> {
    // Opening a pipe would wait for a writer, and nobody comes.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST + 1).read_to_end(&mut bytes)?;
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
    let why = "what was in it could not be overwritten";
    Err(failed(io::Error::other(why)))
}

/// Replaces a file: who reads it, also after a power cut, finds the old or the new content.
pub(crate) fn replace(path: &Path, content: &[u8]) -> Result<(), StateError> {
    let target = at_the_end_of_links(path)?;
    kplaces_files::replace(&target, &[content]).map_err(|error| StateError::write(path, error))
}

/// A link stays, and what it leads to is replaced.
fn at_the_end_of_links(path: &Path) -> Result<PathBuf, StateError> {
    if path.is_symlink() {
        return fs::canonicalize(path).map_err(|error| StateError::write(path, error));
    }
    Ok(path.to_owned())
}
