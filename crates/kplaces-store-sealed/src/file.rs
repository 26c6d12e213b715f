//! The one file of a store: always whole, always sealed.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use kplaces_files::{create_file, rename_and_wipe, wipe};
use kplaces_store::{StoreError, StoreErrorKind};
use kplaces_store_sqlite::ImageBytes;
use kplaces_store_sqlite::disk::{
    beside, io_error, is_damage, name_of, place, refuse_what_is_no_file,
};
use kplaces_text::text;
use secrecy::zeroize::Zeroizing;

use crate::identities::Identities;
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

/// Opens the file: a reader of what is sealed in it. `told` gets its mark first.
pub(crate) fn open(
    path: &Path,
    identities: &Identities,
    told: impl FnOnce(Mark),
) -> Result<ImageBytes, StoreError> {
    let name = name_of(path);
    let mut file = find(path)?;
    told(sealing::mark(&mut file).map_err(|error| io_error(&name, error))?);
    sealing::open(file, &name, identities)
}

/// Whether what was read with this mark, and seems damaged, was replaced meanwhile: what is replaced is
/// overwritten, also under the eyes of who reads it.
pub(crate) fn was_replaced(path: &Path, error: &StoreError, mark: Option<&Mark>) -> bool {
    use StoreErrorKind::{Corrupt, Locked, Newer};

    let is_damage = matches!(error.kind(), Corrupt | Locked | Newer);
    is_damage && mark.is_some() && mark_of(path).is_ok_and(|now| now.as_ref() != mark)
}

fn find(path: &Path) -> Result<File, StoreError> {
    let name = name_of(path);
    if let Err(error) = path.symlink_metadata() {
        return Err(match error.kind() {
            ErrorKind::NotFound => {
                let message = text!("there is no {name}", "{name} ist nicht da");
                StoreError::new(StoreErrorKind::Missing, message)
            }
            _ => io_error(&name, error),
        });
    }
    refuse_what_is_no_file(path)?;
    File::open(path).map_err(|error| io_error(&name, error))
}

/// A file that was written.
pub(crate) struct Saved {
    /// How to know it again.
    pub(crate) mark: Mark,
    /// Whether nothing is left of the one before: the key opens that, too.
    pub(crate) alone: bool,
}

/// Replaces the file by one with this content, whole or not at all, and overwrites what was there.
pub(crate) fn save(
    path: &Path,
    plain: &[u8],
    identities: &Identities,
) -> Result<Saved, StoreError> {
    let io = |error| io_error(&name_of(path), error);
    let draft = draft_of(path);
    let mark = write_draft(&draft, plain, identities).map_err(|error| {
        // What stays is replaced by who writes next.
        let _ = wipe(&draft);
        io(error)
    })?;
    let alone = rename_and_wipe(&draft, path).map_err(io)?;
    Ok(Saved { mark, alone })
}

fn write_draft(draft: &Path, plain: &[u8], identities: &Identities) -> io::Result<Mark> {
    // Left by a program that was killed; the lock says that nobody is at it.
    wipe(draft)?;
    sealing::seal(plain, identities, create_file(draft)?)?.sync_all()?;
    sealing::mark(&mut File::open(draft)?)
}

/// Writes what is in the file to a new one, sealed anew, as long as it is `wanted`.
pub(crate) fn copy(
    path: &Path,
    to: &Path,
    identities: &Identities,
    wanted: impl Fn() -> bool,
) -> Result<(), StoreError> {
    loop {
        let mut mark = None;
        let copied = place(to, &wanted, |file| {
            fill(file, path, to, identities, &mut mark, &wanted)
        });
        match copied {
            Err(error) if was_replaced(path, &error, mark.as_ref()) => {}
            copied => return copied,
        }
    }
}

fn fill(
    file: &Path,
    path: &Path,
    to: &Path,
    identities: &Identities,
    mark: &mut Option<Mark>,
    wanted: impl Fn() -> bool,
) -> Result<(), StoreError> {
    let name = name_of(to);
    let io = |error| io_error(&name, error);
    let (size, mut plain) = open(path, identities, |found| *mark = Some(found))?;
    let mut left = size;
    let mut buffer = Zeroizing::new(vec![0; 64 * 1024]);
    let file = File::options().write(true).open(file).map_err(io)?;
    let mut writer = sealing::writer(identities, file).map_err(io)?;
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
            let name = name_of(path);
            let message = text!(
                "the copy of {name} was abandoned",
                "das Kopieren von {name} wurde abgebrochen"
            );
            return Err(StoreError::new(StoreErrorKind::Io, message));
        }
        left = left.saturating_sub(read);
        writer.write_all(&buffer[..read]).map_err(io)?;
    }
    if left > 0 {
        return Err(damaged(path));
    }
    sealing::finish(writer).map_err(io)?;
    Ok(())
}

fn damaged(path: &Path) -> StoreError {
    StoreError::new(StoreErrorKind::Corrupt, sealing::damaged(&name_of(path)))
}
