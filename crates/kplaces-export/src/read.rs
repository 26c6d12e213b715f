//! Files from outside: nothing in them is trusted, and no reader holds more than one place.

pub mod gpx;
pub mod rows;
pub mod text;
pub mod xml;

use kplaces_text::text;

use crate::ReadError;

/// A decimal number of degrees as micro-degrees, to the nearest; `most` is 90 or 180.
pub fn degrees(text: &str, most: i32) -> Result<i32, ReadError> {
    let degrees: f64 = text.trim().parse().map_err(|_| {
        ReadError::malformed(text!(
            "a coordinate is not a number",
            "eine Koordinate ist keine Zahl"
        ))
    })?;
    let micro = (degrees * 1e6).round();
    if micro.is_nan() || micro.abs() > f64::from(most) * 1e6 {
        return Err(ReadError::malformed(text!(
            "a coordinate is not on the globe",
            "eine Koordinate liegt nicht auf der Erde"
        )));
    }
    Ok(micro as i32)
}

/// A radius in whole metres; files of other programs may have decimals.
pub fn metres(text: &str) -> Result<u32, ReadError> {
    let metres: f64 = text.trim().parse().map_err(|_| {
        ReadError::malformed(text!(
            "a radius is not a number",
            "ein Radius ist keine Zahl"
        ))
    })?;
    // A cast from outside the range ends at its bounds, and makes 0 of NaN.
    Ok(metres.round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_that_were_written_and_others_are_refused() {
        assert_eq!(degrees("-11.576124", 180).unwrap(), -11_576_124);
        assert_eq!(degrees(" 48.1 ", 90).unwrap(), 48_100_000);
        assert_eq!(degrees("180", 180).unwrap(), 180_000_000);
        for text in ["", "x", "90.000001", "NaN", "inf", "1e9", "48,1"] {
            assert!(degrees(text, 90).is_err(), "{text}");
        }
        assert_eq!(metres("250.0000").unwrap(), 250);
        assert_eq!(metres("-1").unwrap(), 0);
        assert_eq!(metres("1e300").unwrap(), u32::MAX);
        assert!(metres("wide").is_err());
    }
}
