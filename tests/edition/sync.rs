use kplaces_webfleet_sim::World;

use kplaces_tests::small_world;

use crate::{assert_edition_snapshot, connected, is_basic, synced};

#[test]
fn the_sample_account_is_downloaded_up_to_the_limit() {
    let (_webfleet, device) = connected(World::sample());
    assert_edition_snapshot!("sync_sample", device.run(&["sync"]).shown());
    let status = device.run(&["status", "--json"]).json();
    assert_eq!(status["places"], if is_basic() { 500 } else { 1840 });
    assert_edition_snapshot!("status_sample", device.run(&["status"]).shown());
}

#[test]
fn second_sync_writes_nothing() {
    let (_webfleet, device) = synced();
    let before = device.run(&["list", "--json"]).stdout;
    let report = device.run(&["sync", "--json"]).json();
    assert_eq!(
        [&report["added"], &report["changed"], &report["removed"]],
        [0, 0, 0]
    );
    assert_eq!(report["unchanged"], 10);
    assert_eq!(report["revision"], 1);
    assert_eq!(device.run(&["list", "--json"]).stdout, before);
}

#[test]
fn first_sync_reports_what_was_odd() {
    let (_webfleet, device) = connected(small_world());
    assert_edition_snapshot!("sync_small", device.run(&["sync"]).shown());
}
