//! Faults that pass.

use std::time::Duration;

use kplaces_webfleet_sim::Fault;

use super::TRIES;
use crate::synced;

#[test]
fn a_fault_that_passes_is_got_over() {
    let (webfleet, device) = synced();
    for fault in ["error:8015", "error:60", "error:9199", "status:503"] {
        webfleet.pass(Duration::from_mins(1));
        let before = webfleet.calls().len();
        let sound = device.run(&["sync", "--json"]).json();
        let usual = webfleet.calls().len() - before;
        webfleet.fault_next(fault.parse().unwrap(), TRIES - 1);
        let ran = device.run(&["sync", "--json"]);
        assert_eq!(ran.json()["unchanged"], 10, "{fault}");
        assert_eq!(ran.json()["revision"], sound["revision"], "{fault}");
        let requests = webfleet.calls().len() - before - usual;
        assert_eq!(requests, usual + TRIES - 1, "{fault}");
    }
}

#[test]
fn each_pause_before_another_try_is_told() {
    let (webfleet, device) = synced();
    webfleet.fault_next(Fault::Error(8015, "busy".to_owned()), 1);
    webfleet.fault_next(Fault::Status(503), 1);
    insta::assert_snapshot!(device.run(&["sync"]).stderr, @"
    WEBFLEET is out of order for the moment; trying again in 1 s (try 2)
    WEBFLEET is busy; trying again in 1 s (try 3)
    ");
    webfleet.fault_next(Fault::Status(503), 1);
    let quiet = device.run(&["sync", "--quiet"]);
    assert_eq!((quiet.code, quiet.said()), (0, String::new()));
}
