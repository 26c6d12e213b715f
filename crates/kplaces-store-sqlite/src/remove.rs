//! Which files there are of a store, and deleting them.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use kplaces_files::{folder_of, is_one_file, sync_folder, tighten, wipe};
use kplaces_store::{StoreError, StoreFiles};

use crate::failure::io_error;
use crate::file::{StoreFile, entries, is_there, real_path, refuse_what_is_no_file};
use crate::hold::hold;
use crate::location::{BACKUPS, PARTS, beside, name_of};
use crate::snapshot;

/// Looks which files there are of the store at `path`.
pub(crate) fn files(path: &Path) -> Result<StoreFiles, StoreError> {
    let name = name_of(path);
    let io = |error: io::Error| io_error(&name, error);
    let path = match real_path(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(StoreFiles::default()),
        path => path.map_err(io)?,
    };
    let own = PARTS.map(|part| beside(&path, part));
    let mut files = StoreFiles {
        own: own.into_iter().filter(|file| is_there(file)).collect(),
        ..StoreFiles::default()
    };
    let folder = folder_of(&path);
    let prefix = format!("{}.damaged-", name_of(&path));
    for entry in entries(folder).map_err(io)? {
        let is_aside = entry.file_name().is_some_and(|name| {
            let rest = name.to_str().and_then(|name| name.strip_prefix(&prefix));
            rest.is_some_and(is_a_part_set_aside)
        });
        if is_aside {
            files.aside.push(entry);
        } else {
            let is_ours = name_of(&entry).starts_with(&*name_of(&path));
            sort_rest(entry, is_ours, &mut files);
        }
    }
    for entry in copies_of(folder).map_err(io)? {
        sort_rest(entry, true, &mut files);
    }
    // Two names of one file are one store: a program was killed while it was set aside.
    let own = files.own.clone();
    files
        .aside
        .retain(|aside| !own.iter().any(|own| is_one_file(own, aside)));
    Ok(files)
}

/// What is in the folder of copies; nothing where that is a link, which leads to the folder of somebody else.
pub fn copies_of(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let copies = folder.join(BACKUPS);
    if copies.is_symlink() {
        return Ok(Vec::new());
    }
    entries(&copies)
}

fn sort_rest(entry: PathBuf, is_ours: bool, files: &mut StoreFiles) {
    if is_ours && is_unfinished(&entry) {
        files.leftovers.push(entry);
    } else if snapshot::is_staging_dir(&entry) {
        if snapshot::is_abandoned(&entry) {
            files.leftovers.push(entry);
        } else {
            files.under_way.push(entry);
        }
    }
}

/// Whether this is what stands behind `.damaged-`: a number and one of the parts.
fn is_a_part_set_aside(rest: &str) -> bool {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0 && PARTS.contains(&&rest[digits..])
}

/// What stands behind the name of a file that goes, until it is overwritten: killed in between, a program
/// leaves no half of a store.
const DOOMED: &str = ".erased";

/// What stands behind the name of a store that is being filled to take its place.
const DRAFT: &str = ".draft";

/// The name that a file has until it is overwritten.
pub fn doomed(path: &Path) -> PathBuf {
    beside(path, DOOMED)
}

/// Whether it is what a program left of a store that was killed while it erased, or filled one elsewhere.
pub fn is_unfinished(path: &Path) -> bool {
    let name = name_of(path);
    PARTS.iter().any(|part| {
        let name = name.strip_suffix(part);
        name.is_some_and(|name| name.ends_with(DOOMED) || name.ends_with(DRAFT))
    })
}

/// Deletes the files of the store at `path`, overwritten, and says which.
pub(crate) fn remove(path: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let name = name_of(path);
    let io = |error: io::Error| io_error(&name, error);
    let path = match real_path(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        path => path.map_err(io)?,
    };
    StoreFile::while_closed(&path, || {
        let parts = PARTS.map(|part| beside(&path, part));
        let there: Vec<PathBuf> = parts.into_iter().filter(|part| is_there(part)).collect();
        // Until the end: nobody opens it meanwhile.
        let held = if is_there(&path) {
            refuse_what_is_no_file(&path)?;
            tighten(&path).map_err(io)?;
            Some(hold(&path).map_err(|failure| failure.of(&name))?)
        } else {
            None
        };
        wipe_all(&path).map_err(io)?;
        drop(held);
        sync_folder(folder_of(&path)).map_err(io)?;
        Ok(there)
    })
}

/// Overwrites the parts of a store that nobody has open, and deletes them. The file goes first: without it
/// the others are nothing.
fn wipe_all(path: &Path) -> io::Result<()> {
    let pairs = PARTS.map(|part| (beside(path, part), beside(&doomed(path), part)));
    for (_, to) in &pairs {
        wipe(to)?;
    }
    for (from, to) in &pairs {
        match fs::rename(from, to) {
            // Where a folder has no room for a name it goes under its own.
            Err(error) if error.kind() != ErrorKind::NotFound => {
                wipe(from)?;
            }
            _ => {}
        }
    }
    sync_folder(folder_of(path))?;
    for (_, to) in &pairs {
        wipe(to)?;
    }
    Ok(())
}
