//! What goes wrong between WEBFLEET and a device that is already synced. Nothing on it may change.

mod forms;
mod retries;
mod whole_reports;

use std::net::TcpListener;

use kplaces_webfleet_sim::{Action, Fault};

use crate::{assert_unchanged, connect_to, synced};

/// Tries of a call, as configured by default.
const TRIES: usize = 4;

/// A sync meets this fault in the address report: how often it asks, and what it says.
fn meet(fault: &str) -> (usize, String) {
    let (webfleet, device) = synced();
    let before = webfleet.asked(Action::Addresses);
    webfleet.fault_for(Action::Addresses, fault.parse().unwrap());
    let ran = assert_unchanged(&device, || device.run(&["sync"]));
    (webfleet.asked(Action::Addresses) - before, ran.shown())
}

#[test]
fn a_wrong_login_is_tried_once() {
    for (fault, code) in [("error:1101", 4), ("error:1143", 4), ("error:1180", 4)] {
        let (webfleet, device) = synced();
        let before = webfleet.calls().len();
        webfleet.fault(Some(fault.parse().unwrap()));
        let ran = assert_unchanged(&device, || device.run(&["sync"]));
        assert_eq!(ran.code, code, "{}", ran.stderr);
        assert_eq!(webfleet.calls().len() - before, 1, "{fault} is final");
    }
    let (asked, said) = meet("error:1101");
    assert_eq!(asked, 1);
    insta::assert_snapshot!(said, @"
    exit code 4
    --- stdout
    --- stderr
    error: WEBFLEET does not accept the login
      why: WEBFLEET answers with error 1101: “user or account unknown, or password wrong”
      why: it was tried once only: too many wrong logins can lock the user
      try: check account, user, password and API key, then run `3kplaces login`
    ");
}

#[test]
fn a_wrong_api_key_says_so() {
    let (asked, said) = meet("error:1143");
    assert_eq!(asked, 1);
    insta::assert_snapshot!(said, @"
    exit code 4
    --- stdout
    --- stderr
    error: WEBFLEET does not accept the login
      why: WEBFLEET answers with error 1143: “API key invalid”
      why: it was tried once only: too many wrong logins can lock the user
      try: check the API key, which WEBFLEET looks at first, then run `3kplaces login`
    ");
}

#[test]
fn a_user_without_the_right_to_read_addresses_is_told_whom_to_ask() {
    let (asked, said) = meet("error:45");
    assert_eq!(asked, 1);
    insta::assert_snapshot!(said, @"
    exit code 4
    --- stdout
    --- stderr
    error: WEBFLEET accepts the login, but does not let it read addresses
      why: WEBFLEET answered showAddressReportExtern with error 45: access denied
      try: ask your WEBFLEET administrator for the right to use WEBFLEET.connect and to read addresses
    ");
}

#[test]
fn an_account_without_the_interface_is_told_whom_to_ask() {
    let (asked, said) = meet("error:8014");
    assert_eq!(asked, 1);
    insta::assert_snapshot!(said, @"
    exit code 4
    --- stdout
    --- stderr
    error: WEBFLEET accepts the login, but does not let it read addresses
      why: WEBFLEET answered showAddressReportExtern with error 8014: external requests not allowed for this account or user
      try: ask your WEBFLEET administrator for the right to use WEBFLEET.connect and to read addresses
    ");
}

#[test]
fn a_used_up_quota_ends_at_once() {
    let (asked, said) = meet("error:8011");
    assert_eq!(asked, 1);
    insta::assert_snapshot!(said, @"
    exit code 5
    --- stdout
    --- stderr
    error: the request quota of WEBFLEET is used up
      why: WEBFLEET answered showAddressReportExtern with error 8011: request quota reached
      why: it does not say for how long, so a whole window of the quota counts as used
      why: the next request can go out in 1 min 1 s, at 2026-01-02 03:05:06 (UTC)
      try: run the command again then, or with --wait
    ");
}

#[test]
fn a_user_who_stays_busy_is_asked_for_as_often_as_configured() {
    let (asked, said) = meet("error:8015");
    assert_eq!(asked, TRIES);
    insta::assert_snapshot!(said, @"
    exit code 8
    --- stdout
    --- stderr
    WEBFLEET is busy; trying again in 1 s (try 2)
    WEBFLEET is busy; trying again in 1 s (try 3)
    WEBFLEET is busy; trying again in 1 s (try 4)
    error: WEBFLEET is busy
      why: WEBFLEET answered showAddressReportExtern with error 8015: user is busy with another request
      try: run the command again in a few minutes
    ");
}

#[test]
fn a_general_error_that_stays_is_an_error() {
    let (asked, said) = meet("error:60");
    assert_eq!(asked, TRIES);
    insta::assert_snapshot!(said, @"
    exit code 8
    --- stdout
    --- stderr
    WEBFLEET is busy; trying again in 1 s (try 2)
    WEBFLEET is busy; trying again in 1 s (try 3)
    WEBFLEET is busy; trying again in 1 s (try 4)
    error: WEBFLEET is busy
      why: WEBFLEET answered showAddressReportExtern with error 60: general error
      try: run the command again in a few minutes
    ");
}

#[test]
fn an_error_nobody_has_heard_of_keeps_its_number_and_text() {
    let (asked, said) = meet("error:4711:Der Dienst \u{1b}[2Jmag nicht");
    assert_eq!(asked, 1);
    insta::assert_snapshot!(said, @"
    exit code 8
    --- stdout
    --- stderr
    error: WEBFLEET refused the request
      why: WEBFLEET answered showAddressReportExtern with error 4711: Der Dienst  [2Jmag nicht
      try: if it stays so, ask WEBFLEET what this error means
    ");
}

#[test]
fn a_page_of_a_firewall_is_no_report() {
    let (asked, said) = meet("html-page");
    assert_eq!(asked, 1);
    insta::assert_snapshot!(said, @"
    exit code 8
    --- stdout
    --- stderr
    error: a web page came instead of addresses
      why: 127.0.0.1 answered with a page instead of a report
      try: a firewall, or a network that wants a login page, does this; ask whoever runs the network
    ");
}

#[test]
fn a_report_that_breaks_off_in_a_row_is_not_taken() {
    let (asked, said) = meet("cut:300");
    assert!(asked <= TRIES);
    insta::assert_snapshot!(said, @"
    exit code 8
    --- stdout
    --- stderr
    the reply was cut short; trying again in 1 s (try 2)
    the reply was cut short; trying again in 1 s (try 3)
    the reply was cut short; trying again in 1 s (try 4)
    error: the reply of WEBFLEET was cut short
      why: 127.0.0.1 stopped in the middle of it
      try: nothing was changed; run the command again when the network is better
    ");
}

#[test]
fn a_report_that_unpacks_without_end_is_given_up() {
    let (asked, said) = meet("gzip-bomb");
    assert_eq!(asked, 1);
    insta::assert_snapshot!(said, @"
    exit code 8
    --- stdout
    --- stderr
    error: the reply of WEBFLEET is too large to be an address report
      why: the reply of 127.0.0.1 is too large (it starts with an endless line)
      try: nothing was changed; check `webfleet.url`
    ");
}

#[test]
fn columns_nobody_has_heard_of_are_named() {
    let (asked, said) = meet("foreign-columns");
    assert_eq!(asked, 1);
    insta::assert_snapshot!(said, @"
    exit code 8
    --- stdout
    --- stderr
    error: the reply of WEBFLEET does not begin with the names of columns
      why: the showAddressReportExtern report lacks address uid or address number, name, longitude, latitude; none of its 7 columns is known
      try: nothing was changed; check `webfleet.url`, and report it if it stays so
    ");
}

#[test]
fn a_service_out_of_order_is_asked_again() {
    let (asked, said) = meet("status:503");
    assert_eq!(asked, TRIES);
    insta::assert_snapshot!(said, @"
    exit code 8
    --- stdout
    --- stderr
    WEBFLEET is out of order for the moment; trying again in 1 s (try 2)
    WEBFLEET is out of order for the moment; trying again in 1 s (try 3)
    WEBFLEET is out of order for the moment; trying again in 1 s (try 4)
    error: WEBFLEET is out of order for the moment
      why: 127.0.0.1 answered with HTTP status 503
      try: run the command again in a few minutes
    ");
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let url = format!("redirect:http://{}/extern", elsewhere.local_addr().unwrap());
    let (asked, said) = meet(&url);
    assert_eq!(asked, 1);
    assert!(elsewhere.accept().is_err(), "nobody came");
    insta::assert_snapshot!(said, @"
    exit code 8
    --- stdout
    --- stderr
    error: WEBFLEET was not reached: the connection was diverted
      why: 127.0.0.1 wants to send us elsewhere (HTTP status 302), which is not followed
      try: a network that wants a login page does this; check `webfleet.url` and the network
    ");
}

/// An empty reply means no addresses, which the guard stops.
#[test]
fn an_empty_reply_removes_nothing() {
    let (asked, said) = meet("empty");
    assert_eq!(asked, 1);
    insta::assert_snapshot!(said, @"
    exit code 10
    --- stdout
    --- stderr
    error: the sync was stopped: it would remove 10 of 10 places
      why: that is all there are; a wrong account or a faulty reply does this
      try: the same command with --dry-run shows what would be lost
      try: the same command with --accept-shrink does it
    ");
}

#[test]
fn without_a_network_the_places_stay_usable() {
    let (_webfleet, mut device) = synced();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    connect_to(&mut device, &format!("http://{address}/extern"));
    let ran = assert_unchanged(&device, || device.run(&["sync"]));
    insta::assert_snapshot!(
        ran.shown(), @"
        exit code 8
        --- stdout
        --- stderr
        no connection; trying again in 1 s (try 2)
        no connection; trying again in 1 s (try 3)
        no connection; trying again in 1 s (try 4)
        error: WEBFLEET cannot be reached
          why: no connection to 127.0.0.1
          why: Connection refused (os error 111)
          try: check the network; the places on this device can be used without it
        ");
}

#[test]
fn a_status_has_the_exit_code_of_what_it_means() {
    for (status, code, what) in [
        (401, 4, "WEBFLEET does not accept the login"),
        (403, 4, "the request was forbidden"),
        (404, 8, "the address of WEBFLEET is not right"),
        (429, 5, "the request quota of WEBFLEET is used up"),
        (503, 8, "WEBFLEET is out of order for the moment"),
    ] {
        let (webfleet, device) = synced();
        webfleet.fault(Some(Fault::Status(status)));
        let ran = assert_unchanged(&device, || device.run(&["sync"]));
        assert_eq!(ran.code, code, "{status}: {}", ran.stderr);
        assert!(ran.stderr.contains(what), "{status}: {}", ran.stderr);
    }
}
