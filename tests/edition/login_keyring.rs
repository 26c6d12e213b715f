//! The login in a real Secret Service: GNOME Keyring, on a session bus of its own.
//!
//! Where it is not installed nothing is tried, and the test says so; with `KPLACES_FOREIGN=required` in
//! the environment of the build, as in CI, it fails instead.
#![cfg(target_os = "linux")]

use std::fs;
use std::process::Command;

use kplaces_tests::{MockWebfleet, Ran, Sandbox, small_world};
use kplaces_webfleet_sim::{SAMPLE_ACCOUNT, SAMPLE_APIKEY, SAMPLE_PASSWORD, SAMPLE_USER};

use crate::fresh;

const LOGIN_FILE: &str = ".config/3kplaces/login.toml";

/// A device whose user can have a session, or `None` where this machine has no keyring.
#[expect(clippy::print_stderr, reason = "a test that cannot be tried says so")]
fn device() -> Option<(MockWebfleet, Sandbox)> {
    for tool in ["dbus-run-session", "dbus-send", "gnome-keyring-daemon"] {
        if let Err(error) = Command::new(tool).arg("--version").output() {
            assert!(option_env!("KPLACES_FOREIGN").is_none(), "{tool}: {error}");
            eprintln!("NOT CHECKED: {tool} is not installed");
            return None;
        }
    }
    let webfleet = MockWebfleet::start(small_world());
    let mut device = fresh();
    device.connect(&webfleet.url());
    device.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    let home = device.path("").to_str().unwrap().to_owned();
    device.env("XDG_RUNTIME_DIR", home);
    device.write(
        "typed",
        format!("{SAMPLE_ACCOUNT}\n{SAMPLE_USER}\n{SAMPLE_PASSWORD}\n{SAMPLE_APIKEY}\n"),
    );
    Some((webfleet, device))
}

/// Runs a shell script in a session whose keyring is open; `$0` is the program.
fn in_a_session(device: &Sandbox, script: &str) -> Ran {
    let script = format!(
        "printf 'pw\\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1\n\
         say() {{ echo \"$ $*\"; \"$0\" \"$@\" 2>&1; echo \"[exit code $?]\"; }}\n{script}"
    );
    device.run_in(&["dbus-run-session", "--", "sh", "-c", &script], &[])
}

const LOCK: &str = "dbus-send --session --print-reply --dest=org.freedesktop.secrets \
    /org/freedesktop/secrets org.freedesktop.Secret.Service.Lock \
    array:objpath:/org/freedesktop/secrets/collection/login >/dev/null";

/// What the program said. What the bus and the keyring say comes on the other stream, at any time.
fn shown(device: &Sandbox, ran: &Ran) -> String {
    assert_eq!(ran.code, 0, "{}", ran.shown());
    let home = device.path("").to_str().unwrap().to_owned();
    ran.stdout.replace(home.trim_end_matches('/'), "[HOME]")
}

