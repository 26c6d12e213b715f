//! Where the device was is found nowhere after a watch.

use std::collections::HashSet;

use kplaces_tests::Sandbox;

use super::{Point, nmea, on_the_way, way};
use crate::is_basic;

/// A way that no place and no number of the program resembles, past the gate of the small account.
fn canary_way() -> Vec<Point> {
    way(48.129_731_4, 11.575_293_7, 90)
}

/// How positions could be written: texts of several kinds, cut where they could be rounded, and numbers. Those at the
/// gate are left out, since a place is there.
fn spellings(way: &[Point]) -> HashSet<Vec<u8>> {
    let cut = |text: String, letters: usize| text.as_bytes()[..letters].to_vec();
    let mut all = HashSet::new();
    for (_, latitude, longitude) in way.iter().filter(|it| (it.1 - 48.137).abs() > 0.000_5) {
        for degrees in [*latitude, *longitude] {
            let decimal = format!("{degrees:.7}");
            all.insert(cut(decimal.clone(), 7));
            all.insert(cut(decimal.replace('.', ","), 7));
            all.insert(cut(decimal.replace('.', ""), 7));
            let minutes = format!("{:02}{:08.5}", degrees.trunc(), degrees.fract() * 60.0);
            all.insert(cut(minutes, 7));
            all.insert(degrees.to_le_bytes().to_vec());
            all.insert(degrees.to_be_bytes().to_vec());
        }
        for scale in [1e6, 1e7] {
            let [north, east] = [latitude, longitude].map(|it| (it * scale).round() as i32);
            all.insert([north.to_le_bytes(), east.to_le_bytes()].concat());
            all.insert([north.to_be_bytes(), east.to_be_bytes()].concat());
        }
    }
    all
}

/// Where one of the spellings stands.
fn found(spellings: &HashSet<Vec<u8>>, places: &[(String, Vec<u8>)]) -> Vec<String> {
    let mut found = Vec::new();
    for (name, content) in places {
        for length in [7, 8] {
            let words = content.windows(length);
            let words = words.filter(|word| spellings.contains(*word));
            found.extend(words.map(|word| format!("{name}: {}", String::from_utf8_lossy(word))));
        }
    }
    found
}

fn files(device: &Sandbox) -> Vec<(String, Vec<u8>)> {
    let files = device.files().into_iter();
    files
        .map(|(path, content)| (path.display().to_string(), content))
        .collect()
}

#[test]
fn positions_of_the_device_are_found_in_no_file_log_or_answer() {
    if is_basic() {
        return;
    }
    let (_webfleet, device) = on_the_way();
    for tour in ["tour.gpx", "tour.nmea"] {
        std::fs::remove_file(device.path(tour)).unwrap();
    }
    let way = canary_way();
    let sentences = nmea(&way, 6);
    let mut said = String::new();
    for more in [&["--json"][..], &[], &["--notify"]] {
        let words = [&["--log", "trace", "watch", "--source", "-"][..], more].concat();
        let ran = device.run_with_stdin(&words, &sentences);
        assert_eq!(ran.code, 0, "{}", ran.shown());
        assert!(ran.stdout.contains("Rampe 3"), "{}", ran.shown());
        said += &ran.shown();
    }
    for words in [
        &["doctor", "--bundle", "-"][..],
        &["log", "--json"],
        &["privacy", "report", "--json"],
        &["privacy", "network", "--json"],
        &["privacy", "extract", "-o", "all.zip"],
    ] {
        said += &device.run(words).shown();
    }
    let spellings = spellings(&way);
    let mut everything = files(&device);
    assert!(everything.len() > 3, "there are files to look into");
    everything.push(("what was said".to_owned(), said.into_bytes()));
    let found_there = found(&spellings, &everything);
    assert!(found_there.is_empty(), "{}", found_there.join("\n"));
    // The search finds what is there: sentences that somebody keeps, a track of them, and numbers.
    let (_, latitude, longitude) = way[45];
    for planted in [
        sentences.into_bytes(),
        super::gpx(&way).into_bytes(),
        latitude.to_le_bytes().to_vec(),
        format!("{longitude:.5}").into_bytes(),
    ] {
        let planted = [("planted".to_owned(), planted)];
        assert!(!found(&spellings, &planted).is_empty());
    }
}
