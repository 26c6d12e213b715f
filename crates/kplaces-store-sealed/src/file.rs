//! The one file of a store: always whole, always sealed.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use kplaces_store::{StoreError, StoreErrorKind};
use kplaces_store_sqlite::ImageBytes;
use kplaces_store_sqlite::disk::{
    beside, create_file, folder_of, io_error, is_damage, name_of, place, refuse_what_is_no_file,
    sync_folder,
};
use secrecy::zeroize::Zeroizing;

use crate::ring::Ring;
use crate::sealing;

/// What tells one writing of a file from every other one.
pub(crate) type Mark = Vec<u8>;

/// The next content, until it is complete. Only the holder of the lock writes it.
pub(crate) fn draft_of(path: &Path) -> PathBuf {
    beside(path, ".new")
}

/// The mark of the file as it is now; `None` if there is none.
pub(crate) fn mark_of(path: &Path) -> Result<Option<Mark>, StoreError> {
    let found = File::open(path).and_then(|mut file| sealing::mark(&mut file));
    match found {
        Ok(mark) => Ok(Some(mark)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io_error(&name_of(path), error)),
    }
}

/// Opens the file: its mark, and a reader of what is sealed in it.
pub(crate) fn open(path: &Path, ring: &Ring) -> Result<(Mark, ImageBytes), StoreError> {
    let name = name_of(path);
    let mut file = find(path)?;
    let mark = sealing::mark(&mut file).map_err(|error| io_error(&name, error))?;
    Ok((mark, sealing::open(file, &name, ring)?))
}

fn find(path: &Path) -> Result<File, StoreError> {
    let name = name_of(path);
    if let Err(error) = path.symlink_metadata() {
        return Err(match error.kind() {
            ErrorKind::NotFound => {
                StoreError::new(StoreErrorKind::Missing, format!("there is no {name}"))
            }
            _ => io_error(&name, error),
        });
    }
    refuse_what_is_no_file(path)?;
    File::open(path).map_err(|error| io_error(&name, error))
}

/// Replaces the file by one with this content, whole or not at all, and says how to know it again.
pub(crate) fn save(path: &Path, plain: &[u8], ring: &Ring) -> Result<Mark, StoreError> {
    let name = name_of(path);
    let draft = draft_of(path);
    let saved = write_draft(&draft, plain, ring).and_then(|mark| {
        fs::rename(&draft, path)?;
        sync_folder(folder_of(path))?;
        Ok(mark)
    });
    saved.map_err(|error| {
        // What stays is replaced by who writes next.
        let _ = fs::remove_file(&draft);
        io_error(&name, error)
    })
}

fn write_draft(draft: &Path, plain: &[u8], ring: &Ring) -> io::Result<Mark> {
    // Left by a program that was killed; the lock says that nobody is at it.
    match fs::remove_file(draft) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    sealing::seal(plain, ring, create_file(draft)?)?.sync_all()?;
    sealing::mark(&mut File::open(draft)?)
}

/// Writes what is in the file to a new one, sealed anew, as long as it is `wanted`.
pub(crate) fn copy(
    path: &Path,
    to: &Path,
    ring: &Ring,
    wanted: impl Fn() -> bool,
) -> Result<(), StoreError> {
    let name = name_of(to);
    place(to, &wanted, |file| {
        let (_, (size, mut plain)) = open(path, ring)?;
        let mut left = size;
        let mut buffer = Zeroizing::new(vec![0; 64 * 1024]);
        let file = File::options().write(true).open(file);
        let file = file.map_err(|error| io_error(&name, error))?;
        let mut writer = sealing::writer(ring, file).map_err(|error| io_error(&name, error))?;
        loop {
            let read = plain.read(&mut buffer).map_err(|error| {
                if is_damage(&error) {
                    damaged(path)
                } else {
                    io_error(&name_of(path), error)
                }
            })?;
            if read == 0 {
                break;
            }
            if !wanted() {
                let message = format!("the copy of {} was abandoned", name_of(path));
                return Err(StoreError::new(StoreErrorKind::Io, message));
            }
            left = left.saturating_sub(read);
            let written = writer.write_all(&buffer[..read]);
            written.map_err(|error| io_error(&name, error))?;
        }
        if left > 0 {
            return Err(damaged(path));
        }
        sealing::finish(writer).map_err(|error| io_error(&name, error))?;
        Ok(())
    })
}

fn damaged(path: &Path) -> StoreError {
    let name = name_of(path);
    let message = format!(
        "{name} is damaged; bring a backup back, or move it away without its key and sync again"
    );
    StoreError::new(StoreErrorKind::Corrupt, message)
}
