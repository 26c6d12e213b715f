//! What is erased is in no byte of any file any more.

use std::fs;
use std::path::{Path, PathBuf};

use kplaces_domain::{GroupName, Place, Places, Position, Revision, SyncPlan};
use kplaces_store::{Access, Erasure, PlaceStore, StoreErrorKind, StoreFiles};
use kplaces_store_sqlite::backend;
use kplaces_store_testsuite::block_on;
use rusqlite::Connection;

use crate::{Folder, adding, all, names_in, open_to_read, request};

/// In names, keys and groups of what is to go; folded it is the same.
const CANARY: &[u8] = b"zq4711";

/// No file at all.
const NONE: [PathBuf; 0] = [];

fn groups(names: &[&str]) -> Erasure {
    Erasure::Groups(names.iter().map(|name| GroupName::from(*name)).collect())
}

/// Places of all lengths; every third is in the group that is to go.
fn places(count: u32, step: u32) -> Vec<Place> {
    let mut places = adding(0, (0..count).map(|n| format!("{n:06}")))
        .added
        .to_vec();
    for (n, place) in places.iter_mut().enumerate() {
        let n = n as u32;
        let doomed = n.is_multiple_of(3);
        let word = if doomed { "zq4711" } else { "stays" };
        place.name = format!("{word} {} {n}", word.repeat((n * 7 + step) as usize % 40)).into();
        place.position = Position::from_micro(i64::from(n) * 100, i64::from(n) * 50).ok();
        if doomed {
            place.key = format!("zq4711-{n}").as_str().into();
            place.groups.insert("zq4711".into());
        }
        if n.is_multiple_of(2) {
            place.groups.insert("even".into());
        }
    }
    places
}

/// A store that was filled, and whose places then changed twice.
async fn lived_in(folder: &Folder) -> (std::sync::Arc<dyn PlaceStore>, Vec<Place>) {
    let store = folder.try_open().await.unwrap();
    let plan = SyncPlan {
        added: places(3_000, 0).into(),
        group_list: Some(vec!["zq4711".into(), "zq4711 empty".into(), "even".into()]),
        ..adding::<&str>(0, [])
    };
    store.apply(&plan).await.unwrap();
    for step in 1..3 {
        let changed = places(3_000, step - 1).into_iter().zip(places(3_000, step));
        let plan = SyncPlan {
            base: Revision(u64::from(step)),
            added: Places::default(),
            changed: changed
                .map(|(before, after)| kplaces_domain::Change { before, after })
                .collect(),
            group_list: None,
            ..plan.clone()
        };
        store.apply(&plan).await.unwrap();
    }
    (store, places(3_000, 2))
}

/// The files below a folder in which the canary is.
fn tainted(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(tainted(&path));
        } else if fs::read(&path)
            .unwrap()
            .windows(CANARY.len())
            .any(|window| window == CANARY)
        {
            found.push(path);
        }
    }
    found
}

#[test]
fn an_erased_group_is_in_no_byte_and_the_others_are_whole() {
    let folder = Folder::new();
    block_on(async {
        let (store, before) = lived_in(&folder).await;
        assert!(!tainted(folder.0.path()).is_empty(), "it can be found");
        let which = groups(&["zq4711", "zq4711 empty"]);
        let erased = store.erase(&which).await.unwrap();
        assert_eq!((erased.places, erased.groups), (1_000, 2));
        assert_eq!(tainted(folder.0.path()), NONE, "while it is open");
        let mut left: Vec<Place> = before
            .into_iter()
            .filter(|place| !place.groups.contains(&"zq4711".into()))
            .collect();
        left.sort_by(|a, b| a.key.cmp(&b.key));
        assert_eq!(all(&*store).await.unwrap(), left);
        store.check().await.unwrap();
        drop(store);
        assert_eq!(tainted(folder.0.path()), NONE);
    });
}

#[test]
fn what_syncs_remove_or_rename_is_in_no_byte() {
    let folder = Folder::new();
    block_on(async {
        let (store, before) = lived_in(&folder).await;
        let (doomed, kept): (Vec<Place>, Vec<Place>) = before
            .into_iter()
            .partition(|place| place.groups.contains(&"zq4711".into()));
        // Rows that grow and shrink move others in their page, which leaves remains of them behind.
        let mut revision = 3;
        for (round, removed) in doomed.chunks(100).enumerate() {
            let of_round = kept.iter().skip(round).step_by(11).cloned();
            let (mut there, mut back) = (Vec::new(), Vec::new());
            for place in of_round {
                let mut hidden = place.clone();
                hidden.name = "zq4711".repeat(1 + round * 3).into();
                let [before, after] = [place.clone(), hidden.clone()];
                there.push(kplaces_domain::Change { before, after });
                let [before, after] = [hidden, place];
                back.push(kplaces_domain::Change { before, after });
            }
            for (changed, removed) in [(there, Vec::new()), (back, removed.to_vec())] {
                let plan = SyncPlan {
                    changed,
                    removed,
                    group_list: Some(vec!["even".into()]),
                    ..adding::<&str>(revision, [])
                };
                revision = store.apply(&plan).await.unwrap().revision.0;
            }
        }
        // What is done after a sync is done before the store is closed.
        drop(store);
        assert_eq!(tainted(folder.0.path()), NONE);
        let store = folder.try_open().await.unwrap();
        assert_eq!(all(&*store).await.unwrap().len(), kept.len());
    });
}

