//! Values of arguments that clap does not know by itself, and what is said of those that are none.

use std::fmt;
use std::num::NonZeroU32;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use kplaces_device::autostart::map::Starter;
use kplaces_domain::{Position, PositionError, read_position};
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

/// What starts the map at a login, by its name.
pub(crate) fn starter() -> impl TypedValueParser<Value = Starter> {
    PossibleValuesParser::new(Starter::names()).try_map(|name| name.parse::<Starter>())
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

/// A position in any common form.
pub(crate) fn position(text: &str) -> Result<Position, BadValue> {
    read_position(text).map_err(|error| {
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
                "a position is written LATITUDE,LONGITUDE, such as 48.137,11.575, or as N 48° 8.2′ E 11° 34.5′",
                "eine Position wird als BREITE,LÄNGE geschrieben, etwa 48.137,11.575, oder als N 48° 8,2′ O 11° 34,5′"
            ),
        })
    })
}

/// A distance: whole metres, or with `km` behind it kilometres. Metres with a point or a comma are refused: whoever
/// writes `1.500` does not mean two.
pub(crate) fn metres(text: &str) -> Result<NonZeroU32, BadValue> {
    let wrong = || {
        BadValue(text!(
            "it must be a distance such as 500, 500m or 1.5km",
            "erwartet wird eine Entfernung wie 500, 500m oder 1,5km"
        ))
    };
    let text = text.trim().to_lowercase();
    let (number, unit) = match text.strip_suffix("km") {
        Some(number) => (number.replace(',', "."), 1_000.0),
        None => (text.strip_suffix('m').unwrap_or(&text).to_owned(), 1.0),
    };
    let number = number.trim();
    let is_plain = number
        .bytes()
        .all(|b| b.is_ascii_digit() || (b == b'.' && unit > 1.0));
    let metres: f64 = number.parse().ok().filter(|_| is_plain).ok_or_else(wrong)?;
    let metres = (metres * unit).round();
    if !(1.0..=f64::from(u32::MAX)).contains(&metres) {
        return Err(wrong());
    }
    NonZeroU32::new(metres as u32).ok_or_else(wrong)
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

    #[test]
    fn distances_are_read_with_and_without_a_unit() {
        let read = |text: &str| metres(text).ok().map(NonZeroU32::get);
        for (text, wanted) in [
            ("500", 500),
            ("500m", 500),
            ("500 m", 500),
            ("20km", 20_000),
            ("1,5 KM", 1_500),
            ("0.5km", 500),
        ] {
            assert_eq!(read(text), Some(wanted), "{text}");
        }
        for bad in [
            "",
            "m",
            "km",
            "0",
            "0.2",
            "1.500",
            "1,500 m",
            "-5",
            "5mi",
            "1e3",
            "1.2.3",
            "inf",
            "9999999km",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
