use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kplaces_domain::Timestamp;
use kplaces_store::{Access, PlaceStore, StoreErrorKind};
use kplaces_store_sqlite::backend;
use kplaces_store_testsuite::{Subject, async_trait, block_on, conformance};
use rusqlite::Connection;

use crate::read_only::{everything, with_places};
use crate::{Folder, adding, all, look_into, open_in, request};

/// A store that is only ever looked into, whatever is asked of it.
struct Glances(Folder);

#[async_trait]
impl Subject for Glances {
    async fn open(&self) -> Arc<dyn PlaceStore> {
        look_into(&self.0.path()).await.unwrap()
    }

    fn snapshot_file(&self, name: &str) -> PathBuf {
        self.0.snapshot_file(name)
    }

    async fn open_snapshot(&self, file: &Path) -> Arc<dyn PlaceStore> {
        look_into(file).await.unwrap()
    }
}

conformance!(Glances(Folder::new()));

#[test]
fn nothing_is_made_beside_the_file_nor_changed() {
    let folder = Folder::new();
    block_on(async {
        with_places(&folder).await;
        let before = everything(folder.0.path());
        let store = look_into(&folder.path()).await.unwrap();
        assert_eq!(store.state().await.unwrap().places, 500);
        assert_eq!(all(&*store).await.unwrap().len(), 500);
        assert_eq!(store.groups().await.unwrap(), []);
        assert_eq!(everything(folder.0.path()), before, "while it is open");
        drop(store);
        assert_eq!(everything(folder.0.path()), before);
    });
}

#[test]
fn what_is_changed_meanwhile_is_seen() {
    let folder = Folder::new();
    block_on(async {
        with_places(&folder).await;
        let store = look_into(&folder.path()).await.unwrap();
        assert_eq!(store.state().await.unwrap().places, 500);
        let other = folder.try_open().await.unwrap();
        other.apply(&adding(1, ["new"])).await.unwrap();
        drop(other);
        assert_eq!(store.state().await.unwrap().places, 501);
        assert_eq!(all(&*store).await.unwrap().len(), 501);
    });
}

#[test]
fn what_is_still_in_the_log_of_another_is_seen() {
    let folder = Folder::new();
    block_on(async {
        with_places(&folder).await;
        let other = Connection::open(folder.path()).unwrap();
        other
            .execute_batch("UPDATE store SET places = 7, revision = 9")
            .unwrap();
        let store = look_into(&folder.path()).await.unwrap();
        assert_eq!(store.state().await.unwrap().places, 7);
    });
}

#[test]
fn a_file_that_was_changed_just_now_is_not_relied_on() {
    let folder = Folder::new();
    block_on(async {
        with_places(&folder).await;
        let changed = fs::metadata(folder.path()).unwrap().modified().unwrap();
        let request = request(folder.0.path(), "places.db", Access::ReadWrite);
        for (seconds, is_seen) in [(-1, false), (0, false), (3, false), (4, true)] {
            let now = Timestamp::from_unix(Timestamp::from(changed).unix() + seconds);
            let glance = (backend().glance)(&request, now);
            assert_eq!(glance.is_some(), is_seen, "after {seconds} seconds");
        }
    });
}

#[test]
fn a_store_that_somebody_removes_meanwhile_is_a_new_one() {
    let folder = Folder::new();
    block_on(async {
        with_places(&folder).await;
        let store = look_into(&folder.path()).await.unwrap();
        let request = request(folder.0.path(), "places.db", Access::ReadWrite);
        (backend().remove)(request).await.unwrap();
        assert_eq!(store.state().await.unwrap().places, 0);
    });
}

#[cfg(unix)]
#[test]
fn a_file_that_others_may_read_is_closed_to_them() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    block_on(async {
        with_places(&folder).await;
        let mode = |mode| fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode));
        mode(0o644).unwrap();
        drop(look_into(&folder.path()).await.unwrap());
        let found = fs::metadata(folder.path()).unwrap().permissions().mode();
        assert_eq!(found & 0o7777, 0o600);
    });
}

#[test]
fn what_is_no_sound_store_is_refused_in_the_words_of_opening() {
    let folder = Folder::new();
    block_on(with_places(&folder));
    let sound = fs::read(folder.path()).unwrap();
    let mut newer = sound.clone();
    newer[60..64].copy_from_slice(&99_i32.to_be_bytes());
    let mut torn = sound.clone();
    torn[200..4096].fill(7);
    for (content, kind) in [
        (newer, StoreErrorKind::Newer),
        (torn, StoreErrorKind::Corrupt),
        (b"Dear diary".to_vec(), StoreErrorKind::Corrupt),
    ] {
        fs::write(folder.path(), content).unwrap();
        let looked = block_on(look_into(&folder.path())).unwrap_err();
        let opened = block_on(open_in(folder.0.path(), "places.db")).unwrap_err();
        assert_eq!(looked.kind(), kind, "{looked}");
        assert_eq!(looked.to_string(), opened.to_string());
    }
}

#[test]
fn a_table_that_is_none_of_ours_is_not_looked_into() {
    for what in [
        "CREATE TABLE more (n INTEGER) STRICT",
        "CREATE VIEW more AS SELECT * FROM store",
        "DROP TABLE asked_group",
        "DROP TABLE kept; CREATE VIEW kept AS SELECT 1 AS id, x'' AS bytes",
    ] {
        let folder = Folder::new();
        block_on(async {
            with_places(&folder).await;
            let hand = Connection::open(folder.path()).unwrap();
            hand.execute_batch(what).unwrap();
            hand.close().unwrap();
            let error = look_into(&folder.path()).await.unwrap_err();
            assert_eq!(error.kind(), StoreErrorKind::Corrupt, "{what}: {error}");
        });
    }
}

#[test]
fn where_it_has_to_be_opened_and_cannot_be_written_it_is_read() {
    let folder = Folder::new();
    block_on(async {
        with_places(&folder).await;
        let store = look_into(&folder.path()).await.unwrap();
        // It is in the way of the writer.
        fs::create_dir(folder.0.path().join("places.db-shm")).unwrap();
        let error = folder.try_open().await.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Denied, "{error}");
        assert_eq!(store.state().await.unwrap().places, 500);
        assert_eq!(all(&*store).await.unwrap().len(), 500);
    });
}
