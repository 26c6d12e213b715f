//! Where the login is kept: sealed, as plain text, or not at all. The keyring has a file of its own.

use std::fs;

use kplaces_tests::{MockWebfleet, Ran, Sandbox, small_world};
use kplaces_webfleet_sim::{SAMPLE_ACCOUNT, SAMPLE_APIKEY, SAMPLE_PASSWORD, SAMPLE_USER};

use crate::fresh;

const LOGIN_FILE: &str = ".config/3kplaces/login.toml";
const SEALED: &str = ".config/3kplaces/login.age";
const PASSPHRASE: &str = "canary passphrase 7c1f";

fn lines() -> String {
    format!("{SAMPLE_ACCOUNT}\n{SAMPLE_USER}\n{SAMPLE_PASSWORD}\n{SAMPLE_APIKEY}\n")
}

fn log_in(device: &Sandbox, more: &[&str]) -> Ran {
    let arguments = [&["login", "--stdin"], more].concat();
    device.run_with_stdin(&arguments, &lines())
}

/// A device that knows where WEBFLEET is and has a passphrase, but no login.
fn with_passphrase() -> (MockWebfleet, Sandbox) {
    let webfleet = MockWebfleet::start(small_world());
    let mut device = fresh();
    device.connect(&webfleet.url());
    device.env("KPLACES_PASSPHRASE", PASSPHRASE);
    (webfleet, device)
}

fn has_secret(device: &Sandbox) -> bool {
    device.files().iter().any(|(_, bytes)| {
        [SAMPLE_PASSWORD, SAMPLE_APIKEY, PASSPHRASE]
            .iter()
            .any(|secret| {
                bytes
                    .windows(secret.len())
                    .any(|it| it == secret.as_bytes())
            })
    })
}

