//! An open map after its places were erased, by another program or by hand.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};

use kplaces_tests::{MockWebfleet, Sandbox, numbered_world};
use serde_json::Value;

use crate::alerts::{gpx, way};
use crate::map::{Running, begin, come_in, get, post, start};
use crate::{is_basic, synced_to};

const PLACES: usize = 400;
/// In the name of each place.
const MARK: &str = "Zqx-CANARY";

/// A device with marked places, and its open map: the map, its process, port and cookie.
fn open_map() -> Option<(MockWebfleet, Sandbox, Running, u64, String)> {
    let mut world = numbered_world(PLACES);
    for address in world.accounts[0].addresses.listed_mut().unwrap() {
        address.name1 = format!("{} {MARK}", address.name1);
    }
    let (webfleet, device) = synced_to(MockWebfleet::start(world));
    let map = start(&device, &["--json"])?;
    let said: Value = serde_json::from_str(&map.first_line).unwrap();
    let (port, cookie) = come_in(&said);
    let list = list(port, &cookie);
    assert!(list.contains(MARK), "{list}");
    Some((webfleet, device, map, port, cookie))
}

fn list(port: u64, cookie: &str) -> String {
    get(port, "/api/list?order=name&limit=50", cookie)
}

/// Whether the answers that show places show none.
fn shows_nothing(port: u64, cookie: &str) {
    let list = list(port, cookie);
    assert!(
        list.starts_with("HTTP/1.1 200 ") && !list.contains(MARK),
        "{list}"
    );
    assert!(list.contains("\"total\":0"), "{list}");
    let search = get(port, "/api/search?q=Zqx", cookie);
    assert!(!search.contains(MARK), "{search}");
    let facts = get(port, "/api/facts", cookie);
    assert!(facts.contains("\"places\":0"), "{facts}");
}

/// How often the mark is in the memory that the process can write; nothing where that cannot be read.
fn in_memory(pid: u32) -> Option<usize> {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
    let mut memory = File::open(format!("/proc/{pid}/mem")).ok()?;
    let mut found = 0;
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let (from, rest) = line.split_once('-').unwrap();
        let (to, _) = rest.split_once(' ').unwrap();
        let address = |text| u64::from_str_radix(text, 16).unwrap();
        let mut bytes = vec![0; (address(to) - address(from)) as usize];
        let read = memory
            .seek(SeekFrom::Start(address(from)))
            .and_then(|_| memory.read_exact(&mut bytes));
        if read.is_ok() {
            found += String::from_utf8_lossy(&bytes).matches(MARK).count();
        }
    }
    Some(found)
}

#[test]
fn an_open_map_shows_and_holds_nothing_after_an_erase() {
    let Some((_webfleet, device, map, port, cookie)) = open_map() else {
        return;
    };
    if !is_basic() {
        // Alerts have the names as well.
        let fix = r#"{"page":"a","fix":{"time":1767225600000,"lat":48.0,"lon":11.0}}"#;
        let watched = post(port, "/api/fix", &cookie, fix);
        let all = format!("\"places\":{PLACES}");
        assert!(watched.contains(&all), "{watched}");
    }
    let before = in_memory(map.id());
    let ran = device.run(&["privacy", "erase", "--all", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    shows_nothing(port, &cookie);
    match before {
        Some(before) => {
            // Each name once in the map, and once in pages that SQLite keeps.
            assert!(
                before >= 2 * PLACES,
                "the search finds what is there: {before}"
            );
            let after = in_memory(map.id()).unwrap();
            assert!(
                after <= PLACES / 4,
                "{after} of {before}, more than a few pages"
            );
        }
        None => eprintln!("NOT CHECKED: only root reads the memory of a process"),
    }
    assert_eq!(map.end("-INT").0, Some(0));
}

#[test]
fn a_tour_on_a_map_goes_with_the_places_that_it_tells_of() {
    let Some((_webfleet, device, map, ..)) = open_map() else {
        return;
    };
    map.end("-INT");
    if is_basic() {
        return;
    }
    // By the first places; every other one is a customer.
    device.write("tour.gpx", gpx(&way(47.99, 10.001_5, 120)));
    let command = [
        "alerts",
        "check",
        "tour.gpx",
        "--map",
        "--no-open",
        "--json",
    ];
    let map = begin(&device, &command);
    let (port, cookie) = come_in(&serde_json::from_str(&map.first_line).unwrap());
    let tour = || get(port, "/api/tour", &cookie);
    let tells_of = |key: &str| tour().contains(&format!("\"key\":\"{key}\""));
    assert!(tells_of("1-7-1") && tells_of("1-7-2"), "{}", tour());
    let erase = |which: &[&str]| {
        let ran = device.run(&[&["privacy", "erase", "--yes"], which].concat());
        assert_eq!(ran.code, 0, "{}", ran.shown());
    };
    erase(&["--group", "Kunden"]);
    assert!(tells_of("1-7-1") && !tells_of("1-7-2"), "{}", tour());
    erase(&["--all"]);
    assert!(tour().starts_with("HTTP/1.1 404 "), "{}", tour());
    assert_eq!(map.end("-INT").0, Some(0));
}

#[test]
fn an_open_map_shows_nothing_when_its_store_is_removed_or_replaced() {
    for replaced in [false, true] {
        let Some((_webfleet, device, map, port, cookie)) = open_map() else {
            return;
        };
        let store = device.store();
        if replaced {
            let copy = device.path("copy.db");
            fs::copy(&store, &copy).unwrap();
            fs::rename(copy, &store).unwrap();
        } else {
            fs::remove_dir_all(store.parent().unwrap()).unwrap();
        }
        shows_nothing(port, &cookie);
        assert_eq!(map.end("-INT").0, Some(0));
    }
}
