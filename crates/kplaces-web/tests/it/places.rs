//! Facts, tiles, lists and searches.

use kplaces_device::{Attempt, CliError, Kind};
use kplaces_domain::{Place, Revision, Timestamp};
use kplaces_edition::EditionId;
use kplaces_state::{Ended, Label, Outcome, Started, Trigger};
use kplaces_tests::NOW;
use kplaces_text::text;

use crate::events::Stream;
use crate::home::{place, plan};
use crate::{Edition, Home, Running};

/// Twenty places in a row to the east, and one without a position.
fn some() -> Vec<Place> {
    let mut places: Vec<Place> = (0..20)
        .map(|n| {
            place(
                &format!("k{n:02}"),
                &format!("Depot {n}"),
                48.0,
                11.0 + f64::from(n),
            )
        })
        .collect();
    places[3].groups = ["Fuel".into(), "Depots".into()].into_iter().collect();
    places[4].name = "Bäckerei <b>Müller</b>\u{202e}".into();
    places[4].colour = "darkred".parse().ok();
    places[5].groups = kplaces_domain::Groups::default();
    places.push(Place {
        position: None,
        ..place("nowhere", "Aa Nowhere", 0.0, 0.0)
    });
    places
}

fn keys(answer: &serde_json::Value) -> Vec<&str> {
    let rows = answer["rows"].as_array().unwrap().iter();
    rows.map(|row| row["key"].as_str().unwrap()).collect()
}

#[test]
fn the_facts_say_what_is_on_the_device() {
    let map = Running::with(some());
    let facts = map.json("/api/facts");
    assert_eq!(facts["edition"]["id"], "pro");
    assert_eq!(
        (&facts["places"], &facts["located"]),
        (&21.into(), &20.into())
    );
    assert_eq!(facts["as_of"], "2026-01-02T03:04:05Z");
    assert_eq!(facts["host"], "csv.webfleet.com");
    assert_eq!(
        facts["all_bounds"],
        serde_json::json!([11.0, 48.0, 30.0, 48.0])
    );
    let groups = facts["legend"]["group"].as_array().unwrap();
    let names: Vec<_> = groups.iter().map(|group| group["name"].as_str()).collect();
    assert_eq!(names, [Some("Depots"), Some("Fuel"), None]);
    assert_eq!(facts["sync"]["state"], "idle");
    assert!(facts["gone"].is_null() && facts["last_failed"].is_null());
    assert!(facts["map"]["streets"].is_null());
}

#[test]
fn the_facts_say_what_syncs_left_on_record() {
    let map = Running::with(Vec::new());
    let attempt = Attempt {
        trigger: Trigger::ByHand,
        dry_run: false,
    };
    let started = Started {
        at: Timestamp::from_unix(NOW),
        edition: Label::new(EditionId::Pro.into()),
        trigger: attempt.trigger,
        dry_run: false,
        host: None,
    };
    let ended = Ended {
        places: Some(7),
        ..Ended::with(Outcome::Done)
    };
    let journal = map.device.journal().unwrap();
    journal.attempt(&started, &ended).unwrap();
    for _ in 0..3 {
        let refused = text!("the login was refused", "die Anmeldung wurde abgelehnt");
        attempt.failed(&map.device, &CliError::new(Kind::Login, refused));
    }
    let facts = map.json("/api/facts");
    assert_eq!(facts["gone"], 7, "the store is empty");
    let failed = serde_json::json!({
        "at": "2026-01-02T03:04:05Z", "kind": "login", "in_a_row": 3,
    });
    assert_eq!(facts["last_failed"], failed);
}

