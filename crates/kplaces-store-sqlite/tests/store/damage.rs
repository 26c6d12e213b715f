use std::fs;
use std::path::Path;

use kplaces_domain::{FoldedQuery, Place, Position};
use kplaces_store::{
    Filter, GroupCount, Order, PlaceQuery, StoreError, StoreErrorKind, StoreState,
};
use kplaces_store_testsuite::block_on;
use rusqlite::Connection;

use crate::{Folder, adding, all, names_in, open_to_read};

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

/// Everything one can ask of a store that is not to be written, with the answers.
async fn read_it(path: &Path) -> Result<(StoreState, Vec<GroupCount>, Vec<Place>), StoreError> {
    let store = open_to_read(path).await?;
    store.check().await?;
    let answers = (
        store.state().await?,
        store.groups().await?,
        all(&*store).await?,
    );
    store.snapshot(&path.with_file_name("copy.db")).await?;
    Ok(answers)
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
        // Behind it some bytes may be of nothing.
        sound.len() - 4_097,
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

/// Puts other bytes of the same length into a block.
fn patch(path: &Path, table: &str, from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    let hand = Connection::open(path).unwrap();
    let sql = format!("SELECT first, bytes FROM {table} WHERE instr(bytes, ?1) LIMIT 1");
    let (first, mut bytes): (Vec<u8>, Vec<u8>) = hand
        .query_row(&sql, [from], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    let mut windows = bytes.windows(from.len());
    let at = windows.position(|window| window == from).unwrap();
    bytes[at..at + to.len()].copy_from_slice(to);
    let sql = format!("UPDATE {table} SET bytes = ?2 WHERE first = ?1");
    hand.execute(&sql, (first, bytes)).unwrap();
}

#[test]
fn bytes_that_no_store_writes_are_told() {
    let changes: [(&str, &[u8], &[u8]); 6] = [
        ("place_block", b"Place 0007", b"Other 0007"),
        ("place_block", b"Place 0007", b"Place 000\xff"),
        ("place_block", b"000600070008", b"000600050008"),
        ("place_block", b"000600070008", b"0006000\xff0008"),
        ("name_block", b"\nplace 0007", b"\nplace 0017"),
        ("name_block", b"\nplace 0007", b"\nplacf 0007"),
    ];
    for (table, from, to) in changes {
        let folder = Folder::new();
        sound(&folder);
        patch(&folder.path(), table, from, to);
        assert_told(&folder, &format!("{from:?} is {to:?}"));
    }
}

#[test]
fn values_that_no_store_writes_are_told() {
    for change in [
        "UPDATE place_block SET bytes = x''",
        "UPDATE place_block SET bytes = x'020100'",
        "UPDATE place_block SET first = x'ff' WHERE first = (SELECT max(first) FROM place_block)",
        "UPDATE name_block SET first = x'ff' WHERE first = (SELECT max(first) FROM name_block)",
        "DELETE FROM place_block WHERE first = (SELECT max(first) FROM place_block)",
        "DELETE FROM name_block WHERE first = (SELECT min(first) FROM name_block)",
        "INSERT INTO position_block SELECT * FROM name_block",
        "UPDATE store SET places = 5",
        "INSERT INTO place_group VALUES (7, 'ghost', 0, 3)",
        "INSERT INTO place_colour VALUES (7, 'ghost', 3)",
        "DELETE FROM store",
        "DROP TABLE asked_group",
        "DROP TABLE place_block",
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
    hand.execute_batch("DELETE FROM name_block; UPDATE store SET fold_version = 0")
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

/// splitmix64: the same damage in every run.
fn random(state: &mut u64) -> usize {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) as usize
}

/// A small store with everything in it.
fn varied(folder: &Folder) -> Vec<u8> {
    let mut plan = adding(0, (0..150).map(|n| format!("{n:04}")));
    let mut places = plan.added.to_vec();
    for (n, place) in (0..).zip(&mut places) {
        place.position = Position::from_micro(n * 100_000, n * -200_000).ok();
        place.colour = (n % 3 == 0).then(|| "red".parse().unwrap());
        place.groups = [["Depots", "Süd"][n as usize % 2].into()]
            .into_iter()
            .collect();
    }
    plan.added = places.into();
    plan.group_list = Some(vec!["Depots".into(), "Empty".into()]);
    plan.provenance.selection = vec!["Depots".into(), "Süd".into()];
    block_on(async {
        let store = folder.try_open().await.unwrap();
        store.apply(&plan).await.unwrap();
    });
    fs::read(folder.path()).unwrap()
}

#[test]
fn flipped_bits_never_panic_and_reading_never_repairs() {
    let folder = Folder::new();
    let sound = varied(&folder);
    let copy = folder.0.path().join("copy.db");
    let (state, groups, places) = block_on(read_it(&folder.path())).unwrap();
    fs::remove_file(&copy).unwrap();
    let (mut seed, mut told) = (7, 0);
    for round in 0..400 {
        // Every page, and the header of the file and of its pages more often.
        let at = match round % 4 {
            0 => random(&mut seed) % 100,
            1 => random(&mut seed) % (sound.len() / 4_096) * 4_096 + random(&mut seed) % 100,
            _ => random(&mut seed) % sound.len(),
        };
        let mut damaged = sound.clone();
        damaged[at] ^= 1 << (random(&mut seed) % 8);
        fs::write(folder.path(), &damaged).unwrap();

        let read = block_on(read_it(&folder.path()));
        let unchanged = fs::read(folder.path()).unwrap() == damaged;
        assert!(unchanged, "reading has changed the file, flipped at {at}");
        let mut names = names_in(folder.0.path());
        names.retain(|name| name != "copy.db");
        assert_eq!(names, ["places.db"], "flipped at {at}");
        match read {
            // One bit may make one value of another one; that is all it may do.
            Ok(read) => {
                let other = places.iter().zip(&read.2).filter(|(a, b)| a != b).count();
                let other = other + usize::from(state != read.0);
                let regrouped = groups.iter().zip(&read.1).filter(|(a, b)| a != b).count();
                assert!(
                    read.2.len() == places.len() && (other <= 1 || regrouped == 1),
                    "flipped at {at}: {other} values differ"
                );
                fs::remove_file(&copy).unwrap();
            }
            Err(error) => {
                told += 1;
                let kind = error.kind();
                assert!(
                    matches!(
                        kind,
                        StoreErrorKind::Corrupt | StoreErrorKind::Newer | StoreErrorKind::Older
                    ),
                    "flipped at {at}: {error}"
                );
                assert!(!copy.exists(), "a damaged store was copied");
            }
        }
        // To write is another matter: then names are folded anew, and the log is set up.
        let _told_or_not = block_on(use_it(&folder));
        for suffix in ["-wal", "-shm", "-journal"] {
            let _ = fs::remove_file(folder.0.path().join(format!("places.db{suffix}")));
        }
    }
    assert!((100..400).contains(&told), "{told} of 400 were told");
}

#[test]
fn a_log_of_garbage_does_not_count() {
    let folder = Folder::new();
    let sound = varied(&folder);
    let log = folder.0.path().join("places.db-wal");
    let header = [0x37, 0x7f, 0x06, 0x82, 0, 0x2d, 0xe2, 0x18, 0, 0, 0x10, 0];
    for garbage in [
        Vec::new(),
        vec![0; 32],
        vec![0xa5; 10_000],
        b"Dear diary".repeat(1_000),
        [&header[..], &[0xa5; 9_000]].concat(),
    ] {
        fs::write(folder.path(), &sound).unwrap();
        fs::write(&log, &garbage).unwrap();
        block_on(async {
            let store = open_to_read(&folder.path()).await.unwrap();
            store.check().await.unwrap();
            assert_eq!(all(&*store).await.unwrap().len(), 150);
            drop(store);
            assert_eq!(fs::read(folder.path()).unwrap(), sound);
            assert_eq!(fs::read(&log).unwrap(), garbage);

            let store = folder.try_open().await.unwrap();
            store.check().await.unwrap();
            store.apply(&adding(1, ["new"])).await.unwrap();
        });
        assert_eq!(names_in(folder.0.path()), ["places.db"]);
    }
}

#[test]
fn a_damaged_log_gives_a_content_that_was_there() {
    let folder = Folder::new();
    varied(&folder);
    let writer = Connection::open(folder.path()).unwrap();
    writer
        .execute_batch(
            "PRAGMA wal_autocheckpoint = 0;
             UPDATE store SET revision = 2; UPDATE store SET revision = 3",
        )
        .unwrap();
    let log = fs::read(folder.0.path().join("places.db-wal")).unwrap();
    let main = fs::read(folder.path()).unwrap();
    let other = Folder::new();
    let mut seed = 11;
    for _ in 0..100 {
        let mut damaged = log.clone();
        match random(&mut seed) % 2 {
            0 => damaged.truncate(random(&mut seed) % log.len()),
            _ => damaged[random(&mut seed) % log.len()] ^= 1 << (random(&mut seed) % 8),
        }
        fs::write(other.path(), &main).unwrap();
        fs::write(other.0.path().join("places.db-wal"), &damaged).unwrap();
        let _ = fs::remove_file(other.0.path().join("places.db-shm"));
        block_on(async {
            let store = open_to_read(&other.path()).await.unwrap();
            let read = store.state().await.unwrap().revision.0;
            assert!((1..=3).contains(&read), "{read}");
            store.check().await.unwrap();
        });
        assert_eq!(fs::read(other.path()).unwrap(), main);
    }
}

#[test]
fn a_store_that_answers_without_end_is_refused_before_it_is_asked() {
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)";
    let columns = "i AS first, i AS bytes";
    for trap in [
        format!(
            "DROP TABLE place_block; CREATE VIEW place_block AS {endless} SELECT {columns} FROM n"
        ),
        format!(
            "DROP TABLE store; CREATE VIEW store AS {endless} SELECT max(i) AS fold_version FROM n"
        ),
        format!(
            "DROP TABLE place_group; CREATE VIEW place_group AS {endless} \
             SELECT count(*) AS id, 'a' AS name, 1 AS listed, 1 AS places FROM n"
        ),
        format!(
            "CREATE TRIGGER more AFTER INSERT ON place_block BEGIN \
             DELETE FROM place_block WHERE first = ({endless} SELECT max(i) FROM n); END"
        ),
        "ALTER TABLE place_block ADD COLUMN twice BLOB AS (bytes)".to_owned(),
        "CREATE TABLE more (x)".to_owned(),
        "DROP TABLE asked_group".to_owned(),
    ] {
        let folder = Folder::new();
        sound(&folder);
        let hand = Connection::open(folder.path()).unwrap();
        hand.execute_batch(&trap).unwrap();
        hand.close().unwrap();
        assert_told(&folder, &trap);
        let Err(error) = block_on(read_it(&folder.path())) else {
            panic!("nothing is told: {trap}");
        };
        assert_eq!(error.kind(), StoreErrorKind::Corrupt, "{trap}: {error}");
    }
}

#[test]
fn what_sqlite_adds_is_no_damage() {
    let folder = Folder::new();
    sound(&folder);
    let hand = Connection::open(folder.path()).unwrap();
    hand.execute_batch("ANALYZE").unwrap();
    hand.close().unwrap();
    block_on(read_it(&folder.path())).unwrap();
}
