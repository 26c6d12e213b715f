use std::fs;
use std::path::{Path, PathBuf};

use kplaces_store::{Access, StoreError, StoreErrorKind};
use kplaces_store_sqlite::backend;
use kplaces_store_testsuite::block_on;
use rusqlite::Connection;

use crate::{Folder, adding, all, names_in, open_in, request};

fn replace(folder: &Folder) -> Result<Option<PathBuf>, StoreError> {
    replace_in(folder.0.path(), "places.db")
}

/// Puts a store with one place where the one of this name is.
fn replace_in(folder: &Path, name: &str) -> Result<Option<PathBuf>, StoreError> {
    let request = request(folder, name, Access::ReadWrite);
    block_on(async {
        let begun = (backend().replace)(request).await?;
        begun.store().apply(&adding(0, ["new"])).await?;
        begun.take_place().await
    })
}

/// A store of three places, one of which is in its log only, as a killed program leaves it.
fn killed() -> Folder {
    let (folder, killed) = (Folder::new(), Folder::new());
    block_on(async {
        let store = folder.try_open().await.unwrap();
        store.apply(&adding(0, ["a", "b", "c"])).await.unwrap();
    });
    let writer = Connection::open(folder.path()).unwrap();
    writer
        .execute_batch("PRAGMA wal_autocheckpoint = 0; UPDATE store SET revision = 77")
        .unwrap();
    for name in ["places.db", "places.db-wal"] {
        fs::copy(folder.0.path().join(name), killed.0.path().join(name)).unwrap();
    }
    killed
}

fn revision_and_places(folder: &Path, name: &str) -> (u64, usize) {
    block_on(async {
        let store = open_in(folder, name).await.unwrap();
        store.check().await.unwrap();
        let revision = store.state().await.unwrap().revision.0;
        (revision, all(&*store).await.unwrap().len())
    })
}

#[test]
fn a_store_is_kept_whole_and_the_new_one_is_in_its_place() {
    let folder = killed();
    let to = replace(&folder).unwrap().unwrap();
    assert_eq!(to.file_name().unwrap(), "places.db.damaged-1");
    assert_eq!(
        names_in(folder.0.path()),
        [
            "places.db",
            "places.db.damaged-1",
            "places.db.damaged-1-wal"
        ]
    );
    assert_eq!(revision_and_places(folder.0.path(), "places.db"), (1, 1));
    let aside = revision_and_places(folder.0.path(), "places.db.damaged-1");
    assert_eq!(aside, (77, 3));
}

#[test]
fn what_is_aside_already_is_not_replaced() {
    let folder = Folder::new();
    for taken in ["places.db.damaged-1-wal", "places.db.damaged-2"] {
        fs::write(folder.0.path().join(taken), taken).unwrap();
    }
    fs::write(folder.path(), "Dear diary").unwrap();
    let to = replace(&folder).unwrap().unwrap();
    assert_eq!(to.file_name().unwrap(), "places.db.damaged-3");
    assert_eq!(fs::read(to).unwrap(), b"Dear diary");
    assert_eq!(names_in(folder.0.path()).len(), 4);
}

#[test]
fn where_nothing_is_nothing_is_kept() {
    let folder = Folder::new();
    assert_eq!(replace(&folder).unwrap(), None);
    assert_eq!(names_in(folder.0.path()), ["places.db"]);
    let below = folder.0.path().join("sub");
    assert_eq!(replace_in(&below, "places.db").unwrap(), None);
    assert_eq!(revision_and_places(&below, "places.db"), (1, 1));
}

#[test]
fn a_replacement_that_is_given_up_leaves_everything_as_it_was() {
    let folder = killed();
    let before = names_in(folder.0.path());
    let request = request(folder.0.path(), "places.db", Access::ReadWrite);
    block_on(async {
        let begun = (backend().replace)(request).await.unwrap();
        begun.store().apply(&adding(0, ["new"])).await.unwrap();
    });
    assert_eq!(names_in(folder.0.path()), before);
    assert_eq!(revision_and_places(folder.0.path(), "places.db"), (77, 3));
}

#[test]
fn folders_are_refused() {
    let folder = Folder::new();
    fs::create_dir(folder.path()).unwrap();
    let error = replace(&folder).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Location, "{error}");
    assert!(folder.path().is_dir());
}

#[cfg(unix)]
#[test]
fn links_are_refused() {
    let folder = Folder::new();
    let target = folder.0.path().join("target");
    fs::write(&target, "mine").unwrap();
    std::os::unix::fs::symlink(&target, folder.path()).unwrap();
    let error = replace(&folder).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Location, "{error}");
    assert_eq!(names_in(folder.0.path()), ["places.db", "target"]);
}

#[test]
fn a_store_that_is_open_stays() {
    let folder = Folder::new();
    block_on(folder.try_open()).map(drop).unwrap();
    let store = block_on(folder.try_open()).unwrap();
    let error = replace(&folder).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Busy, "{error}");
    drop(store);
    assert!(replace(&folder).unwrap().is_some());
}

/// The files as they are when the program is killed after each step.
#[test]
fn a_crash_in_the_middle_leaves_one_whole_store() {
    let path = |folder: &Folder, name: &str| folder.0.path().join(name);
    // All parts have both names, or the first names are still the only ones of some.
    let linked = killed();
    for (old, new) in [
        ("places.db", "places.db.damaged-1"),
        ("places.db-wal", "places.db.damaged-1-wal"),
    ] {
        fs::hard_link(path(&linked, old), path(&linked, new)).unwrap();
    }
    let again = replace(&linked).unwrap().unwrap();
    assert_eq!(again.file_name().unwrap(), "places.db.damaged-2");
    let aside = revision_and_places(linked.0.path(), "places.db.damaged-2");
    assert_eq!(aside, (77, 3));

    // The file has lost its first name; the log has not, and is not taken for one of the new store.
    let moved = killed();
    fs::copy(
        path(&moved, "places.db-wal"),
        path(&moved, "places.db.damaged-1-wal"),
    )
    .unwrap();
    fs::rename(
        path(&moved, "places.db"),
        path(&moved, "places.db.damaged-1"),
    )
    .unwrap();
    assert_eq!(replace(&moved).unwrap(), None);
    assert_eq!(revision_and_places(moved.0.path(), "places.db"), (1, 1));
    let aside = revision_and_places(moved.0.path(), "places.db.damaged-1");
    assert_eq!(aside, (77, 3));
}

#[test]
fn the_file_of_a_store_is_named_without_looking() {
    let absolute = Path::new(env!("CARGO_MANIFEST_DIR")).join("no/such.db");
    for (location, file) in [
        ("places.db", Some(PathBuf::from("data/places.db"))),
        (absolute.to_str().unwrap(), Some(absolute.clone())),
        (":memory:", None),
    ] {
        let request = request(Path::new("data"), location, Access::ReadOnly);
        assert_eq!((backend().file)(&request), file);
    }
}
