//! What is written is read back; what was not written by us is refused with words.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{Cursor, Write};

use kplaces_domain::{GroupName, Place, Position, Provenance, Radius, Timestamp};
use kplaces_extract::{About, Archive, Counts, ExtractError, entry, read};
use proptest::prelude::*;
use serde_json::json;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn written(places: &[Place], groups: &[(GroupName, u64)]) -> Vec<u8> {
    let provenance = Provenance {
        as_of: Timestamp::from_unix(1_767_323_045),
        selection: vec!["a".into(), "ß".into()],
        cut_at: Some(500),
    };
    let counts = Counts {
        places: places.len() as u64,
        groups: groups.len() as u64,
        records: 1,
    };
    let about = About {
        host: Some("csv.example".to_owned()),
        edition: "pro".to_owned(),
        ..About::new(Some(&provenance), 7, counts)
    };
    let mut out = Vec::new();
    let mut archive = Archive::begin(&mut out, &about).unwrap();
    for place in places {
        archive.place(place).unwrap();
    }
    archive.groups(groups).unwrap();
    archive.records(&[json!({ "started": "now" })]).unwrap();
    archive.settings(&json!({ "log": "warn" })).unwrap();
    for place in places {
        archive.feature(place).unwrap();
    }
    archive.finish().unwrap();
    out
}

fn place(key: &str, name: &str) -> Place {
    Place {
        key: key.into(),
        name: name.into(),
        position: Position::from_micro(-89_999_999, 179_999_999).ok(),
        radius: Radius::from_metres(100_000).unwrap(),
        colour: "some colour of tomorrow".parse().ok(),
        groups: [GroupName::from("a"), "\u{202e}b\n\0".into()]
            .into_iter()
            .collect(),
    }
}

fn sample() -> Vec<Place> {
    let bare = Place {
        position: None,
        radius: Radius::default(),
        colour: None,
        groups: kplaces_domain::Groups::default(),
        ..place("007", "a\0b \"quoted\" </script> \u{202e} 👩‍👩‍👧‍👦\r\n")
    };
    vec![place("7", "=1+1"), bare, place("", "")]
}

fn refused(bytes: Vec<u8>) -> String {
    read(Cursor::new(bytes)).unwrap_err().to_string()
}

/// An archive with these entries.
fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn about(places: u64) -> Vec<u8> {
    let counts = Counts {
        places,
        ..Counts::default()
    };
    serde_json::to_vec(&About::new(None, 0, counts)).unwrap()
}

fn of_places(lines: &str, count: u64) -> Vec<u8> {
    archive(&[
        (entry::ABOUT, &about(count)),
        (entry::PLACES, lines.as_bytes()),
        (entry::GROUPS, b"[]"),
    ])
}

#[test]
fn what_is_written_is_read_back() {
    let groups = [(GroupName::from("a"), 2), ("empty".into(), 0)];
    let bytes = written(&sample(), &groups);
    let extract = read(Cursor::new(&bytes)).unwrap();
    assert_eq!(extract.places, sample());
    assert_eq!(extract.groups, groups.clone().map(|(name, _)| name));
    let provenance = extract.about.provenance().unwrap();
    assert_eq!(provenance.as_of.unix(), 1_767_323_045);
    assert_eq!(provenance.cut_at, Some(500));
    assert_eq!(provenance.selection.len(), 2);
    assert_eq!(extract.about.as_of.as_deref(), Some("2026-01-02T03:04:05Z"));
    assert_eq!(bytes, written(&sample(), &groups), "the same bytes");
}

#[test]
fn an_archive_that_was_packed_again_is_read() {
    use std::io::Read as _;

    let mut packed = zip::ZipArchive::new(Cursor::new(written(&sample(), &[]))).unwrap();
    let mut entries: Vec<(String, Vec<u8>)> = Vec::new();
    for at in 0..packed.len() {
        let mut entry = packed.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        entries.push((name, content));
    }
    let again = |folder: &str, beside: &str, change: fn(&[u8]) -> Vec<u8>| {
        let mut all: Vec<(String, Vec<u8>)> = entries
            .iter()
            .map(|(name, content)| (format!("{folder}{name}"), change(content)))
            .collect();
        all.extend(entries.iter().map(|(name, _)| {
            let name = format!("{beside}{folder}._{name}");
            (name, b"\0\x05\x16\x07Mac OS X".to_vec())
        }));
        all.reverse();
        let all: Vec<(&str, &[u8])> = all
            .iter()
            .map(|(name, content)| (name.as_str(), content.as_slice()))
            .collect();
        read(Cursor::new(archive(&all))).map(|extract| extract.places)
    };
    let as_it_is = |content: &[u8]| content.to_vec();
    for folder in ["", "extract/", "a b/ü/", "extract\\"] {
        for beside in ["__MACOSX/", ""] {
            assert_eq!(
                again(folder, beside, as_it_is).unwrap(),
                sample(),
                "{folder}"
            );
        }
    }
    let marked = |content: &[u8]| [b"\xef\xbb\xbf", content].concat();
    assert_eq!(again("", "__MACOSX/", marked).unwrap(), sample());
    let from_windows = |content: &[u8]| {
        String::from_utf8_lossy(content)
            .replace('\n', "\r\n")
            .into_bytes()
    };
    assert_eq!(again("", "__MACOSX/", from_windows).unwrap(), sample());
    let two = archive(&[("a/about.json", b"{}"), ("b/about.json", b"{}")]);
    assert_eq!(
        refused(two),
        "it has more than one extract of 3Kplaces in it"
    );
    let other = archive(&[("notabout.json", b"{}"), ("__MACOSX/._about.json", b"{}")]);
    assert_eq!(refused(other), "it is not an extract of 3Kplaces");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_place_is_read_back(
        names in prop::collection::vec((any::<String>(), any::<String>(), 0_i64..=100_000), 0..20),
        at in (-90_000_000_i64..=90_000_000, -180_000_000_i64..=180_000_000),
    ) {
        let places: Vec<Place> = names.iter().enumerate().map(|(n, (name, group, radius))| Place {
            key: format!("{n}{name}").as_str().into(),
            name: name.as_str().into(),
            position: Position::from_micro(at.0, at.1).ok().filter(|_| n % 2 == 0),
            radius: Radius::from_metres(*radius).unwrap(),
            colour: group.parse().ok(),
            groups: [GroupName::from(group.as_str())].into_iter().collect(),
        }).collect();
        let extract = read(Cursor::new(written(&places, &[]))).unwrap();
        prop_assert_eq!(extract.places, places);
    }

    /// Whatever happens to a byte: an error or the places as they were, never a panic.
    #[test]
    fn a_damaged_archive_is_refused_or_whole(at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let mut bytes = written(&sample(), &[]);
        let at = at.index(bytes.len());
        bytes[at] = to;
        if let Ok(extract) = read(Cursor::new(bytes)) {
            prop_assert_eq!(extract.places, sample());
        }
    }

    #[test]
    fn a_cut_archive_is_refused(at in any::<prop::sample::Index>()) {
        let bytes = written(&sample(), &[]);
        let cut = bytes[..at.index(bytes.len())].to_vec();
        prop_assert!(read(Cursor::new(cut)).is_err());
    }
}

