//! Moving a store that cannot be opened out of the way.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use kplaces_store::StoreError;

use crate::failure::io_error;
use crate::file::{StoreFile, folder_of, real_path, refuse_what_is_no_file};
use crate::location::{beside, name_of};
use crate::private;

/// A database is all of these; the first is the one without which the others are nothing.
pub(crate) const PARTS: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// Renames the file `F` and what is beside it to the first free `F.damaged-N`. Says where it is
/// now, or `None` if there was none.
///
/// A crash in the middle leaves one whole database, under the old name or under the new one: first
/// all parts get their second names, then the first names go, the file itself before the others.
/// Parts that stay without their file are emptied by SQLite when a new one is made in its place.
pub(crate) fn set_aside(path: &Path) -> Result<Option<PathBuf>, StoreError> {
    let name = name_of(path);
    let io = |error: io::Error| io_error(&name, error);
    let path = match real_path(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        path => path.map_err(io)?,
    };
    StoreFile::while_closed(&path, || {
        match path.symlink_metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            found => found.map_err(io)?,
        };
        refuse_what_is_no_file(&path)?;
        let to = free_name(&path);
        move_all(&path, &to).map_err(io)?;
        private::sync_folder(folder_of(&path)).map_err(io)?;
        Ok(Some(to))
    })
}

/// The first name at which no part of a database is.
fn free_name(path: &Path) -> PathBuf {
    let mut number = 1_u32;
    loop {
        let to = beside(path, &format!(".damaged-{number}"));
        let is_free = |suffix: &str| beside(&to, suffix).symlink_metadata().is_err();
        if PARTS.iter().all(|suffix| is_free(suffix)) {
            return to;
        }
        number = number.saturating_add(1);
    }
}

fn move_all(from: &Path, to: &Path) -> io::Result<()> {
    let pairs = PARTS.map(|part| (beside(from, part), beside(to, part)));
    if link_all(&pairs).is_ok() {
        private::sync_folder(folder_of(to))?;
        return pairs
            .iter()
            .try_for_each(|(old, _)| if_there(fs::remove_file(old)));
    }
    // Not all media have links. The file goes first: it is then never without the others where
    // somebody would open it.
    for (_, new) in &pairs {
        if_there(fs::remove_file(new))?;
    }
    pairs
        .iter()
        .try_for_each(|(old, new)| if_there(fs::rename(old, new)))
}

fn link_all(pairs: &[(PathBuf, PathBuf)]) -> io::Result<()> {
    pairs
        .iter()
        .try_for_each(|(old, new)| if_there(fs::hard_link(old, new)))
}

/// Only the file itself has to be there.
fn if_there(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        done => done,
    }
}
