use kplaces_domain::{Place, PlaceKey, Position, Radius, Timestamp};
use kplaces_export::ExportContext;
use kplaces_text::Language;
use proptest::prelude::*;

/// What an account could hold at worst.
#[derive(Clone, Copy, Debug)]
pub struct Hostile;

impl Hostile {
    /// A text nobody wants in a file.
    pub fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            Just(String::new()),
            Just("x".repeat(300)),
            Just("ß漢👩‍🚒".repeat(100)),
            Just(" \t lead and trail\u{a0} ".to_owned()),
            Just("</name></wpt><wpt lat=\"1\" lon=\"1\"><name>]]>&amp;&#0;<!--".to_owned()),
            Just("\"},{\"a\":\"\\u0000\\".to_owned()),
            Just("=HYPERLINK(\"http://x\"),\"\"\r\n+49 89\n\r".to_owned()),
            Just("\u{feff}\u{202e}gpj.exe\u{2066}\u{200f}\u{2028}\u{85}".to_owned()),
            Just("👩‍🚒 Ärzte\u{0308} \u{fffe}\u{ffff}\u{10ffff}".to_owned()),
            Just("LAN@Work GmbH@50, Köln; Nord|Ost:BEGIN:VCARD\\n".to_owned()),
            Just("Łódź Straße Московский €\u{0}\u{0}".to_owned()),
            "[\\x00-\\x1f\"'<>&,;|@\\]\\\\\u{7f}-\u{9f}]{0,12}",
            "\\PC{0,20}",
            ".*",
        ]
    }

    /// A position in one of four quadrants, often on an edge, or none.
    pub fn position() -> impl Strategy<Value = Option<Position>> {
        let edge = prop_oneof![Just(-1_i64), Just(0), Just(1), Just(-5), Just(5)];
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
            Just(179_999_999),
            -180_000_000..=180_000_000_i64
        ];
        proptest::option::weighted(
            0.8,
            (lat, lon).prop_map(|(lat, lon)| Position::from_micro(lat, lon).unwrap()),
        )
    }

    /// A place with nothing nice about it.
    pub fn place() -> impl Strategy<Value = Place> {
        let colour = prop_oneof![
            Just("khaki".to_owned()),
            Just("brightblue".to_owned()),
            Self::text()
        ];
        let names = prop_oneof![Just("same".to_owned()), Self::text()];
        let groups = prop_oneof![Just("Fuel".to_owned()), Self::text()];
        (
            Self::text(),
            names,
            Self::position(),
            0..=100_000_i64,
            proptest::option::of(colour),
            proptest::collection::vec(groups, 0..4),
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

    /// A few of them.
    pub fn places() -> impl Strategy<Value = Vec<Place>> {
        proptest::collection::vec(Self::place(), 0..7)
    }

    /// What an export may be about.
    pub fn context() -> impl Strategy<Value = ExportContext> {
        let order = proptest::collection::vec(Just("Fuel".into()), 0..2);
        let language = prop_oneof![Just(Language::English), Just(Language::German)];
        (Self::text(), any::<i64>(), any::<bool>(), order, language).prop_map(
            |(title, seconds, group_per_file, group_order, language)| ExportContext {
                group_order,
                as_of: Some(Timestamp::from_unix(seconds)),
                title,
                group_per_file,
                language,
            },
        )
    }
}
