//! The index: every block is where it says it is, and little is read for a view.

use kplaces_domain::Place;
use kplaces_export_testsuite::Hostile;
use proptest::prelude::*;

use crate::device::{Record, Rectangle, look, record};
use crate::{at, central_europe, written};

/// Holds a block against what its skipper says; gives how many places are in it.
fn check(file: &[u8], start: usize, end: usize, around: Rectangle) -> usize {
    let (Record::Skipper { bounds, block }, length) = record(file, start) else {
        panic!("no skipper at {start}");
    };
    assert_eq!(start + block, end);
    assert!(around.holds(bounds));
    let (mut at, mut direct, mut deeper) = (start + length, 0, 0);
    while at < end {
        let (inner, length) = record(file, at);
        match inner {
            Record::Skipper { block, .. } => {
                deeper += check(file, at, at + block, bounds);
                at += block;
            }
            Record::Poi { at: place, .. } => {
                assert!(bounds.holds(place));
                direct += 1;
                at += length;
            }
        }
    }
    assert_eq!(at, end);
    assert!(direct <= 20 && (direct == 0 || deeper == 0));
    direct + deeper
}

#[test]
fn a_view_of_a_city_reads_a_hundredth_of_the_file() {
    let places = central_europe(15_000);
    let file = written(&places).bytes;
    assert_eq!(check(&file, 0, file.len(), Rectangle::EARTH), 15_000);
    let mut read = Vec::new();
    // Where people drive: around customers. 0.1° × 0.15° are 11 km each way.
    for place in places.iter().step_by(10) {
        let here = place.position.unwrap();
        let (latitude, longitude) = (here.latitude_micro() / 10, here.longitude_micro() / 10);
        let view = Rectangle {
            west: longitude - 7_500,
            south: latitude - 5_000,
            east: longitude + 7_500,
            north: latitude + 5_000,
        };
        let (seen, bytes) = look(&file, view);
        assert!(!seen.is_empty());
        read.push(bytes);
    }
    let average = read.iter().sum::<usize>() / read.len();
    assert!(
        average * 100 <= file.len(),
        "{average} of {} bytes, at most {:?}",
        file.len(),
        read.iter().max()
    );
}

#[test]
fn places_at_one_point_are_still_divided() {
    let places: Vec<Place> = (0..500).map(|n| at(&n.to_string(), 5, -7)).collect();
    let file = written(&places).bytes;
    assert_eq!(check(&file, 0, file.len(), Rectangle::EARTH), 500);
    let skippers = (file.len()
        - places
            .iter()
            .map(|place| 14 + place.name.len())
            .sum::<usize>())
        / 21;
    // 25 full leaves, and 24 blocks around them.
    assert_eq!(skippers, 49);
}

proptest! {
    #[test]
    fn a_view_shows_what_is_in_it_and_nothing_else(
        spots in proptest::collection::vec((-9..=9_i64, -18..18_i64), 0..120),
        west in -18..18_i32, south in -9..9_i32, width in 0..12_i32, height in 0..6_i32,
    ) {
        let spots: Vec<Place> = spots
            .iter()
            .enumerate()
            .map(|(n, (latitude, longitude))| at(&n.to_string(), latitude * 1_000_000, longitude * 1_000_000))
            .collect();
        let file = written(&spots).bytes;
        prop_assert_eq!(check(&file, 0, file.len(), Rectangle::EARTH), spots.len());
        let view = Rectangle {
            west: west * 1_000_000,
            south: south * 1_000_000,
            east: (west + width) * 1_000_000,
            north: (south + height) * 1_000_000,
        };
        let mut seen = look(&file, view).0;
        let mut wanted: Vec<Vec<u8>> = spots
            .iter()
            .filter(|spot| {
                let at = spot.position.unwrap();
                let (north, east) = (at.latitude_micro() / 10, at.longitude_micro() / 10);
                view.meets(Rectangle { west: east, south: north, east, north })
            })
            .map(|spot| spot.name.as_bytes().to_vec())
            .collect();
        seen.sort();
        wanted.sort();
        prop_assert_eq!(seen, wanted);
    }

    #[test]
    fn blocks_are_right_whatever_is_in_them(places in proptest::collection::vec(Hostile::place(), 0..60)) {
        let located = places.iter().filter(|place| place.position.is_some()).count();
        let file = written(&places).bytes;
        prop_assert_eq!(check(&file, 0, file.len(), Rectangle::EARTH), located);
    }
}
