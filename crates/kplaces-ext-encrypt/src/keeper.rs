use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use kplaces_cli::{CliError, KeyKeeper, Session};
use kplaces_store::{KeySource, StoreError, StoreErrorKind};
use secrecy::SecretString;
use tokio::sync::OnceCell;

use crate::key_file::{self, KeyFile};
use crate::text;

/// Knows where the key is, for every command that opens an encrypted store.
#[derive(Debug)]
pub(crate) struct Keeper;

impl KeyKeeper for Keeper {
    fn keys(&self, session: Session) -> Arc<dyn KeySource> {
        Arc::new(Kept {
            session,
            key: OnceCell::new(),
        })
    }

    fn files(&self, session: &Session) -> Vec<PathBuf> {
        let path = session.settings().map(|it| key_file::path(&it.data_dir));
        path.into_iter().filter(|path| path.exists()).collect()
    }

    fn forget(&self, session: &Session) -> Result<bool, CliError> {
        key_file::remove(session, &session.settings()?.data_dir)
    }
}

/// The key of a run: asked for once, since the work for a passphrase is not done twice.
struct Kept {
    session: Session,
    key: OnceCell<SecretString>,
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept")
    }
}

impl Kept {
    async fn find(&self) -> Result<SecretString, CliError> {
        let folder = &self.session.settings()?.data_dir;
        match KeyFile::read(folder)? {
            Some(file) => file.open(&self.session).await,
            None => Err(text::no_key(folder)),
        }
    }
}

#[async_trait]
impl KeySource for Kept {
    async fn key(&self) -> Result<SecretString, StoreError> {
        let key = self.key.get_or_try_init(|| self.find()).await;
        key.cloned()
            .map_err(|error| StoreError::new(StoreErrorKind::Locked, error.in_one_line()))
    }
}
