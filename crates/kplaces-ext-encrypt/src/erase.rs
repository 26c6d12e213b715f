//! Taking away what is not to be read any more.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use kplaces_cli::CliError;
use kplaces_store::{Erasure, StoreErrorKind, StoreUrl};

use crate::place::Place;
use crate::text;

/// Erases a store and all its copies: overwritten first, then deleted. Says how many files.
pub(crate) async fn all(place: &Place, url: &StoreUrl) -> Result<usize, CliError> {
    let mut erased = store(place, url).await?;
    if let Some(backups) = place.backups(url)? {
        for copy in backups.list().map_err(kplaces_app::AppError::from)? {
            let path = copy.path;
            erased += wipe(&path).map_err(|error| text::not_erased(&path, &error))?;
        }
    }
    Ok(erased)
}

/// The same without its copies.
pub(crate) async fn store(place: &Place, url: &StoreUrl) -> Result<usize, CliError> {
    let folder = || place.folder.clone();
    let mut erased = 0;
    if place.is_there(url)? {
        match place.backends.open(url, folder()).await {
            Ok(store) => {
                store.erase(&Erasure::All).await?;
            }
            // One that cannot be opened has no readers either; its file is overwritten below.
            Err(error) if error.kind() == StoreErrorKind::Corrupt => {}
            Err(error) => return Err(error.into()),
        }
    }
    let files = place.backends.files(url, folder())?;
    erased += place.backends.remove(url, folder()).await?.len();
    for path in files.aside.into_iter().chain(files.leftovers) {
        erased += wipe(&path).map_err(|error| text::not_erased(&path, &error))?;
    }
    Ok(erased)
}

/// Overwrites a file, or the files of a folder, and deletes it; says how many files it was.
fn wipe(path: &Path) -> io::Result<usize> {
    let found = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        found => found?,
    };
    if found.is_dir() {
        let mut wiped = 0;
        for entry in fs::read_dir(path)? {
            wiped += wipe(&entry?.path())?;
        }
        fs::remove_dir(path)?;
        return Ok(wiped);
    }
    if found.is_file() {
        overwrite(&OpenOptions::new().write(true).open(path)?, found.len())?;
    }
    fs::remove_file(path)?;
    Ok(1)
}

fn overwrite(mut file: &File, length: u64) -> io::Result<()> {
    let nothing = vec![0; 64 * 1024];
    let mut left = length;
    while left > 0 {
        let piece = left.min(nothing.len() as u64);
        file.write_all(&nothing[..piece as usize])?;
        left -= piece;
    }
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wiped_is_overwritten_and_gone() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&file, vec![7; 200_000]).unwrap();
        // A second name shows what became of the bytes.
        fs::hard_link(&file, &link).unwrap();
        assert_eq!(wipe(&file).unwrap(), 1);
        assert!(!file.exists());
        assert_eq!(fs::read(&link).unwrap(), vec![0; 200_000]);
        assert_eq!(wipe(&file).unwrap(), 0);
        let below = folder.path().join("c/d");
        fs::create_dir_all(&below).unwrap();
        fs::write(below.join("e"), "x").unwrap();
        assert_eq!(wipe(&folder.path().join("c")).unwrap(), 1);
        assert!(!folder.path().join("c").exists());
    }
}
