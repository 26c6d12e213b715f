//! Media that are full, cannot be written, or cannot be read.
//!
//! A file system of its own needs a mount of its own: `unshare` makes one for the commands of a
//! test. Where the system does not allow that, the test says so and passes.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::Command;

use kplaces_tests::{MockWebfleet, Ran, Sandbox, numbered_world};

use crate::{connect_to, fresh};

/// Whether mounts of one's own can be made here.
#[expect(clippy::print_stderr, reason = "a case that is skipped says so")]
fn has_mounts() -> bool {
    let mut try_it = Command::new("unshare");
    try_it.args(["-rm", "sh", "-c", "mount -t tmpfs tmpfs /tmp"]);
    let has = try_it.output().is_ok_and(|output| output.status.success());
    if !has {
        eprintln!("NOT CHECKED: unshare makes no mount here, so no full and no read-only medium");
    }
    has
}

/// A device that has nothing yet of a WEBFLEET that has much.
fn about_to_sync() -> (MockWebfleet, Sandbox) {
    let webfleet = MockWebfleet::start(numbered_world(6_000));
    let mut device = fresh();
    connect_to(&mut device, &webfleet.url());
    (webfleet, device)
}

/// Runs a script in which `$0` is the program and `$1` the folder of the store, with mounts of its
/// own.
fn with_mounts(device: &Sandbox, script: &str) -> Ran {
    let store = device.store();
    let folder = store.parent().unwrap();
    std::fs::create_dir_all(folder).unwrap();
    let argument = folder.to_str().unwrap();
    device.run_in(&["unshare", "-rm", "sh", "-c", script], &[argument])
}

#[test]
fn a_full_medium_stops_a_sync_and_keeps_what_was_there() {
    if !has_mounts() {
        return;
    }
    let (_webfleet, device) = about_to_sync();
    let ran = with_mounts(
        &device,
        r#"mount -t tmpfs -o size=200k,mode=700 tmpfs "$1" || exit 99
        "$0" sync --limit 30 --quiet || exit 98
        "$0" list --json > ../before || exit 97
        cat /dev/zero > "$1/ballast" 2>/dev/null
        "$0" sync; echo "exit code $?"
        "$0" list --json > ../while
        truncate -s -64K "$1/ballast"
        "$0" sync; echo "exit code $?"
        "$0" list --json > ../after || exit 95
        cmp ../before ../while && cmp ../before ../after && echo "the same as before"
        rm "$1/ballast"
        "$0" backup create --quiet && "$0" backup verify >/dev/null && echo "sound"
        "#,
    );
    insta::assert_snapshot!(ran.shown(), @"
    exit code 0
    --- stdout
    exit code 9
    exit code 9
    the same as before
    sound
    --- stderr
    warning: 30 addresses, the limit you set; the account holds more.
    error: there is no room left on this device
      why: no room left to write places.db
      why: Error code 4874: disk I/O error
      try: nothing was changed; make room, then run the command again
    error: there is no room left on this device
      why: no room left to write places.db
      why: Error code 13: database or disk is full
      try: nothing was changed; make room, then run the command again
    ");
}

#[test]
fn a_medium_that_cannot_be_written_is_read_and_says_so_at_a_sync() {
    if !has_mounts() {
        return;
    }
    let (_webfleet, device) = about_to_sync();
    assert_eq!(device.run(&["sync", "--limit", "3"]).code, 0);
    let ran = with_mounts(
        &device,
        r#"mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" || exit 99
        "$0" list
        "$0" near 50,8 --limit 1 --json >/dev/null || exit 98
        "$0" export csv -o - >/dev/null || exit 97
        "$0" status | sed '1,2d;/groups/d'
        "$0" sync; echo "exit code $?"
        "$0" backup create; echo "exit code $?"
        "$0" doctor | grep -A 1 -w space; "$0" doctor >/dev/null; echo "exit code $?"
        "#,
    );
    insta::assert_snapshot!(ran.shown(), @"
    exit code 0
    --- stdout
    name   groups  radius  position
    Ort 1           250 m  48.000000,10.001000
    Ort 2  Kunden   250 m  48.000000,10.002000
    Ort 3           250 m  48.000000,10.003000
      places     3
      synced     2026-01-02 03:04:05 (UTC), just now
      limit      3 addresses; the account holds more
      revision   1
      store      sqlite:places.db in [HOME]/.local/share/3kplaces
    exit code 9
    exit code 9
    problem  space           the places are on a file system that cannot be written: no sync can end well
                             try: mount it so that it can be written, or choose another `data_dir`
    exit code 12
    --- stderr
    error: the places cannot be stored there
      why: places.db cannot be opened or written; check its permissions
      why: Error code 14: unable to open database file
      try: check the folder's permissions, or choose another with --data-dir
    error: the places cannot be stored there
      why: places.db cannot be opened or written; check its permissions
      why: Error code 14: unable to open database file
      try: check the folder's permissions, or choose another with --data-dir
    ");
}

#[test]
fn a_first_sync_to_a_medium_that_cannot_be_written_says_so() {
    if !has_mounts() {
        return;
    }
    let (_webfleet, device) = about_to_sync();
    let ran = with_mounts(
        &device,
        r#"mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" || exit 99
        "$0" sync; echo "exit code $?"
        "$0" list; echo "exit code $?"
        "#,
    );
    insta::assert_snapshot!(ran.shown(), @"
    exit code 0
    --- stdout
    exit code 9
    exit code 9
    --- stderr
    error: the places cannot be stored there
      why: places.db cannot be opened or created; check its folder and permissions
      why: Read-only file system (os error 30)
      try: check the folder's permissions, or choose another with --data-dir
    error: the places cannot be stored there
      why: places.db cannot be opened or created; check its folder and permissions
      why: Read-only file system (os error 30)
      try: check the folder's permissions, or choose another with --data-dir
    ");
    let store: &Path = &device.store();
    assert!(!store.exists());
}
