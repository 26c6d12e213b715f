//! The moment a file says it was made: devices lose places where two files have the same.

use std::collections::HashSet;

use kplaces_domain::Timestamp;
use kplaces_export::ExportContext;
use kplaces_export_testsuite::write;

use crate::tree::number;
use crate::{at, central_europe, profile};

fn stamp(title: &str, seconds: i64, places: &[kplaces_domain::Place]) -> i32 {
    let context = ExportContext {
        as_of: Some(Timestamp::from_unix(seconds)),
        title: title.into(),
        ..ExportContext::default()
    };
    number(&write(&profile(), &context, places).bytes, 16)
}

#[test]
fn whatever_differs_gives_another_moment() {
    let place = || at("a", 1, 2, 3);
    let files = [
        stamp("Kunden", 0, &[]),
        stamp("Tanken", 0, &[]),
        stamp("Kunden", 1, &[]),
        stamp("Kunden", 0, &[place()]),
        stamp("Kunden", 0, &[place(), place()]),
        stamp("Kunden", 0, &[at("b", 1, 2, 3)]),
        stamp("Kunden", 0, &[at("a", 2, 2, 3)]),
        stamp("Kunden", 0, &[at("a", 1, 3, 3)]),
        stamp("Kunden", 0, &[at("a", 1, 2, 4)]),
        stamp("Kundena", 0, &[]),
    ];
    let different: HashSet<i32> = files.into_iter().collect();
    assert_eq!(different.len(), files.len());
    assert_eq!(files[3], stamp("Kunden", 0, &[place()]));
}

#[test]
fn hundreds_of_files_of_an_export_have_moments_of_their_own_in_the_past() {
    let places = central_europe(3);
    let mut all = HashSet::new();
    for n in 0..1_000 {
        let stamp = stamp(&format!("Gruppe {n}"), 1_700_000_000, &places);
        // 2007 to 2024, from 1989-12-31.
        assert!((1 << 29..1 << 30).contains(&stamp));
        assert!(all.insert(stamp), "{n}");
    }
}
