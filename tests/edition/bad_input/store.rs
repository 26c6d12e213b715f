//! Data folders and stores.

use std::fs;

use kplaces_tests::Sandbox;

use super::{DOCUMENTED, refused};
use crate::{fresh, synced};

#[test]
fn a_data_folder_that_is_none() {
    let device = fresh();
    device.write("file", "mine");
    let home = device.path("");
    let below = |name: &str| home.join(name).to_str().unwrap().to_owned();
    insta::assert_snapshot!(device.transcript([
        &["--data-dir", &below("file"), "list"],
        &["--data-dir", &below("file/below"), "list"],
        &["--data-dir", "relative", "list"],
        &["--data-dir", "", "list"],
    ]), @"
    $ 3kplaces --data-dir [HOME]/file list
    error: the places cannot be stored there
      why: places.db cannot be opened or created; check its folder and permissions
      why: File exists (os error 17)
      try: check the folder's permissions, or choose another with --data-dir
    [exit code 9]

    $ 3kplaces --data-dir [HOME]/file/below list
    error: the places cannot be stored there
      why: places.db cannot be opened or created; check its folder and permissions
      why: Not a directory (os error 20)
      try: check the folder's permissions, or choose another with --data-dir
    [exit code 9]

    $ 3kplaces --data-dir relative list
    error: the configuration has 1 problem
      why: command line: `data_dir` must be the absolute path of a folder
      try: `3kplaces config path` says where the configuration is
    [exit code 3]

    $ 3kplaces --data-dir '' list
    error: a value is required for '--data-dir <DIR>' but none was supplied
      try: `3kplaces list --help` explains the command
    [exit code 2]
    ");
    assert_eq!(fs::read(device.path("file")).unwrap(), b"mine");
}

/// What each command says of a store like this, which must not change by it.
fn with_store(device: &Sandbox, content: &[u8]) -> String {
    fs::write(device.store(), content).unwrap();
    let runs = [
        &["list"][..],
        &["status"],
        &["show", "x"],
        &["near", "48,11"],
        &["export", "csv", "-o", "a.csv"],
    ]
    .map(|arguments| device.run(arguments));
    let said = refused(&runs[0]);
    for ran in runs {
        assert_eq!(refused(&ran), said, "all commands say the same");
        assert_eq!(ran.code, 9);
    }
    assert_eq!(
        fs::read(device.store()).unwrap(),
        content,
        "the file is as it was"
    );
    assert!(!device.path("a.csv").exists());
    said
}

#[test]
fn a_store_that_is_none_of_ours_is_left_alone() {
    let (webfleet, device) = synced();
    let sound = fs::read(device.store()).unwrap();
    let mut newer = sound.clone();
    newer[60..64].copy_from_slice(&99_i32.to_be_bytes());
    let mut foreign = sound.clone();
    foreign[68..72].copy_from_slice(b"GPKG");
    let said = [
        with_store(&device, &sound[..sound.len() / 2]),
        with_store(&device, &sound[..50]),
        with_store(
            &device,
            b"Dear diary,\ntoday I called this file places.db.\n",
        ),
        with_store(&device, &foreign),
        with_store(&device, &newer),
    ];
    insta::assert_snapshot!(said.join("\n"), @"
    error: the file with the places is damaged, or is not one of 3Kplaces
      why: places.db is damaged; move it away and sync again
      why: Error code 11: database disk image is malformed
      try: `3kplaces backup list` lists copies, `3kplaces backup restore NAME` brings one back
      try: without one, move the file away, then run `3kplaces sync`; `3kplaces config path` says where it is
    [exit code 9]

    error: the file with the places is damaged, or is not one of 3Kplaces
      why: places.db is not a store of 3Kplaces; name another file
      try: `3kplaces backup list` lists copies, `3kplaces backup restore NAME` brings one back
      try: without one, move the file away, then run `3kplaces sync`; `3kplaces config path` says where it is
    [exit code 9]

    error: the file with the places is damaged, or is not one of 3Kplaces
      why: places.db is not a store of 3Kplaces; name another file
      try: `3kplaces backup list` lists copies, `3kplaces backup restore NAME` brings one back
      try: without one, move the file away, then run `3kplaces sync`; `3kplaces config path` says where it is
    [exit code 9]

    error: the file with the places is damaged, or is not one of 3Kplaces
      why: places.db is not a store of 3Kplaces; name another file
      try: `3kplaces backup list` lists copies, `3kplaces backup restore NAME` brings one back
      try: without one, move the file away, then run `3kplaces sync`; `3kplaces config path` says where it is
    [exit code 9]

    error: the places on this device were written by a newer 3Kplaces
      why: places.db was written by a newer version of 3Kplaces; update this one
      try: use that version or a later one
    [exit code 9]
    ");
    // With the file moved away a sync brings everything back.
    fs::rename(device.store(), device.path("away.db")).unwrap();
    webfleet.pass(std::time::Duration::from_mins(1));
    assert_eq!(device.run(&["sync", "--json"]).json()["places"], 10);
}

#[test]
fn a_store_with_a_garbled_page_is_no_crash() {
    let (_webfleet, device) = synced();
    let sound = fs::read(device.store()).unwrap();
    for page in 1..sound.len() / 4096 {
        let mut garbled = sound.clone();
        garbled[page * 4096..(page + 1) * 4096].fill(0xa5);
        fs::write(device.store(), &garbled).unwrap();
        for arguments in [
            &["list"][..],
            &["status"],
            &["find", "depot"],
            &["sync", "--dry-run"],
        ] {
            let ran = device.run(arguments);
            assert!(
                DOCUMENTED.contains(&ran.code),
                "page {page}, {arguments:?}: {}",
                ran.shown()
            );
        }
    }
}

#[test]
fn stores_of_other_kinds() {
    let (_webfleet, mut device) = synced();
    let said: Vec<String> = [
        "postgres:places",
        "sqlite:",
        "sqlite::memory:",
        "sqlite:folder/",
        "memory:",
    ]
    .map(|store| {
        device.env("KPLACES_STORE", store);
        let ran = device.run(&["list"]);
        assert_eq!(ran.code, 3, "{store}");
        // Enterprise has one more.
        let said = refused(&ran).replace("sealed, sqlite", "sqlite");
        format!("# {store}\n{said}")
    })
    .into();
    insta::assert_snapshot!(said.join("\n"), @"
    # postgres:places
    error: no store backend is called `postgres`; this edition has: sqlite
      try: check `store` with `3kplaces config show`
    [exit code 3]

    # sqlite:
    error: sqlite: names no file; write sqlite:places.db
      try: check `store` with `3kplaces config show`
    [exit code 3]

    # sqlite::memory:
    error: sqlite::memory: would not be kept; write sqlite:places.db
      try: check `store` with `3kplaces config show`
    [exit code 3]

    # sqlite:folder/
    error: sqlite:folder/ is a folder; name a file in it
      try: check `store` with `3kplaces config show`
    [exit code 3]

    # memory:
    error: no store backend is called `memory`; this edition has: sqlite
      try: check `store` with `3kplaces config show`
    [exit code 3]
    ");
}
