//! What the blocks hold: places by key, their names in order, and where they are.

use kplaces_domain::{FoldedName, Position, Radius};

use crate::blocks::{Blocks, Entry};
use crate::curve;
use crate::failure::Failure;

/// Places: key, name and [`Fields`].
pub(crate) const PLACES: Blocks<3> = Blocks {
    table: "place_block",
    order: 1,
};

/// Folded names, each reading with a line feed before it: the one to sort by, the key, the other one where they
/// differ.
pub(crate) const NAMES: Blocks<3> = Blocks {
    table: "name_block",
    order: 2,
};

/// Numbers of positions, as eight bytes, and keys.
pub(crate) const POSITIONS: Blocks<2> = Blocks {
    table: "position_block",
    order: 2,
};

/// The kinds of block, for who does the same to all.
pub(crate) const TABLES: [&str; 3] = [PLACES.table, NAMES.table, POSITIONS.table];

/// What a place has besides key and name; numbers are those of the tables of colours and groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fields<'a> {
    pub(crate) position: Option<Position>,
    pub(crate) radius: Radius,
    pub(crate) colour: Option<u32>,
    /// The numbers of its groups, see [`Fields::groups`].
    groups: &'a [u8],
}

const NOT_LOCATED: u8 = 0;
const LOCATED: u8 = 1;

impl<'a> Fields<'a> {
    /// Takes them from bytes that [`put_fields`] gave.
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Self, Failure> {
        let (kind, mut rest) = bytes.split_first().ok_or_else(no_place)?;
        let position = match *kind {
            NOT_LOCATED => None,
            LOCATED => {
                let mut coordinate = || {
                    let (number, behind) = rest.split_first_chunk().ok_or_else(no_place)?;
                    rest = behind;
                    Ok::<_, Failure>(i64::from(i32::from_le_bytes(*number)))
                };
                let (latitude, longitude) = (coordinate()?, coordinate()?);
                let position = Position::from_micro(latitude, longitude);
                Some(position.map_err(|_| {
                    Failure::Damaged(
                        "a position is not on the globe",
                        "eine Position liegt nicht auf der Erde",
                    )
                })?)
            }
            _ => return Err(no_place()),
        };
        let radius = Radius::from_metres(take_number(&mut rest)?.into());
        let colour = take_number(&mut rest)?;
        Ok(Self {
            position,
            radius: radius.ok_or(Failure::Damaged(
                "a radius is out of range",
                "ein Radius ist außerhalb der Grenzen",
            ))?,
            colour: (colour != 0).then_some(colour),
            groups: rest,
        })
    }

    /// The numbers of its groups.
    pub(crate) fn groups(&self) -> impl Iterator<Item = Result<u32, Failure>> + 'a {
        let mut rest = self.groups;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let number = take_number(&mut rest);
            if number.is_err() {
                rest = &[];
            }
            Some(number)
        })
    }
}

fn no_place() -> Failure {
    Failure::Damaged("a place is none", "ein Ort ist keiner")
}

/// Writes what a place has besides key and name.
pub(crate) fn put_fields(
    bytes: &mut Vec<u8>,
    (position, radius): (Option<Position>, Radius),
    colour: Option<u32>,
    groups: impl IntoIterator<Item = u32>,
) {
    match position {
        None => bytes.push(NOT_LOCATED),
        Some(at) => {
            bytes.push(LOCATED);
            bytes.extend(at.latitude_micro().to_le_bytes());
            bytes.extend(at.longitude_micro().to_le_bytes());
        }
    }
    put_number(bytes, radius.metres());
    put_number(bytes, colour.unwrap_or(0));
    for group in groups {
        put_number(bytes, group);
    }
}

/// Seven bits a byte, the low ones first; the last byte has no eighth bit.
fn put_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn take_number(bytes: &mut &[u8]) -> Result<u32, Failure> {
    let mut number = 0_u64;
    for shift in [0, 7, 14, 21, 28] {
        let (byte, rest) = bytes.split_first().ok_or_else(no_place)?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if *byte < 0x80 {
            return u32::try_from(number).map_err(|_| no_place());
        }
    }
    Err(no_place())
}

/// The value of a key or name as text.
pub(crate) fn text(bytes: &[u8]) -> Result<&str, Failure> {
    simdutf8::basic::from_utf8(bytes)
        .map_err(|_| Failure::Damaged("a text is not a text", "ein Text ist keiner"))
}

/// Both readings of a folded name, in the form of a block of names.
pub(crate) fn readings<'a>(folded: &FoldedName, lines: &'a mut String) -> (&'a [u8], &'a [u8]) {
    lines.clear();
    lines.push('\n');
    lines.push_str(folded.text());
    // Each line feed begins a reading.
    let end = lines[1..].find('\n').map_or(lines.len(), |at| at + 1);
    lines.as_bytes().split_at(end)
}

/// The first value of an entry of positions.
pub(crate) fn number(at: Position) -> [u8; 8] {
    curve::number(at).to_be_bytes()
}

/// The position of an entry.
pub(crate) fn position_of(entry: &Entry<'_, 2>) -> Result<Position, Failure> {
    let number = entry[0].try_into().map(u64::from_be_bytes).ok();
    number.and_then(curve::position).ok_or(Failure::Damaged(
        "a position is not on the globe",
        "eine Position liegt nicht auf der Erde",
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn fields_come_back(
            at in prop::option::of((-90_000_000..=90_000_000_i64, -180_000_000..=180_000_000_i64)),
            radius in 0..=100_000_i64, colour in prop::option::of(1..u32::MAX),
            groups in prop::collection::vec(any::<u32>(), 0..5),
        ) {
            let position = at.and_then(|(a, b)| Position::from_micro(a, b).ok());
            let radius = Radius::from_metres(radius).unwrap();
            let mut bytes = Vec::new();
            put_fields(&mut bytes, (position, radius), colour, groups.iter().copied());
            let fields = Fields::new(&bytes).unwrap();
            prop_assert_eq!((fields.position, fields.radius, fields.colour), (position, radius, colour));
            let back: Result<Vec<u32>, _> = fields.groups().collect();
            prop_assert_eq!(back.unwrap(), groups);
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..30)) {
            if let Ok(fields) = Fields::new(&bytes) {
                let _ = fields.groups().count();
            }
        }
    }

    #[test]
    fn readings_are_lines() {
        let mut lines = String::new();
        let both = |name: &str, lines: &mut String| {
            let (sort, spell) = readings(&FoldedName::new(name), lines);
            (
                text(sort).unwrap().to_owned(),
                text(spell).unwrap().to_owned(),
            )
        };
        assert_eq!(both("Süd", &mut lines), ("\nsud".into(), "\nsued".into()));
        assert_eq!(both("Nord", &mut lines), ("\nnord".into(), String::new()));
        assert_eq!(both("", &mut lines), ("\n".into(), String::new()));
    }
}
