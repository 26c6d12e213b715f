use std::future::Future;
use std::sync::Arc;

use async_trait::async_trait;
use kplaces_store::PlaceStore;

/// A place where stores can be opened: empty at first, and of one case only.
#[async_trait]
pub trait Subject: Send + Sync {
    /// Opens the store. Opening a durable one again gives the same content; of one that is not
    /// durable, a new one.
    async fn open(&self) -> Arc<dyn PlaceStore>;
}

/// Runs a future on a runtime of its own, with timers, on this thread.
pub fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime on one thread needs nothing")
        .block_on(future)
}
