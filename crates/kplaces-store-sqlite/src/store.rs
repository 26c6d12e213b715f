use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use kplaces_domain::SyncPlan;
use kplaces_store::{
    Applied, BatchQuery, Capabilities, Erased, Erasure, GroupCount, Kept, Page, PlaceBatch,
    PlaceQuery, PlaceStore, StoreError, StoreState,
};
use rusqlite::{Connection, InterruptHandle};

use crate::failure::{Failure, read_only};
use crate::file::StoreFile;
use crate::origin::Origin;
use crate::reading::FileStamp;
use crate::schema::{MIGRATIONS, Migrations};
use crate::worker::Worker;
use crate::{
    apply, check, connection, erase, kept, location, log, read, reading, remains, snapshot, writing,
};

/// Places in a SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    // In the order of closing: the writer is the last and tidies up, then the file is free.
    reader: Worker,
    /// Not there if the store is not to be written.
    writer: Option<Worker>,
    /// There if the file is read as an unchanging one.
    stamp: Option<FileStamp>,
    origin: Origin,
    file: Arc<StoreFile>,
}

impl SqliteStore {
    pub(crate) const CAPABILITIES: Capabilities = Capabilities {
        durable: true,
        snapshots: true,
    };

    /// Opens the store in a file, creating file and folder if there is none.
    pub async fn open(path: PathBuf) -> Result<Self, StoreError> {
        Self::open_with(path, MIGRATIONS).await
    }

    /// Opens the store with other migrations than those of this version.
    pub(crate) async fn open_with(path: PathBuf, known: Migrations) -> Result<Self, StoreError> {
        let name: Arc<str> = location::name_of(&path).into();
        let (writer, (file, origin)) = Worker::start(&name, move || {
            let file = Arc::new(StoreFile::claim(&path, known)?);
            let origin = Origin::file(&file, known);
            let connection = writing::open(file.path(), known);
            let connection = connection.map_err(|failure| origin.error(failure))?;
            Ok((connection, origin.clone(), (file, origin)))
        })
        .await?;
        let (found, from) = (Arc::clone(&file), origin.clone());
        let (reader, ()) = Worker::start(&name, move || {
            let connection = connection::reader(found.path());
            let connection = connection.map_err(|failure| from.error(failure))?;
            Ok((connection, from, ()))
        })
        .await?;
        // What a program that was killed has left to do.
        drop(writer.submit(remains::finish_for_another));
        Ok(Self {
            reader,
            writer: Some(writer),
            stamp: None,
            origin,
            file,
        })
    }

    /// Opens the store in a file to be read. Nothing is created and no byte is changed.
    pub async fn open_read_only(path: PathBuf) -> Result<Self, StoreError> {
        let name: Arc<str> = location::name_of(&path).into();
        let (reader, (stamp, origin, file)) = Worker::start(&name, move || {
            let file = Arc::new(StoreFile::find(&path, MIGRATIONS)?);
            let origin = Origin::file(&file, MIGRATIONS);
            let opened = reading::open(file.path(), MIGRATIONS);
            let (connection, stamp) = opened.map_err(|failure| origin.error(failure))?;
            Ok((connection, origin.clone(), (stamp, origin, file)))
        })
        .await?;
        Ok(Self {
            reader,
            writer: None,
            stamp,
            origin,
            file,
        })
    }

    fn name(&self) -> &Arc<str> {
        self.origin.name()
    }

    async fn change(&self, plan: &SyncPlan, kept: Option<Kept>) -> Result<Applied, StoreError> {
        let Some(writer) = &self.writer else {
            return Err(read_only(self.name()));
        };
        let applied = apply::apply(writer, plan, kept).await?;
        // Nobody waits for it, but for who closes the store. If it fails, as on a full medium, remains
        // and log are there until next time.
        drop(writer.submit(remains::finish));
        Ok(applied)
    }

    /// Has a question answered on the thread that reads.
    async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        let stamp = self.stamp.clone();
        let reply = self.reader.submit(move |connection| {
            let answer = question(connection);
            match stamp {
                Some(stamp) => stamp.check_unchanged(answer),
                None => answer,
            }
        });
        reply.get().await
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        if let Some(writer) = &self.writer {
            // SQLite deletes the log when the last one closes the database, but overwrites nothing.
            drop(writer.submit(log::empty_at_once));
        }
    }
}

#[async_trait]
impl PlaceStore for SqliteStore {
    fn capabilities(&self) -> Capabilities {
        Self::CAPABILITIES
    }

    async fn state(&self) -> Result<StoreState, StoreError> {
        self.read(read::state).await
    }

    /// If the caller goes away before it is told, the plan is applied as a whole or not at all.
    async fn apply(&self, plan: &SyncPlan) -> Result<Applied, StoreError> {
        self.change(plan, None).await
    }

    async fn apply_and_keep(&self, plan: &SyncPlan, kept: Kept) -> Result<Applied, StoreError> {
        self.change(plan, Some(kept)).await
    }

