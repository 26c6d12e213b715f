//! Places and positions to test with: the same in every run.

use kplaces_domain::{Colour, GroupName, Groups, Place, PlaceKey, Position, Radius};

/// splitmix64: enough randomness for test data, and the same on every machine.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + (self.next() % (high - low + 1) as u64) as i64
    }

    /// A position in a box, in whole micro-degrees.
    pub(crate) fn position(&mut self, latitude: (i64, i64), longitude: (i64, i64)) -> Position {
        micro(
            self.between(latitude.0, latitude.1),
            self.between(longitude.0, longitude.1),
        )
    }

    /// One of `choices`.
    pub(crate) fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.between(0, choices.len() as i64 - 1) as usize]
    }
}

pub(crate) fn micro(latitude: i64, longitude: i64) -> Position {
    Position::from_micro(latitude, longitude).expect("test positions are on the globe")
}

pub(crate) fn degrees(latitude: f64, longitude: f64) -> Position {
    Position::from_degrees(latitude, longitude).expect("test positions are on the globe")
}

/// A place with nothing but a key and a name.
pub(crate) fn named(key: &str, name: &str) -> Place {
    Place {
        key: PlaceKey::from(key),
        name: name.into(),
        position: None,
        radius: Radius::default(),
        colour: None,
        groups: Groups::default(),
    }
}

/// A place at a position, named like its key.
pub(crate) fn at(key: &str, position: Position) -> Place {
    Place {
        position: Some(position),
        ..named(key, key)
    }
}

/// The same place in these groups.
pub(crate) fn in_groups(place: Place, names: &[&str]) -> Place {
    Place {
        groups: names.iter().map(|name| GroupName::from(*name)).collect(),
        ..place
    }
}

pub(crate) fn radius(metres: i64) -> Radius {
    Radius::from_metres(metres).expect("test radii are in range")
}

pub(crate) fn colour(name: &str) -> Colour {
    name.parse().expect("test colours have a name")
}

/// Texts that were somebody's trouble before.
pub(crate) fn hostile_texts() -> Vec<String> {
    [
        "",
        " ",
        "007",
        "7",
        "1e3",
        "NULL",
        "'; DROP TABLE place; --",
        "\"quoted\" 'twice' `thrice`",
        "%_*?[a-z]",
        "=1+1",
        "a\0b",
        "\0",
        "\u{202e}gnp.exe",
        "\u{feff}mark",
        "line\nbreak\r\nand\ttab",
        "\x1b]0;title\x07",
        "Müller",
        "Mu\u{308}ller",
        "ß ẞ ﬁ Ǆ ı İ",
        "👩‍👩‍👧‍👦 🚚",
        "日本語 العربية",
        "\u{10ffff}\u{fffd}",
    ]
    .into_iter()
    .map(str::to_owned)
    .chain(["x".repeat(300), "ü".repeat(300)])
    .collect()
}
