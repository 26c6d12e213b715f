//! A login that WEBFLEET has refused: whoever has nobody to ask does not send it for ever.

use kplaces_tests::{MockWebfleet, Sandbox};
use kplaces_webfleet_sim::Options;

use crate::{connect_to, connected, fresh, is_basic};

fn password(webfleet: &MockWebfleet, text: &str) {
    let text = text.to_owned();
    webfleet.edit(|world| world.accounts[0].users[0].password = text);
}

/// Syncs of a timer, as many as there are; how often WEBFLEET was asked then.
fn timer(device: &Sandbox, webfleet: &MockWebfleet, arguments: &[&str], times: usize) -> usize {
    let before = webfleet.calls().len();
    for _ in 0..times {
        let ran = device.run(arguments);
        assert_eq!(ran.code, 4, "{}", ran.shown());
    }
    webfleet.calls().len() - before
}

#[test]
fn a_timer_gives_up_a_refused_login_until_it_is_another_one() {
    let world = kplaces_tests::small_world();
    let right = world.accounts[0].users[0].password.clone();
    let options = Options {
        quota: None,
        one_at_a_time: false,
        ..Options::default()
    };
    let webfleet = MockWebfleet::start_with(world, options);
    let mut device = fresh();
    connect_to(&mut device, &webfleet.url());
    device.env("KPLACES_SCHEDULE__SPREAD_S", "0");
    for report in ["ADDRESSES", "GROUPS", "MEMBERSHIPS"] {
        device.env(&format!("KPLACES_QUOTA__{report}"), "100000/60");
    }
    let syncs: &[&[&str]] = if is_basic() {
        // What a timer of the system itself starts, with nobody at a terminal.
        &[&["sync"]]
    } else {
        &[&["sync", "--scheduled"], &["sync"]]
    };
    for arguments in syncs {
        password(&webfleet, "changed in WEBFLEET");
        assert_eq!(timer(&device, &webfleet, arguments, 6), 3, "{arguments:?}");
        let ran = device.run(arguments);
        assert!(
            ran.stderr
                .starts_with("error: WEBFLEET has refused this login, so it was not sent again"),
            "{}",
            ran.shown()
        );
        let german = device.run(&[arguments, &["--lang", "de"][..]].concat());
        assert!(
            german.stderr.contains(
                "WEBFLEET hat diese Anmeldung abgelehnt, darum wurde sie nicht noch einmal gesendet"
            ),
            "{}",
            german.shown()
        );
        let status = device.run(&["status"]);
        assert!(
            status.stdout.contains("WEBFLEET had refused it"),
            "{}",
            status.shown()
        );
        // Another login is sent, be it as wrong.
        device.env("KPLACES_LOGIN__PASSWORD", "another one");
        assert_eq!(timer(&device, &webfleet, arguments, 1), 1);
        // Somebody asks, and it is right by now.
        device.env("KPLACES_LOGIN__PASSWORD", right.clone());
        password(&webfleet, &right);
        assert_eq!(device.run(&["login", "--check"]).code, 0);
        assert_eq!(device.run(arguments).code, 0);
    }
}

#[test]
fn nothing_on_the_device_tells_the_login_that_was_refused() {
    let (webfleet, mut device) = connected(kplaces_tests::small_world());
    device.env("KPLACES_LOGIN__PASSWORD", "wrong-41ce07");
    assert_eq!(timer(&device, &webfleet, &["sync"], 1), 1);
    let record = device.path(".local/state/3kplaces/refused");
    assert_eq!(std::fs::read_dir(record).unwrap().count(), 1);
    for (path, bytes) in device.files() {
        let has = bytes.windows(12).any(|it| it == b"wrong-41ce07");
        assert!(!has, "{}", path.display());
    }
    let ran = device.run(&["privacy", "erase", "--all", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    assert!(!device.path(".local/state/3kplaces/refused").exists());
}

#[test]
fn what_is_known_of_a_refused_login_goes_with_it() {
    let (webfleet, mut device) = connected(kplaces_tests::small_world());
    device.env("KPLACES_LOGIN__PASSWORD", "wrong");
    assert_eq!(timer(&device, &webfleet, &["sync"], 1), 1);
    let records = || std::fs::read_dir(device.path(".local/state/3kplaces/refused")).unwrap();
    assert_eq!(records().count(), 1);
    assert_eq!(device.run(&["logout"]).code, 0);
    assert_eq!(records().count(), 0);
}
