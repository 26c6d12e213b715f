//! A sync that the page asks for.

use std::time::Duration;

use kplaces_device::{Asking, Questions};
use kplaces_domain::Place;
use kplaces_tests::{MockWebfleet, numbered_world};
use serde_json::{Value, json};

use crate::events::Stream;
use crate::home::place;
use crate::{Home, Running};

/// So many places as a numbered WEBFLEET has them, but that all are in a group.
fn numbered(count: usize) -> Vec<Place> {
    let places = (1..=count).map(|n| place(&format!("1-7-{n}"), &format!("Ort {n}"), 48.0, 10.0));
    places
        .map(|place| Place {
            colour: None,
            ..place
        })
        .collect()
}

/// Asks for a sync, and gives the last word of it.
pub(crate) fn last_word(map: &Running, body: &str) -> Value {
    let mut stream = Stream::open(map);
    // What is so before it.
    assert_eq!(
        (stream.next().0.as_str(), stream.next().0.as_str()),
        ("facts", "sync")
    );
    assert_eq!(map.sync(body).status, 202);
    stream.until_its_end().pop().unwrap().1
}

#[test]
fn one_sync_at_a_time_and_each_page_hears_of_it() {
    let webfleet = MockWebfleet::start(numbered_world(3));
    let map = Running::on(Home::at(&webfleet.url()), Vec::new());
    let (mut one, mut other) = (Stream::open(&map), Stream::open(&map));
    for stream in [&mut one, &mut other] {
        assert_eq!(stream.next().0, "facts");
        assert_eq!(stream.next().1["state"], "idle");
    }
    // Another program has the store.
    let held = map.device.hold_store().unwrap();
    assert_eq!(map.sync("{}").status, 202);
    assert_eq!(map.sync("{}").status, 409, "one is under way");
    for stream in [&mut one, &mut other] {
        let (name, running) = stream.next();
        assert_eq!(
            (name.as_str(), &running["state"], &running["step"]),
            ("sync", &"running".into(), &"queued".into())
        );
    }
    drop(held);
    for stream in [&mut one, &mut other] {
        let mut told = stream.until_its_end();
        let addresses = told.iter().find(|(_, data)| data["step"] == "addresses");
        assert!(
            addresses.is_some_and(|(_, data)| data["rows"].is_u64()),
            "{told:?}"
        );
        let (name, done) = told.pop().unwrap();
        assert_eq!((name.as_str(), &done["added"]), ("sync", &3.into()));
        let (name, facts) = told.pop().unwrap();
        assert_eq!(
            (name.as_str(), &facts["revision"]),
            ("facts", &1.into()),
            "places first"
        );
    }
    // Who comes later is told the last word as well.
    assert_eq!(map.json("/api/facts")["sync"]["state"], "done");
}

#[test]
fn a_sync_of_a_map_that_runs_for_days_is_of_its_own_moment() {
    let webfleet = MockWebfleet::start(numbered_world(3));
    let map = Running::on(Home::at(&webfleet.url()), Vec::new());
    assert_eq!(last_word(&map, "{}")["state"], "done");
    let first = map.json("/api/facts")["as_of"].clone();
    map.clock.advance(Duration::from_hours(72));
    assert_eq!(last_word(&map, "{}")["state"], "done");
    let second = map.json("/api/facts")["as_of"].clone();
    let day = |moment: &Value| moment.as_str().map(|it| it[..10].to_owned());
    assert_ne!(day(&first), day(&second), "{first} {second}");
}

#[test]
fn what_goes_wrong_is_told_with_its_kind_and_is_on_record() {
    let map = Running::on(Home::at("http://127.0.0.1:1/extern"), Vec::new());
    let failed = last_word(&map, "{}");
    assert_eq!(
        (&failed["state"], &failed["kind"]),
        (&"failed".into(), &"network".into())
    );
    let facts = map.json("/api/facts");
    assert_eq!(facts["sync"]["what"], failed["what"]);
    assert_eq!(facts["last_failed"]["kind"], "network");
    let german = map.json("/api/facts?lang=de");
    assert_ne!(german["sync"]["what"], failed["what"]);
}

#[test]
fn what_to_run_is_told_for_the_tenant_of_the_device() {
    let map = Running::on(Home::of_tenant("nord"), Vec::new());
    let failed = last_word(&map, "{}");
    assert_eq!(failed["kind"], "login");
    assert_eq!(failed["hints"], json!(["`3kplaces --tenant nord login`"]));
}

#[test]
fn what_the_guard_stops_can_be_done_all_the_same() {
    let webfleet = MockWebfleet::start(numbered_world(20));
    let map = Running::on(Home::at(&webfleet.url()), numbered(50));
    let stopped = last_word(&map, "{\"accept_shrink\":false}");
    assert_eq!(stopped["guard"], json!({"removes": 30, "stored": 50}));
    assert_eq!(
        (&stopped["lost"], &stopped["serial"]),
        (&Value::Null, &1.into())
    );
    // Who has heard the last word may ask for the next one.
    let done = last_word(&map, "{\"accept_shrink\":true}");
    assert_eq!(
        (&done["state"], &done["removed"], &done["serial"]),
        (&"done".into(), &30.into(), &2.into())
    );
}

#[test]
fn a_loss_of_content_is_not_told_as_a_removal() {
    let webfleet = MockWebfleet::start(numbered_world(40));
    let map = Running::on(Home::at(&webfleet.url()), numbered(40));
    let failed = last_word(&map, "{}");
    assert!(failed["guard"].is_null(), "{failed}");
    assert_eq!(failed["lost"], "groups");
    assert_eq!(failed["guard_places"], json!({"places": 20, "stored": 40}));
}

#[test]
fn a_login_that_webfleet_has_refused_is_not_sent_again_by_the_page() {
    let webfleet = MockWebfleet::start(numbered_world(3));
    let map = Running::on(Home::at(&webfleet.url()), Vec::new());
    let password = |text: &str| {
        let text = text.to_owned();
        webfleet.edit(|world| world.accounts[0].users[0].password = text);
    };
    let right = numbered_world(3).accounts[0].users[0].password.clone();
    password("another one");
    assert_eq!(last_word(&map, "{}")["kind"], "login");
    let asked = webfleet.calls().len();
    for _ in 0..3 {
        let held = last_word(&map, "{}");
        assert_eq!(
            (&held["kind"], &held["what"]),
            (
                &"refused".into(),
                &"WEBFLEET has refused this login, so it was not sent again".into()
            )
        );
    }
    let facts = map.json("/api/facts?lang=de");
    assert_eq!(
        facts["sync"]["what"],
        "WEBFLEET hat diese Anmeldung abgelehnt, darum wurde sie nicht noch einmal gesendet"
    );
    assert_eq!(facts["last_failed"]["kind"], "refused");
    assert_eq!(webfleet.calls().len(), asked, "nobody was asked");
    // Somebody has it set right in WEBFLEET, and asks at a terminal.
    password(&right);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (credential, _) = runtime
        .block_on(map.device.credential(Asking::Forbidden))
        .unwrap();
    let check = map.device.check_login(credential, Questions::Each);
    runtime.block_on(check).map(drop).unwrap();
    assert_eq!(last_word(&map, "{}")["added"], 3);
}
