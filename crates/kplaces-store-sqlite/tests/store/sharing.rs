use std::thread;
use std::time::Duration;

use kplaces_domain::Revision;
use kplaces_store::StoreErrorKind;
use kplaces_store_testsuite::block_on;
use rusqlite::Connection;

use crate::{Folder, adding, all};

#[test]
fn two_stores_on_one_file_see_each_other() {
    let folder = Folder::new();
    block_on(async {
        let one = folder.try_open().await.unwrap();
        let other = folder.try_open().await.unwrap();
        one.apply(&adding(0, ["a"])).await.unwrap();
        let error = other.apply(&adding(0, ["b"])).await.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Conflict);
        other.apply(&adding(1, ["b"])).await.unwrap();
        assert_eq!(all(&*one).await.unwrap().len(), 2);
        drop(one);
        other.apply(&adding(2, ["c"])).await.unwrap();
        other.check().await.unwrap();
    });
}

#[test]
fn writers_at_the_same_time_lose_nothing() {
    const WRITERS: usize = 3;
    const ROUNDS: usize = 15;

    let folder = Folder::new();
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let folder = &folder;
            scope.spawn(move || {
                block_on(async {
                    let store = folder.try_open().await.unwrap();
                    for round in 0..ROUNDS {
                        let key = format!("{writer}/{round}");
                        loop {
                            let Revision(base) = store.state().await.unwrap().revision;
                            match store.apply(&adding(base, [&key])).await {
                                Ok(_) => break,
                                Err(error) => {
                                    assert_eq!(error.kind(), StoreErrorKind::Conflict, "{error}");
                                }
                            }
                        }
                    }
                });
            });
        }
    });
    block_on(async {
        let store = folder.try_open().await.unwrap();
        let state = store.state().await.unwrap();
        assert_eq!(state.places as usize, WRITERS * ROUNDS);
        assert_eq!(state.revision.0 as usize, WRITERS * ROUNDS);
        store.check().await.unwrap();
    });
}

#[test]
fn a_plan_whose_caller_goes_away_is_not_applied() {
    let folder = Folder::new();
    block_on(async {
        let store = folder.try_open().await.unwrap();
        let plan = adding(0, (0..20_000).map(|n| n.to_string()));
        // Another writer holds the store up until the caller is gone.
        let other = Connection::open(folder.path()).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let gone = tokio::time::timeout(Duration::from_millis(20), store.apply(&plan)).await;
        assert!(gone.is_err());
        other.execute_batch("ROLLBACK").unwrap();

        store.apply(&adding(0, ["a"])).await.unwrap();
        assert_eq!(all(&*store).await.unwrap().len(), 1);
    });
}
