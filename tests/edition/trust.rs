//! Settings that others may write, and a login that is taken elsewhere: nothing is executed, nothing sent.
#![cfg(unix)]

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};

use kplaces_tests::{Ran, Sandbox, small_world};
use kplaces_webfleet_sim::{SAMPLE_APIKEY, SAMPLE_PASSWORD};

use crate::{connected, fresh, synced};

const CONFIG: &str = ".config/3kplaces/config.toml";

/// Somebody who wants the login: he must hear nothing at all.
struct Listener(TcpListener);

impl Listener {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    fn url(&self) -> String {
        format!("http://{}/extern", self.0.local_addr().unwrap())
    }

    fn heard_nothing(&self) -> bool {
        self.0.accept().is_err()
    }
}

fn set(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// A device with a login, and the settings of an attacker in its usual place.
fn attacked(listener: &Listener) -> (Sandbox, PathBuf) {
    let device = fresh();
    device.login();
    let ran = device.path("ran");
    let lines = format!(
        "passphrase_command = \"touch {ran}\"\n[webfleet]\nurl = \"{url}\"\ntries = 1\n[login]\n\
         password_command = \"touch {ran}\"\napikey_command = [\"touch\", \"{ran}\"]\n",
        ran = ran.display(),
        url = listener.url(),
    );
    let file = device.write(CONFIG, lines);
    set(&file, 0o600);
    (device, file)
}

/// Every command that would run a program or ask WEBFLEET.
const EACH: [&[&str]; 6] = [
    &["sync"],
    &["login", "--check"],
    &["doctor", "--online"],
    &["config", "show"],
    &["list"],
    &["login", "--stdin", "--keep", "sealed"],
];

fn assert_refused(device: &Sandbox, listener: &Listener, how: &str) {
    for arguments in EACH {
        let ran = device.run_with_stdin(arguments, "a\nb\nc\nd\n");
        assert_ne!(ran.code, 0, "{how} {arguments:?}: {}", ran.shown());
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(
            said.contains("is not believed"),
            "{how} {arguments:?}: {said}"
        );
        assert!(
            !device.path("ran").exists(),
            "{how} {arguments:?}: a program ran"
        );
        assert!(
            listener.heard_nothing(),
            "{how} {arguments:?}: a request went out"
        );
    }
}

#[test]
fn settings_that_others_may_write_start_nothing_and_send_nothing() {
    let listener = Listener::start();
    let (device, file) = attacked(&listener);
    for mode in [0o666, 0o602, 0o777] {
        set(&file, mode);
        assert_refused(&device, &listener, &format!("{mode:o}"));
    }
    set(&file, 0o600);
    for mode in [0o777, 0o703] {
        let folder = file.parent().unwrap();
        set(folder, mode);
        assert_refused(&device, &listener, &format!("folder {mode:o}"));
        set(folder, 0o700);
    }
    // The same by another name.
    set(&file, 0o666);
    let link = device.path("mine.toml");
    symlink(&file, &link).unwrap();
    for named in [&link, &file] {
        let ran = device.run(&["--config", named.to_str().unwrap(), "sync"]);
        assert_eq!(ran.code, 3, "{}", ran.shown());
    }
    assert!(listener.heard_nothing());
    insta::assert_snapshot!(refusal(&device), @"
    error: the configuration has 1 problem
      why: [HOME]/.config/3kplaces/config.toml: is not believed, since it sets `passphrase_command`, `webfleet.url`, `login.password_command` and `login.apikey_command` and others may change [HOME]/.config/3kplaces/config.toml (0666): run `chmod go-w [HOME]/.config/3kplaces/config.toml`
      try: `3kplaces config path` says where the configuration is
    [exit code 3]
    ");
    assert!(device.run(&["doctor"]).stdout.contains("chmod go-w"));
}

fn refusal(device: &Sandbox) -> String {
    device.run(&["sync"]).said()
}

#[test]
fn settings_of_another_user_start_nothing_and_send_nothing() {
    if fs::metadata(fresh().path("")).unwrap().uid() != 0 {
        eprintln!("NOT CHECKED: only root can give a file to somebody else");
        return;
    }
    let listener = Listener::start();
    let (device, file) = attacked(&listener);
    chown(&file, Some(54_321), None).unwrap();
    assert_refused(&device, &listener, "file");
    chown(&file, Some(0), Some(54_321)).unwrap();
    set(&file, 0o660);
    assert_refused(&device, &listener, "group");
    set(&file, 0o640);
    chown(file.parent().unwrap(), Some(54_321), None).unwrap();
    assert_refused(&device, &listener, "folder");
}

#[test]
fn settings_that_do_no_harm_count_wherever_they_stand() {
    let (_webfleet, device) = connected(small_world());
    let file = device.write(CONFIG, "log = \"error\"\n[backup]\nkeep = 3\n");
    set(&file, 0o666);
    let ran = device.run(&["sync"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    assert!(
        device
            .run(&["config", "show"])
            .stdout
            .contains("backup.keep")
    );
    // It is told all the same.
    assert!(
        device
            .run(&["doctor"])
            .stdout
            .contains("others may change it (0666)")
    );
}

#[test]
fn a_kept_login_goes_only_to_the_server_it_was_kept_for() {
    let (webfleet, mut device) = synced();
    let listener = Listener::start();
    device.env("KPLACES_WEBFLEET__URL", listener.url());
    for arguments in [
        &["sync"][..],
        &["login", "--check"],
        &["doctor", "--online"],
    ] {
        let ran = device.run(arguments);
        assert_ne!(ran.code, 0, "{arguments:?}");
        assert!(listener.heard_nothing(), "{arguments:?}");
    }
    let said = |ran: &Ran| {
        ran.said()
            .replace(&listener.url().replace("/extern", ""), "[LISTENER]")
            .replace(&webfleet.url().replace("/extern", ""), "[WEBFLEET]")
    };
    insta::assert_snapshot!(said(&device.run(&["sync"])), @"
    error: the WEBFLEET login on this device cannot be used
      why: KPLACES_WEBFLEET__URL: `webfleet.url` leads to [LISTENER], and the login was kept for [WEBFLEET]: set it back, or run `3kplaces login` to log in there
    [exit code 4]
    ");
    // By somebody who logs in there it goes there, and so does one that is not kept.
    device.env("KPLACES_WEBFLEET__TRIES", "1");
    device.env("KPLACES_WEBFLEET__IDLE_TIMEOUT_S", "1");
    device.env("KPLACES_LOGIN__PASSWORD", SAMPLE_PASSWORD);
    device.env("KPLACES_LOGIN__APIKEY", SAMPLE_APIKEY);
    assert_ne!(device.run(&["sync"]).code, 0);
    assert!(!listener.heard_nothing());
    device.unset("KPLACES_LOGIN__PASSWORD");
    device.unset("KPLACES_LOGIN__APIKEY");
    device.connect(&webfleet.url());
    assert_eq!(device.run(&["sync"]).code, 0);
}

#[test]
fn a_login_that_was_kept_before_is_bound_by_its_first_sync() {
    let (webfleet, mut device) = connected(small_world());
    let file = device.path(".config/3kplaces/login.toml");
    let bound = fs::read_to_string(&file).unwrap();
    let (old, server) = bound.split_once("server").unwrap();
    // Written in place: the mode stays.
    fs::write(&file, old).unwrap();
    let listener = Listener::start();
    assert_eq!(device.run(&["sync"]).code, 0);
    let again = fs::read_to_string(&file).unwrap();
    assert!(again.starts_with(old) && again.contains(server), "{again}");
    device.env("KPLACES_WEBFLEET__URL", listener.url());
    assert_eq!(device.run(&["sync"]).code, 4);
    assert!(listener.heard_nothing());
    device.connect(&webfleet.url());
    assert_eq!(device.run(&["sync"]).code, 0);
}
