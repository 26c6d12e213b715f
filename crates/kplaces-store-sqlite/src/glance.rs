//! A store that is looked into: some questions, each answered at once, and it is closed again.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use kplaces_domain::{SyncPlan, Timestamp};
use kplaces_store::{
    Applied, BatchQuery, Capabilities, Erased, Erasure, GroupCount, Kept, Page, PlaceBatch,
    PlaceQuery, PlaceStore, StoreError, StoreErrorKind, StoreState,
};
use rusqlite::Connection;
use tokio::sync::OnceCell;

use crate::failure::Failure;
use crate::file::is_there;
use crate::location::{PARTS, beside};
use crate::reading::FileStamp;
use crate::schema::{self, MIGRATIONS};
use crate::store::SqliteStore;
use crate::{connection, read};

/// A store that nobody had open and nothing is to be done for, read as it lies there: without a file beside it, a
/// lock, another connection or a thread.
///
/// The stamp of the file tells of every change that somebody makes meanwhile. An answer that may be of two contents,
/// and any failure, counts for nothing: the store is opened as it always is, and asked again.
#[derive(Debug)]
pub(crate) struct Glance {
    path: PathBuf,
    lying: Mutex<Option<Lying>>,
    opened: OnceCell<SqliteStore>,
}

/// A file that nobody has changed yet.
#[derive(Debug)]
struct Lying {
    connection: Connection,
    stamp: FileStamp,
}

impl Glance {
    /// Looks into the store in a file; `None` if there is anything about it that only opening it can settle.
    pub(crate) fn at(path: &Path, now: Timestamp) -> Option<Self> {
        // Before anything is looked at, so that it tells of what happens while it is.
        let stamp = FileStamp::of(path);
        if !stamp.tells_changes(now) || !is_private(path) || is_in_use(path) {
            return None;
        }
        let connection = connection::immutable(path).ok()?;
        let current = schema::is_current(&connection, MIGRATIONS);
        if !matches!(stamp.check_unchanged(current), Ok(true)) {
            return None;
        }
        Some(Self {
            path: path.to_owned(),
            lying: Mutex::new(Some(Lying { connection, stamp })),
            opened: OnceCell::new(),
        })
    }

    /// The answer of the file as it lies there.
    fn at_once<T>(
        &self,
        question: impl FnOnce(&mut Connection) -> Result<T, Failure>,
    ) -> Option<T> {
        let mut lying = self.lying.lock().unwrap_or_else(PoisonError::into_inner);
        let Lying { connection, stamp } = lying.as_mut()?;
        let answer = stamp.check_unchanged(question(connection)).ok();
        // What somebody has changed may still be in a log.
        let answer = answer.filter(|_| !is_in_use(&self.path));
        if answer.is_none() {
            *lying = None;
        }
        answer
    }

    /// The store, opened; to be read only where it cannot be written.
    async fn opened(&self) -> Result<&SqliteStore, StoreError> {
        let open = || async {
            *self.lying.lock().unwrap_or_else(PoisonError::into_inner) = None;
            match SqliteStore::open(self.path.clone()).await {
                Err(error)
                    if matches!(error.kind(), StoreErrorKind::Denied | StoreErrorKind::Full) =>
                {
                    // What is wrong with writing says more than that nothing can be read either.
                    let opened = SqliteStore::open_read_only(self.path.clone()).await;
                    opened.map_err(|_| error)
                }
                opened => opened,
            }
        };
        self.opened.get_or_try_init(open).await
    }
}

/// Whether it is a file that is closed to others.
fn is_private(path: &Path) -> bool {
    let Ok(found) = fs::symlink_metadata(path) else {
        return false;
    };
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::mode(&found) & 0o077 != 0 {
        return false;
    }
    found.is_file()
}

/// Whether somebody has it open, or was killed while it had.
fn is_in_use(path: &Path) -> bool {
    PARTS[1..].iter().any(|part| is_there(&beside(path, part)))
}

#[async_trait]
impl PlaceStore for Glance {
    fn capabilities(&self) -> Capabilities {
        SqliteStore::CAPABILITIES
    }

    async fn state(&self) -> Result<StoreState, StoreError> {
        match self.at_once(read::state) {
            Some(state) => Ok(state),
            None => self.opened().await?.state().await,
        }
    }

    async fn places(&self, query: &PlaceQuery) -> Result<Page, StoreError> {
        match self.at_once(|connection| read::places(connection, query)) {
            Some(page) => Ok(page),
            None => self.opened().await?.places(query).await,
        }
    }

    async fn batch(&self, query: &BatchQuery, into: PlaceBatch) -> Result<PlaceBatch, StoreError> {
        let batch = |connection: &mut Connection| read::batch(connection, query, into);
        if let Some(batch) = self.at_once(batch) {
            return Ok(batch);
        }
        let opened = self.opened().await?;
        opened.batch(query, PlaceBatch::default()).await
    }

    async fn groups(&self) -> Result<Vec<GroupCount>, StoreError> {
        match self.at_once(read::groups) {
            Some(groups) => Ok(groups),
            None => self.opened().await?.groups().await,
        }
    }

    async fn apply(&self, plan: &SyncPlan) -> Result<Applied, StoreError> {
        self.opened().await?.apply(plan).await
    }

    async fn apply_and_keep(&self, plan: &SyncPlan, kept: Kept) -> Result<Applied, StoreError> {
        self.opened().await?.apply_and_keep(plan, kept).await
    }

    async fn kept(&self, part: usize) -> Result<Option<Vec<u8>>, StoreError> {
        self.opened().await?.kept(part).await
    }

    async fn erase(&self, which: &Erasure) -> Result<Erased, StoreError> {
        self.opened().await?.erase(which).await
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.opened().await?.check().await
    }

    async fn snapshot(&self, to: &Path) -> Result<(), StoreError> {
        self.opened().await?.snapshot(to).await
    }
}
