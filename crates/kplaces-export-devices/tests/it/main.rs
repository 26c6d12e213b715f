//! The device profiles of text, from outside.
#![expect(
    clippy::unwrap_used,
    reason = "test code: a failed expectation is a failed test"
)]

mod copilot_csv;
mod csv_excel;
mod garmin_csv;
mod garmin_gpx;
mod jsonl;
mod mercedes_comand;
mod osmand;
mod promises;
mod recognition;
mod schema;
mod vcard;

use kplaces_domain::{GroupName, Place, Position, Timestamp};
use kplaces_export::{ExportContext, Exporter, Exporters};
use kplaces_export_testsuite::{Written, hostile, place, quadrants, write};

fn profile(id: &str) -> Exporter {
    *Exporters::new(kplaces_export_devices::exporters())
        .unwrap()
        .find(id)
        .unwrap()
}

/// About a company, downloaded once.
fn acme() -> ExportContext {
    ExportContext {
        as_of: Some(Timestamp::from_unix(951_827_696)),
        title: "A & B".into(),
        ..ExportContext::default()
    }
}

/// A place with little in it, on the meridian that has two names.
fn bare() -> Place {
    place("k2", "Tor 2", Position::from_micro(0, 180_000_000).ok())
}

/// A place with a group, and no colour or radius.
fn grouped(key: &str, name: &str, group: &str) -> Place {
    Place {
        groups: [GroupName::from(group)].into_iter().collect(),
        ..place(key, name, Position::from_micro(1, -1).ok())
    }
}

fn exported(id: &str, places: &[Place]) -> Written {
    write(&profile(id), &acme(), places)
}

/// In all quadrants, with names people have.
fn ordinary(id: &str) -> Written {
    exported(id, &quadrants())
}

/// How many of them have a position.
fn located(places: &[Place]) -> usize {
    places
        .iter()
        .filter(|place| place.position.is_some())
        .count()
}
