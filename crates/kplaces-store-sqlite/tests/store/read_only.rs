use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use kplaces_domain::FoldedQuery;
use kplaces_store::{Order, PlaceQuery, PlaceStore, StoreErrorKind};
use kplaces_store_testsuite::block_on;
use rusqlite::Connection;

use crate::{Folder, adding, all, names_in, open_in, open_to_read};

/// Every file of a folder with what could be different about it.
pub(crate) fn everything(
    folder: &Path,
) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime, fs::Permissions)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        let found = fs::metadata(&path).unwrap();
        let seen = (
            fs::read(&path).unwrap(),
            found.modified().unwrap(),
            found.permissions(),
        );
        (path, seen)
    });
    entries.collect()
}

/// Puts 500 places into a store.
pub(crate) async fn with_places(folder: &Folder) {
    let store = folder.try_open().await.unwrap();
    let plan = adding(0, (0..500).map(|n| n.to_string()));
    store.apply(&plan).await.unwrap();
}

/// Asks a store of 500 places everything, and to change.
async fn answers_everything_but_a_sync(store: &dyn PlaceStore) {
    assert_eq!(store.state().await.unwrap().places, 500);
    assert_eq!(all(store).await.unwrap().len(), 500);
    assert_eq!(store.groups().await.unwrap(), []);
    store.check().await.unwrap();
    let error = store.apply(&adding(1, ["new"])).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Denied, "{error}");
}

#[test]
fn reading_changes_nothing() {
    let (folder, elsewhere) = (Folder::new(), Folder::new());
    block_on(async {
        with_places(&folder).await;
        let before = everything(folder.0.path());
        let store = open_to_read(&folder.path()).await.unwrap();
        answers_everything_but_a_sync(&*store).await;
        assert_eq!(everything(folder.0.path()), before, "while it is open");
        store.snapshot(&elsewhere.path()).await.unwrap();
        drop(store);
        assert_eq!(everything(folder.0.path()), before);

        let copy = open_to_read(&elsewhere.path()).await.unwrap();
        answers_everything_but_a_sync(&*copy).await;
    });
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_will_do() {
    use std::os::unix::fs::PermissionsExt;

    let set = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let folder = Folder::new();
    block_on(async {
        with_places(&folder).await;
        set(&folder.path(), 0o444);
        set(folder.0.path(), 0o555);
        let before = everything(folder.0.path());
        let store = open_to_read(&folder.path()).await.unwrap();
        answers_everything_but_a_sync(&*store).await;
        drop(store);
        assert_eq!(everything(folder.0.path()), before);

        // A log without content, of somebody who was killed, is no hindrance.
        set(folder.0.path(), 0o755);
        fs::write(folder.0.path().join("places.db-wal"), "").unwrap();
        set(folder.0.path(), 0o555);
        let store = open_to_read(&folder.path()).await.unwrap();
        answers_everything_but_a_sync(&*store).await;
    });
    set(folder.0.path(), 0o755);
}

#[test]
fn nothing_is_created() {
    let folder = Folder::new();
    fs::write(folder.0.path().join("empty.db"), "").unwrap();
    for location in ["places.db", "sub/places.db", "empty.db"] {
        let path = folder.0.path().join(location);
        let error = block_on(open_to_read(&path)).unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Missing, "{error}");
    }
    assert_eq!(names_in(folder.0.path()), ["empty.db"]);
    assert_eq!(fs::read(folder.0.path().join("empty.db")).unwrap(), b"");
}

#[test]
fn what_is_no_store_is_refused_and_stays_as_it_is() {
    let folder = Folder::new();
    block_on(with_places(&folder));
    let sound = fs::read(folder.path()).unwrap();
    let mut newer = sound.clone();
    newer[60..64].copy_from_slice(&99_i32.to_be_bytes());
    let mut foreign = sound.clone();
    foreign[68..72].copy_from_slice(b"GPKG");
    for (content, kind) in [
        (newer, StoreErrorKind::Newer),
        (foreign, StoreErrorKind::Corrupt),
        (b"Dear diary".to_vec(), StoreErrorKind::Corrupt),
        (sound[..50].to_vec(), StoreErrorKind::Corrupt),
    ] {
        fs::write(folder.path(), content).unwrap();
        let before = everything(folder.0.path());
        let error = block_on(open_to_read(&folder.path())).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert_eq!(everything(folder.0.path()), before);
    }
    let error = block_on(open_to_read(folder.0.path())).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Location, "{error}");
}

#[test]
fn names_folded_by_other_rules_are_found_and_left_as_they_are() {
    let folder = Folder::new();
    block_on(async {
        with_places(&folder).await;
        as_folded_by_other_rules(&folder);
        let before = everything(folder.0.path());
        let store = open_to_read(&folder.path()).await.unwrap();
        answers_everything_but_a_sync(&*store).await;
        finds_and_sorts(&*store).await;
        drop(store);
        assert_eq!(everything(folder.0.path()), before);
    });
}