#[test]
fn after_everything_is_erased_no_byte_is_left_of_it() {
    let folder = Folder::new();
    block_on(async {
        let (store, _) = lived_in(&folder).await;
        // Somebody else has it open, as a map has, and does not read just now.
        let map = folder.try_open().await.unwrap();
        assert_eq!(map.state().await.unwrap().places, 3_000);
        let reader = Connection::open(folder.path()).unwrap();
        let blocks: i64 = reader
            .query_row("SELECT count(*) FROM place_block", [], |row| row.get(0))
            .unwrap();
        assert!(blocks > 10);
        store.erase(&Erasure::All).await.unwrap();
        assert_eq!(tainted(folder.0.path()), NONE);
        assert_eq!(map.state().await.unwrap().places, 0);
        store.check().await.unwrap();
        drop((store, map));
        drop(reader);
        assert_eq!(tainted(folder.0.path()), NONE);
        assert!(
            fs::metadata(folder.path()).unwrap().len() < 100_000,
            "it is packed"
        );
    });
}

#[test]
fn what_a_killed_program_left_in_the_log_is_erased_too() {
    let (folder, killed) = (Folder::new(), Folder::new());
    block_on(async {
        // Closed, it has tidied up: nothing else changes the files while they are copied.
        drop(lived_in(&folder).await);
        let writer = Connection::open(folder.path()).unwrap();
        writer
            .execute_batch(
                "PRAGMA wal_autocheckpoint = 0;
                 UPDATE place_block SET bytes = CAST('zq4711 in the log' AS BLOB)",
            )
            .unwrap();
        for name in ["places.db", "places.db-wal"] {
            fs::copy(folder.0.path().join(name), killed.0.path().join(name)).unwrap();
        }
        let store = killed.try_open().await.unwrap();
        store.erase(&Erasure::All).await.unwrap();
        assert_eq!(tainted(killed.0.path()), NONE);
    });
}

#[test]
fn who_still_reads_the_old_content_is_told_of_and_a_second_run_finishes() {
    let folder = Folder::new();
    block_on(async {
        let (store, _) = lived_in(&folder).await;
        let reader = Connection::open(folder.path()).unwrap();
        reader
            .execute_batch("BEGIN; SELECT count(*) FROM place_block")
            .unwrap();
        let error = store.erase(&Erasure::All).await.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Busy, "{error}");
        assert_eq!(store.state().await.unwrap().places, 0, "out of the answers");
        assert!(!tainted(folder.0.path()).is_empty());
        reader.execute_batch("COMMIT").unwrap();
        let erased = store.erase(&Erasure::All).await.unwrap();
        assert_eq!((erased.places, erased.groups), (0, 0));
        assert_eq!(tainted(folder.0.path()), NONE);
    });
}

#[test]
fn a_store_to_be_read_only_is_not_erased() {
    let folder = Folder::new();
    block_on(async {
        drop(lived_in(&folder).await);
        let before = fs::read(folder.path()).unwrap();
        let store = open_to_read(&folder.path()).await.unwrap();
        let error = store.erase(&Erasure::All).await.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Denied);
        drop(store);
        assert!(fs::read(folder.path()).unwrap() == before);
    });
}

fn files(folder: &Folder) -> StoreFiles {
    let request = request(folder.0.path(), "places.db", Access::ReadOnly);
    (backend().files)(&request).unwrap()
}

fn remove(folder: &Folder) -> Result<Vec<PathBuf>, kplaces_store::StoreError> {
    let request = request(folder.0.path(), "places.db", Access::ReadWrite);
    block_on((backend().remove)(request))
}

#[test]
fn every_file_of_a_store_is_known() {
    let folder = Folder::new();
    assert_eq!(files(&folder), StoreFiles::default());
    block_on(async {
        let (store, _) = lived_in(&folder).await;
        let at = |name: &str| folder.0.path().join(name);
        for name in [
            "places.db.damaged-1",
            "places.db.damaged-12-wal",
            "places.db.damaged-x",
            "places.db.damaged-1-notes",
            "other.db.damaged-1",
        ] {
            fs::write(at(name), "x").unwrap();
        }
        fs::create_dir_all(at(".snapshot-1.tmp")).unwrap();
        fs::create_dir_all(at("backups/.snapshot-2.tmp")).unwrap();
        let lock = fs::File::create(at("backups/.snapshot-2.tmp/lock")).unwrap();
        lock.lock().unwrap();
        let expected = StoreFiles {
            own: vec![at("places.db"), at("places.db-wal"), at("places.db-shm")],
            aside: vec![at("places.db.damaged-1"), at("places.db.damaged-12-wal")],
            leftovers: vec![at(".snapshot-1.tmp")],
            under_way: vec![at("backups/.snapshot-2.tmp")],
        };
        assert_eq!(files(&folder), expected);
        drop(store);
    });
}

#[test]
fn a_store_is_removed_whole_unless_somebody_has_it_open() {
    let folder = Folder::new();
    assert!(remove(&folder).unwrap().is_empty());
    let (store, _) = block_on(lived_in(&folder));
    assert_eq!(remove(&folder).unwrap_err().kind(), StoreErrorKind::Busy);
    drop(store);
    let other = Connection::open(folder.path()).unwrap();
    other.busy_timeout(std::time::Duration::ZERO).unwrap();
    let _: i64 = other
        .query_row("SELECT count(*) FROM place_block", [], |row| row.get(0))
        .unwrap();
    let error = remove(&folder).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Busy, "{error}");
    drop(other);
    assert_eq!(remove(&folder).unwrap(), [folder.path()]);
    assert_eq!(names_in(folder.0.path()), [""; 0]);
}

#[test]
fn a_damaged_store_is_removed_unread() {
    let folder = Folder::new();
    for name in ["places.db", "places.db-wal"] {
        fs::write(folder.0.path().join(name), "Dear diary").unwrap();
    }
    assert_eq!(remove(&folder).unwrap().len(), 2);
    assert_eq!(names_in(folder.0.path()), [""; 0]);
}
