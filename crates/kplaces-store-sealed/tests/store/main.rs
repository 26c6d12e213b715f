//! The store keeps the contract, and nothing of it can be read without the key.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests")]

mod damage;
mod files;
mod keys;
mod kill;
mod sharing;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use age::x25519::Identity;
use kplaces_domain::{Groups, Place, Provenance, Radius, Revision, SyncPlan, Timestamp};
use kplaces_store::{Access, KnownKey, OpenRequest, PlaceQuery, PlaceStore, StoreError};
use kplaces_store_sealed::backend;
use kplaces_store_testsuite::{Subject, async_trait, conformance};
use secrecy::ExposeSecret;
use tempfile::TempDir;

fn new_key() -> KnownKey {
    KnownKey(Identity::generate().to_string())
}

/// All these keys, the first of which seals.
fn all_keys(keys: &[&KnownKey]) -> KnownKey {
    let keys: Vec<&str> = keys.iter().map(|key| key.0.expose_secret()).collect();
    KnownKey(keys.join("\n").into())
}

/// A folder and a key of its own for each case.
struct Folder(TempDir, KnownKey);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap(), new_key())
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("places.sealed")
    }

    fn backup(&self, name: &str) -> PathBuf {
        self.0.path().join("backups").join(name)
    }

    async fn try_open(&self) -> Result<Arc<dyn PlaceStore>, StoreError> {
        open(&self.path(), Access::ReadWrite, &self.1).await
    }

    async fn try_read(&self) -> Result<Arc<dyn PlaceStore>, StoreError> {
        open(&self.path(), Access::ReadOnly, &self.1).await
    }
}

fn request(path: &Path, access: Access, key: Option<&KnownKey>) -> OpenRequest {
    OpenRequest {
        location: path.into(),
        data_dir: PathBuf::new(),
        access,
        keys: key.map(|key| Arc::new(key.clone()) as _),
    }
}

async fn open(
    path: &Path,
    access: Access,
    key: &KnownKey,
) -> Result<Arc<dyn PlaceStore>, StoreError> {
    (backend().open)(request(path, access, Some(key))).await
}

#[async_trait]
impl Subject for Folder {
    async fn open(&self) -> Arc<dyn PlaceStore> {
        self.try_open().await.unwrap()
    }

    fn snapshot_file(&self, name: &str) -> PathBuf {
        self.backup(name)
    }

    async fn open_snapshot(&self, file: &Path) -> Arc<dyn PlaceStore> {
        open(file, Access::ReadWrite, &self.1).await.unwrap()
    }
}

conformance!(Folder::new());

/// A plan that adds places with these keys, named after them.
fn adding<S: AsRef<str>>(base: u64, keys: impl IntoIterator<Item = S>) -> SyncPlan {
    let place = |key: S| Place {
        key: key.as_ref().into(),
        name: format!("Canary {}", key.as_ref()).into(),
        position: None,
        radius: Radius::default(),
        colour: None,
        groups: Groups::from_iter(["Magpies".into()]),
    };
    SyncPlan {
        base: Revision(base),
        added: keys.into_iter().map(place).collect(),
        changed: Vec::new(),
        removed: Vec::new(),
        group_list: None,
        provenance: Provenance {
            as_of: Timestamp::from_unix(1_700_000_000),
            selection: vec!["Magpies".into()],
            cut_at: None,
        },
    }
}

async fn all(store: &dyn PlaceStore) -> Result<Vec<Place>, StoreError> {
    let page = store.places(&PlaceQuery::scan(usize::MAX)).await?;
    Ok(page.hits.into_iter().map(|hit| hit.place).collect())
}

/// Every file below a folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return found;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Whether no file below a folder holds a word of the places, the groups or a database.
fn nothing_readable_in(folder: &Path) {
    for file in files_below(folder) {
        // One that another program has just put elsewhere is looked at there.
        let Ok(bytes) = fs::read(&file) else { continue };
        for word in ["Canary", "canary", "Magpies", "SQLite", "place_group"] {
            let has = bytes.windows(word.len()).any(|at| at == word.as_bytes());
            assert!(!has, "{word} is in {}", file.display());
        }
    }
}