#[test]
fn names_folded_by_other_rules_are_folded_anew_by_who_may_write() {
    let folder = Folder::new();
    block_on(async {
        with_places(&folder).await;
        as_folded_by_other_rules(&folder);
        finds_and_sorts(&*folder.try_open().await.unwrap()).await;
        let hand = Connection::open(folder.path()).unwrap();
        let other = "SELECT count(*) FROM name_block WHERE first = CAST('other' AS BLOB)";
        let other = hand.query_row(other, [], |row| row.get::<_, i64>(0));
        assert_eq!(other.unwrap(), 0);
    });
}

#[test]
fn who_cannot_fold_names_anew_because_another_writes_finds_them_all_the_same() {
    let folder = Folder::new();
    block_on(async {
        with_places(&folder).await;
        as_folded_by_other_rules(&folder);
        let other = Connection::open(folder.path()).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let store = folder.try_open().await.unwrap();
        finds_and_sorts(&*store).await;
        other.execute_batch("ROLLBACK").unwrap();
        // What it adds meanwhile is found, too, once all are folded.
        store.apply(&adding(1, ["Nord–Süd"])).await.unwrap();
        finds_and_sorts(&*store).await;
        drop(store);
        let store = folder.try_open().await.unwrap();
        store.check().await.unwrap();
        assert_eq!(found(&*store, "nord-süd").await, ["Nord–Süd"]);
    });
}

/// Makes the folded names such as no version folds them.
fn as_folded_by_other_rules(folder: &Folder) {
    let hand = Connection::open(folder.path()).unwrap();
    hand.execute_batch(
        "UPDATE store SET fold_version = 1; DELETE FROM name_block;
         INSERT INTO name_block SELECT CAST('other' AS BLOB), bytes FROM place_block LIMIT 1",
    )
    .unwrap();
    hand.close().unwrap();
}

async fn found(store: &dyn PlaceStore, text: &str) -> Vec<String> {
    let mut query = PlaceQuery::scan(usize::MAX);
    query.filter.text = FoldedQuery::new(text);
    query.order = Order::Relevance;
    let page = store.places(&query).await.unwrap();
    let keys = page.hits.iter().map(|hit| hit.place.key.to_string());
    keys.collect()
}

/// Of the places 0 to 499, and what comes behind them.
async fn finds_and_sorts(store: &dyn PlaceStore) {
    assert_eq!(found(store, "place 123").await, ["123"]);
    assert_eq!(found(store, "other").await, [""; 0]);
    let query = PlaceQuery {
        order: Order::Name,
        ..PlaceQuery::scan(3)
    };
    let first = store.places(&query).await.unwrap();
    let second = PlaceQuery {
        after: first.next.clone(),
        ..query
    };
    let second = store.places(&second).await.unwrap();
    let names = first.hits.iter().chain(&second.hits);
    let names: Vec<&str> = names.map(|hit| &*hit.place.name).collect();
    assert_eq!(
        names,
        [
            "Place 0",
            "Place 1",
            "Place 10",
            "Place 100",
            "Place 101",
            "Place 102"
        ]
    );
}

#[test]
fn beside_a_writer_the_changes_are_seen() {
    let folder = Folder::new();
    block_on(async {
        with_places(&folder).await;
        let writer = folder.try_open().await.unwrap();
        let reader = open_to_read(&folder.path()).await.unwrap();
        answers_everything_but_a_sync(&*reader).await;
        writer.apply(&adding(1, ["new"])).await.unwrap();
        assert_eq!(all(&*reader).await.unwrap().len(), 501);
    });
}

#[test]
fn the_log_of_somebody_who_was_killed_is_read() {
    let (folder, after) = (Folder::new(), Folder::new());
    block_on(async {
        with_places(&folder).await;
        let writer = Connection::open(folder.path()).unwrap();
        writer
            .execute_batch("PRAGMA wal_autocheckpoint = 0; UPDATE store SET revision = 77")
            .unwrap();
        for name in ["places.db", "places.db-wal"] {
            fs::copy(folder.0.path().join(name), after.0.path().join(name)).unwrap();
        }
        let content = |name| fs::read(after.0.path().join(name)).unwrap();
        let before = [content("places.db"), content("places.db-wal")];
        let store = open_to_read(&after.path()).await.unwrap();
        assert_eq!(store.state().await.unwrap().revision.0, 77);
        drop(store);
        assert_eq!([content("places.db"), content("places.db-wal")], before);
    });
}

#[test]
fn a_file_that_changes_after_all_is_noticed() {
    let folder = Folder::new();
    block_on(async {
        with_places(&folder).await;
        let reader = open_to_read(&folder.path()).await.unwrap();
        assert_eq!(all(&*reader).await.unwrap().len(), 500);
        let writer = open_in(folder.0.path(), "places.db").await.unwrap();
        let plan = adding(1, (1_000..2_000).map(|n| n.to_string()));
        writer.apply(&plan).await.unwrap();
        drop(writer);
        let error = all(&*reader).await.unwrap_err();
        assert!(error.is_transient(), "{error}");
        let copy = folder.0.path().join("copy.db");
        let error = reader.snapshot(&copy).await.unwrap_err();
        assert!(error.is_transient() && !copy.exists(), "{error}");
        let reader = open_to_read(&folder.path()).await.unwrap();
        assert_eq!(all(&*reader).await.unwrap().len(), 1_500);
    });
}
