//! What the page tells about data.

use crate::Running;
use crate::home::place;

#[test]
fn it_is_told_in_the_language_that_is_asked_for() {
    let map = Running::with(vec![place("a", "Depot", 48.0, 11.0)]);
    let (english, german) = (("en", "Places", "1, as of "), ("de", "Orte", "1, Stand "));
    for (target, (language, label, held)) in [
        ("/api/privacy", english),
        ("/api/privacy?lang=en", english),
        ("/api/privacy?lang=de", german),
        ("/api/privacy?lang=de-AT", german),
    ] {
        let told = map.json(target);
        assert_eq!(told["statement"]["language"], language, "{target}");
        let device = &told["device"][0];
        assert_eq!(device["label"], label, "{target}");
        let said = device["sentences"][0]["text"].as_str().unwrap();
        assert!(said.starts_with(held) && said.contains("2026"), "{said}");
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
