//! The file that says what keeps the key: the keyring, or the file itself, sealed with a passphrase.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use kplaces_device::{Asking, CliError, KEY_FILE, Secrets};
use kplaces_files::{behind_links, create_folder, remove_behind_links};
use kplaces_vault::{SealError, sealed};
use secrecy::{ExposeSecret, SecretString};

use crate::keep::Keep;
use crate::text;

/// What stands before the number of a key in the keyring.
const IN_KEYRING: &str = "3kplaces-key keyring ";

/// A file with more bytes is none of ours.
const MOST: u64 = 64 * 1024;

/// What is in the file.
#[derive(Debug)]
pub(crate) enum KeyFile {
    /// The keyring has the key, under a name with this number.
    Keyring(String),
    /// The key itself, sealed.
    Sealed(Vec<u8>),
}

/// Where the file is.
pub(crate) fn path(folder: &Path) -> PathBuf {
    folder.join(KEY_FILE)
}

impl KeyFile {
    /// Reads the file; `None` if there is none.
    pub(crate) fn read(folder: &Path) -> Result<Option<Self>, CliError> {
        let path = path(folder);
        let found = fs::metadata(&path).and_then(|found| {
            // A pipe would wait for somebody who writes.
            if !found.is_file() || found.len() > MOST {
                return Err(ErrorKind::InvalidData.into());
            }
            fs::read(&path)
        });
        let bytes = match found {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            bytes => bytes.map_err(|error| text::key_file_unreadable(&path, &error))?,
        };
        if sealed::is_sealed(&bytes) {
            return Ok(Some(Self::Sealed(bytes)));
        }
        let line = String::from_utf8(bytes).unwrap_or_default();
        match line.trim_end().strip_prefix(IN_KEYRING) {
            Some(id) if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                Ok(Some(Self::Keyring(id.to_owned())))
            }
            _ => Err(text::key_file_unreadable(
                &path,
                &ErrorKind::InvalidData.into(),
            )),
        }
    }

    /// What keeps the key.
    pub(crate) fn keep(&self) -> Keep {
        match self {
            Self::Keyring(_) => Keep::Keyring,
            Self::Sealed(_) => Keep::Passphrase,
        }
    }

    /// Gets the key out; asks for the passphrase where it takes one.
    pub(crate) async fn open(&self, secrets: &Secrets) -> Result<SecretString, CliError> {
        match self {
            Self::Keyring(id) => {
                let read = secrets
                    .keyring()
                    .and_then(|keyring| keyring.read(&entry(id)));
                match read {
                    Ok(Some(key)) => Ok(key),
                    Ok(None) => Err(text::not_in_keyring()),
                    Err(error) => Err(text::keyring(&error)),
                }
            }
            Self::Sealed(bytes) => {
                let open = |passphrase: &SecretString| sealed::open(bytes, passphrase);
                let places = text::the_places();
                let opened = secrets.open(&places, Asking::Allowed, open).await?;
                let opened = opened.map_err(text::not_opened)?;
                let key = std::str::from_utf8(&opened)
                    .map_err(|_| text::not_opened(SealError::Damaged))?;
                Ok(SecretString::from(key))
            }
        }
    }
}

/// Puts a key where `wish` says and gives the file a new content; what kept the key before is left
/// alone. Says what keeps it now.
pub(crate) fn save(
    secrets: &Secrets,
    folder: &Path,
    key: &SecretString,
    keep: Keep,
    passphrase: Option<&SecretString>,
) -> Result<KeyFile, CliError> {
    let kept = match (keep, passphrase) {
        (Keep::Keyring, _) => {
            let id = format!("{:016x}", fastrand::u64(..));
            let keyring = secrets.keyring().map_err(|error| text::keyring(&error))?;
            keyring
                .write(&entry(&id), key)
                .map_err(|error| text::keyring(&error))?;
            // A keyring that forgets at once must be found out before anything depends on it.
            let back = keyring
                .read(&entry(&id))
                .map_err(|error| text::keyring(&error))?;
            if back.is_none_or(|back| back.expose_secret() != key.expose_secret()) {
                return Err(text::not_in_keyring());
            }
            KeyFile::Keyring(id)
        }
        (Keep::Passphrase, Some(passphrase)) => {
            let bytes = key.expose_secret().as_bytes();
            let sealed = sealed::seal(bytes, passphrase).map_err(text::not_opened)?;
            KeyFile::Sealed(sealed)
        }
        (Keep::Passphrase, None) => {
            return Err(text::no_passphrase());
        }
    };
    let content = match &kept {
        KeyFile::Keyring(id) => format!("{IN_KEYRING}{id}\n").into_bytes(),
        KeyFile::Sealed(bytes) => bytes.clone(),
    };
    let path = path(folder);
    write(folder, &path, &content).map_err(|error| text::not_written(&path, &error))?;
    Ok(kept)
}

/// Takes the key out of what keeps it, and the file away; says whether there was one.
pub(crate) fn remove(secrets: &Secrets, folder: &Path) -> Result<bool, CliError> {
    let path = path(folder);
    match KeyFile::read(folder) {
        Ok(None) => return Ok(false),
        Ok(Some(kept)) => forget(secrets, &kept)?,
        // What is not readable names no entry of the keyring that could be forgotten.
        Err(_) => {}
    }
    remove_behind_links(&path).map_err(|error| text::not_erased(&path, &error))?;
    // What a program that was killed has left of a key.
    match kplaces_files::sweep(folder).failed.first() {
        Some((draft, error)) => Err(text::not_erased(draft, error)),
        None => Ok(true),
    }
}

/// Takes a key out of the keyring, where it was there.
pub(crate) fn forget(secrets: &Secrets, kept: &KeyFile) -> Result<(), CliError> {
    if let KeyFile::Keyring(id) = kept {
        secrets
            .keyring()
            .and_then(|keyring| keyring.remove(&entry(id)))
            .map_err(|error| text::keyring(&error))?;
    }
    Ok(())
}

fn entry(id: &str) -> String {
    format!("store-key-{id}")
}

/// Replaces the file whole. It is private from the start.
pub(crate) fn write(folder: &Path, path: &Path, content: &[u8]) -> io::Result<()> {
    create_folder(folder)?;
    // A link stays, and what it leads to is replaced.
    let path = behind_links(path)?;
    // The key before opens copies of the files that others have made: it is overwritten.
    kplaces_files::replace_for_good(&path, &[content]).map(drop)
}