    async fn kept(&self, part: usize) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(move |connection| kept::read(connection, part))
            .await
    }

    /// If the caller goes away before it is told, it is erased as a whole or not at all.
    async fn erase(&self, which: &Erasure) -> Result<Erased, StoreError> {
        let Some(writer) = &self.writer else {
            return Err(read_only(self.name()));
        };
        let which = which.clone();
        let reply = writer.submit(move |connection| erase::erase(connection, &which));
        reply.get().await
    }

    async fn places(&self, query: &PlaceQuery) -> Result<Page, StoreError> {
        let query = query.clone();
        self.read(move |connection| read::places(connection, &query))
            .await
    }

    async fn batch(&self, query: &BatchQuery, into: PlaceBatch) -> Result<PlaceBatch, StoreError> {
        let query = query.clone();
        self.read(move |connection| read::batch(connection, &query, into))
            .await
    }

    async fn groups(&self) -> Result<Vec<GroupCount>, StoreError> {
        self.read(read::groups).await
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.read(check::check).await
    }

    /// If the caller goes away before it is told, the copy is there as a whole or not at all.
    async fn snapshot(&self, to: &Path) -> Result<(), StoreError> {
        let (path, stamp, origin) = (
            self.file.path().to_owned(),
            self.stamp.clone(),
            self.origin.clone(),
        );
        let from = origin.clone();
        let open = match stamp {
            Some(_) => connection::immutable,
            None => connection::reader,
        };
        // Not on the thread that reads, nor on that which writes: they have others to serve.
        let (copier, stop) = Worker::start(self.name(), move || {
            let connection = open(&path).map_err(|failure| from.error(failure))?;
            let stop = connection.get_interrupt_handle();
            Ok((connection, from, stop))
        })
        .await?;
        let forgotten = Arc::new(AtomicBool::new(false));
        let _stop = StopWhenDropped(stop, Arc::clone(&forgotten));
        let to = to.to_owned();
        let reply = copier.submit(move |connection| {
            let wanted = || !forgotten.load(Ordering::Relaxed);
            Ok(snapshot::write(
                connection,
                &origin,
                &to,
                stamp.as_ref(),
                wanted,
            ))
        });
        reply.get().await?
    }
}

/// Stops what a connection does when nobody waits for it any more.
struct StopWhenDropped(InterruptHandle, Arc<AtomicBool>);

impl Drop for StopWhenDropped {
    fn drop(&mut self) {
        // An interrupt between two statements has no effect, so the job looks at this as well.
        self.1.store(true, Ordering::Relaxed);
        self.0.interrupt();
    }
}

#[cfg(test)]
mod tests {
    use kplaces_domain::{Groups, Place, Provenance, Radius, Revision, Timestamp};
    use kplaces_store::StoreErrorKind;
    use kplaces_store_testsuite::block_on;
    use rusqlite::Connection;

    use super::*;

    fn adding(base: u64, keys: std::ops::Range<u32>) -> SyncPlan {
        let place = |key: u32| Place {
            key: key.to_string().as_str().into(),
            name: "A name of some length".into(),
            position: None,
            radius: Radius::default(),
            colour: None,
            groups: Groups::default(),
        };
        SyncPlan {
            base: Revision(base),
            added: keys.map(place).collect(),
            changed: Vec::new(),
            removed: Vec::new(),
            group_list: None,
            provenance: Provenance {
                as_of: Timestamp::from_unix(0),
                selection: Vec::new(),
                cut_at: None,
            },
        }
    }

    async fn set(store: &SqliteStore, pragma: &'static str, value: i64) {
        let job = move |connection: &mut Connection| {
            connection.pragma_update_and_check(None, pragma, value, |_| Ok(()))?;
            Ok(())
        };
        let writer = store.writer.as_ref().unwrap();
        writer.submit(job).get().await.unwrap();
    }

    #[test]
    fn without_room_the_old_content_stays() {
        let folder = tempfile::tempdir().unwrap();
        block_on(async {
            let store = SqliteStore::open(folder.path().join("places.db"))
                .await
                .unwrap();
            store.apply(&adding(0, 0..100)).await.unwrap();
            let before = store.state().await.unwrap();
            set(&store, "max_page_count", 30).await;
            let error = store.apply(&adding(1, 100..10_000)).await.unwrap_err();
            assert_eq!(error.kind(), StoreErrorKind::Full, "{error}");
            assert_eq!(store.state().await.unwrap(), before);
            store.check().await.unwrap();
            store.apply(&adding(1, 100..110)).await.unwrap();
        });
    }

    #[test]
    fn while_another_writes_the_store_is_busy_and_can_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("places.db");
        block_on(async {
            let store = SqliteStore::open(path.clone()).await.unwrap();
            store.apply(&adding(0, 0..3)).await.unwrap();
            set(&store, "busy_timeout", 1).await;
            let other = Connection::open(&path).unwrap();
            other.execute_batch("BEGIN IMMEDIATE").unwrap();
            let error = store.apply(&adding(1, 3..4)).await.unwrap_err();
            assert!(error.is_transient(), "{error}");
            assert_eq!(store.state().await.unwrap().places, 3);
            let second = SqliteStore::open(path).await.unwrap();
            assert_eq!(second.state().await.unwrap().places, 3);
            other.execute_batch("ROLLBACK").unwrap();
            store.apply(&adding(1, 3..4)).await.unwrap();
        });
    }
}
