use std::fs;

use kplaces_store::{Access, StoreErrorKind};
use kplaces_store_testsuite::block_on;

use crate::{Folder, adding, all, backend, new_key, open, request};

/// A store of several pieces, and the bytes of its file.
fn filled() -> (Folder, Vec<u8>) {
    let folder = Folder::new();
    block_on(async {
        let store = folder.try_open().await.unwrap();
        let plan = adding(0, (0..6_000).map(|n| n.to_string()));
        store.apply(&plan).await.unwrap();
    });
    let bytes = fs::read(folder.path()).unwrap();
    assert!(bytes.len() > 4 * PIECE);
    (folder, bytes)
}

/// A sealed piece of 64 KiB.
const PIECE: usize = 64 * 1024 + 16;

/// The length of what stands before the first piece.
fn head(bytes: &[u8]) -> usize {
    let end = bytes.windows(5).position(|at| at == b"\n--- ").unwrap();
    let line = bytes[end + 1..].iter().position(|at| *at == b'\n').unwrap();
    end + 1 + line + 1 + 16
}

fn refused(folder: &Folder, bytes: &[u8], what: &str) -> StoreErrorKind {
    fs::write(folder.path(), bytes).unwrap();
    let errors = block_on(async {
        [
            folder.try_open().await.map(drop).unwrap_err(),
            folder.try_read().await.map(drop).unwrap_err(),
        ]
    });
    assert_eq!(fs::read(folder.path()).unwrap(), bytes, "{what}");
    assert_eq!(errors[0].kind(), errors[1].kind(), "{what}");
    assert!(errors[0].to_string().contains("places.sealed"), "{what}");
    errors[0].kind()
}

#[test]
fn a_file_that_was_cut_anywhere_is_refused() {
    let (folder, bytes) = filled();
    let head = head(&bytes);
    let mut lengths = vec![
        0,
        1,
        21,
        22,
        100,
        head - 17,
        head - 1,
        head,
        head + 1,
        head + 16,
    ];
    for piece in 1..4 {
        let end = head + piece * PIECE;
        lengths.extend([end - 1, end, end + 1, end + 16, end + 17]);
    }
    lengths.push(bytes.len() - 1);
    for length in lengths {
        let kind = refused(&folder, &bytes[..length], &length.to_string());
        assert_eq!(kind, StoreErrorKind::Corrupt, "{length}");
    }
    let longer = [&bytes[..], b"x"].concat();
    assert_eq!(refused(&folder, &longer, "longer"), StoreErrorKind::Corrupt);
    let twice = [&bytes[..], &bytes[head..]].concat();
    assert_eq!(refused(&folder, &twice, "twice"), StoreErrorKind::Corrupt);
}

#[test]
fn a_bit_flipped_anywhere_is_refused() {
    let (folder, bytes) = filled();
    let head = head(&bytes);
    let step = bytes.len() / 60;
    for at in (0..head).chain((head..bytes.len()).step_by(step)) {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        let kind = refused(&folder, &changed, &at.to_string());
        // A changed part of the header that is for the key cannot be told from another key.
        let expected = match at {
            _ if at < 22 => &[StoreErrorKind::Corrupt, StoreErrorKind::Newer][..],
            _ if at < head - 16 => &[StoreErrorKind::Corrupt, StoreErrorKind::Locked],
            _ => &[StoreErrorKind::Corrupt],
        };
        assert!(expected.contains(&kind), "byte {at}: {kind:?}");
    }
}

#[test]
fn pieces_in_another_order_are_refused() {
    let (folder, bytes) = filled();
    let (first, second) = (head(&bytes), head(&bytes) + PIECE);
    let mut swapped = bytes.clone();
    swapped[first..first + PIECE].copy_from_slice(&bytes[second..second + PIECE]);
    swapped[second..second + PIECE].copy_from_slice(&bytes[first..first + PIECE]);
    assert_eq!(
        refused(&folder, &swapped, "swapped"),
        StoreErrorKind::Corrupt
    );
    let without = [&bytes[..first], &bytes[second..]].concat();
    assert_eq!(
        refused(&folder, &without, "left out"),
        StoreErrorKind::Corrupt
    );
}

#[test]
fn a_file_of_another_key_is_locked_and_stays_as_it_is() {
    let (folder, bytes) = filled();
    let kind = block_on(async {
        let error = open(&folder.path(), Access::ReadWrite, &new_key()).await;
        error.map(drop).unwrap_err().kind()
    });
    assert_eq!(kind, StoreErrorKind::Locked);
    let none = block_on((backend().open)(request(
        &folder.path(),
        Access::ReadWrite,
        None,
    )));
    assert_eq!(none.map(drop).unwrap_err().kind(), StoreErrorKind::Locked);
    assert_eq!(fs::read(folder.path()).unwrap(), bytes);
    block_on(async {
        let store = folder.try_read().await.unwrap();
        assert_eq!(all(&*store).await.unwrap().len(), 6_000);
    });
}

