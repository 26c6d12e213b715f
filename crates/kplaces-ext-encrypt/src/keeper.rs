use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use kplaces_device::{CliError, KEY_FILE, Kept, KeyKeeper, Location, Secrets, TURNING_FILE};
use kplaces_store::{KeySource, StoreError, StoreErrorKind};
use secrecy::SecretString;
use tokio::sync::OnceCell;

use crate::key_file::{self, KeyFile};
use crate::{text, turning};

/// Knows where the key is, for every command that opens an encrypted store.
#[derive(Debug)]
pub(crate) struct Keeper;

impl KeyKeeper for Keeper {
    fn keys(&self, location: &Location, secrets: Secrets) -> Arc<dyn KeySource> {
        Arc::new(KeptKey {
            location: location.clone(),
            secrets,
            key: OnceCell::new(),
        })
    }

    fn files(&self, location: &Location) -> Vec<PathBuf> {
        let names = [KEY_FILE, TURNING_FILE];
        let paths = names.map(|name| location.data_dir.join(name));
        let there = |path: &PathBuf| path.symlink_metadata().is_ok();
        paths.into_iter().filter(there).collect()
    }

    fn forget(&self, location: &Location, secrets: &Secrets) -> Result<bool, CliError> {
        let folder = &location.data_dir;
        let was_there = key_file::remove(secrets, folder)?;
        turning::key_counts(folder)?;
        Ok(was_there)
    }
}

/// The key of a run: asked for once, since the work for a passphrase is not done twice.
struct KeptKey {
    location: Location,
    secrets: Secrets,
    key: OnceCell<SecretString>,
}

impl fmt::Debug for KeptKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeptKey")
    }
}

impl KeptKey {
    async fn find(&self) -> Result<SecretString, CliError> {
        let folder = &self.location.data_dir;
        match KeyFile::read(folder)? {
            Some(file) => file.open(&self.secrets).await,
            None if self.location.kept == Kept::AsSet => Err(text::no_key_yet(folder)),
            None => Err(text::no_key(folder)),
        }
    }
}

#[async_trait]
impl KeySource for KeptKey {
    async fn key(&self) -> Result<SecretString, StoreError> {
        let key = self.key.get_or_try_init(|| self.find()).await;
        key.cloned()
            .map_err(|error| StoreError::new(StoreErrorKind::Locked, error.in_one_line()))
    }
}
