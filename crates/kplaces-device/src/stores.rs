//! Which store a run works with: the one answer, for every command.
//!
//! Settings in, a value out. Nothing is opened; it is only looked which files there are.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use kplaces_config::{Loaded, Origin};
use kplaces_store::{Backends, StoreUrl};
use kplaces_text::Text;

use crate::CliError;
use crate::location::{
    COPIES, KEY_FILE, Kept, Location, SEALED, SEALED_COPY, STORE_FILES, TURNING_FILE, USUAL,
};
use crate::text::stores as words;

impl Location {
    /// The store that these settings mean, by them and by what is in the folders.
    ///
    /// Fails where the folder cannot be looked at, and where a store is set that would put readable
    /// places beside encrypted ones.
    pub(crate) fn of(loaded: &Loaded, backends: &Backends) -> Result<Self, CliError> {
        let data_dir = loaded.settings.data_dir.clone();
        if is_set(loaded) {
            let url: StoreUrl = loaded.settings.store.parse()?;
            let location = Self {
                url,
                data_dir,
                kept: Kept::AsSet,
            };
            location.refuse_readable_beside_encrypted(backends)?;
            return Ok(location);
        }
        Self::usual(data_dir)
    }

    /// The store of a folder where nothing is set.
    pub(crate) fn usual(data_dir: PathBuf) -> Result<Self, CliError> {
        let kept = kept_in(&data_dir).map_err(|error| words::unseen(&data_dir, &error))?;
        let url = match kept {
            Kept::Encrypted | Kept::EncryptedMissing => SEALED,
            _ => USUAL,
        };
        Ok(Self {
            url: url.parse()?,
            data_dir,
            kept,
        })
    }

    fn refuse_readable_beside_encrypted(&self, backends: &Backends) -> Result<(), CliError> {
        if self.is_encrypted() {
            return Ok(());
        }
        // A store that is none is told of by those who open it.
        let file = backends.file(&self.url, self.data_dir.clone());
        let Ok(Some(file)) = file else {
            return Ok(());
        };
        // The folder by its own name as well: a link leads to where the key is.
        let real = fs::canonicalize(&file).ok();
        for folder in [Some(&file), real.as_ref()].into_iter().flatten() {
            let folder = folder.parent().unwrap_or(Path::new(""));
            let kept = kept_in(folder).map_err(|error| words::unseen(folder, &error))?;
            if kept != Kept::Plain {
                return Err(words::readable_beside_encrypted(&self.url, folder));
            }
        }
        Ok(())
    }
}

/// Whether somebody has said where places are kept.
pub(crate) fn is_set(loaded: &Loaded) -> bool {
    let entry = loaded.entries.iter().find(|entry| entry.key == "store");
    entry.is_some_and(|entry| entry.source != Origin::Default)
}

/// Shows the store that is in use in the place of the usual one.
pub(crate) fn show(location: &Location, loaded: &mut Loaded) {
    let shown = location.url.to_string();
    if is_set(loaded) {
        return;
    }
    for entry in &mut loaded.entries {
        if entry.key == "store" {
            entry.value = Text::same(shown.as_str());
        }
    }
    loaded.settings.store = shown;
}

/// How places are kept in a folder where nothing is set.
///
/// The key alone is enough: a file of places can get lost, and what comes in its place must not be readable.
fn kept_in(folder: &Path) -> io::Result<Kept> {
    let there = |name: &str| is_there(&folder.join(name));
    let [plain, sealed] = STORE_FILES;
    let is_sealed = there(sealed)?;
    if !is_sealed && !there(KEY_FILE)? && !has_sealed_copies(&folder.join(COPIES))? {
        return Ok(Kept::Plain);
    }
    Ok(if there(TURNING_FILE)? && there(plain)? {
        Kept::Turning
    } else if is_sealed {
        Kept::Encrypted
    } else {
        Kept::EncryptedMissing
    })
}

/// Whether there is something of this name; what cannot be looked at is an error, since it may be.
fn is_there(path: &Path) -> io::Result<bool> {
    match path.symlink_metadata() {
        Ok(_) => Ok(true),
        Err(error) if is_nothing(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

fn is_nothing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

fn has_sealed_copies(folder: &Path) -> io::Result<bool> {
    let entries = match fs::read_dir(folder) {
        Err(error) if is_nothing(&error) => return Ok(false),
        entries => entries?,
    };
    let (begin, end) = SEALED_COPY;
    for entry in entries {
        let name = PathBuf::from(entry?.file_name());
        let begins = name
            .as_os_str()
            .as_encoded_bytes()
            .starts_with(begin.as_bytes());
        if begins && name.extension().is_some_and(|it| it == end) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(names: &[&str]) -> Kept {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        Location::usual(folder.path().to_owned()).unwrap().kept
    }

    #[test]
    fn the_key_says_that_places_are_encrypted_whatever_else_is_there() {
        let copy = "backups/places-20260102T030405Z-by-hand.sealed";
        for (names, found) in [
            (&[][..], Kept::Plain),
            (&["places.db"], Kept::Plain),
            (&["places.db", ".encrypt-turning"], Kept::Plain),
            (&["places.db", "backups/places-x.db"], Kept::Plain),
            (&["places.sealed"], Kept::Encrypted),
            (&["places.sealed", "places.key"], Kept::Encrypted),
            (
                &["places.sealed", "places.key", "places.db"],
                Kept::Encrypted,
            ),
            (&["places.key"], Kept::EncryptedMissing),
            (&["places.key", "places.db"], Kept::EncryptedMissing),
            (&["places.key", copy], Kept::EncryptedMissing),
            (&[copy], Kept::EncryptedMissing),
            (&[copy, "places.db"], Kept::EncryptedMissing),
            (&["places.key", ".encrypt-turning"], Kept::EncryptedMissing),
            (
                &["places.key", "places.db", ".encrypt-turning"],
                Kept::Turning,
            ),
            (
                &[
                    "places.key",
                    "places.db",
                    "places.sealed",
                    ".encrypt-turning",
                ],
                Kept::Turning,
            ),
        ] {
            assert_eq!(kept(names), found, "{names:?}");
        }
    }

    #[test]
    fn a_folder_that_is_not_there_or_is_none_has_no_signs() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "x").unwrap();
        for nowhere in [folder.path().join("nowhere"), file] {
            assert_eq!(Location::usual(nowhere).unwrap().kept, Kept::Plain);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_leads_nowhere_is_one() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join(KEY_FILE)).unwrap();
        let location = Location::usual(folder.path().to_owned()).unwrap();
        assert_eq!(location.kept, Kept::EncryptedMissing);
    }
}
