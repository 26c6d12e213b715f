//! The sealed login: a file beside the login file, which says which one it is.

use std::fmt::{self, Write as _};
use std::io;
use std::path::{Path, PathBuf};

use kplaces_text::{Text, command, text};
use secrecy::zeroize::Zeroizing;
use sha2::{Digest, Sha256};

use crate::kept::Safe;
use crate::login_file::{Unread, read_private, remove, write};
use crate::{ConfigError, Credential, Sources};

/// What is in the file of a sealed login.
pub struct SealedLogin {
    /// As it is.
    pub bytes: Zeroizing<Vec<u8>>,
    /// Whether it is the one that the login file beside it means. Another one was put there alone.
    pub is_named: bool,
}

impl SealedLogin {
    /// Why one is not used that the login file does not mean; goes after its path.
    pub fn not_named() -> Text {
        text!(
            "is not the one that the login file beside it names, so one of the two was changed alone: run {login}",
            "ist nicht die Datei, die die Anmeldedatei daneben nennt; eine der beiden wurde allein geändert: {login} \
             ausführen",
            login = command("login")
        )
    }
}

/// Nothing of a login is for a log.
impl fmt::Debug for SealedLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealedLogin")
            .field("is_named", &self.is_named)
            .finish_non_exhaustive()
    }
}

impl Sources {
    /// Where a sealed login is, whether there is one or not.
    pub fn sealed_login_file(&self) -> PathBuf {
        self.dirs.config.join("login.age")
    }

    /// Where a sealed login waits until the login file names it, and its place is free.
    pub fn next_sealed_login_file(&self) -> PathBuf {
        self.dirs.config.join("login.age.new")
    }

    /// Keeps a login that is sealed, in place of the one there may be; says where.
    ///
    /// It counts from the moment on in which the login file names it: who is killed before leaves the login that was
    /// there, and who is killed later leaves this one.
    pub fn save_sealed_login(
        &self,
        credential: &Credential,
        sealed: &[u8],
    ) -> Result<PathBuf, ConfigError> {
        let next = self.next_sealed_login_file();
        let digest = digest(sealed);
        let parts = [
            ("account", credential.account.as_str()),
            ("user", credential.user.as_str()),
            ("keep", Safe::Sealed.word()),
            ("sealed", digest.as_str()),
        ];
        write(&self.dirs.config, &next, &[sealed]).map_err(failed(&next))?;
        self.write_login(&self.login_file(), &parts)?;
        self.settle_sealed_login()?;
        Ok(self.sealed_login_file())
    }

    /// Puts the sealed login that the login file names into its place, and overwrites one that it does not name: what a
    /// program that was killed has left. To be called by whoever may change the login.
    pub fn settle_sealed_login(&self) -> Result<(), ConfigError> {
        let (path, next) = (self.sealed_login_file(), self.next_sealed_login_file());
        if next.symlink_metadata().is_err() {
            return Ok(());
        }
        let named = self.read_login().ok().and_then(|login| login.sealed);
        if let (Ok(bytes), Some(named)) = (read_private(&next, self.home.as_deref()), named)
            && digest(&bytes) == named
        {
            write(&self.dirs.config, &path, &[&bytes]).map_err(failed(&path))?;
        }
        remove(next).map(drop)
    }

    /// The sealed login as it is, readable for the user only; why not, if it cannot be read.
    pub fn sealed_login(&self) -> Result<SealedLogin, Text> {
        let path = self.sealed_login_file();
        let read = |path: &Path| read_private(path, self.home.as_deref());
        let named = self.read_login().unwrap_or_default().sealed;
        let is_named = |bytes: &[u8]| named.as_ref().is_none_or(|named| digest(bytes) == *named);
        let found = read(&path);
        let fits = |found: &Result<Zeroizing<Vec<u8>>, Unread>| {
            found.as_ref().is_ok_and(|bytes| is_named(bytes))
        };
        // Its way to its place may have been cut short.
        let next = match (&named, fits(&found)) {
            (Some(_), false) => Some(read(&self.next_sealed_login_file())).filter(fits),
            _ => None,
        };
        match next.unwrap_or(found) {
            Ok(bytes) => Ok(SealedLogin {
                is_named: is_named(&bytes),
                bytes,
            }),
            Err(Unread::Io(error)) if error.kind() == io::ErrorKind::NotFound => {
                Err(text!("is not there any more", "ist nicht mehr vorhanden"))
            }
            Err(unread) => Err(unread.said(&path).1),
        }
    }

    /// Removes the sealed login and returns where it was, or `None` if there was none.
    pub fn remove_sealed_login(&self) -> Result<Option<PathBuf>, ConfigError> {
        let next = remove(self.next_sealed_login_file())?;
        Ok(remove(self.sealed_login_file())?.or(next))
    }
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> ConfigError {
    let path = path.to_owned();
    |source| ConfigError::LoginFile { path, source }
}

/// By what a sealed file is named: SHA-256 of it, which says nothing of what it seals.
fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