#[test]
fn what_is_no_extract_says_so() {
    for bytes in [Vec::new(), b"PK".to_vec(), b"Dear diary".repeat(100)] {
        assert_eq!(refused(bytes), "it is not a whole zip archive");
    }
    let no = "it is not an extract of 3Kplaces";
    assert_eq!(refused(archive(&[("a.txt", b"x")])), no);
    for about in ["", "[]", "{}", "{\"format\":\"other\",\"version\":1}"] {
        assert_eq!(refused(archive(&[(entry::ABOUT, about.as_bytes())])), no);
    }
    let many: Vec<String> = (0..65).map(|n| n.to_string()).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert_eq!(refused(archive(&many)), no);
}

#[test]
fn a_later_version_is_not_guessed_at() {
    let about = br#"{"format":"3kplaces-extract","version":2,"new":"fields"}"#;
    let bytes = archive(&[(entry::ABOUT, about)]);
    assert!(matches!(
        read(Cursor::new(bytes)),
        Err(ExtractError::Newer { version: 2 })
    ));
}

#[test]
fn each_wrong_line_is_named_without_its_content() {
    let good = r#"{"key":"k","name":"n","latitude_microdegrees":1,"longitude_microdegrees":2,"latitude":"any","radius_m":0,"colour":null,"groups":[],"later":1}"#;
    assert_eq!(
        read(Cursor::new(of_places(good, 1))).unwrap().places.len(),
        1
    );
    let with = |from: &str, to: &str| format!("\n{}", good.replacen(from, to, 1));
    for (line, why) in [
        (
            "\n{SECRET".to_owned(),
            "places.jsonl, line 2, is not a place",
        ),
        (
            with(":2,", ":null,"),
            "places.jsonl, line 2, has half a position",
        ),
        (
            with(":1,", ":90000001,"),
            "places.jsonl, line 2, has a position that is not on the globe",
        ),
        (
            with("m\":0", "m\":100001"),
            "places.jsonl, line 2, has a radius out of range",
        ),
        (
            with("m\":0", "m\":1e99"),
            "places.jsonl, line 2, is not a place",
        ),
        (
            with("null", "\"\""),
            "places.jsonl, line 2, has a colour without a name",
        ),
        (
            format!("{good}\n{good}"),
            "places.jsonl, line 2, has a key that was there before",
        ),
        (
            good.to_owned(),
            "places.jsonl has another number of places than about.json says",
        ),
        (
            String::from_utf8_lossy(&[b'['; 9_999]).into_owned(),
            "places.jsonl, line 1, is not a place",
        ),
    ] {
        assert_eq!(refused(of_places(&line, 7)), why);
    }
    let missing = archive(&[(entry::ABOUT, &about(0)), (entry::PLACES, b"")]);
    assert_eq!(refused(missing), "groups.json is missing");
}

#[test]
fn what_unpacks_without_end_is_stopped() {
    let line = vec![b' '; 2 << 20];
    let bytes = of_places(std::str::from_utf8(&line).unwrap(), 0);
    assert_eq!(
        refused(bytes),
        "places.jsonl has a line of more than 1 MiB: no extract is like that"
    );
    let lines = " \n".repeat(20 << 20);
    let bytes = of_places(&lines, 0);
    assert!(bytes.len() < lines.len() / 200, "it is a bomb");
    assert_eq!(
        refused(bytes),
        "places.jsonl unpacks to far more than it was packed to: no extract is like that"
    );
    let zeros = vec![b'0'; 65 << 20];
    let bytes = archive(&[(entry::ABOUT, &zeros)]);
    assert!(refused(bytes).starts_with("about.json unpacks to far more"));
}

#[test]
fn names_in_an_archive_name_no_files() {
    let bytes = archive(&[
        ("../../etc/passwd", b"x"),
        ("/abs", b"x"),
        (entry::ABOUT, &about(0)),
        (entry::PLACES, b""),
        (entry::GROUPS, b"[]"),
    ]);
    assert!(read(Cursor::new(bytes)).unwrap().places.is_empty());
}
