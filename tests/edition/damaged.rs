//! Each way in which a reply can be damaged, on a device that is synced.

use std::collections::{BTreeMap, BTreeSet};

use kplaces_tests::{MockWebfleet, NOW, Sandbox, small_world};
use kplaces_webfleet_sim::damage::Kind;
use kplaces_webfleet_sim::{Action, Fault, Options};
use serde_json::Value;

use crate::{LONG, synced_to};

/// How often each kind of damage is tried.
const SEEDS: u64 = if LONG { 50 } else { 1 };

/// The places of a device, by their keys.
fn places(device: &Sandbox) -> BTreeMap<String, Value> {
    let list = device.run(&["list", "--json"]).json();
    let places = list["places"].as_array().unwrap().iter();
    places
        .map(|place| (place["key"].as_str().unwrap().to_owned(), place.clone()))
        .collect()
}

/// At most one place has become another one, and none has the name or the position of one that is
/// there too.
fn assert_at_most_one_is_another(
    before: &BTreeMap<String, Value>,
    after: &BTreeMap<String, Value>,
    what: &str,
) {
    let changed: Vec<_> = after
        .iter()
        .filter(|(key, place)| before.get(*key) != Some(*place))
        .collect();
    assert!(changed.len() <= 1, "{what}: {changed:#?}");
    let gone: Vec<_> = before
        .keys()
        .filter(|it| !after.contains_key(*it))
        .collect();
    assert!(gone.len() <= changed.len(), "{what}: {gone:?} gone");
    for field in ["name", "latitude", "longitude"] {
        let values = |places: &BTreeMap<String, Value>| -> Vec<String> {
            places.values().map(|it| it[field].to_string()).collect()
        };
        let (was, is) = (values(before), values(after));
        let unique = |values: &[String]| values.iter().collect::<BTreeSet<_>>().len();
        let twice = is.len() - unique(&is);
        assert!(
            twice <= was.len() - unique(&was) + gone.len(),
            "{what}: {field} twice"
        );
    }
}

#[test]
fn no_damage_to_a_reply_takes_a_place_away_or_gives_it_what_is_another_ones() {
    for format in ["csv", "json"] {
        let options = Options {
            quota: None,
            ..Options::default()
        };
        let (webfleet, mut device) = synced_to(MockWebfleet::start_with(small_world(), options));
        device.env("KPLACES_WEBFLEET__FORMAT", format);
        device.env("KPLACES_WEBFLEET__TRIES", "1");
        let sound = places(&device);
        assert_eq!(sound.len(), 10);
        let mut now = NOW;
        let mut sync = |fault: Option<Fault>| {
            // The device counts requests as WEBFLEET does.
            now += 4_000;
            device.set_clock(now);
            webfleet.fault(None);
            if let Some(fault) = fault {
                webfleet.fault_for(Action::Addresses, fault);
            }
            (device.run(&["sync"]), places(&device))
        };
        for kind in Kind::ALL {
            for seed in 0..SEEDS {
                let what = format!("{format}, {kind}:{seed}");
                let (ran, after) = sync(Some(Fault::Damage(kind, seed)));
                if ran.code != 0 {
                    assert!(after == sound, "{what}: {}", ran.shown());
                    continue;
                }
                // In windows-1252 some letters of several names are not to be had.
                if kind == Kind::AllWindows1252 {
                    assert!(after.keys().eq(sound.keys()), "{what}: {}", ran.shown());
                } else {
                    assert_at_most_one_is_another(&sound, &after, &what);
                }
                if after == sound {
                    continue;
                }
                let (ran, again) = sync(None);
                assert_eq!(ran.code, 0, "{what}: {}", ran.stderr);
                assert!(again == sound, "{what}: it does not heal");
            }
        }
    }
}
