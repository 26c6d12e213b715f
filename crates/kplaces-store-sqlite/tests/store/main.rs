//! The store keeps the contract; files that are not as they should be are refused with words.
#![expect(
    clippy::disallowed_methods,
    reason = "tests play the others: servers, traps, programs"
)]
#![expect(clippy::unwrap_used, reason = "tests")]

mod answers;
mod aside;
mod damage;
mod erase;
mod files;
mod glance;
mod golden;
mod overwritten;
mod read_only;
mod sharing;
mod snapshots;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kplaces_domain::{Groups, Place, Provenance, Radius, Revision, SyncPlan, Timestamp};
use kplaces_store::{Access, OpenRequest, PlaceQuery, PlaceStore, StoreError};
use kplaces_store_sqlite::backend;
use kplaces_store_testsuite::{Subject, async_trait, conformance};
use tempfile::TempDir;

/// A folder of its own for each case.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("places.db")
    }

    async fn try_open(&self) -> Result<Arc<dyn PlaceStore>, StoreError> {
        open_in(self.0.path(), "places.db").await
    }
}

fn request(data_dir: &Path, location: impl AsRef<OsStr>, access: Access) -> OpenRequest {
    OpenRequest {
        location: location.as_ref().to_owned(),
        data_dir: data_dir.to_owned(),
        access,
        keys: None,
    }
}

async fn open_in(data_dir: &Path, location: &str) -> Result<Arc<dyn PlaceStore>, StoreError> {
    (backend().open)(request(data_dir, location, Access::ReadWrite)).await
}

/// Opens a file, named by its absolute path, to be read.
async fn open_to_read(path: &Path) -> Result<Arc<dyn PlaceStore>, StoreError> {
    (backend().open)(request(Path::new(""), path, Access::ReadOnly)).await
}

/// Looks into a store whose file was last changed long ago; one that has to be opened is.
async fn look_into(path: &Path) -> Result<Arc<dyn PlaceStore>, StoreError> {
    let request = request(Path::new(""), path, Access::ReadWrite);
    match (backend().glance)(&request, Timestamp::from_unix(i64::MAX)) {
        Some(store) => Ok(store),
        None => (backend().open)(request).await,
    }
}

#[async_trait]
impl Subject for Folder {
    async fn open(&self) -> Arc<dyn PlaceStore> {
        self.try_open().await.unwrap()
    }

    fn snapshot_file(&self, name: &str) -> PathBuf {
        self.0.path().join("backups").join(name)
    }

    async fn open_snapshot(&self, file: &Path) -> Arc<dyn PlaceStore> {
        open_in(Path::new(""), file.to_str().unwrap())
            .await
            .unwrap()
    }
}

conformance!(Folder::new());

/// A plan that adds places with these keys, named after them.
fn adding<S: AsRef<str>>(base: u64, keys: impl IntoIterator<Item = S>) -> SyncPlan {
    let place = |key: S| Place {
        key: key.as_ref().into(),
        name: format!("Place {}", key.as_ref()).into(),
        position: None,
        radius: Radius::default(),
        colour: None,
        groups: Groups::default(),
    };
    SyncPlan {
        base: Revision(base),
        added: keys.into_iter().map(place).collect(),
        changed: Vec::new(),
        removed: Vec::new(),
        group_list: None,
        provenance: Provenance {
            as_of: Timestamp::from_unix(1_700_000_000),
            selection: Vec::new(),
            cut_at: None,
        },
    }
}

async fn all(store: &dyn PlaceStore) -> Result<Vec<Place>, StoreError> {
    let page = store.places(&PlaceQuery::scan(usize::MAX)).await?;
    Ok(page.hits.into_iter().map(|hit| hit.place).collect())
}

/// The names in a folder, in order.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string());
    let mut names: Vec<String> = names
        .map(|name| name.unwrap_or_else(|raw| raw.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    names
}