#[test]
fn where_a_keyring_answers_the_login_goes_there() {
    let Some((webfleet, device)) = device() else {
        return;
    };
    let ran = in_a_session(
        &device,
        "say login --stdin < typed\n\
         cat .config/3kplaces/login.toml\n\
         say login --check\n\
         say sync --quiet\n\
         say doctor | grep ' login '\n\
         say logout\n\
         say sync --quiet | head -n 1\n\
         say logout",
    );
    insta::assert_snapshot!(shown(&device, &ran), @r#"
    $ login --stdin
    WEBFLEET accepts the login. It is kept in the keyring of this device's user.
    Run `3kplaces sync` to get the addresses.
    [exit code 0]
    account = "demo"
    user = "dispo"
    keep = "keyring"
    $ login --check
    127.0.0.1 accepts the login of this device (keyring). Nothing was changed.
    It may read each report that this edition needs.
    [exit code 0]
    $ sync --quiet
    [exit code 0]
    ok       login           the login is in the keyring of this device's user: it is as safe as the password of the user
    $ logout
    The login was removed from the keyring, and [HOME]/.config/3kplaces/login.toml is gone.
    [exit code 0]
    $ sync --quiet
    $ logout
    There was no stored login.
    [exit code 0]
    "#);
    // The check at the start, the check later, and what the sync asks for.
    assert!(webfleet.calls().len() > 2);
    let ours = device.files().into_iter();
    let ours = ours.filter(|(path, _)| !path.ends_with("typed"));
    for (path, bytes) in ours {
        for secret in [SAMPLE_PASSWORD, SAMPLE_APIKEY] {
            let found = bytes
                .windows(secret.len())
                .any(|it| it == secret.as_bytes());
            assert!(!found, "{}", path.display());
        }
    }
}

#[test]
fn a_login_moves_into_the_keyring_and_out_of_it() {
    let Some((_webfleet, device)) = device() else {
        return;
    };
    let ran = in_a_session(
        &device,
        "say login --stdin --keep file --no-check < typed\n\
         say login --stdin --no-check < typed\n\
         grep -c password .config/3kplaces/login.toml\n\
         say login --stdin --keep file --no-check < typed\n\
         rm .config/3kplaces/login.toml\n\
         say logout",
    );
    insta::assert_snapshot!(shown(&device, &ran), @"
    $ login --stdin --keep file --no-check
    The login is kept in [HOME]/.config/3kplaces/login.toml as plain text, readable by you only.
    Run `3kplaces sync` to get the addresses.
    [exit code 0]
    $ login --stdin --no-check
    The login is kept in the keyring of this device's user.
    Run `3kplaces sync` to get the addresses.
    [exit code 0]
    0
    $ login --stdin --keep file --no-check
    The login is kept in [HOME]/.config/3kplaces/login.toml as plain text, readable by you only.
    Run `3kplaces sync` to get the addresses.
    [exit code 0]
    $ logout
    There was no stored login.
    [exit code 0]
    ");
    assert!(!device.path(LOGIN_FILE).exists());
}

#[test]
fn a_keyring_that_is_locked_or_gone_is_said_to_be() {
    let Some((webfleet, mut device)) = device() else {
        return;
    };
    let script = format!(
        "say login --stdin --no-check < typed\n{LOCK}\n\
         say sync\n\
         say doctor | grep -A2 '^[a-z]* *login '\n\
         say login --stdin --no-check < typed"
    );
    insta::assert_snapshot!(shown(&device, &in_a_session(&device, &script)), @"
    $ login --stdin --no-check
    The login is kept in the keyring of this device's user.
    Run `3kplaces sync` to get the addresses.
    [exit code 0]
    $ sync
    error: the WEBFLEET login on this device cannot be used
      why: the keyring is locked
      try: if it cannot be opened any more, `3kplaces login` keeps the login anew
    [exit code 4]
    ok       login           the login is in the keyring of this device's user: it is as safe as the password of the user
    warning  login           the keyring that holds the login cannot be opened without asking
                             the keyring is locked
                             try: open it, or run `3kplaces login` to keep the login elsewhere
    $ login --stdin --no-check
    error: there is no safe place for the login on this device
      why: the keyring is locked
      why: no passphrase is set, and there is nobody to ask for one: standard input is not a terminal
      try: set KPLACES_PASSPHRASE_FILE or `passphrase_command`: then it is kept in a sealed file
      try: or do not keep it: set `login.password_command` and `login.apikey_command`, or KPLACES_LOGIN__PASSWORD_FILE and __APIKEY_FILE
      try: or use `--keep file`: plain text that every program of this user can read
    [exit code 4]
    ");
    // The login file is there, the session is not.
    insta::assert_snapshot!(device.run(&["sync"]).shown(), @"
    exit code 4
    --- stdout
    --- stderr
    error: the WEBFLEET login on this device cannot be used
      why: no keyring answers: Failed to connect to address `unix:path=/nowhere`: No such file or directory (os error 2)
      try: if it cannot be opened any more, `3kplaces login` keeps the login anew
    ");
    // Neither is its removal claimed.
    insta::assert_snapshot!(device.run(&["logout"]).shown(), @"
    exit code 4
    --- stdout
    --- stderr
    error: the login could not be removed from the keyring
      why: no keyring answers: Failed to connect to address `unix:path=/nowhere`: No such file or directory (os error 2)
      try: open the keyring, then run `3kplaces logout`
    ");
    assert!(device.path(LOGIN_FILE).exists());
    // A passphrase is the way out.
    device.env("KPLACES_PASSPHRASE", "another way");
    let typed = fs::read_to_string(device.path("typed")).unwrap();
    let ran = device.run_with_stdin(
        &["login", "--stdin", "--keep", "sealed", "--no-check"],
        &typed,
    );
    assert_eq!(ran.code, 0, "{}", ran.shown());
    assert!(
        ran.stderr.contains("still in the keyring"),
        "{}",
        ran.stderr
    );
    assert_eq!(webfleet.calls(), []);
}

#[test]
fn the_key_of_encrypted_places_goes_there_as_well() {
    if crate::edition() != "enterprise" {
        return;
    }
    let Some((_webfleet, device)) = device() else {
        return;
    };
    let ran = in_a_session(
        &device,
        &format!(
            "say login --stdin --quiet < typed\n\
             say sync --quiet\n\
             say encrypt on --quiet\n\
             say encrypt status | grep key\n\
             say encrypt rekey --quiet\n\
             \"$0\" list --limit 1 >/dev/null && echo opened\n\
             {LOCK}\n\
             say list --limit 1 | head -n 3"
        ),
    );
    insta::assert_snapshot!(shown(&device, &ran), @"
    $ login --stdin --quiet
    [exit code 0]
    $ sync --quiet
    [exit code 0]
    $ encrypt on --quiet
    [exit code 0]
      key      in the system's keyring
    $ encrypt rekey --quiet
    [exit code 0]
    opened
    $ list --limit 1
    error: the places on this device are encrypted, and were not opened
      why: the system's keyring cannot be used for the key of the places: the keyring is locked
    ");
    let folder = device.store().parent().unwrap().to_owned();
    let key = fs::read_to_string(folder.join("places.key")).unwrap();
    assert!(key.starts_with("3kplaces-key keyring "), "{key}");
    assert!(!device.store().exists());
}
