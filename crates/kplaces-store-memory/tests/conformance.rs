//! The store keeps the contract, and its URL is read as documented.

use std::path::PathBuf;
use std::sync::Arc;

use kplaces_store::{OpenRequest, PlaceStore, StoreError, StoreErrorKind};
use kplaces_store_memory::{MemoryStore, backend};
use kplaces_store_testsuite::{Subject, async_trait, block_on, conformance};

struct Memory;

#[async_trait]
impl Subject for Memory {
    async fn open(&self) -> Arc<dyn PlaceStore> {
        Arc::new(MemoryStore::default())
    }
}

conformance!(Memory);

fn open(location: &str) -> Result<Arc<dyn PlaceStore>, StoreError> {
    block_on((backend().open)(OpenRequest {
        location: location.into(),
        data_dir: PathBuf::new(),
    }))
}

#[test]
fn the_url_is_the_bare_scheme() {
    assert!(open("").is_ok());
    assert_eq!(open("places").unwrap_err().kind(), StoreErrorKind::Location);
}
