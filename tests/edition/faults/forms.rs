//! The forms in which the service may tell an error.

use kplaces_tests::{MockWebfleet, NOW, small_world};
use kplaces_webfleet_sim::{ErrorForm, ErrorTextKey, Options};

use crate::{assert_unchanged, share, synced_to};

/// However the error is told, it is the same error.
#[test]
fn an_error_is_understood_in_every_form() {
    let form = ErrorForm::default();
    let forms = [
        form,
        ErrorForm {
            headers: false,
            ..form
        },
        ErrorForm {
            headers: false,
            always_plain: true,
            ..form
        },
        ErrorForm {
            headers: false,
            text_key: ErrorTextKey::ErrMsg,
            ..form
        },
    ];
    let forms = forms.into_iter();
    let cases = forms.flat_map(|errors| ["csv", "json"].map(|format| (errors, format)));
    for (errors, format) in share(cases) {
        let options = Options {
            errors,
            quota: None,
            ..Options::default()
        };
        let (webfleet, mut device) = synced_to(MockWebfleet::start_with(small_world(), options));
        device.env("KPLACES_WEBFLEET__FORMAT", format);
        let mut now = NOW;
        let mut code_of = |fault: &str| {
            // A used-up quota lasts for a whole window, of an hour at most.
            now += 4_000;
            device.set_clock(now);
            webfleet.fault(Some(fault.parse().unwrap()));
            let ran = assert_unchanged(&device, || device.run(&["sync"]));
            let told = fault.trim_start_matches("error:");
            assert!(
                ran.stderr.contains(told),
                "{errors:?} {format}: {}",
                ran.stderr
            );
            ran.code
        };
        let codes = [
            "error:1101",
            "error:45",
            "error:8011",
            "error:8015",
            "error:7",
        ];
        assert_eq!(
            codes.map(&mut code_of),
            [4, 4, 5, 8, 8],
            "{errors:?} {format}"
        );
    }
}

#[test]
fn a_status_of_401_is_a_wrong_login() {
    let errors = ErrorForm {
        headers: false,
        failed_login_is_401: true,
        ..ErrorForm::default()
    };
    let options = Options {
        errors,
        ..Options::default()
    };
    let (webfleet, device) = synced_to(MockWebfleet::start_with(small_world(), options));
    webfleet.fault(Some("error:1101".parse().unwrap()));
    let before = webfleet.calls().len();
    let ran = assert_unchanged(&device, || device.run(&["sync"]));
    assert_eq!(webfleet.calls().len() - before, 1);
    // The first report that is asked for.
    let said = ran
        .shown()
        .replace("showAddressGroupReport", "showAddressReport");
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