#[test]
fn pieces_of_another_file_of_the_same_key_are_refused() {
    let (folder, bytes) = filled();
    block_on(async {
        let store = folder.try_open().await.unwrap();
        store.apply(&adding(1, [""; 0])).await.unwrap();
    });
    let other = fs::read(folder.path()).unwrap();
    let mixed = [
        &bytes[..head(&bytes) + PIECE],
        &other[head(&other) + PIECE..],
    ]
    .concat();
    assert_eq!(refused(&folder, &mixed, "mixed"), StoreErrorKind::Corrupt);
}

#[test]
fn what_is_no_store_is_refused() {
    let (folder, bytes) = filled();
    for (content, kind) in [
        (&b""[..], StoreErrorKind::Corrupt),
        (b"SQLite format 3\0", StoreErrorKind::Corrupt),
        (b"mine", StoreErrorKind::Corrupt),
        (
            b"age-encryption.org/v1\n-> X25519 a\n",
            StoreErrorKind::Corrupt,
        ),
    ] {
        assert_eq!(refused(&folder, content, "other"), kind, "{content:?}");
    }
    let newer = String::from_utf8_lossy(&bytes[..22]).replace("v1", "v2");
    let newer = [newer.as_bytes(), &bytes[22..]].concat();
    assert_eq!(refused(&folder, &newer, "v2"), StoreErrorKind::Newer);

    // Sealed with the right key, and not a database of ours.
    let key: age::x25519::Identity = secrecy::ExposeSecret::expose_secret(&folder.1.0)
        .parse()
        .unwrap();
    let foreign = age::encrypt(&key.to_public(), b"not a database").unwrap();
    assert_eq!(
        refused(&folder, &foreign, "foreign"),
        StoreErrorKind::Corrupt
    );
}

#[test]
fn a_store_of_another_version_is_refused_or_kept() {
    let (folder, bytes) = filled();
    let key: age::x25519::Identity = secrecy::ExposeSecret::expose_secret(&folder.1.0)
        .parse()
        .unwrap();
    let mut plain = age::decrypt(&key, &bytes).unwrap();
    // `user_version`, in the header of every database.
    plain[60..64].copy_from_slice(&99_u32.to_be_bytes());
    let newer = age::encrypt(&key.to_public(), &plain).unwrap();
    assert_eq!(refused(&folder, &newer, "newer"), StoreErrorKind::Newer);
}

#[test]
fn a_store_whose_names_were_folded_by_older_rules_is_kept_before_it_is_replaced() {
    let (folder, bytes) = filled();
    let key: age::x25519::Identity = secrecy::ExposeSecret::expose_secret(&folder.1.0)
        .parse()
        .unwrap();
    let plain = folder.0.path().join("plain.db");
    fs::write(&plain, age::decrypt(&key, &bytes).unwrap()).unwrap();
    let hand = rusqlite::Connection::open(&plain).unwrap();
    hand.execute("UPDATE store SET fold_version = 0", [])
        .unwrap();
    drop(hand);
    let older = age::encrypt(&key.to_public(), &fs::read(&plain).unwrap()).unwrap();
    fs::remove_file(&plain).unwrap();
    fs::write(folder.path(), &older).unwrap();
    block_on(async {
        let store = folder.try_read().await.unwrap();
        assert_eq!(all(&*store).await.unwrap().len(), 6_000);
        store.check().await.unwrap();
        drop(store);
        let store = folder.try_open().await.unwrap();
        store.check().await.unwrap();
        assert_eq!(
            fs::read(folder.path()).unwrap(),
            older,
            "opening is not changing"
        );
        store.apply(&adding(1, ["new"])).await.unwrap();
        let kept = folder.backup("places-v3-before-migration-1.sealed");
        let kept = open(&kept, Access::ReadWrite, &folder.1).await.unwrap();
        assert_eq!(all(&*kept).await.unwrap().len(), 6_000);
        drop(folder.try_read().await.unwrap());
    });
}

#[test]
fn damage_after_it_was_opened_is_found_by_a_check_and_never_copied() {
    let (folder, bytes) = filled();
    block_on(async {
        let store = folder.try_open().await.unwrap();
        let mut changed = bytes.clone();
        let at = bytes.len() - 5;
        changed[at] ^= 1;
        fs::write(folder.path(), &changed).unwrap();
        let error = store.check().await.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Corrupt, "{error}");
        let copy = folder.backup("a.sealed");
        let error = store.snapshot(&copy).await.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Corrupt, "{error}");
        assert!(error.to_string().starts_with("places.sealed"), "{error}");
        assert!(!copy.exists());
        let error = store.apply(&adding(1, ["x"])).await.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Corrupt, "{error}");
        assert_eq!(fs::read(folder.path()).unwrap(), changed);
    });
}
