//! The order of the checks, and the forms of a refusal.

use kplaces_webfleet_sim::{
    ErrorForm, ErrorTextKey, Fault, Options, Request, SAMPLE_PASSWORD, SAMPLE_USER,
    SAMPLE_USER_NO_ADDRESSES, SAMPLE_USER_NO_INTERFACE, SAMPLE_USER_UMLAUT,
};
use serde_json::json;

use crate::ask::{self, Ask, code};

/// Each step mends the fault that the one before was refused for, and leaves all later ones.
#[test]
fn the_checks_come_in_the_order_of_the_service() {
    let sim = ask::sample();
    sim.push_fault(Fault::Error(8015, "busy".to_owned()), 1);
    let mut ask = Ask::addresses()
        .set("apikey", "wrong")
        .set("username", "in the url")
        .set("action", "showNothing")
        .set("addrnr", "no such number")
        .login(SAMPLE_USER, "wrong");
    let expect = |ask: &Ask, expected| {
        assert_eq!(code(&ask.of(&sim)), Some(expected));
    };
    expect(&ask, 1143);
    ask = ask.set("apikey", kplaces_webfleet_sim::SAMPLE_APIKEY);
    expect(&ask, 1180);
    ask = ask.without("username");
    expect(&ask, 1101);
    ask = ask.login(SAMPLE_USER_NO_INTERFACE, SAMPLE_PASSWORD);
    expect(&ask, 8014);
    ask = ask.login(SAMPLE_USER_NO_ADDRESSES, SAMPLE_PASSWORD);
    expect(&ask, 55);
    ask = ask.set("action", "showAddressReportExtern");
    expect(&ask, 45);
    let filler = ask.clone().login(SAMPLE_USER_UMLAUT, SAMPLE_PASSWORD);
    expect(&filler, 8015);
    for _ in 0..5 {
        expect(&filler, 63);
    }
    expect(&filler, 8011);
    ask = ask.login(SAMPLE_USER, SAMPLE_PASSWORD);
    expect(&ask, 63);
    ask = ask.without("addrnr");
    assert_eq!(code(&ask.of(&sim)), None);
}

#[test]
fn every_part_of_the_login_must_be_right() {
    let sim = ask::sample();
    let right = Ask::addresses();
    let mut no_header = right.clone();
    no_header.authorization = None;
    let mut bearer = right.clone();
    bearer.authorization = Some("Bearer abc".to_owned());
    let wrong = [
        right.clone().set("account", "other"),
        right.clone().without("account"),
        right.clone().login("nobody", SAMPLE_PASSWORD),
        right.clone().login(SAMPLE_USER, ""),
        no_header,
        bearer,
    ];
    for ask in wrong {
        assert_eq!(code(&ask.of(&sim)), Some(1101));
    }
    assert_eq!(code(&right.clone().without("apikey").of(&sim)), Some(1143));
    assert_eq!(
        code(&right.clone().set("password", "").of(&sim)),
        Some(1180)
    );
    let umlaut = right.login(SAMPLE_USER_UMLAUT, SAMPLE_PASSWORD);
    assert_eq!(code(&umlaut.of(&sim)), None);
}

#[test]
fn unknown_missing_and_write_actions_are_refused() {
    let sim = ask::sample();
    for action in ["", "showaddressreportextern", "insertAddressExtern"] {
        assert_eq!(
            code(&Ask::addresses().set("action", action).of(&sim)),
            Some(55)
        );
    }
    assert_eq!(code(&Ask::addresses().without("action").of(&sim)), Some(55));
}

#[test]
fn an_error_is_told_in_the_format_asked_for_and_in_headers_with_status_200() {
    let sim = ask::sample();
    let ask = Ask::addresses().set("apikey", "wrong");
    let response = ask.of(&sim);
    assert_eq!(response.status, 200);
    assert_eq!(response.header("x-webfleet-errorcode"), Some("1143"));
    assert_eq!(
        response.header("x-webfleet-errormessage"),
        Some("API key invalid")
    );
    assert_eq!(response.body.into_bytes(), b"1143,API key invalid");
    let object: serde_json::Value = serde_json::from_slice(&ask.json().body(&sim)).unwrap();
    assert_eq!(
        object,
        json!({ "errorCode": 1143, "errorMsg": "API key invalid" })
    );
}

#[test]
fn the_form_of_an_error_can_be_switched() {
    let form = |errors| {
        ask::sample_with(Options {
            errors,
            ..Options::default()
        })
    };
    let ask = Ask::addresses().login(SAMPLE_USER, "wrong").json();

    let sim = form(ErrorForm {
        headers: false,
        always_plain: true,
        ..ErrorForm::default()
    });
    let response = ask.of(&sim);
    assert_eq!(code(&response), None);
    assert!(response.body.into_bytes().starts_with(b"1101,"));

    let sim = form(ErrorForm {
        failed_login_is_401: true,
        text_key: ErrorTextKey::ErrMsg,
        ..ErrorForm::default()
    });
    assert_eq!(ask.of(&sim).status, 401);
    assert!(ask.text(&sim).contains(r#""errMsg":"#));
    assert_eq!(ask.set("apikey", "wrong").of(&sim).status, 200);
}

#[test]
fn a_message_header_is_printable_ascii_whatever_the_text() {
    let sim = ask::sample();
    sim.push_fault(Fault::Error(60, "Fehler\r\nä".to_owned()), 1);
    let response = Ask::addresses().of(&sim);
    assert_eq!(
        response.header("X-Webfleet-Errormessage"),
        Some("Fehler%0D%0A%C3%A4")
    );
}

#[test]
fn other_paths_and_methods_are_no_calls_of_the_interface() {
    let sim = ask::sample();
    let encoded = Ask::addresses().encoded();
    let status = |method, path| {
        let request = Request {
            method,
            path,
            query: &encoded,
            authorization: None,
            content_type: None,
            body: b"",
        };
        sim.respond(&request, std::time::Duration::ZERO).status
    };
    assert_eq!(status("GET", "/extern/"), 200);
    assert_eq!(status("GET", "/"), 404);
    assert_eq!(status("GET", "/extern/x"), 404);
    assert_eq!(status("PUT", "/extern"), 405);
}

#[test]
fn post_equals_get() {
    let sim = ask::sample();
    for ask in [
        Ask::addresses(),
        Ask::addresses().json().set("filterstring", "Müller"),
    ] {
        let post = Ask {
            post: true,
            ..ask.clone()
        };
        assert_eq!(ask.body(&sim), post.body(&sim));
    }
    assert!(sim.calls()[1].post && !sim.calls()[0].post);
}

#[test]
fn a_post_without_the_form_type_has_no_parameters() {
    let sim = ask::sample();
    let encoded = Ask::addresses().encoded();
    let request = Request {
        method: "POST",
        path: "/extern",
        query: &encoded,
        authorization: None,
        content_type: Some("application/json"),
        body: encoded.as_bytes(),
    };
    assert_eq!(
        code(&sim.respond(&request, std::time::Duration::ZERO)),
        Some(1143)
    );
}

#[test]
fn calls_tell_action_and_code() {
    let sim = ask::sample();
    Ask::addresses().of(&sim);
    Ask::addresses().set("addrnr", "none").of(&sim);
    Ask::addresses().set("action", SAMPLE_PASSWORD).of(&sim);
    let told: Vec<String> = sim.calls().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "showAddressReportExtern: 200",
            "showAddressReportExtern: 200, refused with 63",
            "no known action: 200, refused with 55",
        ]
    );
}
