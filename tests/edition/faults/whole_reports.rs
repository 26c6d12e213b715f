//! A report is taken as a whole, and all reports together, or nothing is.

use std::time::Duration;

use kplaces_tests::{MockWebfleet, Ran, Sandbox, small_world};
use kplaces_webfleet_sim::{Action, Fault, Options};

use crate::{assert_unchanged, synced, synced_to};

/// The membership report, and in paid editions the group list, are needed as much.
#[test]
fn a_fault_in_any_report_changes_nothing() {
    let (webfleet, device) = synced();
    let reports = Action::ALL
        .into_iter()
        .filter(|action| webfleet.asked(*action) > 0);
    for action in reports.collect::<Vec<_>>() {
        for fault in [
            "error:7",
            "html-page",
            "cut:40",
            "foreign-columns",
            "gzip-bomb",
        ] {
            webfleet.pass(Duration::from_mins(1));
            webfleet.fault(None);
            webfleet.fault_for(action, fault.parse().unwrap());
            let ran = assert_unchanged(&device, || device.run(&["sync"]));
            assert_eq!(ran.code, 8, "{action:?} {fault}: {}", ran.stderr);
        }
    }
}

/// JSON has an end of its own, so a report that is cut anywhere is noticed.
#[test]
fn a_json_report_cut_anywhere_changes_nothing() {
    let options = Options {
        quota: None,
        ..Options::default()
    };
    let (webfleet, mut device) = synced_to(MockWebfleet::start_with(small_world(), options));
    device.env("KPLACES_WEBFLEET__FORMAT", "json");
    device.env("KPLACES_WEBFLEET__TRIES", "1");
    let whole = device.run(&["sync", "--json"]).json();
    let bytes = whole["reports"]["addresses"]["bytes"].as_u64().unwrap() as usize;
    let cut = |at: usize| -> Ran {
        webfleet.fault(None);
        webfleet.fault_for(Action::Addresses, Fault::Cut { at });
        device.run(&["sync"])
    };
    let changed = |device: &Sandbox| device.run(&["list", "--json"]).stdout;
    let before = changed(&device);
    for at in (1..bytes).step_by(37).chain([bytes - 1]) {
        let ran = cut(at);
        assert_eq!(ran.code, 8, "cut at {at}: {}", ran.stderr);
    }
    assert_eq!(changed(&device), before);
}
