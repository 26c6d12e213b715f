//! Places for the tests of all formats, among them hostile ones.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use kplaces_domain::{GroupName, Groups, Place, PlaceKey, Position, Radius};
use proptest::prelude::*;

use crate::{ExportContext, Exporter, Tally};

pub(crate) fn place(key: &str, name: &str, position: Option<Position>) -> Place {
    Place {
        key: key.into(),
        name: name.into(),
        position,
        radius: Radius::default(),
        colour: None,
        groups: Groups::default(),
    }
}

pub(crate) fn depot() -> Place {
    Place {
        radius: Radius::from_metres(250).unwrap(),
        colour: Some("darkred".parse().unwrap()),
        groups: ["fuel", "customers"]
            .map(GroupName::from)
            .into_iter()
            .collect(),
        ..place(
            "k1",
            "Depot \"Süd\", <A&B>",
            Position::from_micro(48_137_154, -11_576_124).ok(),
        )
    }
}

/// An output the test can look into afterwards.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(crate) fn write(
    exporter: &Exporter,
    context: &ExportContext,
    places: &[Place],
) -> (Vec<u8>, Tally) {
    let shared = Shared::default();
    let mut writer = (exporter.start)(Box::new(shared.clone()), context).unwrap();
    for place in places {
        writer.place(place).unwrap();
    }
    let tally = writer.finish().unwrap();
    let bytes = shared.0.lock().unwrap().clone();
    (bytes, tally)
}

/// What an account could hold at worst.
pub(crate) struct Hostile;

impl Hostile {
    pub(crate) fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            Just(String::new()),
            Just("x".repeat(300)),
            Just(" \t lead and trail\u{a0} ".to_owned()),
            Just("</name></wpt><wpt lat=\"1\" lon=\"1\"><name>]]>&amp;&#0;<!--".to_owned()),
            Just("\"},{\"a\":\"\\u0000\\".to_owned()),
            Just("=HYPERLINK(\"http://x\"),\"\"\r\n+49 89\n\r".to_owned()),
            Just("\u{feff}\u{202e}gpj.exe\u{2066}\u{200f}\u{2028}\u{85}".to_owned()),
            Just("👩‍🚒 Ärzte\u{0308} \u{fffe}\u{ffff}\u{10ffff}".to_owned()),
            "[\\x00-\\x1f\"'<>&,;\\]\\\\\u{7f}-\u{9f}]{0,12}",
            "\\PC{0,20}",
            ".*",
        ]
    }

    fn position() -> impl Strategy<Value = Option<Position>> {
        let edge = prop_oneof![Just(-1_i64), Just(0), Just(1)];
        let lat = prop_oneof![
            edge.clone(),
            Just(-90_000_000),
            Just(90_000_000),
            -90_000_000..=90_000_000_i64
        ];
        let lon = prop_oneof![
            edge,
            Just(-180_000_000),
            Just(180_000_000),
            -180_000_000..=180_000_000_i64
        ];
        proptest::option::weighted(
            0.8,
            (lat, lon).prop_map(|(lat, lon)| Position::from_micro(lat, lon).unwrap()),
        )
    }

    pub(crate) fn place() -> impl Strategy<Value = Place> {
        (
            Self::text(),
            Self::text(),
            Self::position(),
            0..=100_000_i64,
            proptest::option::of(prop_oneof![Just("khaki".to_owned()), Self::text()]),
            proptest::collection::vec(Self::text(), 0..4),
        )
            .prop_map(|(key, name, position, radius, colour, groups)| Place {
                key: PlaceKey::new(key),
                name: name.into(),
                position,
                radius: Radius::from_metres(radius).unwrap(),
                colour: colour.and_then(|name| name.parse().ok()),
                groups: groups.iter().map(|name| name.as_str().into()).collect(),
            })
    }
}