#[test]
fn where_there_is_no_safe_place_nothing_is_kept_and_the_ways_out_are_named() {
    let device = fresh();
    let ran = log_in(&device, &[]);
    insta::assert_snapshot!(ran.shown(), @"
    exit code 4
    --- stdout
    --- stderr
    error: there is no safe place for the login on this device
      why: no keyring answers: Failed to connect to address `unix:path=/nowhere`: No such file or directory (os error 2)
      why: no passphrase is set, and there is nobody to ask for one: standard input is not a terminal
      try: set KPLACES_PASSPHRASE_FILE or `passphrase_command`: then it is kept in a sealed file
      try: or do not keep it: set `login.password_command` and `login.apikey_command`, or KPLACES_LOGIN__PASSWORD_FILE and __APIKEY_FILE
      try: or use `--keep file`: plain text that every program of this user can read
    ");
    assert_eq!(device.files(), []);
}

#[test]
fn a_wish_that_cannot_be_fulfilled_is_no_other_place() {
    let device = fresh();
    let said: Vec<String> = ["keyring", "sealed"]
        .map(|place| log_in(&device, &["--keep", place]).said())
        .into();
    insta::assert_snapshot!(said.join("\n"), @"
    error: the login cannot be kept in the keyring
      why: no keyring answers: Failed to connect to address `unix:path=/nowhere`: No such file or directory (os error 2)
      try: open the keyring, or start a session that has one
      try: or use `--keep sealed`: a file that is sealed with a passphrase
    [exit code 4]

    error: a passphrase is needed for the login, and none is set
      why: there is nobody to ask for one
      try: set KPLACES_PASSPHRASE_FILE, or `passphrase_command` to a program that prints it
      try: or run the command on a terminal
    [exit code 3]
    ");
    assert_eq!(device.files(), []);
}

#[test]
fn with_a_passphrase_the_login_is_sealed() {
    let (webfleet, device) = with_passphrase();
    insta::assert_snapshot!(log_in(&device, &[]).shown(), @"
    exit code 0
    --- stdout
    WEBFLEET accepts the login. It is kept in [HOME]/.config/3kplaces/login.age, sealed with the passphrase. Without that it has to be given again.
    Run `3kplaces sync` to get the addresses.
    --- stderr
    warning: the login is sealed with a passphrase, since the keyring cannot be used: no keyring answers: Failed to connect to address `unix:path=/nowhere`: No such file or directory (os error 2)
    ");
    assert!(!has_secret(&device));
    let written = fs::read_to_string(device.path(LOGIN_FILE)).unwrap();
    let (names, digest) = written.split_once("sealed = ").unwrap();
    insta::assert_snapshot!(names, @r#"
    account = "demo"
    user = "dispo"
    keep = "sealed"
    "#);
    // By its SHA-256 it names the sealed file, and says nothing of what is in it.
    assert_eq!(digest.trim().trim_matches('"').len(), 64, "{digest}");
    assert_eq!(webfleet.calls().len(), 1, "it was checked");
    assert_eq!(device.run(&["sync"]).code, 0);
    insta::assert_snapshot!(device.run(&["login", "--check"]).shown(), @"
    exit code 0
    --- stdout
    127.0.0.1 accepts the login of this device ([HOME]/.config/3kplaces/login.age). Nothing was changed.
    It may read each report that this edition needs.
    --- stderr
    ");
    let ran = device.run(&["config", "show"]);
    assert!(ran.stdout.contains("(hidden)") && !ran.stdout.contains(PASSPHRASE));
    let removed = device.run(&["logout", "--json"]).json();
    assert_eq!(
        removed["removed_from"].as_array().unwrap().len(),
        2,
        "{removed}"
    );
    assert!(!device.path(LOGIN_FILE).exists() && !device.path(SEALED).exists());
}

#[test]
fn programs_are_told_where_it_is() {
    let (_webfleet, device) = with_passphrase();
    let said = log_in(&device, &["--keep", "sealed", "--no-check", "--json"]).json();
    assert_eq!(said["place"], "sealed");
    assert_eq!(said["checked"], false);
    assert_eq!(said["stored_in"], device.path(SEALED).to_str().unwrap());
    let said = device.run(&["login", "--check", "--json"]).json();
    assert_eq!(said["place"], "sealed");
    assert_eq!(said["checked"], true);
}

#[cfg(unix)]
#[test]
fn sealed_files_are_private_under_any_umask() {
    use std::os::unix::fs::PermissionsExt;

    let (_webfleet, device) = with_passphrase();
    let ran = device.run_after("umask 0", &["login", "--stdin", "--no-check"], &lines());
    assert_eq!(ran.code, 0, "{}", ran.shown());
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for (path, _) in device.files() {
        assert_eq!(mode(path.clone()), 0o600, "{}", path.display());
    }
    assert_eq!(mode(device.path(".config/3kplaces")), 0o700);
}

#[test]
fn a_sealed_file_that_is_not_as_it_was_is_refused_in_a_line() {
    let (webfleet, mut device) = with_passphrase();
    assert_eq!(log_in(&device, &["--no-check"]).code, 0);
    let path = device.path(SEALED);
    let whole = fs::read(&path).unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut said = Vec::new();
    let mut flipped = whole.clone();
    *flipped.last_mut().unwrap() ^= 1;
    let in_header = whole.iter().position(|byte| *byte == b'>').unwrap();
    let with_work = |work: &str| {
        let at = text(&whole).find(" 17\n").unwrap();
        [&whole[..=at], work.as_bytes(), &whole[at + 3..]].concat()
    };
    for (name, content) in [
        ("cut in the middle", whole[..whole.len() / 2].to_vec()),
        ("empty", Vec::new()),
        ("a bit flipped at its end", flipped),
        ("another kind", [&whole[..in_header], b"< x"].concat()),
        ("sealed with less work", with_work("1")),
        ("sealed with too much work", with_work("30")),
        ("no sealed file", b"account = \"a\"\n".to_vec()),
    ] {
        // Written in place: the mode stays.
        fs::write(&path, content).unwrap();
        said.push(format!("{name}:\n{}", device.run(&["sync"]).said()));
    }
    fs::write(&path, &whole).unwrap();
    device.env("KPLACES_PASSPHRASE", "another");
    said.push(format!(
        "another passphrase:\n{}",
        device.run(&["sync"]).said()
    ));
    device.env("KPLACES_PASSPHRASE", "");
    said.push(format!(
        "an empty passphrase:\n{}",
        device.run(&["sync"]).said()
    ));
    device.env("KPLACES_PASSPHRASE", PASSPHRASE);
    fs::remove_file(&path).unwrap();
    said.push(format!("gone:\n{}", device.run(&["sync"]).said()));
    insta::assert_snapshot!(said.join("\n"), @"
    cut in the middle:
    error: the WEBFLEET login on this device cannot be used
      why: [HOME]/.config/3kplaces/login.age: is damaged: it was cut or changed
      try: if it cannot be opened any more, `3kplaces login` keeps the login anew
    [exit code 4]

    empty:
    error: the WEBFLEET login on this device cannot be used
      why: [HOME]/.config/3kplaces/login.age: is not sealed with a passphrase
      try: if it cannot be opened any more, `3kplaces login` keeps the login anew
    [exit code 4]

    a bit flipped at its end:
    error: the WEBFLEET login on this device cannot be used
      why: [HOME]/.config/3kplaces/login.age: is damaged: it was cut or changed
      try: if it cannot be opened any more, `3kplaces login` keeps the login anew
    [exit code 4]

    another kind:
    error: the WEBFLEET login on this device cannot be used
      why: [HOME]/.config/3kplaces/login.age: is not sealed with a passphrase
      try: if it cannot be opened any more, `3kplaces login` keeps the login anew
    [exit code 4]

    sealed with less work:
    error: the WEBFLEET login on this device cannot be used
      why: [HOME]/.config/3kplaces/login.age: is sealed too weakly
      try: if it cannot be opened any more, `3kplaces login` keeps the login anew
    [exit code 4]

    sealed with too much work:
    error: the WEBFLEET login on this device cannot be used
      why: [HOME]/.config/3kplaces/login.age: asks for too much work to be opened
      try: if it cannot be opened any more, `3kplaces login` keeps the login anew
    [exit code 4]

    no sealed file:
    error: the WEBFLEET login on this device cannot be used
      why: [HOME]/.config/3kplaces/login.age: is not sealed with a passphrase
      try: if it cannot be opened any more, `3kplaces login` keeps the login anew
    [exit code 4]

    another passphrase:
    error: the WEBFLEET login on this device cannot be used
      why: [HOME]/.config/3kplaces/login.age: the passphrase is wrong: run the command again with the right one, typed on a terminal or set as KPLACES_PASSPHRASE_FILE or `passphrase_command`; if it is the right one, the file was changed
      try: if it cannot be opened any more, `3kplaces login` keeps the login anew
    [exit code 4]

    an empty passphrase:
    error: the configuration has 1 problem
      why: KPLACES_PASSPHRASE: is set, but empty
      try: `3kplaces config path` says where the configuration is
    [exit code 3]

    gone:
    error: the WEBFLEET login on this device cannot be used
      why: [HOME]/.config/3kplaces/login.age: is not there any more
      try: if it cannot be opened any more, `3kplaces login` keeps the login anew
    [exit code 4]
    ");
    assert_eq!(webfleet.calls(), []);
}

#[test]
fn without_its_passphrase_a_sealed_login_is_not_used() {
    let webfleet = MockWebfleet::start(small_world());
    let mut device = fresh();
    device.connect(&webfleet.url());
    device.env("PATH", "/usr/bin:/bin");
    let file = device.write("passphrase", format!("{PASSPHRASE}\n"));
    device.env("KPLACES_PASSPHRASE_FILE", file.to_str().unwrap());
    assert_eq!(log_in(&device, &["--no-check"]).code, 0);
    assert_eq!(device.run(&["sync"]).code, 0);
    fs::remove_file(&file).unwrap();
    let missing = device.run(&["sync"]).said();
    let mut bare = vec![missing];
    device.unset("KPLACES_PASSPHRASE_FILE");
    bare.push(device.run(&["sync"]).said());
    insta::assert_snapshot!(bare.join("\n"), @"
    error: the configuration has 1 problem
      why: KPLACES_PASSPHRASE_FILE: names a file that cannot be read: entity not found
      try: `3kplaces config path` says where the configuration is
    [exit code 3]

    error: a passphrase is needed for the login, and none is set
      why: there is nobody to ask for one
      try: set KPLACES_PASSPHRASE_FILE, or `passphrase_command` to a program that prints it
      try: or run the command on a terminal
    [exit code 3]
    ");
    if cfg!(unix) {
        device.write(
            ".config/3kplaces/config.toml",
            format!("passphrase_command = [\"echo\", \"{PASSPHRASE}\"]\n"),
        );
        assert_eq!(device.run(&["sync"]).code, 0);
    }
}

#[test]
fn a_sealed_login_is_for_its_own_user_only() {
    let (webfleet, device) = with_passphrase();
    assert_eq!(log_in(&device, &["--no-check"]).code, 0);
    let file = device.path(LOGIN_FILE);
    let whole = fs::read_to_string(&file).unwrap();
    fs::write(&file, whole.replace(SAMPLE_USER, "somebody")).unwrap();
    insta::assert_snapshot!(device.run(&["sync"]).said(), @"
    error: the WEBFLEET login on this device cannot be used
      why: [HOME]/.config/3kplaces/login.age: holds the login of another user: run `3kplaces login`
      try: if it cannot be opened any more, `3kplaces login` keeps the login anew
    [exit code 4]
    ");
    assert_eq!(webfleet.calls(), []);
}

#[test]
fn variables_need_no_passphrase() {
    let (_webfleet, mut device) = with_passphrase();
    assert_eq!(log_in(&device, &["--no-check"]).code, 0);
    device.unset("KPLACES_PASSPHRASE");
    device.env("KPLACES_LOGIN__PASSWORD", SAMPLE_PASSWORD);
    device.env("KPLACES_LOGIN__APIKEY", SAMPLE_APIKEY);
    assert_eq!(device.run(&["sync"]).code, 0);
}

#[test]
fn a_login_moves_from_one_place_to_the_other_whole() {
    let (_webfleet, device) = with_passphrase();
    for (place, sealed, secret) in [
        ("file", false, true),
        ("sealed", true, false),
        ("file", false, true),
    ] {
        let ran = log_in(&device, &["--keep", place, "--no-check"]);
        assert_eq!(ran.code, 0, "{}", ran.shown());
        assert_eq!(device.path(SEALED).exists(), sealed, "{place}");
        assert_eq!(has_secret(&device), secret, "{place}");
        assert_eq!(device.run(&["sync"]).code, 0, "{place}");
    }
}

#[test]
fn the_setting_says_where_if_nobody_else_does() {
    let mut device = fresh();
    device.env("KPLACES_LOGIN__KEEP", "file");
    assert_eq!(log_in(&device, &["--no-check"]).code, 0);
    assert!(device.path(LOGIN_FILE).exists());
    device.env("KPLACES_LOGIN__KEEP", "cloud");
    let ran = log_in(&device, &["--no-check"]);
    assert_eq!(ran.code, 3, "{}", ran.shown());
}

/// A bus of another device, or one that starts a program, is none of ours.
#[test]
fn only_a_bus_of_this_device_is_asked_for_a_keyring() {
    let trap = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    trap.set_nonblocking(true).unwrap();
    let mut device = fresh();
    let port = trap.local_addr().unwrap().port();
    let started = device.path("started");
    for bus in [
        format!("tcp:host=127.0.0.1,port={port}"),
        format!("unixexec:path=/usr/bin/touch,argv1={}", started.display()),
    ] {
        device.env("DBUS_SESSION_BUS_ADDRESS", &bus);
        let ran = log_in(&device, &["--keep", "keyring", "--no-check"]);
        assert_eq!(ran.code, 4, "{}", ran.shown());
        assert!(ran.stderr.contains("not a local socket"), "{}", ran.stderr);
    }
    assert!(trap.accept().is_err() && !started.exists());
}
