//! What becomes of the bytes of a file that goes: a second name of it shows them.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use kplaces_tests::Sandbox;

use crate::synced;

/// The folder of the places.
const DATA: &str = ".local/share/3kplaces";

/// Gives every file of the device a second name, in a folder that no program knows; but for those that say
/// which process works.
fn second_names(device: &Sandbox) -> PathBuf {
    let folder = device.path("second-names");
    fs::create_dir(&folder).unwrap();
    let mut files = device.files();
    files.retain(|(path, _)| path.parent().is_none_or(|it| !it.ends_with("locks")));
    for (number, (path, _)) in files.into_iter().enumerate() {
        let name = path.file_name().unwrap().to_str().unwrap();
        fs::hard_link(&path, folder.join(format!("{number}-{name}"))).unwrap();
    }
    folder
}

/// The second names of files in which something is left.
fn written(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let left = entries.filter(|entry| {
        fs::read(entry.path())
            .unwrap()
            .iter()
            .any(|byte| *byte != 0)
    });
    let mut left: Vec<String> = left
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    left.sort();
    left
}

#[test]
fn of_all_files_that_are_erased_every_byte_is_overwritten() {
    let (_webfleet, device) = synced();
    assert_eq!(device.run(&["backup", "create"]).code, 0);
    let store = fs::read(device.store()).unwrap();
    for name in [
        "places.db.damaged-1",
        "places.db.erased",
        "places.db.draft",
        "backups/.snapshot-1.tmp/copy.db",
    ] {
        device.write(&format!("{DATA}/{name}"), &store);
    }
    device.write(".config/3kplaces/.login-x", "half a login");
    device.write(".local/state/3kplaces/runs/.state-x", "half a record");
    let folder = second_names(&device);
    assert!(
        written(&folder).len() > 8,
        "there is something to overwrite"
    );
    let ran = device.run(&["privacy", "erase", "--all", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    assert_eq!(written(&folder), [""; 0]);
    assert!(!device.path(DATA).exists());
}

#[test]
fn a_login_that_is_removed_is_overwritten() {
    let (_webfleet, device) = synced();
    let folder = second_names(&device);
    let login = |name: &String| name.ends_with("-login.toml");
    assert!(written(&folder).iter().any(login));
    assert_eq!(device.run(&["logout"]).code, 0);
    assert!(!written(&folder).iter().any(login));
}

#[test]
fn copies_behind_a_link_are_somebody_elses_and_are_told_of() {
    let (_webfleet, device) = synced();
    assert_eq!(device.run(&["backup", "create"]).code, 0);
    let (own, other) = (
        device.path(&format!("{DATA}/backups")),
        device.path("others"),
    );
    fs::rename(&own, &other).unwrap();
    symlink(&other, &own).unwrap();
    let copies = || {
        let entries = fs::read_dir(&other).unwrap().map(Result::unwrap);
        let mut copies: Vec<_> = entries
            .map(|entry| (entry.path(), fs::read(entry.path()).unwrap()))
            .collect();
        copies.sort();
        copies
    };
    let before = copies();
    assert_eq!(before.len(), 1);
    let ran = device.run(&["privacy", "erase", "--all", "--yes"]);
    assert!(copies() == before, "{}", ran.shown());
    assert_ne!(ran.code, 0);
    assert!(ran.stdout.contains("it is a link"), "{}", ran.shown());
    assert!(!device.store().exists(), "the rest is erased");
}

#[test]
fn a_data_folder_that_is_a_link_is_erased_where_it_leads() {
    let (_webfleet, device) = synced();
    let (own, other) = (device.path(DATA), device.path("on-another-disk"));
    fs::rename(&own, &other).unwrap();
    symlink(&other, &own).unwrap();
    let folder = second_names(&device);
    let ran = device.run(&["privacy", "erase", "--all", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    assert_eq!(written(&folder), [""; 0]);
}
