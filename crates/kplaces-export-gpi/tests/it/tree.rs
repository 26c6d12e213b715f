//! The records in records, as a reader sees them that goes by what they say of themselves.

use kplaces_export_testsuite::{Hostile, write};
use proptest::prelude::*;

use crate::{at, central_europe, profile, written};

/// A record with all that is in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Record {
    pub(crate) kind: u16,
    pub(crate) own: Vec<u8>,
    pub(crate) parts: Vec<Record>,
}

pub(crate) fn number(bytes: &[u8], at: usize) -> i32 {
    i32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
}

fn short(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes(bytes[at..at + 2].try_into().unwrap())
}

/// Takes bytes apart; each record must end where it says, and so must the last.
pub(crate) fn records(mut bytes: &[u8]) -> Vec<Record> {
    let mut records = Vec::new();
    while !bytes.is_empty() {
        let kind = short(bytes, 0);
        let size = number(bytes, 4) as usize;
        let (start, own) = match short(bytes, 2) {
            0 => (8, size),
            8 => (12, number(bytes, 8) as usize),
            flags => panic!("flags {flags}"),
        };
        let (body, rest) = bytes.split_at(start + size);
        let (own, parts) = body[start..].split_at(own);
        let (own, parts) = match kind {
            // The areas of a group are in its own part.
            9 => own.split_at(4 + number(own, 0) as usize),
            _ => (own, parts),
        };
        records.push(Record {
            kind,
            own: own.to_vec(),
            parts: self::records(parts),
        });
        bytes = rest;
    }
    records
}

/// The one area around all others.
pub(crate) fn root(file: &[u8]) -> Record {
    let records = records(file);
    let kinds: Vec<u16> = records.iter().map(|record| record.kind).collect();
    assert_eq!(kinds, [0, 1, 9, 0xffff]);
    let areas = &records[2].parts;
    assert_eq!((areas.len(), areas[0].kind), (1, 8));
    areas[0].clone()
}

/// Holds an area against what it says; gives how many places are in it.
fn check(area: &Record) -> usize {
    assert_eq!(area.own.len(), 23);
    let side = |record: &Record, at: usize| number(&record.own, 4 * at);
    let [north, east, south, west] = [0, 1, 2, 3].map(|at| side(area, at));
    let mut places = 0;
    let mut alerts = false;
    for part in &area.parts {
        let (bounds, alert) = match part.kind {
            8 => {
                places += check(part);
                ([0, 1, 2, 3].map(|at| side(part, at)), part.own[22])
            }
            2 => {
                places += 1;
                let alert: Vec<u16> = part.parts.iter().map(|part| part.kind).collect();
                assert_eq!(alert, vec![3; usize::from(part.own[10])]);
                ([0, 1, 0, 1].map(|at| side(part, at)), part.own[10])
            }
            kind => panic!("kind {kind} in an area"),
        };
        assert!(north >= bounds[0] && east >= bounds[1] && south <= bounds[2] && west <= bounds[3]);
        alerts |= alert == 1;
    }
    assert_eq!(area.own[22], u8::from(alerts));
    places
}

#[test]
fn many_places_are_in_areas_in_one_area() {
    let file = written(&central_europe(1_000)).bytes;
    let root = root(&file);
    assert_eq!(check(&root), 1_000);
    let sizes: Vec<usize> = root.parts.iter().map(|area| area.parts.len()).collect();
    assert_eq!(sizes, [128, 128, 128, 128, 128, 128, 128, 104]);
}

#[test]
fn few_places_are_in_the_one_area_themselves() {
    let root = root(&written(&central_europe(128)).bytes);
    assert!(root.parts.iter().all(|part| part.kind == 2));
    assert_eq!(check(&root), 128);
}

#[test]
fn places_at_one_point_are_still_divided() {
    let places: Vec<_> = (0..300).map(|n| at(&n.to_string(), -5, 7, 0)).collect();
    let root = root(&written(&places).bytes);
    assert_eq!((check(&root), root.parts.len()), (300, 3));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn records_are_right_whatever_is_in_them(
        places in proptest::collection::vec(Hostile::place(), 0..200),
        context in Hostile::context(),
    ) {
        let located = places.iter().filter(|place| place.position.is_some()).count();
        let file = write(&profile(), &context, &places).bytes;
        prop_assert_eq!(check(&root(&file)), located);
    }
}
