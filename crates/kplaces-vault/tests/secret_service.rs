//! The keyring against a real Secret Service: GNOME Keyring, on a session bus of its own.
//!
//! Where it is not installed nothing is tried, and the test says so; with `KPLACES_FOREIGN=required` in
//! the environment of the build, as in CI, it fails instead.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "test code: a failed expectation is a failed test, and one that cannot be tried says so"
)]

use std::process::{Command, Stdio};
use std::time::Duration;

use kplaces_vault::{Keyring, KeyringError};
use secrecy::{ExposeSecret, SecretString};

/// Runs one of the ignored tests below where this shell script has prepared a session.
fn in_a_session(prepare: &str, test: &str) {
    let tools = ["dbus-run-session", "dbus-send", "gnome-keyring-daemon"];
    let missing = tools.iter().find(|tool| {
        let asked = Command::new(tool)
            .arg("--version")
            .stdin(Stdio::null())
            .output();
        asked.is_err()
    });
    if let Some(tool) = missing {
        assert!(
            option_env!("KPLACES_FOREIGN").is_none(),
            "{tool} is not installed"
        );
        eprintln!("NOT CHECKED: {tool} is not installed");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let script = format!("{prepare}; exec \"$0\" --ignored --exact {test}");
    let output = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", &script])
        .arg(std::env::current_exe().unwrap())
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

const UNLOCKED: &str =
    r#"printf "pw\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1"#;

#[test]
fn an_open_keyring_keeps_each_scope_for_itself() {
    in_a_session(UNLOCKED, "inside_an_open_keyring");
}

#[test]
fn a_locked_keyring_is_said_to_be_locked_and_nobody_waits_for_ever() {
    let lock = "dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets \
        org.freedesktop.Secret.Service.Lock array:objpath:/org/freedesktop/secrets/collection/login >/dev/null";
    in_a_session(&format!("{UNLOCKED}; {lock}"), "inside_a_locked_keyring");
}

/// The bus starts the daemon when it is asked for, but nobody has made a keyring yet: a server, for example.
#[test]
fn a_session_whose_keyring_was_never_made_has_none() {
    in_a_session(":", "inside_a_session_without_a_keyring");
}

#[test]
fn a_device_without_a_session_bus_has_none() {
    in_a_session(
        "export DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere",
        "inside_no_session",
    );
}

fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

fn read(keyring: &Keyring, name: &str) -> Option<String> {
    let found = keyring.read(name).unwrap();
    found.map(|secret| secret.expose_secret().to_owned())
}

#[test]
#[ignore = "run by an_open_keyring_keeps_each_scope_for_itself"]
fn inside_an_open_keyring() {
    let (ours, other) = (Keyring::of("3kplaces"), Keyring::of("3kplaces/north"));
    assert_eq!(ours.answers(), Ok("Secret Service"));
    assert_eq!(read(&ours, "login"), None);
    ours.write("login", &secret("ünter \"1\"\nzwei")).unwrap();
    other.write("login", &secret("another")).unwrap();
    assert_eq!(read(&ours, "login").unwrap(), "ünter \"1\"\nzwei");
    ours.write("login", &secret("replaced")).unwrap();
    assert_eq!(read(&ours, "login").unwrap(), "replaced");
    assert_eq!(read(&ours, "store"), None);
    assert!(ours.remove("login").unwrap());
    assert!(!ours.remove("login").unwrap());
    assert_eq!(read(&ours, "login"), None);
    assert_eq!(read(&other, "login").unwrap(), "another");
}

#[test]
#[ignore = "run by a_locked_keyring_is_said_to_be_locked_and_nobody_waits_for_ever"]
fn inside_a_locked_keyring() {
    let keyring = Keyring::of("3kplaces").waiting(Duration::from_secs(5));
    assert_eq!(keyring.answers(), Err(KeyringError::Locked));
    let refused = keyring.write("login", &secret("x")).unwrap_err();
    assert!(
        matches!(
            refused,
            KeyringError::Locked | KeyringError::Slow { .. } | KeyringError::Refused(_)
        ),
        "{refused:?}"
    );
}

#[test]
#[ignore = "run by a_session_whose_keyring_was_never_made_has_none"]
fn inside_a_session_without_a_keyring() {
    let keyring = Keyring::of("3kplaces").waiting(Duration::from_secs(5));
    let answer = keyring.answers();
    assert!(matches!(answer, Err(KeyringError::Absent(_))), "{answer:?}");
    assert_eq!(read(&keyring, "login"), None);
    assert!(keyring.write("login", &secret("x")).is_err());
}

#[test]
#[ignore = "run by a_device_without_a_session_bus_has_none"]
fn inside_no_session() {
    let keyring = Keyring::of("3kplaces");
    let answer = keyring.answers();
    assert!(matches!(answer, Err(KeyringError::Absent(_))), "{answer:?}");
    let read = keyring.read("login");
    assert!(matches!(read, Err(KeyringError::Absent(_))), "{read:?}");
}
