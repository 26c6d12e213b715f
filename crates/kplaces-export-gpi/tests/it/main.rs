//! GPI, as other programs read it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "test code: a failed expectation is a failed test"
)]

mod file;
mod foreign;
mod promises;
mod reader;
mod stamp;
mod tree;

use kplaces_domain::{Place, Position, Radius};
use kplaces_export::{ExportContext, Exporter};
use kplaces_export_testsuite::{Written, place, write};

fn profile() -> Exporter {
    kplaces_export_gpi::exporters()[0]
}

fn written(places: &[Place]) -> Written {
    write(&profile(), &ExportContext::default(), places)
}

/// A place at micro-degrees.
fn at(name: &str, latitude: i64, longitude: i64, radius: i64) -> Place {
    Place {
        radius: Radius::from_metres(radius).unwrap(),
        ..place(name, name, Position::from_micro(latitude, longitude).ok())
    }
}

/// Places all over central Europe, every third with a radius. The numbers are those of Lehmer's
/// generator: the same places everywhere.
fn central_europe(count: usize) -> Vec<Place> {
    let mut state = 20_090_318_i64;
    let mut below = |limit: i64| {
        state = state * 48_271 % 0x7fff_ffff;
        state % limit
    };
    let mut places = Vec::new();
    for n in 0..count {
        let radius = below(3) / 2 * (1 + below(5_000));
        let (latitude, longitude) = (
            45_000_000 + below(10_000_000),
            5_000_000 + below(13_000_000),
        );
        places.push(at(
            &format!("Kunde {n:05}, Straße"),
            latitude,
            longitude,
            radius,
        ));
    }
    places
}