#[test]
fn an_empty_device_has_a_map_as_well() {
    let map = Running::with(Vec::new());
    let facts = map.json("/api/facts");
    assert!(facts["bounds"].is_null() && facts["as_of"].is_null());
    assert_eq!(map.get("/tiles/0/0/0/0").status, 204);
    assert_eq!(map.json("/api/list?order=name")["total"], 0);
    assert_eq!(
        map.json("/api/search?q=x")["rows"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
}

#[test]
fn a_list_goes_by_distance_or_by_name_and_in_parts() {
    let map = Running::with(some());
    let near = map.json("/api/list?order=distance&at=48.0,14.1&limit=3");
    assert_eq!(keys(&near), ["k03", "k04", "k02"]);
    assert_eq!(near["total"], 21);
    let metres = near["rows"][0]["distance_m"].as_f64().unwrap();
    assert!((metres - 7_440.0).abs() < 10.0, "{metres}");
    let last = map.json("/api/list?order=distance&at=48.0,14.1&offset=20");
    assert_eq!(keys(&last), ["nowhere"]);
    assert!(last["rows"][0]["lat"].is_null());
    let named = map.json("/api/list?order=name&limit=2");
    assert_eq!(keys(&named), ["nowhere", "k04"]);
    assert_eq!(
        named["rows"][1]["name"], "Bäckerei <b>Müller</b>\u{fffd}",
        "told as it is, tamed"
    );
    assert!(keys(&map.json("/api/list?order=name&offset=999999")).is_empty());
}

#[test]
fn filters_hold_for_lists_searches_and_tiles() {
    let map = Running::with(some());
    // Groups: Depots 0, Fuel 1, none 2. Colours: brightblue 0, darkred 1.
    assert_eq!(keys(&map.json("/api/list?order=name&g=1")), ["k03"]);
    assert_eq!(map.json("/api/list?order=name&g=1.2")["total"], 2);
    assert_eq!(keys(&map.json("/api/list?order=name&c=1")), ["k04"]);
    assert_eq!(map.json("/api/list?order=name&g=1&c=1")["total"], 0);
    assert_eq!(keys(&map.json("/api/search?q=depot&g=1")), ["k03"]);
    assert_eq!(keys(&map.json("/api/search?q=mueller")), ["k04"]);
    assert_eq!(map.get("/tiles/1/0/0/0?g=1&c=1").status, 204);
    let (all, one) = (map.get("/tiles/1/4/8/5"), map.get("/tiles/1/4/8/5?c=1"));
    assert!(all.body.len() > one.body.len() && !one.body.is_empty());
}

#[test]
fn a_search_under_filters_finds_all_there_is() {
    let places = (0..3_000).map(|n| {
        let mut place = place(&format!("{n:05}"), &format!("Depot {n}"), 48.0, 11.0);
        if n % 1_000 == 999 {
            place.colour = "khaki".parse().ok();
        }
        place
    });
    let map = Running::with(places.collect());
    let found = map.json("/api/search?q=depot&c=1&limit=2");
    assert_eq!(
        (keys(&found), &found["more"]),
        (vec!["01999", "02999"], &true.into())
    );
    let all = map.json("/api/search?q=depot&c=1&limit=3&at=48.0,11.0");
    assert_eq!((keys(&all).len(), &all["more"]), (3, &false.into()));
}

#[test]
fn questions_that_make_no_sense_are_refused() {
    let map = Running::with(some());
    for (target, status) in [
        ("/api/list", 400),
        ("/api/list?order=distance", 400),
        ("/api/list?order=colour", 400),
        ("/api/list?order=distance&at=here", 400),
        ("/api/list?order=distance&at=91,0", 400),
        ("/api/list?order=name&offset=-1", 400),
        ("/api/list?order=name&g=9", 400),
        ("/api/list?order=name&c=x", 400),
        ("/tiles/1/0/0/0?by=name", 400),
        ("/tiles/1/0/1/0", 404),
        ("/tiles/1/19/0/0", 404),
        ("/tiles/1/x/0/0", 404),
        ("/tiles/2/0/0/0", 409),
        ("/api/place/0", 400),
        ("/api/place/0?revision=2", 409),
        ("/api/place/21?revision=1", 404),
        ("/api/place/x?revision=1", 404),
    ] {
        let reply = map.get(target);
        assert_eq!(reply.status, status, "{target}: {}", reply.text());
        let answer: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        assert!(
            answer["error"]["what"]
                .as_str()
                .is_some_and(|what| !what.is_empty())
        );
    }
    assert_eq!(map.json("/api/place/3?revision=1")["groups"][1], "Fuel");
    assert_eq!(map.json("/api/place?key=k03")["group"], "Depots");
    assert_eq!(map.get("/api/place?key=none").status, 404);
    assert_eq!(map.get("/api/place").status, 400);
}

#[test]
fn basic_shows_the_groups_of_a_place_and_no_list_of_groups() {
    let map = Running::on(Home::of(Edition::Basic), some());
    let facts = map.json("/api/facts");
    assert_eq!(facts["features"]["groups"], false);
    assert_eq!(facts["limit"], 500);
    assert_eq!(facts["legend"]["group"], serde_json::json!([]));
    assert_eq!(map.json("/api/place/3?revision=1")["groups"][1], "Fuel");
    for target in [
        "/tiles/1/0/0/0?by=group",
        "/tiles/1/0/0/0?g=0",
        "/api/list?order=name&g=0",
        "/api/search?q=depot&g=0",
    ] {
        let reply = map.get(target);
        assert_eq!(reply.status, 403, "{target}");
        assert!(reply.text().contains("3Kplaces Pro"), "{}", reply.text());
    }
    assert_eq!(map.get("/tiles/1/0/0/0?by=colour").status, 200);
    assert_eq!(keys(&map.json("/api/list?order=name&c=1")), ["k04"]);
}

#[test]
fn a_change_made_elsewhere_shows_up() {
    let map = Running::with(some());
    // Who comes while the places are read for the first time hears twice of them.
    map.json("/api/facts");
    let mut stream = Stream::open(&map);
    assert_eq!(stream.next().1["revision"], 1);
    assert_eq!(stream.next().0, "sync");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let added = vec![place("zz", "Elsewhere", 50.0, 8.0)];
    let done = runtime.block_on(map.store.apply(&plan(Revision(1), added)));
    done.unwrap();
    assert_eq!(stream.next().1["revision"], 2, "told without being asked");
    assert_eq!(map.json("/api/facts")["places"], 22);
    assert_eq!(map.get("/tiles/1/0/0/0").status, 409);
    assert_eq!(map.get("/tiles/2/0/0/0").status, 200);
    assert_eq!(keys(&map.json("/api/search?q=elsewhere")), ["zz"]);
}

/// What a text is that is in no name, and the places for it; under a filter only those that it leaves.
#[test]
fn a_text_that_is_in_no_name_is_understood_otherwise() {
    let map = Running::with(some());
    let kind = |answer: &serde_json::Value| answer["by"]["kind"].as_str().unwrap().to_owned();
    for (text, by, expected) in [
        ("mueller", "name", &["k04"][..]),
        ("k07", "key", &["k07"]),
        ("fuel", "groups", &["k03"]),
        ("fule", "groups", &["k03"]),
        ("backerei%20muler", "similar", &["k04"]),
        ("nowehre", "similar", &["nowhere"]),
        ("qqqqqqqq", "name", &[]),
    ] {
        let found = map.json(&format!("/api/search?q={text}"));
        assert_eq!(
            (kind(&found).as_str(), keys(&found)),
            (by, expected.to_vec()),
            "{text}"
        );
    }
    let found = map.json("/api/search?q=48.0%2014.1&limit=2");
    assert_eq!(
        (kind(&found).as_str(), keys(&found)),
        ("position", vec!["k03", "k04"])
    );
    assert_eq!(found["by"]["lon"], 14.1);
    for (text, by) in [("fuel", "similar"), ("k07", "name"), ("muler", "similar")] {
        let found = map.json(&format!("/api/search?q={text}&c=1"));
        let expected: &[&str] = if text == "muler" { &["k04"] } else { &[] };
        assert_eq!(keys(&found), expected, "{text}");
        if !expected.is_empty() {
            assert_eq!(kind(&found), by, "{text}");
        }
    }
    // The nearest first, also of a group.
    let found = map.json("/api/search?q=depots&at=48.0,15.2&limit=2");
    assert_eq!(
        (keys(&found), &found["more"]),
        (vec!["k04", "k03"], &true.into())
    );
}
