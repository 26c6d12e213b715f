//! How the page is shown is as it was chosen, for every page and the next map.

use kplaces_domain::Timestamp;
use kplaces_web::{MapOptions, Memory};
use serde_json::json;

use crate::home::{Edition, Home};
use crate::running::Running;

#[test]
fn what_is_chosen_on_a_page_holds_for_all_and_for_the_next_map() {
    let map = Running::with(Vec::new());
    let chosen = |map: &Running| map.json("/api/facts")["map"]["choices"].clone();
    assert_eq!(
        chosen(&map),
        json!({"theme": "auto", "position": false, "alerts": "off", "navigation": null})
    );
    let choices =
        json!({"theme": "light", "position": true, "alerts": "voice", "navigation": "google"});
    assert_eq!(map.post("/api/choices", &choices.to_string()).status, 204);
    assert_eq!(chosen(&map), choices);
    for odd in [
        "{}",
        "null",
        r#"{"theme":"light"}"#,
        r#"{"theme":"pink","position":true}"#,
        r#"{"theme":"light","position":true,"alerts":"loud"}"#,
        r#"{"theme":"light","position":true,"navigation":"tomtom"}"#,
        r#"{"theme":"dark","position":true,"place":"x"}"#,
    ] {
        assert_eq!(map.post("/api/choices", odd).status, 400, "{odd}");
    }
    assert_eq!(chosen(&map), choices);

    let left = map.links.memory(Timestamp::from_unix(0)).to_bytes();
    map.stop();
    let options = MapOptions {
        memory: Memory::from_bytes(&left),
        ..MapOptions::default()
    };
    let next = Running::start(Home::of(Edition::Pro), Vec::new(), options);
    assert_eq!(chosen(&next), choices);
}
