//! Never one request too many, and never two syncs at once.

use std::process::{Child, Stdio};
use std::time::Duration;

use kplaces_tests::{MockWebfleet, NOW, Sandbox, StreamingWebfleet, small_world};
use kplaces_webfleet_sim::{Action, Fault, Limit, Options, Quota};

use crate::{assert_unchanged, connect_to, connected, fresh, synced};

/// A service that allows so many address reports in so many seconds, by the clock of this machine.
fn strict(calls: usize, seconds: u64) -> StreamingWebfleet {
    let quota = Quota {
        addresses: Limit::new(calls, seconds),
        ..Quota::default()
    };
    let options = Options {
        quota: Some(quota),
        ..Options::default()
    };
    StreamingWebfleet::start_with(small_world(), options)
}

/// A device on real time that knows these limits.
fn limited(url: &str, rate: &str) -> Sandbox {
    let mut device = fresh();
    connect_to(&mut device, url);
    device.env("KPLACES_QUOTA__ADDRESSES", rate);
    device.real_clock();
    device
}

fn start(device: &Sandbox, arguments: &[&str]) -> Child {
    let mut command = device.command(arguments);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Starts so many syncs at once and waits for all; each must end well, and none be refused.
fn all_end_well(webfleet: &StreamingWebfleet, device: &Sandbox, processes: usize) {
    let running: Vec<Child> = (0..processes)
        .map(|_| start(device, &["sync", "--wait"]))
        .collect();
    for child in running {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
    }
    let calls = webfleet.calls();
    let refused: Vec<String> = calls
        .iter()
        .map(ToString::to_string)
        .filter(|call| call.contains("8011") || call.contains("8015"))
        .collect();
    assert!(refused.is_empty(), "{refused:?}");
    assert_eq!(webfleet.asked(Action::Addresses), processes);
}

#[test]
fn twenty_syncs_at_once_make_not_one_request_too_many() {
    // The limits of the real service take three minutes and more.
    let seconds = if crate::LONG { 60 } else { 2 };
    let webfleet = strict(6, seconds);
    let device = limited(webfleet.url(), &format!("6/{seconds}"));
    all_end_well(&webfleet, &device, 20);
}

#[test]
fn without_waiting_it_says_when_the_next_request_can_go_out() {
    let (webfleet, mut device) = connected(small_world());
    device.env("KPLACES_QUOTA__ADDRESSES", "2/60");
    for _ in 0..2 {
        assert_eq!(device.run(&["sync"]).code, 0);
    }
    let asked = webfleet.calls().len();
    let ran = assert_unchanged(&device, || device.run(&["sync", "--no-wait"]));
    insta::assert_snapshot!(ran.shown(), @"
    exit code 5
    --- stdout
    --- stderr
    error: the request quota of WEBFLEET is used up
      why: this device has asked as often as the account allows
      why: the next request can go out in 1 min 1 s, at 2026-01-02 03:05:06 (UTC)
      try: run the command again then, or with --wait
    ");
    assert_eq!(webfleet.asked(Action::Addresses), 2, "none was sent");
    assert!(
        webfleet.calls().len() <= asked + 1,
        "the group list at most"
    );
    device.set_clock(NOW + 61);
    assert_eq!(device.run(&["sync", "--no-wait"]).code, 0);
}

#[test]
fn a_clock_that_was_set_back_costs_one_window_at_most() {
    let (_webfleet, mut device) = connected(small_world());
    device.env("KPLACES_QUOTA__ADDRESSES", "1/60");
    assert_eq!(device.run(&["sync"]).code, 0);
    device.set_clock(NOW - 86_400);
    assert_eq!(device.run(&["sync"]).code, 5);
    device.set_clock(NOW - 86_400 + 61);
    assert_eq!(device.run(&["sync"]).code, 0);
}

#[test]
fn a_quota_that_others_used_up_is_waited_for_a_whole_window() {
    let (webfleet, mut device) = connected(small_world());
    device.env("KPLACES_QUOTA__ADDRESSES", "6/1");
    device.real_clock();
    webfleet.fault_next_of(Action::Addresses, "error:8011".parse().unwrap(), 1);
    let start = std::time::Instant::now();
    let ran = device.run(&["sync", "--wait"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(start.elapsed() >= Duration::from_secs(1), "a whole window");
    assert!(
        ran.stderr.contains("used up by this and other devices"),
        "{}",
        ran.stderr
    );
    assert_eq!(webfleet.asked(Action::Addresses), 2);
}

#[test]
fn a_quota_that_others_used_up_is_said_with_the_time() {
    let (webfleet, device) = synced();
    webfleet.fault_next_of(Action::Addresses, "error:8011".parse().unwrap(), 1);
    let ran = assert_unchanged(&device, || device.run(&["sync"]));
    insta::assert_snapshot!(ran.shown(), @"
    exit code 5
    --- stdout
    --- stderr
    error: the request quota of WEBFLEET is used up
      why: WEBFLEET answered showAddressReportExtern with error 8011: request quota reached
      why: it does not say for how long, so a whole window of the quota counts as used
      why: the next request can go out in 1 min 1 s, at 2026-01-02 03:05:06 (UTC)
      try: run the command again then, or with --wait
    ");
    // Nor is it tried again before that.
    let asked = webfleet.asked(Action::Addresses);
    assert_eq!(device.run(&["sync"]).code, 5);
    assert_eq!(webfleet.asked(Action::Addresses), asked);
}

#[test]
fn a_second_sync_says_who_holds_the_account_and_since_when() {
    let webfleet = StreamingWebfleet::start(small_world());
    let mut device = fresh();
    connect_to(&mut device, webfleet.url());
    assert_eq!(device.run(&["sync"]).code, 0);
    webfleet.fault(Some("stall:100".parse::<Fault>().unwrap()));
    let asked = webfleet.calls().len();
    let mut first = start(&device, &["sync"]);
    while webfleet.calls().len() == asked {
        assert!(first.try_wait().unwrap().is_none(), "it waits for WEBFLEET");
        std::thread::sleep(Duration::from_millis(5));
    }
    let ran = device.run(&["sync"]);
    assert_eq!(ran.code, 11, "{}", ran.stderr);
    let pid = format!("process {}", first.id());
    assert!(ran.stderr.contains(&pid), "{}", ran.stderr);
    insta::assert_snapshot!(ran.shown().replace(&pid, "process [PID]"), @"
    exit code 11
    --- stdout
    --- stderr
    error: another sync is under way on this device
      why: it is running since 2026-01-02 03:04:05 (UTC) (process [PID])
      try: wait for its end, or run the command with --wait
    ");
    // A holder that is gone holds nothing, however it went.
    first.kill().unwrap();
    first.wait().unwrap();
    webfleet.fault(None);
    let ran = device.run(&["sync"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let log = device.run(&["log", "--json"]).json();
    let outcomes: Vec<_> = log["syncs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["outcome"])
        .collect();
    // The one that had to give way is on record as well.
    assert_eq!(outcomes[..3], ["done", "failed", "unfinished"]);
}

#[test]
fn two_accounts_of_one_device_do_not_wait_for_each_other() {
    let webfleet = MockWebfleet::start(small_world());
    let mut device = fresh();
    connect_to(&mut device, &webfleet.url());
    device.env("KPLACES_QUOTA__ADDRESSES", "1/60");
    assert_eq!(device.run(&["sync"]).code, 0);
    assert_eq!(device.run(&["sync"]).code, 5);
    device.env("KPLACES_LOGIN__ACCOUNT", "another");
    // The stand-in does not know it: asked once, and refused for that.
    assert_eq!(device.run(&["sync"]).code, 4);
}
