//! Drafts that have a name, and the lock that says that their process lives.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use crate::notes::{Note, Notes};

const PREFIX: &str = ".3kplaces-";
/// Of a folder that programs in a cage of their own have to see, which see no hidden ones.
const VISIBLE: &str = "3kplaces-open-";
const LETTERS: usize = 12;

/// The name of a draft. Gone with the value, and then its note.
#[derive(Debug)]
pub(crate) struct Name {
    pub(crate) path: TempPath,
    // Behind the path, as fields are dropped in this order.
    note: Option<Note>,
}

impl Name {
    /// The path, which does not go with the value any more, and its note.
    pub(crate) fn keep(self) -> io::Result<(PathBuf, Option<Note>)> {
        let path = self.path.keep().map_err(|error| error.error)?;
        Ok((path, self.note))
    }
}

/// Whether a file is called as drafts are.
pub(crate) fn is_of_a_draft(name: &OsStr) -> bool {
    has_letters_behind(PREFIX, name)
}

/// Whether a folder is called as visible ones are. As people may call one like that too, it counts only where a
/// note says so, and goes only with the one file that belongs in it.
pub(crate) fn is_visible(name: &OsStr) -> bool {
    has_letters_behind(VISIBLE, name)
}

fn has_letters_behind(prefix: &str, name: &OsStr) -> bool {
    let letters = name.to_str().and_then(|name| name.strip_prefix(prefix));
    letters.is_some_and(|it| it.len() == LETTERS && it.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Begins a private file with such a name, locked.
pub(crate) fn file_in(folder: &Path, notes: &Notes) -> io::Result<(File, Name)> {
    named(folder, notes, |path| {
        let file = private_file(path)?;
        lock(&file, path)?;
        Ok(file)
    })
}

/// Finds a free name for what `make` puts there. `make` is asked again where a name is taken.
pub(crate) fn named<T>(
    folder: &Path,
    notes: &Notes,
    make: impl FnMut(&Path) -> io::Result<T>,
) -> io::Result<(T, Name)> {
    named_by(&builder(), folder, notes, make)
}

/// The same for a folder that is not hidden.
pub(crate) fn named_visibly<T>(
    folder: &Path,
    notes: &Notes,
    make: impl FnMut(&Path) -> io::Result<T>,
) -> io::Result<(T, Name)> {
    let mut builder = builder();
    builder.prefix(VISIBLE);
    named_by(&builder, folder, notes, make)
}

fn named_by<T>(
    builder: &tempfile::Builder<'_, '_>,
    folder: &Path,
    notes: &Notes,
    mut make: impl FnMut(&Path) -> io::Result<T>,
) -> io::Result<(T, Name)> {
    let named = builder.make_in(folder, |path| {
        let note = notes.take(path);
        Ok((make(path)?, note))
    })?;
    let ((file, note), path) = named.into_parts();
    Ok((file, Name { path, note }))
}

/// Names as drafts have them.
pub(crate) fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).rand_bytes(LETTERS);
    builder
}

/// Creates a file that was not there, for the user alone from the start.
pub(crate) fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Locks a file or folder that was just created. Somebody who looks for what is left over may have come between:
/// then it is as if the name were taken.
pub(crate) fn lock(file: &File, path: &Path) -> io::Result<()> {
    let is_taken = match file.try_lock() {
        Ok(()) => path.symlink_metadata().is_err(),
        Err(fs::TryLockError::WouldBlock) => true,
        // Where nothing can be locked nothing is taken for left over either.
        Err(fs::TryLockError::Error(_)) => false,
    };
    if is_taken {
        return Err(ErrorKind::AlreadyExists.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_others_are_no_drafts() {
        for (name, is_one) in [
            (".3kplaces-abcDEF012345", true),
            (".3kplaces-abcDEF", false),
            (".3kplaces-my-own-notes", false),
            (".3kplaces-abcDEF012345.csv", false),
            ("3kplaces-abcDEF012345", false),
            (".3kplaces-", false),
        ] {
            assert_eq!(is_of_a_draft(OsStr::new(name)), is_one, "{name}");
        }
    }
}
