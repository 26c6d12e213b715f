//! Text from outside is data: nothing of it may steer a terminal.

use crate::{fresh, is_tame, synced};

/// A name is data, whoever wrote it: no byte of it may steer a terminal.
#[test]
fn a_hostile_name_never_reaches_the_terminal_raw() {
    let (webfleet, device) = synced();
    let hostile = "\u{1b}[31mrot\u{7}\u{8}\u{9b}2J\u{202e}\u{2066}\u{2028}\r\nzwei\t";
    webfleet.edit(|world| {
        let account = &mut world.accounts[0];
        account.groups[0].name = hostile.to_owned();
        let list = account.addresses.listed_mut().unwrap();
        list[0].name1 = hostile.to_owned();
        list[0].groups = vec![hostile.to_owned()];
        list[0].colour = Some(hostile.to_owned());
        list[1].uid = Some(format!("{hostile}key"));
    });
    let commands: [&[&str]; 11] = [
        &["sync", "--dry-run"],
        &["sync"],
        &["list"],
        &["find", "rot"],
        &["find", "fett"],
        &["near", "48.4,9.99"],
        &["show", "1-7-007"],
        &["show", "rot"],
        &["show", hostile],
        &["list", "--colour", hostile],
        &["groups"],
    ];
    for command in commands {
        let ran = device.run(command);
        assert!(
            is_tame(&ran.stdout) && is_tame(&ran.stderr),
            "{command:?}: {:?}",
            ran.shown()
        );
    }
    let key = device.run(&["show", "depot nord"]);
    assert!(
        is_tame(&key.stdout) && key.stdout.contains("key"),
        "{:?}",
        key.stdout
    );
    let export = device.run(&["export", "gpx", "-o", "x.gpx"]);
    assert!(is_tame(&export.said()), "{:?}", export.said());
}

/// What a user types comes back in messages, tamed as well.
#[test]
fn hostile_arguments_come_back_tamed() {
    let device = fresh();
    let hostile = "\u{1b}]0;x\u{7}\u{202e}";
    let commands: [&[&str]; 8] = [
        &[hostile],
        &["show", hostile],
        &["near", hostile],
        &["export", hostile, "-o", "x"],
        &["export", "gpx", "-o", "x/\u{1b}[31m/y"],
        &["list", "--colour", hostile],
        &["--config", hostile, "list"],
        &["--data-dir", hostile, "list"],
    ];
    for command in commands {
        let ran = device.run(command);
        assert!(
            is_tame(&ran.stdout) && is_tame(&ran.stderr),
            "{command:?}: {:?}",
            ran.stderr
        );
    }
}
