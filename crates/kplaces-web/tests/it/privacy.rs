//! What the page tells about data.

use crate::Running;
use crate::running::place;

#[test]
fn it_is_told_in_the_language_that_is_asked_for() {
    let map = Running::with(vec![place("a", "Depot", 48.0, 11.0)]);
    for (target, language) in [
        ("/api/privacy", "en"),
        ("/api/privacy?lang=en", "en"),
        ("/api/privacy?lang=de", "de"),
        ("/api/privacy?lang=de-AT", "de"),
    ] {
        let told = map.json(target);
        assert_eq!(told["statement"]["language"], language, "{target}");
        let device = &told["device"][0];
        assert_eq!(device["label"], language, "{target}");
        let held = device["sentences"][0]["text"].as_str().unwrap();
        assert!(
            held.contains("places: 1") && held.contains("1767323045"),
            "{held}"
        );
    }
    for target in ["/api/privacy?lang=fr", "/api/privacy?lang="] {
        assert_eq!(map.get(target).status, 400, "{target}");
    }
}

#[test]
fn nobody_else_is_told() {
    let map = Running::with(Vec::new());
    let target = "/api/privacy?lang=de";
    assert_eq!(
        map.send(&map.request("GET", target, "")).status,
        401,
        "no cookie"
    );
    let cookie = format!("Cookie: {}\r\n", map.cookie);
    let foreign = format!("{cookie}Origin: https://evil.example\r\n");
    assert_eq!(map.send(&map.request("GET", target, &foreign)).status, 403);
    let posted = map.request("POST", target, &cookie);
    assert_eq!(map.send(&posted).status, 405, "it changes nothing");
}
