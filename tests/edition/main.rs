//! The product suite: compiled once for each edition and run against its real binary.
//!
//! What is the same in all editions is an inline snapshot, so three runs assert that it is; what
//! differs is a file snapshot with the edition's name.
#![expect(
    clippy::disallowed_methods,
    reason = "tests play the others: servers, traps, programs"
)]
#![expect(
    clippy::unwrap_used,
    reason = "test code: a failed expectation is a failed test"
)]

mod alerts;
mod attempts;
mod backup;
mod bad_input;
mod big;
mod campaign;
mod changed_names;
mod changes;
mod config;
mod damaged;
mod damaged_files;
mod doctor;
mod doctor_bundle;
mod edition;
mod encrypted;
mod ends;
mod erase;
mod export;
mod export_files;
mod export_profiles;
mod extract;
mod faults;
mod fleet;
mod fleet_guide;
mod german;
mod glance;
mod groups;
mod help;
mod home;
mod hostile;
mod import_check;
mod kill;
mod languages;
mod leftovers;
mod limit;
mod locks;
mod log;
mod login;
mod login_check;
mod login_keep;
mod login_keyring;
mod login_lock;
mod login_terminal;
mod manual;
mod map;
mod map_after_erase;
mod map_autostart;
mod map_door;
mod map_link;
mod medium;
mod memory;
mod network;
mod odd_login;
mod overwritten;
mod own_files;
mod pipes;
mod places;
mod privacy;
mod programs;
mod quota;
mod refused;
mod report;
mod schedule;
mod sealed_for_good;
mod shrink;
mod statement;
mod sync;
mod sync_then;
mod tenants;
mod tls;
mod touched_files;
mod trust;
mod unreadable;
mod which_store;

use kplaces_edition::EditionId;
use kplaces_tests::{MockWebfleet, Ran, Sandbox, small_world};
use kplaces_webfleet_sim::World;

/// The binary cargo built for this edition, or the one of another system that the suite was built to try.
const BINARY: &str = match option_env!("KPLACES_TRIED") {
    Some(program) => program,
    None => env!(concat!("CARGO_BIN_EXE_", env!("CARGO_PKG_NAME"))),
};

/// Whether the campaigns are to take their time: built with `KPLACES_LONG` set.
const LONG: bool = option_env!("KPLACES_LONG").is_some();

/// `basic`, `pro` or `enterprise`.
fn edition() -> &'static str {
    env!("CARGO_PKG_NAME").trim_start_matches("kplaces-")
}

fn is_basic() -> bool {
    edition() == "basic"
}

/// Of many cases in which no part of an edition has a say, those that this one tries: the editions try all of them
/// together, and each alone where they are to take their time.
fn share<T>(cases: impl IntoIterator<Item = T>) -> impl Iterator<Item = T> {
    let own = EditionId::all().position(|id| id.to_string() == edition());
    let cases = cases.into_iter().enumerate();
    let is_ours = move |case: usize| LONG || Some(case % EditionId::all().count()) == own;
    cases.filter_map(move |(number, case)| is_ours(number).then_some(case))
}

/// A device that has nothing yet.
fn fresh() -> Sandbox {
    Sandbox::new(BINARY)
}

/// Points a device at a WEBFLEET and logs it in.
fn connect_to(device: &mut Sandbox, url: &str) {
    device.connect(url);
    device.login();
}

/// A device that is logged in to a WEBFLEET with this content.
fn connected(world: World) -> (MockWebfleet, Sandbox) {
    let webfleet = MockWebfleet::start(world);
    let mut device = fresh();
    connect_to(&mut device, &webfleet.url());
    (webfleet, device)
}

/// A device that has the places of this WEBFLEET.
fn synced_to(webfleet: MockWebfleet) -> (MockWebfleet, Sandbox) {
    let mut device = fresh();
    connect_to(&mut device, &webfleet.url());
    let ran = device.run(&["sync"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    (webfleet, device)
}

/// A device that has the small account's places.
fn synced() -> (MockWebfleet, Sandbox) {
    synced_to(MockWebfleet::start(small_world()))
}

/// Whether a child process would hear that its terminal is closed: whoever started the tests with
/// `nohup` has it ignored.
#[cfg(unix)]
fn hears_hangup() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|set| u64::from_str_radix(set.trim(), 16).ok());
    ignored.is_none_or(|set| set & 1 == 0)
}

/// Runs something that must leave every file of a device but its records, the store among them, byte
/// for byte as it was, and every answer too.
fn assert_unchanged(device: &Sandbox, run: impl FnOnce() -> Ran) -> Ran {
    let answers = || {
        let mut status = device.run(&["status", "--json"]).json();
        // It is on record that something was tried.
        for told in ["last_sync", "failed_in_a_row", "failed_since"] {
            status.as_object_mut().unwrap().remove(told);
        }
        (device.run(&["list", "--json"]).json(), status)
    };
    let before = (answers(), device.kept_files());
    let ran = run();
    assert!(
        (answers(), device.kept_files()) == before,
        "{}",
        ran.shown()
    );
    ran
}

/// Whether nothing in a text can steer a terminal or turn the direction of a line.
fn is_tame(text: &str) -> bool {
    !text.chars().any(|c| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

/// Compares with a snapshot of this edition's own.
macro_rules! assert_edition_snapshot {
    ($name:literal, $value:expr) => {
        insta::with_settings!({ snapshot_suffix => $crate::edition(), omit_expression => true }, {
            insta::assert_snapshot!($name, $value);
        });
    };
}
pub(crate) use assert_edition_snapshot;
