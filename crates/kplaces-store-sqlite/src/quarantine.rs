//! Putting a whole store in the place of one that is damaged, which is kept.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kplaces_files::{create_file, create_folder, folder_of, sync_folder};
use kplaces_store::{Replacement, StoreError};
use kplaces_text::text;

use crate::failure::io_error;
use crate::file::{StoreFile, is_there, real_path, refuse_what_is_no_file};
use crate::location::{PARTS, beside, name_of};
use crate::snapshot::StagingDir;
use crate::store::SqliteStore;
use crate::worker::on_a_thread;

/// Begins an empty store beside the one at `path`.
pub(crate) async fn replace(path: PathBuf) -> Result<Replacement, StoreError> {
    let (path, staging) = on_a_thread(move || begin(&path)).await?;
    let new = staging.path(&name_of(&path));
    let store = Arc::new(SqliteStore::open(new.clone()).await?);
    let take_place = move || {
        on_a_thread(move || {
            let _until_then = staging;
            take_the_place(&path, &new)
        })
    };
    Ok(Replacement::new(store, || Box::pin(take_place())))
}

/// Sees to it that there is a folder with nothing but a file in the store's place, and a staging folder in it.
pub fn begin(path: &Path) -> Result<(PathBuf, StagingDir), StoreError> {
    let io = |error: io::Error| io_error(&name_of(path), error);
    create_folder(folder_of(path)).map_err(io)?;
    let path = real_path(path).map_err(io)?;
    if is_there(&path) {
        refuse_what_is_no_file(&path)?;
    }
    let staging = StagingDir::build(folder_of(&path)).map_err(io)?;
    Ok((path, staging))
}

/// Gives the closed store `new` the name of the store at `path`, and that one the first free
/// `F.damaged-N`, which it says; `None` if there was none. What fails leaves the old one where it was.
fn take_the_place(path: &Path, new: &Path) -> Result<Option<PathBuf>, StoreError> {
    let io = |error: io::Error| io_error(&name_of(path), error);
    StoreFile::while_all_closed(&[path, new], || {
        if is_there(&beside(new, "-wal")) {
            return Err(io(io::Error::other(text!(
                "the new store was not closed",
                "der neue Bestand wurde nicht geschlossen"
            ))));
        }
        exchange(path, new, &PARTS)
    })
}

/// The same for a store of these parts, in words of files.
///
/// Whenever it is killed there is a whole store under the name: first the old one gets its second
/// name, then its logs lose their first ones, since they must not be taken for those of the new one;
/// then that is renamed over it.
pub fn exchange(path: &Path, new: &Path, parts: &[&str]) -> Result<Option<PathBuf>, StoreError> {
    let name = name_of(path);
    let io = |error: io::Error| io_error(&name, error);
    let old = match path.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        found => {
            found.map_err(io)?;
            refuse_what_is_no_file(path)?;
            Some(free_name(path, parts))
        }
    };
    File::open(new)
        .and_then(|file| file.sync_all())
        .map_err(io)?;
    let swapped = keep(path, old.as_deref(), parts).and_then(|()| {
        for log in parts.iter().filter(|part| !part.is_empty()) {
            if_there(fs::remove_file(beside(path, log)))?;
        }
        // A new file beside an old log would be spoiled by it.
        sync_folder(folder_of(path))?;
        fs::rename(new, path)?;
        sync_folder(folder_of(path))
    });
    let (Err(error), Some(kept)) = (&swapped, &old) else {
        return swapped.map(|()| old).map_err(io);
    };
    let failure = io_error(&name, io::Error::new(error.kind(), error.to_string()));
    match put_back(kept, path, parts) {
        Ok(()) => Err(failure),
        Err(_) => Err(StoreError::new(
            failure.kind(),
            text!(
                "what {name} was is now {kept}",
                "was {name} war, heißt jetzt {kept}",
                kept = name_of(kept)
            ),
        )
        .with_source(failure)),
    }
}

/// The first name at which no part of a database is.
fn free_name(path: &Path, parts: &[&str]) -> PathBuf {
    let mut number = 1_u32;
    loop {
        let to = beside(path, &format!(".damaged-{number}"));
        if parts.iter().all(|part| !is_there(&beside(&to, part))) {
            return to;
        }
        number = number.saturating_add(1);
    }
}

/// Gives all parts of a database a second name. The first ones stay.
fn keep(path: &Path, old: Option<&Path>, parts: &[&str]) -> io::Result<()> {
    let Some(to) = old else {
        return Ok(());
    };
    let linked = parts
        .iter()
        .try_for_each(|part| if_there(fs::hard_link(beside(path, part), beside(to, part))));
    if linked.is_err() {
        // Not all media have links.
        for part in parts {
            if_there(fs::remove_file(beside(to, part)))?;
            if_there(copy(&beside(path, part), &beside(to, part)))?;
        }
    }
    sync_folder(folder_of(path))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut from = File::open(from)?;
    let mut to = create_file(to)?;
    io::copy(&mut from, &mut to)?;
    to.sync_all()
}

/// Takes the second names away; where the first one is gone or another's, it comes back.
fn put_back(kept: &Path, path: &Path, parts: &[&str]) -> io::Result<()> {
    for part in parts {
        let (second, first) = (beside(kept, part), beside(path, part));
        if_there(fs::rename(&second, &first))?;
        // Two names of one file stay as they are when one becomes the other.
        if_there(fs::remove_file(&second))?;
    }
    sync_folder(folder_of(path))
}

/// Only the file itself has to be there.
fn if_there(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        done => done,
    }
}
