//! Accounts far beyond the limit of Basic.

use kplaces_tests::{Ran, Sandbox, StreamingWebfleet};
use kplaces_webfleet_sim::World;
use serde_json::json;

use crate::{connect_to, fresh, is_basic};

/// What is on its way when reading stops: windows of sockets and buffers on both sides.
const READ_WINDOW: u64 = 512 * 1024;

/// Enough for Basic four times over; a paid edition, which takes all, needs twice as much for a
/// fifth of the addresses.
const ROOM: &str = if cfg!(target_os = "linux") {
    "ulimit -d 32768"
} else {
    "true"
};

fn sync(account: usize) -> (Sandbox, Ran) {
    let webfleet = StreamingWebfleet::start(World::synthetic(account));
    let mut device = fresh();
    connect_to(&mut device, webfleet.url());
    let ran = device.run_after(ROOM, &["sync", "--json"], "");
    (device, ran)
}

#[test]
fn of_a_million_addresses_basic_reads_the_first_500_in_little_memory() {
    if !is_basic() {
        return;
    }
    let (_, few) = sync(600);
    let (device, many) = sync(1_000_000);
    let (few, many) = (few.json(), many.json());
    assert_eq!(
        (&many["added"], &many["cut_at"]),
        (&json!(500), &json!(500))
    );
    assert_eq!(many["reports"]["addresses"]["rows"], 500);
    let bytes =
        |report: &serde_json::Value| report["reports"]["addresses"]["bytes"].as_u64().unwrap();
    assert!(
        bytes(&many) <= bytes(&few) + READ_WINDOW,
        "{} bytes",
        bytes(&many)
    );
    assert!(
        many["reports"]["memberships"]["rows"].as_u64().unwrap() > 500_000,
        "read to its end"
    );
    assert_eq!(device.run(&["status", "--json"]).json()["places"], 500);
}
