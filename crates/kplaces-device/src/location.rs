//! Where a store is, and the names of the files that tell.

use std::path::PathBuf;

use kplaces_store::{Backends, StoreError, StoreUrl};
use strum::IntoStaticStr;

/// Where places are kept as long as nothing else is set and nothing is encrypted.
pub(crate) const USUAL: &str = "sqlite:places.db";

/// Where they are once they are encrypted. No setting is changed for that.
pub(crate) const SEALED: &str = "sealed:places.sealed";

/// The files of both, in the data folder.
pub(crate) const STORE_FILES: [&str; 2] = ["places.db", "places.sealed"];

/// The folder of the copies beside a store, and how those of the encrypted one are named.
pub(crate) const COPIES: &str = "backups";
pub(crate) const SEALED_COPY: (&str, &str) = ("places-", "sealed");

/// The key of the encrypted store, or what says where it is: the sign that places are encrypted here.
pub const KEY_FILE: &str = "places.key";

/// Says that encryption is being turned on or off, and that the plain store counts as long as it is there.
pub const TURNING_FILE: &str = ".encrypt-turning";

/// The store of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Which one.
    pub url: StoreUrl,
    /// The folder it is in, where its URL names none.
    pub data_dir: PathBuf,
    /// How it is kept.
    pub kept: Kept,
}

/// How the store of a run is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Kept {
    /// Where and how somebody has set it.
    AsSet,
    /// In its usual place, readable.
    Plain,
    /// In its usual place, encrypted.
    Encrypted,
    /// The same, but its file is not there: nothing is on this device until it is filled anew,
    /// encrypted.
    EncryptedMissing,
    /// Turning encryption on or off was cut off. The readable one is to be read, and not to be
    /// changed before that is finished.
    Turning,
}

impl Location {
    /// The usual store, and the encrypted one in its place.
    pub(crate) fn usual_urls() -> Result<(StoreUrl, StoreUrl), StoreError> {
        Ok((USUAL.parse()?, SEALED.parse()?))
    }

    /// Whether what is in it is encrypted.
    pub fn is_encrypted(&self) -> bool {
        SEALED.split_once(':').map(|(scheme, _)| scheme) == Some(self.url.scheme.as_str())
    }

    /// The file of the store, where it is kept in one, whether it is there or not.
    pub fn file(&self, backends: &Backends) -> Option<PathBuf> {
        let file = backends.file(&self.url, self.data_dir.clone());
        file.ok().flatten()
    }

    /// The other of the two usual stores, where something of it may be there.
    pub(crate) fn other(&self) -> Result<Option<StoreUrl>, StoreError> {
        let (plain, sealed) = Self::usual_urls()?;
        Ok(match self.kept {
            Kept::AsSet | Kept::Plain => None,
            Kept::Encrypted | Kept::EncryptedMissing => Some(plain),
            Kept::Turning => Some(sealed),
        })
    }

    /// The name by which locks and records know the store: encrypting makes no other one of it.
    pub(crate) fn recorded_as(&self) -> String {
        match self.kept {
            Kept::AsSet if self.url.to_string() != SEALED => self.url.to_string(),
            _ => USUAL.to_owned(),
        }
    }

    /// Whether what was opened by this answer is still right by that one.
    pub(crate) fn still_is(&self, now: &Self) -> bool {
        self.url == now.url && (self.kept == Kept::Turning) == (now.kept == Kept::Turning)
    }
}

/// Whether it is one of those that are used where nothing is set.
pub fn is_usual(store: &str) -> bool {
    [USUAL, SEALED].contains(&store)
}
