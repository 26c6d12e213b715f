//! Drafts that have a name, and the note of where they are.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use crate::draft::name::{hidden_names, lock, visible_names};
use crate::draft::notes::{Note, Notes};
use crate::private::private;

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

/// Begins a private file with such a name, locked.
pub(crate) fn file_in(folder: &Path, notes: &Notes) -> io::Result<(File, Name)> {
    named(folder, notes, |path| {
        let file = private()
            .read(true)
            .write(true)
            .create_new(true)
            .open(path)?;
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
    named_by(&hidden_names(), folder, notes, make)
}

/// The same for a folder that is not hidden.
pub(crate) fn named_visibly<T>(
    folder: &Path,
    notes: &Notes,
    make: impl FnMut(&Path) -> io::Result<T>,
) -> io::Result<(T, Name)> {
    named_by(&visible_names(), folder, notes, make)
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
