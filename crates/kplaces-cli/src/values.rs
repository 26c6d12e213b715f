//! Values of arguments that clap does not know by itself, and what is said of those that are none.

use std::fmt;
use std::num::NonZeroU32;

use kplaces_domain::{Position, PositionError};
use kplaces_text::{Language, Text, text};

/// What a value has to be, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadValue(pub Text);

impl fmt::Display for BadValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for BadValue {}

/// Reads whole numbers between two others.
pub fn number<T: TryFrom<u64>>(
    least: u64,
    most: u64,
) -> impl Fn(&str) -> Result<T, BadValue> + Clone + Send + Sync + use<T> {
    move |text| {
        let number = text.parse().ok();
        let number = number.filter(|number| (least..=most).contains(number));
        let number = number.and_then(|number| T::try_from(number).ok());
        number.ok_or_else(|| not_between(least, most))
    }
}

fn not_between(least: u64, most: u64) -> BadValue {
    BadValue(text!(
        "it must be a whole number from {least} to {most}",
        "erwartet wird eine ganze Zahl von {least} bis {most}"
    ))
}

/// How many of something.
pub(crate) fn count(text: &str) -> Result<NonZeroU32, BadValue> {
    text.parse()
        .map_err(|_| not_between(1, u64::from(u32::MAX)))
}

/// A language by its two letters.
pub(crate) fn language(text: &str) -> Result<Language, BadValue> {
    Language::of_locale(text)
        .ok_or_else(|| BadValue(text!("it must be en or de", "erwartet wird en oder de")))
}

/// A position in decimal degrees.
pub(crate) fn position(text: &str) -> Result<Position, BadValue> {
    text.parse().map_err(|error| {
        BadValue(match error {
            PositionError::Latitude => text!(
                "the latitude must lie between -90 and 90 degrees",
                "die Breite muss zwischen -90 und 90 Grad liegen"
            ),
            PositionError::Longitude => text!(
                "the longitude must lie between -180 and 180 degrees",
                "die Länge muss zwischen -180 und 180 Grad liegen"
            ),
            _ => text!(
                "a position is written LATITUDE,LONGITUDE in decimal degrees, such as 48.137,11.575",
                "eine Position wird als BREITE,LÄNGE in Dezimalgrad mit Punkt geschrieben, etwa 48.137,11.575"
            ),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_between_their_limits() {
        let read = number::<u16>(5, 70_000);
        assert_eq!(
            ["5", "65535"].map(|text| read(text).ok()),
            [Some(5), Some(65_535)]
        );
        for bad in ["4", "70000", "-5", "5.0", "", "five"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
