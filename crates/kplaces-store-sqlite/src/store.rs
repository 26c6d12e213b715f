use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use kplaces_domain::SyncPlan;
use kplaces_store::{
    Applied, Backend, Capabilities, GroupCount, OpenFuture, OpenRequest, Page, PlaceQuery,
    PlaceStore, StoreError, StoreState,
};

use crate::file::StoreFile;
use crate::worker::Worker;
use crate::{apply, check, connection, location, read};

/// The backend `sqlite:PATH`.
pub fn backend() -> Backend {
    Backend {
        scheme: "sqlite",
        summary: "in one SQLite file, kept",
        open,
    }
}

fn open(request: OpenRequest) -> OpenFuture {
    Box::pin(async move {
        let store = SqliteStore::open(location::path_of(&request)?).await?;
        Ok(Arc::new(store) as Arc<dyn PlaceStore>)
    })
}

/// Places in a SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    // In the order of closing: the writer is the last and tidies up, then the file is free.
    reader: Worker,
    writer: Worker,
    _file: Arc<StoreFile>,
}

impl SqliteStore {
    /// Opens the store in a file, creating file and folder if there is none.
    pub async fn open(path: PathBuf) -> Result<Self, StoreError> {
        let name: Arc<str> = location::name_of(&path).into();
        let words = Arc::clone(&name);
        let (writer, file) = Worker::start(&name, move || {
            let file = Arc::new(StoreFile::claim(&path)?);
            let connection =
                connection::writer(file.path()).map_err(|failure| failure.of(&words))?;
            Ok((connection, file))
        })
        .await?;
        let (words, found) = (Arc::clone(&name), Arc::clone(&file));
        let (reader, ()) = Worker::start(&name, move || {
            let connection =
                connection::reader(found.path()).map_err(|failure| failure.of(&words))?;
            Ok((connection, ()))
        })
        .await?;
        Ok(Self {
            reader,
            writer,
            _file: file,
        })
    }
}

#[async_trait]
impl PlaceStore for SqliteStore {
    fn capabilities(&self) -> Capabilities {
        Capabilities { durable: true }
    }

    async fn state(&self) -> Result<StoreState, StoreError> {
        self.reader.submit(read::state).get().await
    }

    /// If the caller goes away before it is told, the plan is applied as a whole or not at all.
    async fn apply(&self, plan: &SyncPlan) -> Result<Applied, StoreError> {
        let applied = apply::apply(&self.writer, plan).await?;
        // Nobody waits for it. If it fails, the log is longer until next time.
        drop(self.writer.submit(connection::checkpoint));
        Ok(applied)
    }

    async fn places(&self, query: &PlaceQuery) -> Result<Page, StoreError> {
        let query = query.clone();
        self.reader
            .submit(move |connection| read::places(connection, &query))
            .get()
            .await
    }

    async fn groups(&self) -> Result<Vec<GroupCount>, StoreError> {
        self.reader.submit(read::groups).get().await
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.reader.submit(check::check).get().await
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

    async fn set(worker: &Worker, pragma: &'static str, value: i64) {
        let job = move |connection: &mut Connection| {
            connection.pragma_update_and_check(None, pragma, value, |_| Ok(()))?;
            Ok(())
        };
        worker.submit(job).get().await.unwrap();
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
            set(&store.writer, "max_page_count", 30).await;
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
            set(&store.writer, "busy_timeout", 1).await;
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
