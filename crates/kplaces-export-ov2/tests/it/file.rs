//! The bytes of a file.

use kplaces_domain::Position;
use kplaces_export_testsuite::{depot, place};

use crate::device::{Record, Rectangle, record};
use crate::{at, written};

#[test]
fn a_file_is_what_the_readme_says() {
    let south = place(
        "k2",
        "Łódź 1>+49 89\r\n\u{202e}€",
        Position::from_micro(-33_924_875, 18_424_055).ok(),
    );
    let lost = place("k3", "nowhere", None);
    let written = written(&[depot(), south, lost]);
    let mut file = Vec::new();
    file.push(1);
    for number in [82, 1_842_406, 4_813_715, -1_157_612, -3_392_488_i32] {
        file.extend(number.to_le_bytes());
    }
    file.push(2);
    for number in [32, -1_157_612, 4_813_715_i32] {
        file.extend(number.to_le_bytes());
    }
    file.extend(b"Depot \"S\xfcd\", <A&B\x9b\0");
    file.push(2);
    for number in [29, 1_842_406, -3_392_488_i32] {
        file.extend(number.to_le_bytes());
    }
    file.extend(b"L\xf3dz 1\x9b+49 89 \x80\0");
    assert_eq!(written.bytes, file);
    assert_eq!(
        written.losses(),
        "place 1, rounded 2, radius 1, colour 1, groups 1, characters 1, replaced 2, tidied 1"
    );
}

#[test]
fn a_file_without_places_is_one_block_with_nothing_in_it() {
    let mut file = vec![1, 21];
    file.resize(21, 0);
    assert_eq!(written(&[]).bytes, file);
}

#[test]
fn a_name_has_at_most_127_bytes() {
    let written = written(&[at(&"Größe ".repeat(50), 0, 0)]);
    let (Record::Poi { name, .. }, _) = record(&written.bytes, 21) else {
        panic!("no place");
    };
    assert_eq!(name.len(), 127);
    assert!(name.ends_with(b"Gr\xf6\xdfe G"));
    assert_eq!(written.losses(), "cut 1, tidied 1");
}

/// Half a unit more and a cut at the point moved everything south and west by one unit in old
/// versions of gpsbabel.
#[test]
fn a_coordinate_is_the_nearest_in_all_quadrants() {
    for (micro, unit) in [
        (12_345_674, 1_234_567),
        (12_345_675, 1_234_568),
        (4, 0),
        (5, 1),
    ] {
        for (north, east) in [(1, 1), (1, -1), (-1, 1), (-1, -1)] {
            let position = Position::from_micro(north * micro, east * micro).ok();
            let file = written(&[place("k", "k", position)]).bytes;
            let Record::Poi { at, .. } = record(&file, 21).0 else {
                panic!("no place");
            };
            let (latitude, longitude) = ((north * unit) as i32, (east * unit) as i32);
            let point = Rectangle {
                west: longitude,
                south: latitude,
                east: longitude,
                north: latitude,
            };
            assert_eq!(at, point);
        }
    }
}
