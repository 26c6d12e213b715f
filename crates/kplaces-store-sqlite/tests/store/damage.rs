use std::fs;

use kplaces_domain::{FoldedQuery, Position};
use kplaces_store::{Filter, Order, PlaceQuery, StoreError, StoreErrorKind};
use kplaces_store_testsuite::block_on;
use rusqlite::Connection;

use crate::{Folder, adding, all};

fn sound(folder: &Folder) -> Vec<u8> {
    block_on(async {
        let store = folder.try_open().await.unwrap();
        let keys = (0..2_000).map(|n| format!("{n:04}"));
        store.apply(&adding(0, keys)).await.unwrap();
    });
    fs::read(folder.path()).unwrap()
}

/// Everything one can do with a store.
async fn use_it(folder: &Folder) -> Result<(), StoreError> {
    let store = folder.try_open().await?;
    store.check().await?;
    let state = store.state().await?;
    store.groups().await?;
    all(&*store).await?;
    store
        .apply(&adding(state.revision.0, ["new"]))
        .await
        .map(drop)
}

fn assert_told(folder: &Folder, what: &str) {
    let Err(error) = block_on(use_it(folder)) else {
        panic!("nothing is told: {what}");
    };
    assert_eq!(error.kind(), StoreErrorKind::Corrupt, "{what}: {error}");
    assert!(
        error.to_string().starts_with("places.db"),
        "{what}: {error}"
    );
}

#[test]
fn a_cut_off_store_is_told() {
    let folder = Folder::new();
    let sound = sound(&folder);
    for length in [
        1,
        50,
        99,
        100,
        101,
        4_095,
        4_096,
        4_097,
        sound.len() / 2,
        sound.len() - 1,
    ] {
        fs::write(folder.path(), &sound[..length]).unwrap();
        assert_told(&folder, &format!("cut off after {length} bytes"));
    }
}

#[test]
fn an_overwritten_store_is_told() {
    let folder = Folder::new();
    let sound = sound(&folder);
    // The header of each page, so that it is no free space that is hit.
    for at in (0..sound.len()).step_by(4_096) {
        let mut damaged = sound.clone();
        damaged[at..at + 200].fill(0xa5);
        fs::write(folder.path(), &damaged).unwrap();
        assert_told(&folder, &format!("overwritten at {at}"));
    }
}

#[test]
fn values_that_no_store_writes_are_told() {
    for change in [
        "UPDATE place SET latitude = 91000000, longitude = 0 WHERE key = '0007'",
        "UPDATE place SET latitude = 1 WHERE key = '0007'",
        "UPDATE place SET radius = -1 WHERE key = '0007'",
        "UPDATE place SET colour = '' WHERE key = '0007'",
        "UPDATE place SET in_groups = ',99,' WHERE key = '0007'",
        "UPDATE place SET in_groups = 'x' WHERE key = '0007'",
        "UPDATE place SET name = CAST(x'ff' AS TEXT) WHERE key = '0007'",
        "UPDATE store SET places = 5",
        "INSERT INTO place_group VALUES (7, 'ghost', 0, 3)",
        "DELETE FROM store",
        "DROP TABLE asked_group",
        "DROP TABLE place",
    ] {
        let folder = Folder::new();
        sound(&folder);
        let hand = Connection::open(folder.path()).unwrap();
        hand.execute_batch(change).unwrap();
        hand.close().unwrap();
        assert_told(&folder, change);
    }
}

#[test]
fn names_folded_by_other_rules_are_folded_anew() {
    let folder = Folder::new();
    let sound = sound(&folder);
    let hand = Connection::open(folder.path()).unwrap();
    hand.execute_batch(
        "UPDATE place SET sort = 'x', spell = 'y'; UPDATE store SET fold_version = 0",
    )
    .unwrap();
    hand.close().unwrap();
    assert_ne!(fs::read(folder.path()).unwrap(), sound);
    block_on(async {
        let store = folder.try_open().await.unwrap();
        let query = PlaceQuery {
            filter: Filter {
                text: FoldedQuery::new("PLACE 1999"),
                ..Filter::default()
            },
            order: Order::Relevance,
            ..PlaceQuery::scan(2)
        };
        let page = store.places(&query).await.unwrap();
        assert_eq!(page.hits.len(), 1);
        assert_eq!(page.hits[0].place.key.as_str(), "1999");
        store.check().await.unwrap();
    });
}

#[test]
fn a_question_of_any_size_is_answered() {
    let folder = Folder::new();
    sound(&folder);
    block_on(async {
        let store = folder.try_open().await.unwrap();
        let words = "place ".repeat(5_000);
        let groups = (0..5_000).map(|n| n.to_string().as_str().into()).collect();
        for filter in [
            Filter {
                text: FoldedQuery::new(&words),
                ..Filter::default()
            },
            Filter {
                groups,
                ..Filter::default()
            },
        ] {
            let order = Order::Distance(Position::from_micro(0, 0).unwrap());
            let expected = if filter.text.is_some() { 10 } else { 0 };
            let query = PlaceQuery {
                filter,
                order,
                ..PlaceQuery::scan(10)
            };
            let page = store.places(&query).await.unwrap();
            assert_eq!(page.hits.len(), expected);
        }
    });
}
