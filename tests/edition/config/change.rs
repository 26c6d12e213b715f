use std::process::Stdio;
use std::{fs, thread};

use super::{FILE, content};
use crate::{fresh, is_basic};

#[test]
fn a_setting_is_written_and_counts_and_comments_stay() {
    let device = fresh();
    device.write(FILE, "# ours\n[webfleet] # all\ntries = 4 # enough\n");
    let said = device.transcript([
        &["config", "set", "webfleet.tries", "2"],
        &["config", "set", "webfleet.tries", "2"],
        &[
            "config",
            "set",
            "export.group_order",
            "Kunden",
            "Groß, weit",
        ],
        &["config", "set", "webfleet.tries", "11"],
        &["config", "set", "webfleet.trise", "1"],
        &["config", "set", "login.password", "canary-7c1f"],
        &["config", "unset", "webfleet.trise"],
        &["config", "unset", "export.group_order"],
        &["config", "unset", "export.group_order"],
    ]);
    insta::assert_snapshot!(said, @"
    $ 3kplaces config set webfleet.tries 2
    `webfleet.tries` is set in [HOME]/.config/3kplaces/config.toml.

    $ 3kplaces config set webfleet.tries 2
    [HOME]/.config/3kplaces/config.toml says so already; nothing was changed.

    $ 3kplaces config set export.group_order Kunden 'Groß, weit'
    `export.group_order` is set in [HOME]/.config/3kplaces/config.toml.

    $ 3kplaces config set webfleet.tries 11
    error: the configuration has 1 problem
      why: command line: `webfleet.tries` must be a whole number from 1 to 10
      try: `3kplaces config path` says where the configuration is
    [exit code 3]

    $ 3kplaces config set webfleet.trise 1
    error: the configuration has 1 problem
      why: command line: `webfleet.trise` is no known setting; did you mean webfleet.tries?
      try: `3kplaces config path` says where the configuration is
    [exit code 3]

    $ 3kplaces config set login.password canary-7c1f
    error: the configuration has 1 problem
      why: command line: `login.password` is a secret and may not stand in a configuration file: run `3kplaces login`, or use login.password_command here, or the variable KPLACES_LOGIN__PASSWORD or KPLACES_LOGIN__PASSWORD_FILE
      try: `3kplaces config path` says where the configuration is
    [exit code 3]

    $ 3kplaces config unset webfleet.trise
    error: there is no setting `webfleet.trise`
      try: did you mean `webfleet.tries`?
      try: `3kplaces config list` names all of them
    [exit code 3]

    $ 3kplaces config unset export.group_order
    `export.group_order` was taken out of [HOME]/.config/3kplaces/config.toml.

    $ 3kplaces config unset export.group_order
    `export.group_order` does not stand in [HOME]/.config/3kplaces/config.toml; nothing was changed.
    ");
    assert_eq!(
        content(&device),
        "# ours\n[webfleet] # all\ntries = 2 # enough\n\n[export]\n"
    );
    let said = device
        .run(&["config", "set", "map.port", "80", "--lang", "de"])
        .said();
    insta::assert_snapshot!(said, @"`map.port` ist in [HOME]/.config/3kplaces/config.toml gesetzt.");
}

#[test]
fn the_file_is_made_where_it_is_missing() {
    let device = fresh();
    let json = device
        .run(&["config", "set", "map.port", "8080", "--json"])
        .json();
    assert_eq!(
        (&json["changed"], &json["value"]),
        (&true.into(), &"8080".into())
    );
    assert_eq!(json["source"], json["file"]);
    assert_eq!(content(&device), "[map]\nport = 8080\n");
    let ran = device.run(&[
        "--config",
        "fleet/config.toml",
        "config",
        "set",
        "log",
        "info",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let fleet = fs::read_to_string(device.path("fleet/config.toml")).unwrap();
    assert_eq!(fleet, "log = \"info\"\n");
    // Elsewhere a file that is named has to be there.
    assert_eq!(
        device
            .run(&["--config", "none.toml", "config", "unset", "log"])
            .code,
        3
    );
}

#[test]
fn what_counts_more_than_the_file_is_named() {
    let mut device = fresh();
    device.env("KPLACES_MAP__PORT", "1234");
    let ran = device.run(&["config", "set", "map.port", "8080"]);
    assert_eq!(ran.code, 0);
    assert!(
        ran.stderr
            .contains("`map.port` is also set by KPLACES_MAP__PORT"),
        "{}",
        ran.stderr
    );
}

#[test]
fn what_an_edition_does_not_have_is_not_set() {
    let device = fresh();
    let ran = device.run(&["config", "set", "sync.groups", "Kunden"]);
    assert_eq!(ran.code, if is_basic() { 6 } else { 0 }, "{}", ran.stderr);
    assert_eq!(device.path(FILE).exists(), !is_basic());
}

#[test]
fn two_programs_at_once_lose_no_change() {
    let device = fresh();
    let keys = ["map.port", "backup.keep", "sync.limit", "webfleet.tries"];
    for round in 1..=5 {
        let children = keys.map(|key| {
            let mut command = device.command(&["config", "set", key, &round.to_string()]);
            command.stdout(Stdio::null()).spawn().unwrap()
        });
        thread::scope(|scope| {
            for mut child in children {
                scope.spawn(move || assert!(child.wait().unwrap().success()));
            }
        });
        let text = content(&device);
        for key in keys {
            let line = format!("{} = {round}\n", key.rsplit('.').next().unwrap());
            assert!(text.contains(&line), "{key}: {text}");
        }
    }
}

#[cfg(unix)]
#[test]
fn it_is_private_under_any_umask_and_leaves_nothing_beside() {
    use std::os::unix::fs::PermissionsExt as _;
    let device = fresh();
    let ran = device.run_after("umask 0", &["config", "set", "map.port", "8080"], "");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let mode = |name: &str| {
        fs::metadata(device.path(name))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!((mode(FILE), mode(".config/3kplaces")), (0o600, 0o700));
    assert_eq!(device.files().len(), 1);
}

#[test]
fn a_group_that_the_device_does_not_know_is_taken_with_a_warning() {
    if is_basic() {
        return;
    }
    let (_webfleet, device) = crate::synced();
    let said = device.transcript([
        &["config", "set", "sync.groups", "Kunde"],
        &["config", "set", "sync.groups", "kunden"],
        &["config", "set", "export.group_order", "Kunden", "Zebra"],
    ]);
    insta::assert_snapshot!(said, @"
    $ 3kplaces config set sync.groups Kunde
    `sync.groups` is set in [HOME]/.config/3kplaces/config.toml.
    warning: this device knows no group `Kunde`; did you mean `Kunden`?

    $ 3kplaces config set sync.groups kunden
    `sync.groups` is set in [HOME]/.config/3kplaces/config.toml.

    $ 3kplaces config set export.group_order Kunden Zebra
    `export.group_order` is set in [HOME]/.config/3kplaces/config.toml.
    warning: this device knows no group `Zebra`; `3kplaces groups` lists those that there are
    ");
    let none = fresh().run(&["config", "set", "sync.groups", "Kunde"]);
    assert_eq!((none.code, none.stderr.as_str()), (0, ""));
}
