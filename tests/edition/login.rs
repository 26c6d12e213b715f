//! How the login comes onto the device, and off it.

use std::fs;

use kplaces_tests::{MockWebfleet, Sandbox, small_world};
use kplaces_webfleet_sim::{SAMPLE_ACCOUNT, SAMPLE_APIKEY, SAMPLE_PASSWORD, SAMPLE_USER};

use crate::{connected, fresh};

const LOGIN_FILE: &str = ".config/3kplaces/login.toml";

/// As plain text and unchecked: what is asked for, and how.
const PLAIN: &[&str] = &["login", "--stdin", "--keep", "file", "--no-check"];

fn secrets() -> String {
    format!("{SAMPLE_PASSWORD}\n{SAMPLE_APIKEY}\n")
}

/// A device that knows where WEBFLEET is, but has no login.
fn logged_out() -> (MockWebfleet, Sandbox) {
    let webfleet = MockWebfleet::start(small_world());
    let mut device = fresh();
    device.connect(&webfleet.url());
    (webfleet, device)
}

#[test]
fn the_login_is_read_from_standard_input_line_by_line() {
    let device = fresh();
    let lines = format!("{SAMPLE_ACCOUNT}\r\n {SAMPLE_USER} \n{}", secrets());
    let ran = device.run_with_stdin(PLAIN, &lines);
    insta::assert_snapshot!(ran.shown(), @"
    exit code 0
    --- stdout
    The login is kept in [HOME]/.config/3kplaces/login.toml as plain text, readable by you only.
    Run `3kplaces sync` to get the addresses.
    --- stderr
    ");
    let stored = fs::read_to_string(device.path(LOGIN_FILE)).unwrap();
    assert!(stored.contains(&format!("user = \"{SAMPLE_USER}\"\n")));
    assert_eq!(
        device
            .run_with_stdin(
                &[
                    "login",
                    "--stdin",
                    "--keep",
                    "file",
                    "--no-check",
                    "--quiet"
                ],
                &lines
            )
            .said(),
        ""
    );
}

#[test]
fn what_stands_on_the_command_line_is_not_asked_for() {
    let (_webfleet, device) = logged_out();
    let arguments = [
        "login",
        "--stdin",
        "--keep",
        "file",
        "--account",
        SAMPLE_ACCOUNT,
        "--user",
        SAMPLE_USER,
        "--json",
    ];
    let ran = device.run_with_stdin(&arguments, &secrets());
    let stored_in = ran.json()["stored_in"].as_str().unwrap().to_owned();
    assert_eq!(stored_in, device.path(LOGIN_FILE).to_str().unwrap());
    assert_eq!(device.run(&["sync"]).code, 0);
}

#[test]
fn a_login_that_is_not_complete_is_not_stored() {
    let device = fresh();
    let said: Vec<String> = [
        "",
        "demo\n",
        "demo\n\n",
        "demo\ndispo\n\nkey\n",
        "demo\ndispo\npw\n",
    ]
    .map(|lines| device.run_with_stdin(PLAIN, lines).said())
    .into();
    insta::assert_snapshot!(said.join("\n"), @"
    error: standard input ended before WEBFLEET account
      try: give a line each: account, user, password, API key; leave out what stands on the command line
    [exit code 2]

    error: standard input ended before User
      try: give a line each: account, user, password, API key; leave out what stands on the command line
    [exit code 2]

    error: User must not be empty
    [exit code 2]

    error: Password must not be empty
    [exit code 2]

    error: standard input ended before API key
      try: give a line each: account, user, password, API key; leave out what stands on the command line
    [exit code 2]
    ");
    let ran = device.run_with_stdin(
        &["login", "--stdin", "--keep", "file", "--account", " "],
        "dispo\npw\nkey\n",
    );
    assert_eq!(ran.code, 2);
    assert_eq!(device.kept_files(), []);
}

#[test]
fn where_nobody_can_be_asked_the_way_out_is_named() {
    insta::assert_snapshot!(fresh().run(&["login", "--keep", "file"]).shown(), @"
    exit code 2
    --- stdout
    --- stderr
    error: there is nobody to ask: standard input is not a terminal
      try: use `3kplaces login --stdin` and give a line each: account, user, password, API key
      try: or set KPLACES_LOGIN__ACCOUNT, __USER, __PASSWORD_FILE and __APIKEY_FILE
    ");
}

#[cfg(unix)]
#[test]
fn files_and_folders_are_private_under_any_umask() {
    use std::os::unix::fs::PermissionsExt;

    for umask in ["umask 0", "umask 022", "umask 077"] {
        let (_webfleet, device) = logged_out();
        let lines = format!("{SAMPLE_ACCOUNT}\n{SAMPLE_USER}\n{}", secrets());
        assert_eq!(device.run_after(umask, PLAIN, &lines).code, 0);
        assert_eq!(device.run_after(umask, &["sync"], "").code, 0);
        let mode = |name: &str| {
            fs::metadata(device.path(name))
                .unwrap()
                .permissions()
                .mode()
                & 0o777
        };
        for (path, _) in device.files() {
            let name = path
                .strip_prefix(device.path(""))
                .unwrap()
                .to_str()
                .unwrap();
            assert_eq!(mode(name), 0o600, "{umask}: {name}");
        }
        for folder in [".config/3kplaces", ".local/share/3kplaces"] {
            assert_eq!(mode(folder), 0o700, "{umask}: {folder}");
        }
    }
}

#[test]
fn logout_removes_the_login_and_leaves_the_places() {
    let (_webfleet, device) = connected(small_world());
    assert_eq!(device.run(&["sync"]).code, 0);
    insta::assert_snapshot!(device.transcript([&["logout"], &["logout"], &["sync"]]), @"
    $ 3kplaces logout
    The login was removed: [HOME]/.config/3kplaces/login.toml is gone.

    $ 3kplaces logout
    There was no stored login.

    $ 3kplaces sync
    error: nobody is logged in to WEBFLEET on this device yet
      try: `3kplaces login`
    [exit code 4]
    ");
    assert!(!device.path(LOGIN_FILE).exists());
    assert_eq!(device.run(&["status", "--json"]).json()["places"], 10);
    assert!(device.run(&["logout", "--json"]).json()["removed"].is_null());
}

#[test]
fn the_login_may_come_from_variables_and_files() {
    let (_webfleet, mut device) = logged_out();
    device.env("KPLACES_LOGIN__ACCOUNT", SAMPLE_ACCOUNT);
    device.env("KPLACES_LOGIN__USER", SAMPLE_USER);
    device.env("KPLACES_LOGIN__PASSWORD", SAMPLE_PASSWORD);
    let file = device.write("apikey", format!("{SAMPLE_APIKEY}\n"));
    device.env("KPLACES_LOGIN__APIKEY_FILE", file.to_str().unwrap());
    assert_eq!(device.run(&["sync"]).code, 0);
    let shown = device.run(&["config", "show"]).shown();
    assert!(shown.contains("(hidden)"), "{shown}");
    assert!(!device.path(LOGIN_FILE).exists(), "nothing of it is stored");
}

#[cfg(unix)]
#[test]
fn the_login_may_come_from_programs() {
    let (_webfleet, mut device) = logged_out();
    device.env("PATH", "/usr/bin:/bin");
    device.write("secret", format!("{SAMPLE_PASSWORD}\nmore\n"));
    let config = format!(
        "[login]\naccount = \"{SAMPLE_ACCOUNT}\"\nuser = \"{SAMPLE_USER}\"\n\
         password_command = [\"cat\", \"secret\"]\napikey_command = \"printf '%s' {SAMPLE_APIKEY}\"\n"
    );
    device.write(".config/3kplaces/config.toml", config);
    assert_eq!(device.run(&["sync"]).code, 0);
    fs::remove_file(device.path("secret")).unwrap();
    insta::assert_snapshot!(device.run(&["sync"]).shown(), @"
    exit code 4
    --- stdout
    --- stderr
    error: the WEBFLEET login on this device cannot be used
      why: [HOME]/.config/3kplaces/config.toml: `login.password_command` ended with exit status: 1: run it by hand to see why
    ");
}

#[cfg(unix)]
#[test]
fn a_login_file_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;

    let (webfleet, device) = connected(small_world());
    let path = device.path(LOGIN_FILE);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    insta::assert_snapshot!(device.run(&["sync"]).shown(), @"
    exit code 4
    --- stdout
    --- stderr
    error: the WEBFLEET login on this device cannot be used
      why: [HOME]/.config/3kplaces/login.toml: can be read by others: run `chmod 600 [HOME]/.config/3kplaces/login.toml`, and change the password if they should not know it
    ");
    assert_eq!(webfleet.calls(), []);
}

#[test]
fn a_login_file_that_cannot_be_understood_is_refused() {
    let (webfleet, device) = connected(small_world());
    let path = device.path(LOGIN_FILE);
    let whole = fs::read_to_string(&path).unwrap();
    let mut said = Vec::new();
    for content in [
        whole.replace("user", "usr"),
        format!("{whole}?"),
        whole.replace('"', ""),
    ] {
        // Written in place: the mode stays.
        fs::write(&path, content).unwrap();
        said.push(device.run(&["sync"]).said());
    }
    insta::assert_snapshot!(said.join("\n"), @"
    error: the WEBFLEET login on this device cannot be used
      why: [HOME]/.config/3kplaces/login.toml, line 2: `usr` is not one of account, user, password and apikey
    [exit code 4]

    error: the WEBFLEET login on this device cannot be used
      why: [HOME]/.config/3kplaces/login.toml, line 6: is not TOML: a line is a key, =, and a value; text stands in quotes
    [exit code 4]

    error: the WEBFLEET login on this device cannot be used
      why: [HOME]/.config/3kplaces/login.toml, line 1: is not TOML: a line is a key, =, and a value; text stands in quotes
    [exit code 4]
    ");
    assert_eq!(webfleet.calls(), []);
}

#[test]
fn without_a_login_a_sync_says_what_is_missing() {
    let (webfleet, device) = logged_out();
    insta::assert_snapshot!(device.run(&["sync"]).shown(), @"
    exit code 4
    --- stdout
    --- stderr
    error: nobody is logged in to WEBFLEET on this device yet
      try: `3kplaces login`
    ");
    assert_eq!(webfleet.calls(), []);
    let made = device.kept_files();
    assert_eq!(made, [], "nothing but its record was made on the way");
}

/// Flags are seen by every user of a device and stay in the shell's history.
#[test]
fn no_command_takes_a_secret_as_a_flag() {
    let device = fresh();
    let names = crate::manual::below(&device.run(&["--help"]).stdout);
    assert!(names.len() > 10, "{names:?}");
    for name in names {
        let help = device.run(&[&name, "--help"]).stdout;
        for flag in [
            "--password",
            "--apikey",
            "--api-key",
            "--secret",
            "--key",
            "--token",
        ] {
            assert!(!help.contains(flag), "{name} takes {flag}");
        }
    }
}

/// Tried once: too many wrong passwords lock a user.
#[test]
fn a_wrong_password_is_sent_once() {
    let (webfleet, device) = logged_out();
    let lines = format!("{SAMPLE_ACCOUNT}\n{SAMPLE_USER}\nwrong\n{SAMPLE_APIKEY}\n");
    assert_eq!(device.run_with_stdin(PLAIN, &lines).code, 0);
    let ran = device.run(&["sync"]);
    assert_eq!(ran.code, 4, "{}", ran.stderr);
    assert_eq!(webfleet.calls().len(), 1);
    assert_eq!(device.run(&["status", "--json"]).json()["places"], 0);
}

#[test]
fn what_a_program_of_windows_adds_to_a_line_is_no_part_of_the_login() {
    let device = fresh();
    let lines = format!(
        "\u{feff}{SAMPLE_ACCOUNT}\r\n{SAMPLE_USER}\r\n\u{feff} two words \r\n{SAMPLE_APIKEY}\r\n"
    );
    assert_eq!(device.run_with_stdin(PLAIN, &lines).code, 0);
    let stored = fs::read_to_string(device.path(LOGIN_FILE)).unwrap();
    assert!(!stored.contains(['\u{feff}', '\r']), "{stored:?}");
    assert!(stored.contains("password = \" two words \"\n"), "{stored}");
    let utf_16 = "a\0c\0m\0e\0\n\0";
    insta::assert_snapshot!(device.run_with_stdin(PLAIN, utf_16).shown(), @"
    exit code 2
    --- stdout
    --- stderr
    error: WEBFLEET account could not be read
      why: it is not UTF-8; what other programs write may be UTF-16
    ");
}

#[test]
fn a_user_name_with_a_colon_is_refused_before_anything_is_asked_or_sent() {
    let (webfleet, mut device) = logged_out();
    let lines = format!(
        "{SAMPLE_ACCOUNT}\n{SAMPLE_ACCOUNT}:{SAMPLE_USER}\n{}",
        secrets()
    );
    let ran = device.run_with_stdin(&["login", "--stdin", "--keep", "file"], &lines);
    insta::assert_snapshot!(ran.shown(), @"
    exit code 2
    --- stdout
    --- stderr
    error: the name of a user may hold no colon
      why: HTTP ends a user name there, and the rest would go out as a part of the password (RFC 7617)
      why: nothing was sent or kept
      try: give the user as WEBFLEET lists it; account and user are two answers
    ");
    let flags = [
        "login",
        "--stdin",
        "--account",
        "a",
        "--user",
        "a:b",
        "--keep",
        "file",
    ];
    assert_eq!(device.run_with_stdin(&flags, &secrets()).code, 2);
    assert!(!device.path(LOGIN_FILE).exists());
    device.login();
    device.env("KPLACES_LOGIN__USER", "acme:driver");
    insta::assert_snapshot!(device.run(&["sync"]).shown(), @"
    exit code 4
    --- stdout
    --- stderr
    error: the WEBFLEET login on this device cannot be used
      why: KPLACES_LOGIN__USER: `login.user` may hold no colon: HTTP ends a user name there, and the rest would go out as a part of the password (RFC 7617)
    ");
    assert_eq!(webfleet.calls(), []);
}
