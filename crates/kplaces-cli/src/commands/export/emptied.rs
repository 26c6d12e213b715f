//! A good file is not replaced in silence by one in which no place is.

use std::fs;
use std::path::{Path, PathBuf};

use kplaces_app::{Exported, read_extract};
use kplaces_export::{Exporter, ReadError};

use super::existing::Existing;

/// The first of `paths`, in the order of the files of the export, that would lose its places.
pub(super) fn first<'p>(
    exporter: &Exporter,
    paths: impl Iterator<Item = &'p Path>,
    done: &Exported,
) -> Option<PathBuf> {
    let files = done.files.iter().zip(paths);
    let mut emptied = files.filter(|(file, path)| file.written == 0 && holds(exporter, path));
    emptied.next().map(|(_, path)| path.to_owned())
}

/// Whether a file is there in which something is, as far as is known: one of another profile, or one
/// that is damaged, may hold anything.
fn holds(exporter: &Exporter, path: &Path) -> bool {
    if !has_bytes(path) {
        return false;
    }
    let Some(reader) = exporter.reader else {
        return true;
    };
    // One place is enough; a file is read to its end only where there is none.
    let read = Existing::open(path)
        .and_then(|mut file| file.visit(&reader, &mut |_| Err(ReadError::NotAFile)));
    read.is_err()
}

/// The same of an archive.
pub(in crate::commands) fn archive_holds(path: &Path) -> bool {
    has_bytes(path)
        && fs::File::open(path)
            .ok()
            .and_then(|file| read_extract(file).ok())
            .is_none_or(|extract| !extract.places.is_empty())
}

fn has_bytes(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() > 0)
}
