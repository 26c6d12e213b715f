//! A sync that the page asks for.

use kplaces_domain::{Lost, Shrink};
use kplaces_text::text;
use kplaces_web::SyncFailure;

use crate::events::Stream;
use crate::{Edition, Running, Script};

pub(crate) fn failure(kind: &'static str, guard: Option<Shrink>) -> SyncFailure {
    SyncFailure {
        kind,
        what: text!("it failed: {kind}", "gescheitert: {kind}"),
        why: vec![text!("because", "darum")],
        hints: Vec::new(),
        guard,
    }
}

#[test]
fn one_sync_at_a_time_and_each_page_hears_of_it() {
    let script = Script::AddsThenFails(failure("network", None));
    let map = Running::start(Edition::Pro, Vec::new(), None, script);
    let (mut one, mut other) = (Stream::open(&map), Stream::open(&map));
    for stream in [&mut one, &mut other] {
        assert_eq!(stream.next().0, "facts");
        assert_eq!(stream.next().1["state"], "idle");
    }
    assert_eq!(map.sync("{}").status, 202);
    assert_eq!(map.sync("{}").status, 409, "one is under way");
    for stream in [&mut one, &mut other] {
        let (name, running) = stream.next();
        assert_eq!(
            (name.as_str(), &running["state"]),
            ("sync", &"running".into())
        );
        assert_eq!(
            (&running["step"], &running["rows"]),
            (&"addresses".into(), &1_000.into())
        );
        let (name, facts) = stream.next();
        assert_eq!(
            (name.as_str(), &facts["revision"]),
            ("facts", &1.into()),
            "places first"
        );
        let (name, failed) = stream.next();
        assert_eq!(
            (name.as_str(), &failed["state"]),
            ("sync", &"failed".into())
        );
        assert_eq!(failed["what"], "it failed: network");
    }
    // Who comes later is told the last word as well.
    assert_eq!(map.json("/api/facts")["sync"]["kind"], "network");
}

#[test]
fn what_the_guard_stops_can_be_done_all_the_same() {
    let (removed, stored) = (900, 1_840);
    let script = Script::Fails(failure("guard", Some(Shrink::Places { removed, stored })));
    let map = Running::start(Edition::Pro, Vec::new(), None, script);
    let mut stream = Stream::open(&map);
    let mut failed = || {
        let mut events = std::iter::from_fn(|| Some(stream.next().1));
        events.find(|it| it["state"] == "failed").unwrap()
    };
    assert_eq!(map.sync("{\"accept_shrink\":false}").status, 202);
    let stopped = failed();
    assert_eq!(
        stopped["guard"],
        serde_json::json!({"removes": 900, "stored": 1840})
    );
    assert_eq!(
        (&stopped["lost"], &stopped["serial"]),
        (&serde_json::Value::Null, &1.into())
    );
    // Who has heard the last word may ask for the next one.
    assert_eq!(map.sync("{\"accept_shrink\":true}").status, 202);
    assert_eq!(failed()["serial"], 2);
    assert_eq!(*map.asked.lock().unwrap(), [false, true]);
}

#[test]
fn a_loss_of_content_is_not_told_as_a_removal() {
    let (what, places, stored) = (Lost::Groups, 1_572, 1_840);
    let shrink = Shrink::Content {
        what,
        places,
        stored,
    };
    let script = Script::Fails(failure("guard", Some(shrink)));
    let map = Running::start(Edition::Pro, Vec::new(), None, script);
    assert_eq!(map.sync("{}").status, 202);
    let mut stream = Stream::open(&map);
    let failed = std::iter::from_fn(|| Some(stream.next().1)).find(|it| it["state"] == "failed");
    let failed = failed.unwrap();
    assert!(failed["guard"].is_null(), "{failed}");
    assert_eq!(failed["lost"], "groups");
    assert_eq!(
        failed["guard_places"],
        serde_json::json!({"places": 1572, "stored": 1840})
    );
}
