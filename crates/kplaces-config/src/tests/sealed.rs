//! The sealed login and the login file beside it: two files that have to fit.
#![expect(
    clippy::disallowed_methods,
    reason = "a test starts itself once more, to be killed, and tells it its folder"
)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::Sandbox;
use super::kept::credential;
use crate::{Dirs, Sources};

/// Where the program that is killed keeps logins.
const FOLDER: &str = "KPLACES_TEST_FOLDER";

/// Whose login the two files hold: by the login file, and by what is sealed.
fn kept(sources: &Sources) -> (String, String) {
    let file = sources.read_login().unwrap();
    let sealed = sources.sealed_login().unwrap();
    assert!(sealed.is_named);
    let sealed = String::from_utf8(sealed.bytes.to_vec()).unwrap();
    (file.user.unwrap(), sealed)
}

#[test]
#[ignore = "run by a_kill_leaves_one_whole_login"]
fn keeps_logins_until_it_is_killed() {
    let folder = std::path::PathBuf::from(std::env::var_os(FOLDER).unwrap());
    let sandbox = Sandbox::new();
    let sources = Sources {
        dirs: Dirs {
            config: folder,
            ..sandbox.sources.dirs.clone()
        },
        ..sandbox.sources
    };
    for round in 0_u64.. {
        let user = format!("user-{}", round % 2);
        let login = credential(&user);
        sources.save_sealed_login(&login, user.as_bytes()).unwrap();
        if round == 1 {
            eprintln!("begun");
        }
    }
}

#[test]
fn a_kill_leaves_one_whole_login() {
    let sandbox = Sandbox::new();
    let sources = &sandbox.sources;
    let child = "tests::sealed::keeps_logins_until_it_is_killed";
    for round in 0_u32..25 {
        let mut writes = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "--nocapture", child])
            .env(FOLDER, &sources.dirs.config)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(writes.stderr.take().unwrap());
        assert!(said.lines().any(|line| line.unwrap() == "begun"));
        // The golden ratio spreads the moments evenly.
        let moment = (f64::from(round) * 0.618_033_988_749_895).fract();
        std::thread::sleep(Duration::from_millis(30).mul_f64(moment));
        writes.kill().unwrap();
        writes.wait().unwrap();
        let (file, sealed) = kept(sources);
        assert_eq!(file, sealed, "round {round}");
        sources.settle_sealed_login().unwrap();
        assert_eq!(kept(sources), (file, sealed), "round {round}");
        assert!(!sources.next_sealed_login_file().exists());
    }
}

#[test]
fn a_sealed_file_that_was_put_back_alone_is_told_and_no_other_is_taken_for_it() {
    let sandbox = Sandbox::new();
    let sources = &sandbox.sources;
    let path = sources
        .save_sealed_login(&credential("one"), b"one")
        .unwrap();
    let old = fs::read(&path).unwrap();
    sources
        .save_sealed_login(&credential("two"), b"two")
        .unwrap();
    let found = sources.sealed_login().unwrap();
    assert!(found.is_named && **found.bytes == *b"two");
    // Written in place: the mode stays.
    fs::write(&path, old).unwrap();
    let found = sources.sealed_login().unwrap();
    assert!(!found.is_named && **found.bytes == *b"one");
    // One that waits and that nothing names is not taken either, and goes.
    fs::rename(&path, sources.next_sealed_login_file()).unwrap();
    let refused = sources.sealed_login().unwrap_err().to_string();
    assert_eq!(refused, "is not there any more");
    sources.settle_sealed_login().unwrap();
    assert!(!sources.next_sealed_login_file().exists() && !path.exists());
}

#[test]
fn a_sealed_login_of_before_needs_no_name() {
    let sandbox = Sandbox::new();
    let sources = &sandbox.sources;
    sources
        .save_sealed_login(&credential("one"), b"one")
        .unwrap();
    let file = sources.login_file();
    let written = fs::read_to_string(&file).unwrap();
    let (before, _) = written.split_once("sealed = ").unwrap();
    fs::write(&file, before).unwrap();
    let found = sources.sealed_login().unwrap();
    assert!(found.is_named && **found.bytes == *b"one");
}
