//! Which stores are moved into which, and where their files are.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kplaces_app::{AppError, Backups};
use kplaces_device::{CliError, Device, Kept};
use kplaces_store::{Backends, KnownKey, StoreUrl};
use secrecy::SecretString;

/// The two stores of this device, of which one is in use.
pub(crate) struct Place {
    pub(crate) plain: StoreUrl,
    pub(crate) sealed: StoreUrl,
    /// How the one in use is kept.
    pub(crate) kept: Kept,
    pub(crate) folder: PathBuf,
    pub(crate) keep: u32,
    pub(crate) backends: Backends,
}

impl Place {
    pub(crate) fn of(device: &Device) -> Result<Self, CliError> {
        let (plain, sealed) = device.usual_stores()?;
        let location = device.location()?;
        Ok(Self {
            plain,
            sealed,
            kept: location.kept,
            folder: location.data_dir.clone(),
            keep: device.settings()?.backup.keep,
            backends: device.backends()?.clone(),
        })
    }

    /// The same, with this key in the place of the one that is kept.
    pub(crate) fn with_key(mut self, key: &SecretString) -> Self {
        let backends = std::mem::take(&mut self.backends);
        self.backends = backends.with_keys(Arc::new(KnownKey(key.clone())));
        self
    }

    /// Where the file of a store is, or would be.
    pub(crate) fn file(&self, url: &StoreUrl) -> Result<PathBuf, CliError> {
        let file = self.backends.file(url, self.folder.clone())?;
        Ok(file.unwrap_or_default())
    }

    pub(crate) fn is_there(&self, url: &StoreUrl) -> Result<bool, CliError> {
        Ok(self.file(url)?.symlink_metadata().is_ok())
    }

    /// Whether nothing needs the key: the plain store counts, and nothing is encrypted, not yet or no more.
    pub(crate) fn needs_no_key(&self) -> Result<bool, CliError> {
        if self.kept != Kept::Turning || self.is_there(&self.sealed)? {
            return Ok(false);
        }
        let Some(backups) = self.backups(&self.sealed)? else {
            return Ok(true);
        };
        let copies = backups.list().map_err(AppError::from)?;
        Ok(copies.iter().all(|copy| was_overwritten(&copy.path)))
    }

    /// Whether places are encrypted here: by what is in use, or by what was begun.
    pub(crate) fn is_on(&self) -> bool {
        matches!(self.kept, Kept::Encrypted | Kept::EncryptedMissing)
    }

    /// The copies of a store.
    pub(crate) fn backups(&self, url: &StoreUrl) -> Result<Option<Backups>, CliError> {
        let backups = Backups::of_store(&self.backends, url, &self.folder, self.keep);
        Ok(backups?)
    }

    /// The store of the same kind as `url` in another file.
    pub(crate) fn at(url: &StoreUrl, file: &Path) -> StoreUrl {
        StoreUrl {
            scheme: url.scheme.clone(),
            rest: file.into(),
        }
    }
}

/// Whether a file is what a run left that was killed while it overwrote it: it begins with nothing, as no
/// store does, and holds nothing that could be lost.
pub(crate) fn was_overwritten(file: &Path) -> bool {
    let mut start = [1; 64];
    let read = File::open(file).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && start == [0; 64]
}
