//! The guard in front of syncs that would remove much.

use kplaces_tests::{MockWebfleet, Sandbox, numbered_world};
use kplaces_webfleet_sim::{Action, Addresses, Fault};

use crate::{assert_edition_snapshot, assert_unchanged, is_basic, synced, synced_to};

/// A device with so many places whose account then keeps only the first few.
fn shrunk(from: usize, to: usize) -> (MockWebfleet, Sandbox) {
    let (webfleet, device) = synced_to(MockWebfleet::start(numbered_world(from)));
    webfleet.edit(|world| {
        world.accounts[0].addresses = numbered_world(to).accounts.remove(0).addresses;
    });
    (webfleet, device)
}

#[test]
fn a_fifth_may_go_and_one_more_may_not() {
    let (_webfleet, device) = shrunk(60, 48);
    assert_eq!(device.run(&["sync", "--json"]).json()["removed"], 12);
    let (_webfleet, device) = shrunk(60, 47);
    let ran = assert_unchanged(&device, || device.run(&["sync"]));
    insta::assert_snapshot!(ran.shown(), @"
    exit code 10
    --- stdout
    --- stderr
    error: the sync was stopped: it would remove 13 of 60 places
      why: that is more than a fifth; a wrong account or a faulty reply does this
      try: the same command with --dry-run shows what would be lost
      try: the same command with --accept-shrink does it
    ");
}

#[test]
fn ten_may_go_whatever_the_share_and_eleven_may_not() {
    let (_webfleet, device) = shrunk(12, 2);
    assert_eq!(device.run(&["sync", "--json"]).json()["removed"], 10);
    let (_webfleet, device) = shrunk(12, 1);
    assert_unchanged(&device, || {
        let ran = device.run(&["sync"]);
        assert_eq!(ran.code, 10, "{}", ran.stderr);
        ran
    });
}

/// WEBFLEET tells of an empty account with error 63.
#[test]
fn an_account_that_is_suddenly_empty_empties_no_device() {
    let (_webfleet, device) = shrunk(3, 0);
    let ran = assert_unchanged(&device, || device.run(&["sync"]));
    insta::assert_snapshot!(ran.shown(), @"
    exit code 10
    --- stdout
    --- stderr
    error: the sync was stopped: it would remove 3 of 3 places
      why: that is all there are; a wrong account or a faulty reply does this
      try: the same command with --dry-run shows what would be lost
      try: the same command with --accept-shrink does it
    ");
}

/// Another account with as many addresses removes all there are.
#[test]
fn all_places_at_once_are_not_exchanged_unasked() {
    let (webfleet, device) = shrunk(5, 5);
    webfleet.edit(|world| {
        let Addresses::Listed(list) = &mut world.accounts[0].addresses else {
            return;
        };
        for address in list {
            address.uid = Some(format!("other-{}", address.number));
        }
    });
    let ran = assert_unchanged(&device, || device.run(&["sync"]));
    assert_eq!(ran.code, 10, "{}", ran.stderr);
}

#[test]
fn a_dry_run_warns_and_shows_what_would_go() {
    let (_webfleet, device) = shrunk(60, 47);
    let ran = assert_unchanged(&device, || device.run(&["sync", "--dry-run", "--quiet"]));
    insta::assert_snapshot!(ran.shown(), @"
    exit code 0
    --- stdout
    --- stderr
    warning: a sync would stop here: it would remove 13 of 60 places; --accept-shrink allows it.
    ");
    let ran = assert_unchanged(&device, || device.run(&["sync", "--dry-run", "--json"]));
    let report = ran.json();
    assert_eq!(report["guard_would_stop"], true);
    assert_eq!(report["plan"]["removed"].as_array().unwrap().len(), 13);
    assert_eq!(ran.stderr, "");
}

#[test]
fn what_is_accepted_is_done() {
    let (_webfleet, device) = shrunk(60, 0);
    assert_eq!(device.run(&["sync"]).code, 10);
    let ran = device.run(&["sync", "--accept-shrink", "--json"]);
    assert_eq!(ran.json()["removed"], 60);
    assert_eq!(device.run(&["status", "--json"]).json()["places"], 0);
    assert_eq!(
        device.run(&["sync"]).code,
        0,
        "an empty device stays in step"
    );
}

#[test]
fn a_group_filter_that_leaves_few_places_is_stopped_too() {
    let (_webfleet, device) = shrunk(60, 60);
    let ran = assert_unchanged(&device, || device.run(&["sync", "--group", "Kunden"]));
    assert_edition_snapshot!("filter", ran.shown());
    if !is_basic() {
        let ran = device.run(&["sync", "--group", "Kunden", "--accept-shrink", "--json"]);
        assert_eq!(ran.json()["removed"], 30);
        let selection = &device.run(&["status", "--json"]).json()["selection"];
        assert_eq!(selection, &serde_json::json!(["Kunden"]));
    }
}

#[test]
fn a_membership_report_that_is_suddenly_empty_ungroups_no_device() {
    let (webfleet, device) = synced();
    webfleet.fault_for(Action::Members, Fault::Empty);
    let ran = assert_unchanged(&device, || device.run(&["sync"]));
    insta::assert_snapshot!(ran.shown(), @"
    exit code 10
    --- stdout
    --- stderr
    error: the sync was stopped: it would take all groups from 9 of 10 places
      why: a faulty report, or one that lacks fields, does this
      try: the same command with --dry-run shows what would be lost
      try: the same command with --accept-shrink does it
    ");
}
