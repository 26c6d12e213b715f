//! A basemap of the user's own.

use std::io::Write;

use kplaces_web::MapOptions;

use crate::{Edition, Home, Running};

/// A file with a header and a few bytes that are easy to know again.
fn streets() -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::with_suffix(".pmtiles").unwrap();
    let mut content = vec![0_u8; 127];
    content[..7].copy_from_slice(b"PMTiles");
    content[7] = 3;
    content[99] = 1;
    content[101] = 15;
    content.extend((0..=255).cycle().take(1_000));
    file.write_all(&content).unwrap();
    file
}

#[test]
fn parts_of_the_file_are_given_and_never_the_whole() {
    let file = streets();
    let options = MapOptions {
        streets: Some(file.path().to_owned()),
        ..MapOptions::default()
    };
    let map = Running::start(Home::of(Edition::Basic), Vec::new(), options);
    let facts = map.json("/api/facts");
    assert_eq!(facts["map"]["streets"]["maxzoom"], 15);
    let name = facts["map"]["streets"]["name"].as_str().unwrap();
    assert!(!name.contains('/'), "no path: {name}");

    let part = |range: &str| {
        let headers = format!("Cookie: {}\r\n{range}", map.cookie);
        map.send(&map.request("GET", "/streets.pmtiles", &headers))
    };
    let reply = part("Range: bytes=127-130\r\n");
    assert_eq!(reply.status, 206);
    assert_eq!(reply.body, [0, 1, 2, 3]);
    assert_eq!(reply.header("content-range"), Some("bytes 127-130/1127"));
    assert_eq!(part("Range: bytes=-1\r\n").body, [231]);
    for range in ["", "Range: bytes=2000-\r\n", "Range: bytes=0-1,3-4\r\n"] {
        assert_eq!(part(range).status, 416, "{range}");
    }
}

#[test]
fn without_a_file_there_are_no_streets() {
    let map = Running::with(Vec::new());
    assert_eq!(map.get("/streets.pmtiles").status, 404);
}
