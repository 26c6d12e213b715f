//! The store keeps the contract, and its URL is read as documented.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kplaces_store::{Access, OpenRequest, PlaceStore, StoreError, StoreErrorKind};
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

fn request(location: &str, access: Access) -> OpenRequest {
    OpenRequest {
        location: location.into(),
        data_dir: PathBuf::new(),
        access,
        keys: None,
    }
}

fn open(location: &str, access: Access) -> Result<Arc<dyn PlaceStore>, StoreError> {
    block_on((backend().open)(request(location, access)))
}

#[test]
fn the_url_is_the_bare_scheme() {
    assert!(open("", Access::ReadWrite).is_ok());
    let named = open("places", Access::ReadWrite).unwrap_err();
    assert_eq!(named.kind(), StoreErrorKind::Location);
}

#[test]
fn there_is_nothing_to_read_only() {
    let error = open("", Access::ReadOnly).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Missing);
}

#[test]
fn nothing_is_in_a_file() {
    assert_eq!((backend().file)(&request("", Access::ReadWrite)), None);
    let aside = block_on(async {
        let begun = (backend().replace)(request("", Access::ReadWrite)).await?;
        begun.take_place().await
    });
    assert_eq!(aside.unwrap(), None);

    let store = open("", Access::ReadWrite).unwrap();
    assert!(!store.capabilities().snapshots);
    let error = block_on(store.snapshot(Path::new("copy"))).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Unsupported);
    assert!(!Path::new("copy").exists());
}
