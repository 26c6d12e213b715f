//! Whether the login is right, asked of WEBFLEET before it is kept and later.

use kplaces_tests::{MockWebfleet, Sandbox, small_world};
use kplaces_webfleet_sim::{SAMPLE_ACCOUNT, SAMPLE_APIKEY, SAMPLE_PASSWORD, SAMPLE_USER};
use serde_json::json;

use crate::{connected, fresh, is_basic};

const LOGIN_FILE: &str = ".config/3kplaces/login.toml";
const LOG_IN: &[&str] = &["login", "--stdin", "--keep", "file"];

fn logged_out() -> (MockWebfleet, Sandbox) {
    let webfleet = MockWebfleet::start(small_world());
    let mut device = fresh();
    device.connect(&webfleet.url());
    (webfleet, device)
}

fn lines() -> String {
    format!("{SAMPLE_ACCOUNT}\n{SAMPLE_USER}\n{SAMPLE_PASSWORD}\n{SAMPLE_APIKEY}\n")
}

#[test]
fn a_right_login_costs_one_request() {
    let (webfleet, device) = logged_out();
    insta::assert_snapshot!(device.run_with_stdin(LOG_IN, &lines()).shown(), @"
    exit code 0
    --- stdout
    WEBFLEET accepts the login. It is kept in [HOME]/.config/3kplaces/login.toml as plain text, readable by you only.
    Run `3kplaces sync` to get the addresses.
    --- stderr
    ");
    assert_eq!(webfleet.calls().len(), 1);
    assert!(!device.store().exists(), "nothing of the answer is taken");
}

/// Tried once: too many wrong passwords lock a user.
#[test]
fn a_wrong_login_is_sent_once_and_not_kept() {
    let right = [SAMPLE_ACCOUNT, SAMPLE_USER, SAMPLE_PASSWORD, SAMPLE_APIKEY];
    let mut said = Vec::new();
    for wrong in 0..4 {
        let (webfleet, device) = logged_out();
        let mut parts = right;
        parts[wrong] = "wrong";
        let lines = parts.join("\n");
        said.push(device.run_with_stdin(LOG_IN, &lines).said());
        assert_eq!(webfleet.calls().len(), 1);
        assert!(!device.path(LOGIN_FILE).exists());
    }
    insta::assert_snapshot!(said.join("\n"), @"
    error: WEBFLEET does not accept the login
      why: WEBFLEET answers with error 1101: “user or account unknown, or password …”
      why: it was tried once only: too many wrong logins can lock the user
      why: it was not kept; what was on this device before is unchanged
      try: run `3kplaces login` again with the right one; `--no-check` keeps it without asking
    [exit code 4]

    error: WEBFLEET does not accept the login
      why: WEBFLEET answers with error 1101: “user or account unknown, or password …”
      why: it was tried once only: too many wrong logins can lock the user
      why: it was not kept; what was on this device before is unchanged
      try: run `3kplaces login` again with the right one; `--no-check` keeps it without asking
    [exit code 4]

    error: WEBFLEET does not accept the login
      why: WEBFLEET answers with error 1101: “user or account unknown, or password …”
      why: it was tried once only: too many wrong logins can lock the user
      why: it was not kept; what was on this device before is unchanged
      try: run `3kplaces login` again with the right one; `--no-check` keeps it without asking
    [exit code 4]

    error: WEBFLEET does not accept the login
      why: WEBFLEET answers with error 1143: “API key invalid”
      why: it was tried once only: too many wrong logins can lock the user
      why: it was not kept; what was on this device before is unchanged
      try: run `3kplaces login` again with the right one; `--no-check` keeps it without asking
    [exit code 4]
    ");
}

#[test]
fn a_login_that_is_refused_leaves_the_one_before() {
    let (webfleet, device) = connected(small_world());
    let before = device.kept_files();
    let wrong = format!("{SAMPLE_ACCOUNT}\n{SAMPLE_USER}\nwrong\n{SAMPLE_APIKEY}\n");
    assert_eq!(device.run_with_stdin(LOG_IN, &wrong).code, 4);
    assert_eq!(device.kept_files(), before);
    assert_eq!(webfleet.calls().len(), 1);
    assert_eq!(device.run(&["sync"]).code, 0);
}

#[test]
fn each_failure_says_what_became_of_the_login() {
    let mut said = Vec::new();
    for fault in [
        "error:1101:no",
        "error:1143:no",
        "error:45:no",
        "error:8011:no",
        "error:9000:no",
        "html-page",
        "status:401",
        "status:403",
        "status:404",
        "status:429",
        "status:503",
        "redirect:https://elsewhere.example/",
        "cut:10",
    ] {
        let (webfleet, device) = logged_out();
        let Ok(parsed) = fault.parse() else {
            panic!("{fault} is no fault");
        };
        webfleet.fault(Some(parsed));
        let ran = device.run_with_stdin(LOG_IN, &lines());
        let kept = device.path(LOGIN_FILE).exists();
        assert_eq!(ran.code == 0, kept, "{}", ran.shown());
        assert_eq!(webfleet.calls().len(), 1, "{fault}");
        let first = ran.stderr.lines().next().unwrap();
        said.push(format!("{fault} ({}): {first}", ran.code));
    }
    insta::assert_snapshot!(said.join("\n"), @"
    error:1101:no (4): error: WEBFLEET does not accept the login
    error:1143:no (4): error: WEBFLEET does not accept the login
    error:45:no (4): error: WEBFLEET accepts the login, but does not let it read addresses
    error:8011:no (0): warning: the login was kept, but could not be checked: the request quota of WEBFLEET is used up (WEBFLEET answered showAddressGroupAddressReportExtern with error 8011: no); `3kplaces login --check` checks it later
    error:9000:no (0): warning: the login was kept, but could not be checked: WEBFLEET is busy (WEBFLEET answered showAddressGroupAddressReportExtern with error 9000: no); `3kplaces login --check` checks it later
    html-page (0): warning: the login was kept, but could not be checked: a web page came instead of addresses (127.0.0.1 answered with a page instead of a report); `3kplaces login --check` checks it later
    status:401 (4): error: WEBFLEET does not accept the login
    status:403 (4): error: the request was forbidden
    status:404 (0): warning: the login was kept, but could not be checked: the address of WEBFLEET is not right (127.0.0.1 answered with HTTP status 404); `3kplaces login --check` checks it later
    status:429 (0): warning: the login was kept, but could not be checked: the request quota of WEBFLEET is used up (127.0.0.1 answered with HTTP status 429); `3kplaces login --check` checks it later
    status:503 (0): warning: the login was kept, but could not be checked: WEBFLEET is out of order for the moment (127.0.0.1 answered with HTTP status 503); `3kplaces login --check` checks it later
    redirect:https://elsewhere.example/ (0): warning: the login was kept, but could not be checked: WEBFLEET was not reached: the connection was diverted (127.0.0.1 wants to send us elsewhere (HTTP status 302), which is not followed); `3kplaces login --check` checks it later
    cut:10 (0): warning: the login was kept, but could not be checked: the reply of WEBFLEET was cut short (127.0.0.1 stopped in the middle of it); `3kplaces login --check` checks it later
    ");
}

#[test]
fn without_a_network_it_is_kept_and_checked_later() {
    let (_webfleet, mut device) = logged_out();
    // A port that was free a moment ago.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/extern", listener.local_addr().unwrap());
    drop(listener);
    device.env("KPLACES_WEBFLEET__URL", url);
    insta::assert_snapshot!(device.run_with_stdin(LOG_IN, &lines()).shown(), @"
    exit code 0
    --- stdout
    The login is kept in [HOME]/.config/3kplaces/login.toml as plain text, readable by you only.
    Run `3kplaces sync` to get the addresses.
    --- stderr
    warning: the login was kept, but could not be checked: WEBFLEET cannot be reached (no connection to 127.0.0.1); `3kplaces login --check` checks it later
    ");
    let arguments = [LOG_IN, &["--json"]].concat();
    let said = device.run_with_stdin(&arguments, &lines()).json();
    assert_eq!(said["checked"], false);
    assert_eq!(said["unchecked"]["kind"], "network");
    assert_eq!(device.run(&["login", "--check"]).code, 8);
}

#[test]
fn a_check_later_changes_nothing() {
    let (webfleet, device) = connected(small_world());
    let before = device.kept_files();
    insta::assert_snapshot!(device.transcript([&["login", "--check"]]), @"
    $ 3kplaces login --check
    127.0.0.1 accepts the login of this device ([HOME]/.config/3kplaces/login.toml). Nothing was changed.
    It may read each report that this edition needs.
    ");
    let said = device.run(&["login", "--check", "--json"]).json();
    let mut reports = json!({"addresses": "readable", "memberships": "readable"});
    if !is_basic() {
        reports["groups"] = json!("readable");
    }
    assert_eq!(
        said,
        json!({"checked": true, "host": "127.0.0.1", "place": "file", "reports": reports})
    );
    let asked = webfleet.calls().len();
    assert_eq!(asked, if is_basic() { 4 } else { 6 });
    webfleet.fault(Some("error:1101:no".parse().unwrap()));
    insta::assert_snapshot!(device.run(&["login", "--check"]).shown(), @"
    exit code 4
    --- stdout
    --- stderr
    error: WEBFLEET does not accept the login
      why: WEBFLEET answers with error 1101: “no”
      why: it was tried once only: too many wrong logins can lock the user
      try: check account, user, password and API key, then run `3kplaces login`
    ");
    assert_eq!(device.kept_files(), before);
    assert_eq!(webfleet.calls().len(), asked + 1);
    let ran = device.run(&["login", "--check", "--stdin"]);
    assert_eq!(ran.code, 2, "{}", ran.shown());
}

#[test]
fn without_a_login_there_is_nothing_to_check() {
    let (webfleet, device) = logged_out();
    assert_eq!(device.run(&["login", "--check"]).code, 4);
    assert_eq!(webfleet.calls(), []);
}

#[test]
fn a_check_keeps_to_the_quota() {
    let (webfleet, mut device) = logged_out();
    device.env("KPLACES_QUOTA__MEMBERSHIPS", "1/3600");
    assert_eq!(device.run_with_stdin(LOG_IN, &lines()).code, 0);
    insta::assert_snapshot!(device.run_with_stdin(LOG_IN, &lines()).shown(), @"
    exit code 0
    --- stdout
    The login is kept in [HOME]/.config/3kplaces/login.toml as plain text, readable by you only.
    Run `3kplaces sync` to get the addresses.
    --- stderr
    warning: the login was kept, but could not be checked: the request quota of WEBFLEET is used up (no request for showAddressGroupAddressReportExtern may go out for another 3601 s); `3kplaces login --check` checks it later
    ");
    assert_eq!(webfleet.calls().len(), 1);
    assert_eq!(device.run(&["login", "--check"]).code, 5);
}

#[test]
fn who_does_not_want_a_check_gets_none() {
    let (webfleet, device) = logged_out();
    let arguments = [LOG_IN, &["--no-check"]].concat();
    assert_eq!(device.run_with_stdin(&arguments, &lines()).code, 0);
    assert_eq!(webfleet.calls(), []);
}
