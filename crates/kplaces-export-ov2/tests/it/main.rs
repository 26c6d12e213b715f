//! OV2, as a device and other programs read it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "test code: a failed expectation is a failed test"
)]

mod blocks;
mod device;
mod file;
mod foreign;
mod promises;
mod reader;

use kplaces_domain::{Place, Position};
use kplaces_export::{ExportContext, Exporter};
use kplaces_export_testsuite::{Written, place, write};

fn profile() -> Exporter {
    kplaces_export_ov2::exporters()[0]
}

fn written(places: &[Place]) -> Written {
    write(&profile(), &ExportContext::default(), places)
}

/// Customers as a company has them: nine of ten in 400 towns, some of which are larger than others,
/// one in between. The numbers are those of Lehmer's generator: the same towns everywhere.
fn central_europe(count: usize) -> Vec<Place> {
    let mut state = 20_090_318_i64;
    let mut below = |limit: i64| {
        state = state * 48_271 % 0x7fff_ffff;
        state % limit
    };
    let mut towns = Vec::new();
    for _ in 0..400 {
        towns.push((4_500_000 + below(1_000_000), 500_000 + below(1_300_000)));
    }
    let mut places = Vec::new();
    for n in 0..count {
        let town = towns[below(400).min(below(400)) as usize];
        let (latitude, longitude) = match below(10) {
            0 => (4_500_000 + below(1_000_000), 500_000 + below(1_300_000)),
            _ => (town.0 + below(8_000), town.1 + below(12_000)),
        };
        places.push(at(&format!("Kunde {n:05}, Filiale"), latitude, longitude));
    }
    places
}

/// A place at degrees × 100 000.
fn at(name: &str, latitude: i64, longitude: i64) -> Place {
    let position = Position::from_micro(latitude * 10, longitude * 10).unwrap();
    place(name, name, Some(position))
}
