//! A sync that the page asks for.

use std::time::Duration;

use kplaces_web::SyncFailure;

use crate::events::Stream;
use crate::{Edition, Running, Script};

pub(crate) fn failure(kind: &'static str, guard: Option<(u64, u64)>) -> SyncFailure {
    SyncFailure {
        kind,
        what: format!("it failed: {kind}"),
        why: vec!["because".to_owned()],
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
    let script = Script::Fails(failure("guard", Some((900, 1_840))));
    let map = Running::start(Edition::Pro, Vec::new(), None, script);
    assert_eq!(map.sync("{\"accept_shrink\":false}").status, 202);
    let state = || map.json("/api/facts")["sync"].clone();
    let ended = || {
        (0..100).any(|_| {
            std::thread::sleep(Duration::from_millis(50));
            state()["state"] == "failed"
        })
    };
    assert!(ended());
    assert_eq!(
        state()["guard"],
        serde_json::json!({"removes": 900, "stored": 1840})
    );
    // The flag falls a moment after the last word.
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(map.sync("{\"accept_shrink\":true}").status, 202);
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(*map.asked.lock().unwrap(), [false, true]);
}
