//! Questions to a store that nobody has open: it is looked into, and the answers are those of one that is opened.
#![cfg(unix)]

use std::fs::File;
use std::path::Path;
use std::time::{Duration, SystemTime};

use kplaces_tests::{NOW, Sandbox};

use crate::{is_basic, synced};

fn at(unix: i64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(unix.unsigned_abs())
}

fn set_changed(path: &Path, when: SystemTime) {
    File::open(path).unwrap().set_modified(when).unwrap();
}

/// What a command says where the store was changed at a moment, and whether files came or went beside it.
fn asked(device: &Sandbox, line: &str, changed: i64) -> (String, bool) {
    let (store, before) = (device.store(), at(NOW - 5_000));
    let folder = store.parent().unwrap();
    set_changed(&store, at(changed));
    set_changed(folder, before);
    let arguments: Vec<&str> = line.split(' ').collect();
    let shown = device.run(&arguments).shown();
    let after = folder.metadata().unwrap().modified().unwrap();
    (shown, after != before)
}

#[test]
fn a_store_that_nobody_has_open_gives_the_same_answers_and_is_not_opened() {
    let (_webfleet, device) = synced();
    let mut lines = vec![
        "list",
        "list --json",
        "find a",
        "find a --near 48,11 --json",
        "find nothing-like-it",
        "near 48,11 --limit 2",
        "show nobody",
        "status",
        "status --json",
    ];
    if !is_basic() {
        lines.push("groups");
    }
    for line in lines {
        let (opened, is_touched) = asked(&device, line, NOW);
        assert!(is_touched, "{line}: a file that was changed just now");
        assert_eq!(asked(&device, line, NOW - 3_600), (opened, false), "{line}");
    }
}
