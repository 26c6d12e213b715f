//! The bytes of a file.

use kplaces_domain::{Position, Timestamp};
use kplaces_export::ExportContext;
use kplaces_export_testsuite::{depot, place, write};

use crate::tree::{number, root};
use crate::{at, profile, written};

/// A file of one area, but for the stamp, which is zero here.
fn file(title: &[u8], bounds: [i32; 4], alerts: u8, places: &[Vec<u8>]) -> Vec<u8> {
    let places = places.concat();
    let mut file = Vec::new();
    file.extend(b"\0\0\0\0\x1c\0\0\0GRMREC00\0\0\0\0\0\0\x0c\x003kplaces.gpi");
    file.extend(b"\x01\0\0\0\x0c\0\0\0POI\0\0\x0000\xe4\x04\0\0");
    let group = 8 + title.len() + 12 + 23 + places.len();
    file.extend(b"\x09\0\x08\0");
    file.extend((group as u32).to_le_bytes());
    file.extend((group as u32).to_le_bytes());
    file.extend((4 + title.len() as u32).to_le_bytes());
    file.extend(b"EN");
    file.extend((title.len() as u16).to_le_bytes());
    file.extend(title);
    file.extend(b"\x08\0\x08\0");
    file.extend((23 + places.len() as u32).to_le_bytes());
    file.extend(b"\x17\0\0\0");
    file.extend(bounds.iter().flat_map(|side| side.to_le_bytes()));
    file.extend([0, 0, 0, 0, 1, 0, alerts]);
    file.extend(places);
    file.extend(b"\xff\xff\0\0\0\0\0\0");
    file
}

#[test]
fn a_file_is_what_the_readme_says() {
    let context = ExportContext {
        as_of: Some(Timestamp::from_unix(951_827_696)),
        title: "Kunden\r\nSüd".into(),
        ..ExportContext::default()
    };
    let south = place(
        "k2",
        "Łódź @50\r\n\u{202e}€",
        Position::from_micro(-33_924_875, 18_424_055).ok(),
    );
    let lost = place("k3", "nowhere", None);
    let written = write(&profile(), &context, &[depot(), south, lost]);
    // Degrees × 2³¹ / 180.
    let (north, west) = (574_298_617_i32, -138_108_539_i32);
    let (south, east) = (-404_739_524_i32, 219_807_538_i32);
    let mut depot = b"\x02\0\x08\0\x39\0\0\0\x25\0\0\0".to_vec();
    depot.extend(north.to_le_bytes());
    depot.extend(west.to_le_bytes());
    depot.extend(b"\x01\0\x01\x16\0\0\0EN\x12\0Depot \"S\xfcd\", <A&B>");
    depot.extend(b"\x03\0\0\0\x0c\0\0\0\xfa\0\0\0\0\x01\x10\0\x01\x01\x04\x10");
    let mut other = b"\x02\0\x08\0\x1d\0\0\0\x1d\0\0\0".to_vec();
    other.extend(south.to_le_bytes());
    other.extend(east.to_le_bytes());
    other.extend(b"\x01\0\0\x0e\0\0\0EN\x0a\0L\xf3dz @50 \x80");
    let bounds = [north, east, south, west];
    let mut bytes = written.bytes.clone();
    bytes[16..20].fill(0);
    assert_eq!(bytes, file(b"Kunden S\xfcd", bounds, 1, &[depot, other]));
    // FNV-1a of what differs: the same in every version of the program.
    assert_eq!(number(&written.bytes, 16), 581_103_154);
    assert_eq!(
        written.losses(),
        "place 1, colour 1, groups 1, characters 1, replaced 1, tidied 1"
    );
}

#[test]
fn a_file_without_places_has_one_area_with_nothing_in_it() {
    let mut bytes = written(&[]).bytes;
    bytes[16..20].fill(0);
    assert_eq!(bytes, file(b"3Kplaces", [0; 4], 0, &[]));
}

#[test]
fn a_radius_is_an_alert_and_none_is_none() {
    let places = [0, 1, 32_767, 32_768, 100_000].map(|radius| at("a", 0, 0, radius));
    let written = written(&places);
    let alerts: Vec<Option<u16>> = root(&written.bytes)
        .parts
        .iter()
        .map(|place| Some(u16::from_le_bytes(*place.parts.first()?.own.first_chunk()?)))
        .collect();
    assert_eq!(
        alerts,
        [0, 1, 32_767, 32_767, 32_767].map(|radius| Some(radius).filter(|r| *r > 0))
    );
    assert_eq!(written.losses(), "smaller 2");
}

#[test]
fn a_name_has_at_most_255_bytes_and_need_not_be_the_only_one() {
    let long = "Größe ".repeat(50);
    let written = written(&[at(&long, 0, 0, 0), at(&long, 0, 0, 0)]);
    for place in root(&written.bytes).parts {
        assert_eq!(place.own.len(), 19 + 255);
    }
    assert_eq!(written.losses(), "cut 2, tidied 2");
}
