use std::fs;
use std::process::Command;

use kplaces_store::{Access, Erasure, KnownKey, StoreErrorKind};
use kplaces_store_testsuite::block_on;
use secrecy::ExposeSecret;

use crate::{Folder, adding, all, all_keys, new_key, nothing_readable_in, open};

#[test]
fn nothing_of_a_place_is_readable_in_any_file() {
    let folder = Folder::new();
    block_on(async {
        let store = folder.try_open().await.unwrap();
        let plan = adding(0, (0..2_000).map(|n| n.to_string()));
        store.apply(&plan).await.unwrap();
        store.snapshot(&folder.backup("a.sealed")).await.unwrap();
        store.apply(&adding(1, ["last"])).await.unwrap();
        nothing_readable_in(folder.0.path());
    });
    nothing_readable_in(folder.0.path());
    assert!(folder.backup("a.sealed").exists());
}

#[test]
fn a_store_gets_another_key_and_forgets_the_old_one() {
    let folder = Folder::new();
    let (old, new) = (&folder.1, new_key());
    let both = all_keys(&[&new, old]);
    let path = folder.path();
    let none = Erasure::Groups([].into());
    block_on(async {
        let store = folder.try_open().await.unwrap();
        store.apply(&adding(0, ["a"])).await.unwrap();
        let before = store.state().await.unwrap();
        // In between both open it.
        let store = open(&path, Access::ReadWrite, &both).await.unwrap();
        store.erase(&none).await.unwrap();
        assert_eq!(store.state().await.unwrap(), before);
        let reopened = open(&path, Access::ReadWrite, &new).await.unwrap();
        assert_eq!(all(&*reopened).await.unwrap().len(), 1);
        let error = folder.try_open().await.map(drop).unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Locked, "{error}");
    });
}

#[test]
fn without_a_key_no_store_is_made() {
    let folder = Folder::new();
    let path = folder.0.path().join("new/places.sealed");
    let error = block_on(open(&path, Access::ReadWrite, &KnownKey("nothing".into())));
    assert_eq!(error.map(drop).unwrap_err().kind(), StoreErrorKind::Locked);
    assert!(!path.parent().unwrap().exists());
}

/// Others read it as what the README says it is; where there is no such tool, that is said.
#[test]
fn the_tool_of_age_gets_the_database_out() {
    let folder = Folder::new();
    block_on(async {
        let store = folder.try_open().await.unwrap();
        store.apply(&adding(0, ["a", "b"])).await.unwrap();
    });
    let key = folder.0.path().join("key");
    fs::write(&key, folder.1.0.expose_secret()).unwrap();
    let tool = Command::new("age")
        .arg("-d")
        .arg("-i")
        .arg(&key)
        .arg(folder.path())
        .output();
    let plain = if let Ok(output) = tool {
        assert!(output.status.success(), "age refused it");
        output.stdout
    } else {
        println!("NOT CHECKED: there is no age here; its library was asked instead");
        let key: age::x25519::Identity = folder.1.0.expose_secret().parse().unwrap();
        age::decrypt(&key, &fs::read(folder.path()).unwrap()).unwrap()
    };
    let plain_file = folder.0.path().join("plain.db");
    fs::write(&plain_file, plain).unwrap();
    let hand = rusqlite::Connection::open(&plain_file).unwrap();
    let names: i64 = hand
        .query_row(
            "SELECT sum(instr(bytes, CAST('Canary ' AS BLOB)) > 0) FROM place_block",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(names, 1, "a block has both");
}
