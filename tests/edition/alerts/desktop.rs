//! Alerts on the desktop: a real session bus, on which dbusmock stands for the desktop. Where it is not installed nothing is
//! tried, and the test says so; with `KPLACES_FOREIGN=required` in the environment of the build, as in CI, it fails instead.

use std::process::Command;

use kplaces_tests::Ran;

use super::on_the_way;
use crate::is_basic;

/// Whether the parts are here. The program that Debian has, not one of another Python.
#[expect(clippy::print_stderr, reason = "a test that cannot be tried says so")]
fn is_installed() -> bool {
    let tools: [(&str, &[&str]); 3] = [
        ("dbus-run-session", &["--version"]),
        ("dbus-daemon", &["--version"]),
        ("/usr/bin/python3", &["-c", "import dbusmock"]),
    ];
    for (tool, question) in tools {
        let ran = Command::new(tool).args(question).output();
        if !ran.as_ref().is_ok_and(|ran| ran.status.success()) {
            assert!(option_env!("KPLACES_FOREIGN").is_none(), "{tool}: {ran:?}");
            eprintln!("NOT CHECKED: {tool} {question:?} does not run");
            return false;
        }
    }
    true
}

/// What a watch says in a session, and what the desktop is asked for, a line each.
fn in_a_session(desktop: &str) -> Option<(Ran, Vec<String>)> {
    if is_basic() || !is_installed() {
        return None;
    }
    let (_webfleet, mut device) = on_the_way();
    device.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    let script = format!(
        "{desktop}\n\
         \"$0\" watch --notify --pace max --source gpx:tour.gpx\n\
         code=$?; [ -z \"$mock\" ] || kill $mock; exit $code"
    );
    let ran = device.run_in(&["dbus-run-session", "--", "sh", "-c", &script], &[]);
    let asked = std::fs::read_to_string(device.path("asked")).unwrap_or_default();
    let asked = asked.lines().filter(|line| line.contains(" Notify "));
    let asked = asked.map(|line| line.split_once(' ').unwrap().1.to_owned());
    Some((ran, asked.collect()))
}

/// A desktop that notes what it is asked for, once it is there.
const DESKTOP: &str = "/usr/bin/python3 -m dbusmock --session --template notification_daemon >asked 2>/dev/null & mock=$!\n\
    until dbus-send --session --print-reply --dest=org.freedesktop.DBus / \
    org.freedesktop.DBus.NameHasOwner string:org.freedesktop.Notifications 2>/dev/null | grep -q true; do sleep 0.1; done";

#[test]
fn each_alert_is_shown_on_the_desktop_and_kept_in_no_history() {
    let Some((ran, asked)) = in_a_session(DESKTOP) else {
        return;
    };
    assert_eq!(ran.code, 0, "{}", ran.shown());
    let words = |line: &String| line.split_once(" [] ").map(|(words, _)| words.to_owned());
    let said: Vec<String> = asked.iter().filter_map(words).collect();
    insta::assert_snapshot!(said.join("\n"), @r#"
    Notify "3Kplaces" 0 "" "Rampe 3 Tor B: 604 m, ahead" ""
    Notify "3Kplaces" 0 "" "Rampe 3 Tor B: arrived" ""
    Notify "3Kplaces" 0 "" "Rampe 3 Tor B: left" ""
    "#);
    let is_transient = |line: &String| line.contains("\"transient\": True");
    assert!(asked.iter().all(is_transient), "{asked:?}");
}

#[test]
fn a_session_without_a_desktop_is_told_once_and_alerts_go_on() {
    let Some((ran, asked)) = in_a_session("") else {
        return;
    };
    assert_eq!((ran.code, asked.len()), (0, 0), "{}", ran.shown());
    assert_eq!(ran.stdout.lines().count(), 4, "{}", ran.shown());
    let told = "the desktop does not show alerts: nobody answers there";
    // The bus has a word of its own on the same stream.
    assert_eq!(ran.stderr.matches(told).count(), 1, "{}", ran.shown());
}
