//! Which files there are of a store, replacing and deleting them.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kplaces_files::{folder_of, is_one_file, sync_folder, wipe};
use kplaces_store::{KeySource, Replacement, StoreError, StoreFiles};
use kplaces_store_sqlite::disk::{
    begin, copies_of, doomed, entries, exchange, io_error, is_abandoned, is_staging_dir, is_there,
    is_unfinished, name_of, on_a_thread, real_path, refuse_what_is_no_file,
};

use crate::file::draft_of;
use crate::guard::{Guard, LOCK};
use crate::store::SealedStore;

/// The path with the links on the way to it resolved, if its folder is there.
fn found(path: &Path) -> Result<Option<PathBuf>, StoreError> {
    match real_path(path) {
        Ok(path) => Ok(Some(path)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io_error(&name_of(path), error)),
    }
}

/// Looks which files there are of the store at `path`.
pub(crate) fn files(path: &Path) -> Result<StoreFiles, StoreError> {
    let io = |error: io::Error| io_error(&name_of(path), error);
    let Some(path) = found(path)? else {
        return Ok(StoreFiles::default());
    };
    let folder = folder_of(&path);
    let mut files = StoreFiles::default();
    if is_there(&path) {
        files.own.push(path.clone());
    }
    let draft = draft_of(&path);
    if is_there(&draft) {
        if is_locked(folder) {
            files.under_way.push(draft);
        } else {
            files.leftovers.push(draft);
        }
    }
    let prefix = format!("{}.damaged-", name_of(&path));
    for entry in entries(folder).map_err(io)? {
        let name = name_of(&entry);
        let number = name.strip_prefix(&prefix);
        if number.is_some_and(|number| number.parse::<u32>().is_ok()) {
            // Two names of one file are one store: a program was killed while it was set aside.
            if !is_one_file(&path, &entry) {
                files.aside.push(entry);
            }
        } else {
            let is_ours = name.starts_with(&*name_of(&path));
            sort_rest(entry, is_ours, &mut files);
        }
    }
    for entry in copies_of(folder).map_err(io)? {
        sort_rest(entry, true, &mut files);
    }
    Ok(files)
}

fn sort_rest(entry: PathBuf, is_ours: bool, files: &mut StoreFiles) {
    let name = name_of(&entry);
    // The draft of a draft is one.
    let whole = entry.with_file_name(name.strip_suffix(".new").unwrap_or(&name));
    if is_ours && is_unfinished(&whole) {
        files.leftovers.push(entry);
    } else if is_staging_dir(&entry) {
        if is_abandoned(&entry) {
            files.leftovers.push(entry);
        } else {
            files.under_way.push(entry);
        }
    }
}

fn is_locked(folder: &Path) -> bool {
    File::open(folder.join(LOCK)).is_ok_and(|lock| lock.try_lock_shared().is_err())
}

/// Begins an empty store beside the one at `path`, which is kept as the first free `F.damaged-N`.
pub(crate) async fn replace(
    path: PathBuf,
    keys: Option<&dyn KeySource>,
) -> Result<Replacement, StoreError> {
    let (path, staging) = on_a_thread(move || begin(&path)).await?;
    let new = staging.path(&name_of(&path));
    let store = Arc::new(SealedStore::open(new.clone(), keys).await?);
    let take_place = move || {
        on_a_thread(move || {
            let _until_then = staging;
            // Only holders of the lock give such names, so nothing is replaced.
            let _guard = Guard::take(&path)?;
            exchange(&path, &new, &[""])
        })
    };
    Ok(Replacement::new(store, || Box::pin(take_place())))
}

/// Overwrites a file and deletes it. First it gets a name that no store has: a program that is killed leaves
/// no half of one.
fn remove_one(path: &Path) -> io::Result<()> {
    let doomed = doomed(path);
    wipe(&doomed)?;
    // Where a folder has no room for a name it goes under its own.
    if fs::rename(path, &doomed).is_err() {
        wipe(path)?;
    }
    sync_folder(folder_of(path))?;
    wipe(&doomed)?;
    sync_folder(folder_of(path))
}

/// Deletes the files of the store at `path`, overwritten, and says which.
pub(crate) fn remove(path: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let io = |error: io::Error| io_error(&name_of(path), error);
    let Some(path) = found(path)? else {
        return Ok(Vec::new());
    };
    let parts = [path.clone(), draft_of(&path)];
    for part in &parts {
        wipe(&doomed(part)).map_err(io)?;
    }
    if !parts.iter().any(|part| is_there(part)) {
        return Ok(Vec::new());
    }
    // A reader elsewhere notices: its next question is answered with `Missing`.
    let _guard = Guard::take(&path)?;
    let mut removed = Vec::new();
    for part in parts.into_iter().filter(|part| is_there(part)) {
        refuse_what_is_no_file(&part)?;
        remove_one(&part).map_err(io)?;
        removed.push(part);
    }
    Ok(removed)
}
