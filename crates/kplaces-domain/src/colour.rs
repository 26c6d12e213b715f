use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::FoldedName;
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

/// A red, green and blue value, 0…255 each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// The colour of a place: one of WEBFLEET's 16 names, or a name we do not know, kept as it came.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Colour(Repr);

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Repr {
    Known(Named),
    Other(Arc<str>),
}

/// The names of the `colour` enumeration in WEBFLEET's address schema, v1.25 to v1.33.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, EnumString, IntoStaticStr,
)]
#[strum(serialize_all = "lowercase")]
enum Named {
    BrightBlue,
    DullOrange,
    BrightOrange,
    BrightPaleGreen,
    GrassGreen,
    BrightPurple,
    DarkRed,
    DullAzure,
    DeepPurple,
    BrightAzure,
    OrangeHighlight,
    BrightGreen,
    BrightOrangeHighlight,
    Khaki,
    PaleBlue,
    Turquoise,
}

/// A colour name must have between 1 and 64 characters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a colour name has 1 to 64 characters")]
pub struct UnknownColour;

impl Colour {
    /// The 16 names WEBFLEET documents, in its order.
    pub fn known() -> impl Iterator<Item = Self> {
        Named::iter().map(|named| Self(Repr::Known(named)))
    }

    /// Their names.
    pub fn known_names() -> impl Iterator<Item = &'static str> {
        Named::iter().map(Into::into)
    }

    /// The name as WEBFLEET writes it.
    pub fn name(&self) -> &str {
        match &self.0 {
            Repr::Known(named) => named.into(),
            Repr::Other(text) => text,
        }
    }

    /// Whether this is one of the 16 documented names.
    pub fn is_known(&self) -> bool {
        matches!(self.0, Repr::Known(_))
    }

    /// Our rendering of a documented name; WEBFLEET publishes no values. `None` for unknown names.
    pub fn rgb(&self) -> Option<Rgb> {
        let Repr::Known(named) = self.0 else {
            return None;
        };
        Some(match named {
            Named::BrightBlue => Rgb(0x1e, 0x6f, 0xff),
            Named::DullOrange => Rgb(0xc9, 0x7b, 0x3d),
            Named::BrightOrange => Rgb(0xff, 0x8c, 0x1a),
            Named::BrightPaleGreen => Rgb(0x98, 0xf0, 0x8c),
            Named::GrassGreen => Rgb(0x4c, 0x9a, 0x2a),
            Named::BrightPurple => Rgb(0xb0, 0x3c, 0xff),
            Named::DarkRed => Rgb(0x9b, 0x11, 0x1e),
            Named::DullAzure => Rgb(0x5b, 0x8f, 0xb9),
            Named::DeepPurple => Rgb(0x4b, 0x0f, 0x8a),
            Named::BrightAzure => Rgb(0x00, 0x9d, 0xff),
            Named::OrangeHighlight => Rgb(0xff, 0xa5, 0x4f),
            Named::BrightGreen => Rgb(0x1f, 0xd1, 0x3a),
            Named::BrightOrangeHighlight => Rgb(0xff, 0xb0, 0x00),
            Named::Khaki => Rgb(0xbd, 0xb7, 0x6b),
            Named::PaleBlue => Rgb(0xa7, 0xc7, 0xe7),
            Named::Turquoise => Rgb(0x1a, 0xbc, 0x9c),
        })
    }
}

impl FromStr for Colour {
    type Err = UnknownColour;

    /// Reads a name; how it is typed does not matter for the documented ones.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Nearly always it is one of these, as it is.
        if let Ok(named) = text.parse() {
            return Ok(Self(Repr::Known(named)));
        }
        let text = text.trim();
        if text.is_empty() || text.chars().count() > 64 {
            return Err(UnknownColour);
        }
        Ok(Self(match FoldedName::new(text).sort_text().parse() {
            Ok(named) => Repr::Known(named),
            Err(_) => Repr::Other(text.into()),
        }))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixteen_names_round_trip_and_have_distinct_colours() {
        let known: Vec<Colour> = Colour::known().collect();
        assert_eq!(known.len(), 16);
        let mut seen = std::collections::HashSet::new();
        for colour in known {
            assert_eq!(colour.name().parse(), Ok(colour.clone()));
            assert!(colour.is_known());
            assert!(seen.insert(colour.rgb().unwrap().to_string()), "{colour}");
        }
    }

    #[test]
    fn an_unknown_name_is_kept_as_text() {
        let colour: Colour = "Yellow".parse().unwrap();
        assert_eq!(
            (colour.name(), colour.is_known(), colour.rgb()),
            ("Yellow", false, None)
        );
        for typed in [
            "DarkRed",
            "ＤａｒｋＲｅｄ",
            "dark\u{200b}red",
            "\u{feff}DARKRED\u{a0}",
        ] {
            assert_eq!(typed.parse::<Colour>().unwrap().name(), "darkred");
        }
        assert_eq!("  ".parse::<Colour>(), Err(UnknownColour));
    }
}
