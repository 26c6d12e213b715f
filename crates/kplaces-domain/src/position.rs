use std::fmt;
use std::str::FromStr;

/// A point on the Earth (WGS84) in whole micro-degrees, as WEBFLEET sends it.
///
/// Latitude is −90 000 000…90 000 000 (south negative), longitude −180 000 000…180 000 000
/// (west negative). Integers keep a position the same from download to export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    latitude: i32,
    longitude: i32,
}

/// Why two numbers or a text are not a position.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PositionError {
    /// Latitude outside −90…90 degrees.
    #[error("the latitude must lie between -90 and 90 degrees")]
    Latitude,
    /// Longitude outside −180…180 degrees.
    #[error("the longitude must lie between -180 and 180 degrees")]
    Longitude,
    /// Not `LATITUDE,LONGITUDE` in decimal degrees.
    #[error("a position is written LATITUDE,LONGITUDE in decimal degrees, such as 48.137,11.575")]
    Form,
}

const MICRO: f64 = 1_000_000.0;

impl Position {
    /// Builds a position from micro-degrees (degrees × 10⁶).
    pub fn from_micro(latitude: i64, longitude: i64) -> Result<Self, PositionError> {
        let latitude = i32::try_from(latitude).map_err(|_| PositionError::Latitude)?;
        let longitude = i32::try_from(longitude).map_err(|_| PositionError::Longitude)?;
        if latitude.abs_diff(0) > 90_000_000 {
            return Err(PositionError::Latitude);
        }
        if longitude.abs_diff(0) > 180_000_000 {
            return Err(PositionError::Longitude);
        }
        Ok(Self {
            latitude,
            longitude,
        })
    }

    /// Builds a position from decimal degrees, rounded to the nearest micro-degree (about 0.1 m).
    pub fn from_degrees(latitude: f64, longitude: f64) -> Result<Self, PositionError> {
        if !latitude.is_finite() || latitude.abs() > 90.0 {
            return Err(PositionError::Latitude);
        }
        if !longitude.is_finite() || longitude.abs() > 180.0 {
            return Err(PositionError::Longitude);
        }
        Self::from_micro(
            (latitude * MICRO).round() as i64,
            (longitude * MICRO).round() as i64,
        )
    }

    /// Latitude in micro-degrees, south negative.
    pub fn latitude_micro(self) -> i32 {
        self.latitude
    }

    /// Longitude in micro-degrees, west negative.
    pub fn longitude_micro(self) -> i32 {
        self.longitude
    }

    /// Latitude in degrees.
    pub fn latitude(self) -> f64 {
        f64::from(self.latitude) / MICRO
    }

    /// Longitude in degrees.
    pub fn longitude(self) -> f64 {
        f64::from(self.longitude) / MICRO
    }

    /// Latitude in decimal degrees with exactly six places: no rounding, no exponent.
    pub fn latitude_text(self) -> String {
        decimal(self.latitude)
    }

    /// Longitude in decimal degrees with exactly six places: no rounding, no exponent.
    pub fn longitude_text(self) -> String {
        decimal(self.longitude)
    }
}

fn decimal(micro: i32) -> String {
    let sign = if micro < 0 { "-" } else { "" };
    let abs = micro.unsigned_abs();
    format!("{sign}{}.{:06}", abs / 1_000_000, abs % 1_000_000)
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.latitude_text(), self.longitude_text())
    }
}

impl FromStr for Position {
    type Err = PositionError;

    /// Reads `LATITUDE,LONGITUDE` in decimal degrees; spaces around the numbers are allowed.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (latitude, longitude) = text.split_once(',').ok_or(PositionError::Form)?;
        let number = |part: &str| {
            let part = part.trim();
            // `f64` would also read "inf", "nan" and "1e3".
            let plain = part
                .bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'));
            if plain {
                part.parse::<f64>().map_err(|_| PositionError::Form)
            } else {
                Err(PositionError::Form)
            }
        };
        Self::from_degrees(number(latitude)?, number(longitude)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_with_decimals_is_read() {
        assert_eq!(
            "48.137,11.575".parse(),
            Position::from_micro(48_137_000, 11_575_000)
        );
        assert_eq!(
            " -33.9 , -70.6 ".parse(),
            Position::from_micro(-33_900_000, -70_600_000)
        );
    }

    #[test]
    fn odd_texts_are_refused() {
        for text in [
            "", "48", "48;11", "a,b", "48,11,12", "nan,1", "inf,1", "1e1,2", "48.1.2,3",
        ] {
            assert_eq!(text.parse::<Position>(), Err(PositionError::Form), "{text}");
        }
        assert_eq!(
            "90.0001,0".parse::<Position>(),
            Err(PositionError::Latitude)
        );
        assert_eq!(
            "0,-180.5".parse::<Position>(),
            Err(PositionError::Longitude)
        );
    }

    #[test]
    fn a_small_negative_number_keeps_its_sign() {
        let position = Position::from_micro(-1, 5).unwrap();
        assert_eq!(position.to_string(), "-0.000001,0.000005");
    }

    proptest! {
        #[test]
        fn text_round_trips_exactly(lat in -90_000_000_i64..=90_000_000, lon in -180_000_000_i64..=180_000_000) {
            let position = Position::from_micro(lat, lon).unwrap();
            prop_assert_eq!(position.to_string().parse::<Position>().unwrap(), position);
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = text.parse::<Position>();
        }

        #[test]
        fn no_number_panics(lat: i64, lon: i64, a: f64, b: f64) {
            let _ = Position::from_micro(lat, lon);
            let _ = Position::from_degrees(a, b);
        }
    }
}
