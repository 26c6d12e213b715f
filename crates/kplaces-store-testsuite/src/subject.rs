use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use kplaces_store::PlaceStore;

/// A place where stores can be opened: empty at first, and of one case only.
#[async_trait]
pub trait Subject: Send + Sync {
    /// Opens the store. Opening a durable one again gives the same content; of one that is not
    /// durable, a new one.
    async fn open(&self) -> Arc<dyn PlaceStore>;

    /// Where a snapshot called `name` may be written; nothing is there before a case writes it.
    /// The folder need not be there. Asked of a subject whose stores have snapshots only.
    fn snapshot_file(&self, name: &str) -> PathBuf {
        panic!("the subject has no place for the snapshot {name}")
    }

    /// Opens a snapshot as a store, to read and to write. Asked like
    /// [`snapshot_file`](Self::snapshot_file), which gave `file`.
    async fn open_snapshot(&self, file: &Path) -> Arc<dyn PlaceStore> {
        panic!("the subject does not open {}", file.display())
    }
}

/// Runs a future on a runtime of its own, with timers, on this thread.
pub fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime on one thread needs nothing")
        .block_on(future)
}
