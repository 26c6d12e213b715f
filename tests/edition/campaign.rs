//! Every fault there is, against a device that is synced: nothing on it changes, the exit code is the
//! right one, and the message says what to do.

use kplaces_tests::{Sandbox, StreamingWebfleet, small_world};
use kplaces_webfleet_sim::{Action, Fault};

use crate::{assert_unchanged, connect_to, fresh, is_basic, share};

/// What breaks a sync, and the exit code it has to end with.
const FATAL: [(&str, i32); 26] = [
    ("error:60", 8),
    ("error:8015", 8),
    ("error:8011", 5),
    ("error:9199", 8),
    ("error:10000", 8),
    ("error:1101", 4),
    ("error:1143", 4),
    ("error:1180", 4),
    ("error:8014", 4),
    ("error:45", 4),
    ("error:4711:something new", 8),
    ("status:401", 4),
    ("status:503", 8),
    ("redirect:https://elsewhere.example/", 8),
    ("html-page", 8),
    ("foreign-columns", 8),
    ("cut:100", 8),
    ("gzip-bomb", 8),
    ("utf-16", 8),
    ("slow:1", 8),
    ("stall:100", 8),
    ("silent", 8),
    ("hang-up", 8),
    ("reset:100", 8),
    ("cut-length:100", 8),
    ("cut-chunked:100", 8),
];

/// What ends only because patience does.
fn is_endless(fault: &str) -> bool {
    ["slow:", "stall:", "silent"]
        .iter()
        .any(|kind| fault.starts_with(kind))
}

/// A device that is synced and does not try again.
fn device(webfleet: &StreamingWebfleet) -> Sandbox {
    let mut device = fresh();
    connect_to(&mut device, webfleet.url());
    let ran = device.run(&["sync"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    device.env("KPLACES_WEBFLEET__TRIES", "1");
    device.env("KPLACES_WEBFLEET__MAX_REPLY_MIB", "1");
    device
}

#[test]
fn no_fault_changes_anything_and_each_says_what_to_do() {
    let mut said = String::new();
    for (name, code) in FATAL {
        let webfleet = StreamingWebfleet::start(small_world());
        let mut device = device(&webfleet);
        if is_endless(name) {
            device.env("KPLACES_WEBFLEET__IDLE_TIMEOUT_S", "1");
            device.env("KPLACES_WEBFLEET__TOTAL_TIMEOUT_S", "2");
        }
        let fault: Fault = name.parse().unwrap();
        webfleet.fault_for(Action::Addresses, fault);
        let ran = assert_unchanged(&device, || device.run(&["sync"]));
        assert_eq!(ran.code, code, "{name}: {}", ran.stderr);
        assert!(ran.stderr.contains("try: "), "{name}: {}", ran.stderr);
        said.push_str(&format!(
            "## {name}: exit code {code}\n{}\n",
            ran.said().replace(&format!("[exit code {code}]\n"), "")
        ));
        webfleet.fault(None);
    }
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("faults", said);
    });
}

/// Basic has what it may have after 500 addresses, and hangs up.
#[test]
fn an_endless_report_ends_at_a_limit() {
    let webfleet = StreamingWebfleet::start(small_world());
    let device = device(&webfleet);
    webfleet.fault_for(Action::Addresses, "endless".parse().unwrap());
    if is_basic() {
        assert_eq!(device.run(&["sync", "--json"]).json()["places"], 500);
        return;
    }
    let ran = assert_unchanged(&device, || device.run(&["sync"]));
    insta::assert_snapshot!(ran.shown(), @"
    exit code 8
    --- stdout
    --- stderr
    error: the reply of WEBFLEET is too large to be an address report
      why: the reply of 127.0.0.1 is too large (the limit is `webfleet.max_reply_mib`)
      try: nothing was changed; check `webfleet.url`
    ");
}

#[test]
fn what_is_not_http_is_no_report() {
    let webfleet = StreamingWebfleet::start(small_world());
    let device = device(&webfleet);
    webfleet.fault(Some("bad-http".parse().unwrap()));
    let ran = assert_unchanged(&device, || device.run(&["sync"]));
    assert_eq!(ran.code, 8, "{}", ran.stderr);
}

/// What the service may do without being broken: the places come all the same.
#[test]
fn no_quirk_of_the_service_changes_a_place() {
    let plain = {
        let webfleet = StreamingWebfleet::start(small_world());
        device(&webfleet).run(&["list", "--json"]).json()
    };
    let quirks = kplaces_webfleet_sim::Quirk::ALL.into_iter();
    let cases = quirks.flat_map(|quirk| ["csv", "json"].map(|format| (quirk, format)));
    for (quirk, format) in share(cases) {
        let mut options = kplaces_webfleet_sim::Options::default();
        quirk.set(&mut options);
        let webfleet = StreamingWebfleet::start_with(small_world(), options);
        let mut device = fresh();
        connect_to(&mut device, webfleet.url());
        device.env("KPLACES_WEBFLEET__FORMAT", format);
        let ran = device.run(&["sync"]);
        assert_eq!(ran.code, 0, "{quirk} {format}: {}", ran.stderr);
        let places = device.run(&["list", "--json"]).json();
        if quirk == kplaces_webfleet_sim::Quirk::Disagreeing {
            assert_eq!(places["places"].as_array().unwrap().len(), 10);
            assert!(ran.stdout.contains("not in the report"), "{}", ran.stdout);
        } else {
            assert!(places == plain, "{quirk} {format}");
        }
    }
}

/// A reply that ends early, at every single byte, by length and in chunks.
#[test]
fn a_reply_cut_at_any_byte_changes_nothing() {
    let options = kplaces_webfleet_sim::Options {
        quota: None,
        ..kplaces_webfleet_sim::Options::default()
    };
    let webfleet = StreamingWebfleet::start_with(kplaces_tests::numbered_world(2), options);
    let mut device = device(&webfleet);
    device.env("KPLACES_QUOTA__GROUPS", "1000/60");
    device.env("KPLACES_QUOTA__MEMBERSHIPS", "1000/60");
    let length = 120;
    for at in share(0..length) {
        let kind = if at % 2 == 0 {
            "cut-length"
        } else {
            "cut-chunked"
        };
        webfleet.fault(None);
        webfleet.fault_for(Action::Addresses, format!("{kind}:{at}").parse().unwrap());
        let ran = device.run(&["sync"]);
        let kept = device.run(&["list", "--json"]).json();
        let all = kept["places"].as_array().unwrap().len();
        assert_eq!(all, 2, "cut at {at}");
        assert!(
            ran.code == 8 || ran.code == 0,
            "cut at {at}: {}",
            ran.stderr
        );
        assert!(
            ran.code == 8 || at > 60,
            "a short reply is no whole one: {at}"
        );
    }
}
