//! Command lines.

use super::{DOCUMENTED, refused};
use crate::fresh;

#[test]
fn wrong_command_lines() {
    let device = fresh();
    insta::assert_snapshot!(device.transcript([
        &["lst"],
        &["list", "--limt", "3"],
        &["list", "--limit", "0"],
        &["list", "--limit", "many"],
        &["sync", "--limit", "-1"],
        &["sync", "--limit", "4294967296"],
        &["list", "extra"],
        &["show"],
        &["find"],
        &["list", "--colour", ""],
        &["completions", "cobol"],
        &["config", "put"],
        &["--log", "loud", "list"],
    ]), @"
    $ 3kplaces lst
    error: unrecognized subcommand 'lst'
      try: a similar command exists: 'list'
      try: `3kplaces --help` lists the commands, `3kplaces COMMAND --help` explains one
    [exit code 2]

    $ 3kplaces list --limt 3
    error: unexpected argument '--limt' found
      try: a similar argument exists: '--limit'
      try: `3kplaces list --help` explains the command
    [exit code 2]

    $ 3kplaces list --limit 0
    error: invalid value '0' for '--limit <N>': it must be a whole number from 1 to 4294967295
      try: `3kplaces list --help` explains the command
    [exit code 2]

    $ 3kplaces list --limit many
    error: invalid value 'many' for '--limit <N>': it must be a whole number from 1 to 4294967295
      try: `3kplaces list --help` explains the command
    [exit code 2]

    $ 3kplaces sync --limit -1
    error: invalid value '-1' for '--limit <N>': it must be a whole number from 1 to 4294967295
      try: `3kplaces sync --help` explains the command
    [exit code 2]

    $ 3kplaces sync --limit 4294967296
    error: invalid value '4294967296' for '--limit <N>': it must be a whole number from 1 to 4294967295
      try: `3kplaces sync --help` explains the command
    [exit code 2]

    $ 3kplaces list extra
    error: unexpected argument 'extra' found
      try: `3kplaces list --help` explains the command
    [exit code 2]

    $ 3kplaces show
    error: <KEY|NAME> is missing
      try: `3kplaces show --help` explains the command
    [exit code 2]

    $ 3kplaces find
    error: <TEXT>... is missing
      try: `3kplaces find --help` explains the command
    [exit code 2]

    $ 3kplaces list --colour ''
    error: a colour name has 1 to 64 characters
    [exit code 2]

    $ 3kplaces completions cobol
    error: invalid value 'cobol' for '<SHELL>'
      why: possible values: bash, elvish, fish, powershell, zsh
      try: `3kplaces completions --help` explains the command
    [exit code 2]

    $ 3kplaces config put
    error: unrecognized subcommand 'put'
      try: a similar command exists: 'path'
      try: `3kplaces config --help` explains the command
    [exit code 2]

    $ 3kplaces --log loud list
    error: the configuration has 1 problem
      why: command line: `log` must be one of off, error, warn, info, debug, trace
      try: `3kplaces config path` says where the configuration is
    [exit code 3]
    ");
    assert_eq!(device.files(), []);
}

#[test]
fn the_help_of_the_command_that_was_meant_is_named() {
    let device = fresh();
    let said = device.transcript([
        &["export", "gpx"],
        &["privacy", "erase", "--lang", "de"],
        &["--data-dir", "list", "config", "set", "--lang", "de"],
        &["--jsn"],
    ]);
    insta::assert_snapshot!(said, @"
    $ 3kplaces export gpx
    error: --output <PATH> is missing
      try: `3kplaces export --help` explains the command
    [exit code 2]

    $ 3kplaces privacy erase --lang de
    Fehler: eines von --all, --group oder --older-than fehlt
      Abhilfe: `3kplaces privacy erase --help` erklärt den Befehl
    [exit code 2]

    $ 3kplaces --data-dir list config set --lang de
    Fehler: <SCHLÜSSEL> und <WERT>... fehlen
      Abhilfe: `3kplaces config set --help` erklärt den Befehl
    [exit code 2]

    $ 3kplaces --jsn
    error: unexpected argument '--jsn' found
      try: a similar argument exists: '--json'
      try: `3kplaces --help` lists the commands, `3kplaces COMMAND --help` explains one
    [exit code 2]
    ");
    let none = device.run(&[]).stderr;
    assert!(!none.contains("lists the commands"), "{none}");
    assert!(
        none.ends_with("try: `3kplaces COMMAND --help` explains one\n"),
        "{none}"
    );
}

#[test]
fn no_command_at_all_is_answered_with_help() {
    let ran = fresh().run(&[]);
    let said = refused(&ran);
    assert_eq!(ran.code, 2);
    assert!(said.contains("sync") && said.contains("export"), "{said}");
    let ran = fresh().run(&["config"]);
    let said = refused(&ran);
    assert!(
        said.contains("Usage: 3kplaces config [OPTIONS] <COMMAND>"),
        "{said}"
    );
    assert!(said.contains("error: no command given"), "{said}");
}

#[test]
fn wrong_coordinates() {
    let device = fresh();
    insta::assert_snapshot!(device.transcript([
        &["near", "91,0"],
        &["near", "0,180.000001"],
        &["near", "48.137"],
        &["near", "48,137,11,575,3"],
        &["near", "48°61'N,11°34'E"],
        &["near", "nan,inf"],
        &["near", "48.1,11.5", "--within", "0"],
        &["find", "x", "--near", "0;0;0"],
    ]), @"
    $ 3kplaces near 91,0
    error: `91,0` is not a position
      why: the latitude must lie between -90 and 90 degrees
    [exit code 2]

    $ 3kplaces near 0,180.000001
    error: `0,180.000001` is not a position
      why: the longitude must lie between -180 and 180 degrees
    [exit code 2]

    $ 3kplaces near 48.137
    error: `48.137` is not a position
      why: a position is written LATITUDE,LONGITUDE, such as 48.137,11.575, or as N 48° 8.2′ E 11° 34.5′
    [exit code 2]

    $ 3kplaces near 48,137,11,575,3
    error: `48,137,11,575,3` is not a position
      why: a position is written LATITUDE,LONGITUDE, such as 48.137,11.575, or as N 48° 8.2′ E 11° 34.5′
    [exit code 2]

    $ 3kplaces near '48°61'N,11°34'E'
    error: `48°61'N,11°34'E` is not a position
      why: a position is written LATITUDE,LONGITUDE, such as 48.137,11.575, or as N 48° 8.2′ E 11° 34.5′
    [exit code 2]

    $ 3kplaces near nan,inf
    error: `nan,inf` is not a position
      why: a position is written LATITUDE,LONGITUDE, such as 48.137,11.575, or as N 48° 8.2′ E 11° 34.5′
    [exit code 2]

    $ 3kplaces near 48.1,11.5 --within 0
    error: invalid value '0' for '--within <METRES>': it must be a distance such as 500, 500m or 1.5km
      try: `3kplaces near --help` explains the command
    [exit code 2]

    $ 3kplaces find x --near '0;0;0'
    error: invalid value '0;0;0' for '--near <LAT,LON>': a position is written LATITUDE,LONGITUDE, such as 48.137,11.575, or as N 48° 8.2′ E 11° 34.5′
      try: `3kplaces find --help` explains the command
    [exit code 2]
    ");
    assert_eq!(device.files(), []);
}

#[test]
fn arguments_and_folders_that_are_no_text_are_no_crash() {
    #[cfg(unix)]
    {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;

        let odd = OsStr::from_bytes(b"\xff\xfe");
        for arguments in [
            &["show"][..],
            &["find"],
            &["list", "--data-dir"],
            &["list", "--config"],
            &["export", "csv", "-o"],
        ] {
            let device = fresh();
            let output = device.command(arguments).arg(odd).output().unwrap();
            let code = output.status.code().unwrap();
            assert!(DOCUMENTED.contains(&code), "{arguments:?}: {code}");
        }
    }
}
