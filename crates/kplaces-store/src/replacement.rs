use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::{PlaceStore, StoreError, TakePlaceFuture};

/// An empty store that nobody sees yet, to be filled and then to take the place of another one. Dropped
/// before, it is gone, and the other one is as it was.
pub struct Replacement {
    store: Arc<dyn PlaceStore>,
    take_place: Box<dyn FnOnce() -> TakePlaceFuture + Send>,
}

impl Replacement {
    /// `take_place` is called when the store is closed: it keeps the old one beside and says where it
    /// is, `None` if there was none. What fails there leaves the old one in its place.
    pub fn new(
        store: Arc<dyn PlaceStore>,
        take_place: impl FnOnce() -> TakePlaceFuture + Send + 'static,
    ) -> Self {
        Self {
            store,
            take_place: Box::new(take_place),
        }
    }

    /// The store, to be filled. Whoever has it gives it back before it takes its place.
    pub fn store(&self) -> Arc<dyn PlaceStore> {
        Arc::clone(&self.store)
    }

    /// Looks through the store once more, closes it and lets it take its place; says where the old one
    /// is now, `None` if there was none.
    pub async fn take_place(self) -> Result<Option<PathBuf>, StoreError> {
        let Self { store, take_place } = self;
        store.check().await?;
        drop(store);
        take_place().await
    }
}

impl fmt::Debug for Replacement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replacement")
            .field("store", &self.store)
            .finish_non_exhaustive()
    }
}
