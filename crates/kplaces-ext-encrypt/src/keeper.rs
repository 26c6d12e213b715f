use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use kplaces_cli::{CliError, KEY_FILE, Kept, KeyKeeper, Session, TURNING_FILE};
use kplaces_store::{KeySource, StoreError, StoreErrorKind};
use secrecy::SecretString;
use tokio::sync::OnceCell;

use crate::key_file::{self, KeyFile};
use crate::{text, turning};

/// Knows where the key is, for every command that opens an encrypted store.
#[derive(Debug)]
pub(crate) struct Keeper;

impl KeyKeeper for Keeper {
    fn keys(&self, session: Session) -> Arc<dyn KeySource> {
        Arc::new(KeptKey {
            session,
            key: OnceCell::new(),
        })
    }

    fn files(&self, session: &Session) -> Vec<PathBuf> {
        let Ok(location) = session.location() else {
            return Vec::new();
        };
        let names = [KEY_FILE, TURNING_FILE];
        let paths = names.map(|name| location.data_dir.join(name));
        let there = |path: &PathBuf| path.symlink_metadata().is_ok();
        paths.into_iter().filter(there).collect()
    }

    fn forget(&self, session: &Session) -> Result<bool, CliError> {
        let folder = &session.location()?.data_dir;
        let was_there = key_file::remove(session, folder)?;
        turning::key_counts(folder)?;
        Ok(was_there)
    }
}

/// The key of a run: asked for once, since the work for a passphrase is not done twice.
struct KeptKey {
    session: Session,
    key: OnceCell<SecretString>,
}

impl fmt::Debug for KeptKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeptKey")
    }
}

impl KeptKey {
    async fn find(&self) -> Result<SecretString, CliError> {
        let location = self.session.location()?;
        let folder = &location.data_dir;
        match KeyFile::read(folder)? {
            Some(file) => file.open(&self.session).await,
            None if location.kept == Kept::AsSet => Err(text::no_key_yet(folder)),
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
