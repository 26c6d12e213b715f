//! The box around a circle on the sphere.

use kplaces_domain::{EARTH_RADIUS_M, Position};

/// Added to a radius, so that no rounding anywhere can put a place of the circle out of the box.
const HAIR_M: f64 = 1.0;

/// Larger circles are not worth a box, and smaller ones have a simple one.
const LARGEST_M: f64 = 5_000_000.0;

const POLE: i64 = 90_000_000;
const DATE_LINE: i64 = 180_000_000;
const TURN: i64 = 2 * DATE_LINE;

/// Ranges of micro-degrees that hold every position of a circle, and some around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Around {
    pub(crate) latitude: (i64, i64),
    /// Two of them where the circle crosses the date line; else they are the same.
    pub(crate) longitude: [(i64, i64); 2],
}

impl Around {
    /// The box around a circle, or `None` if it may reach anywhere.
    pub(crate) fn circle(centre: Position, metres: f64) -> Option<Self> {
        // Not a number is not below either.
        let below = metres < LARGEST_M;
        if !below {
            return None;
        }
        let angle = (metres.max(0.0) * (1.0 + 1e-9) + HAIR_M) / EARTH_RADIUS_M;
        let micro = |radians: f64| (radians.to_degrees() * 1e6).ceil() as i64;
        let latitude = i64::from(centre.latitude_micro());
        let (south, north) = (latitude - micro(angle), latitude + micro(angle));
        let mut around = Self {
            latitude: (south, north),
            longitude: [(-DATE_LINE, DATE_LINE); 2],
        };
        if south > -POLE && north < POLE {
            // The circle touches its widest meridians nearer to the pole than its centre.
            let reach = micro((angle.sin() / centre.latitude().to_radians().cos()).asin());
            let longitude = i64::from(centre.longitude_micro());
            let (west, east) = (longitude - reach, longitude + reach);
            if reach < DATE_LINE / 2 {
                around.longitude = if west <= -DATE_LINE {
                    [(-DATE_LINE, east), (west + TURN, DATE_LINE)]
                } else if east >= DATE_LINE {
                    [(west, DATE_LINE), (-DATE_LINE, east - TURN)]
                } else {
                    [(west, east); 2]
                };
            }
        }
        Some(around)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kplaces_domain::distance_m;

    fn holds(around: Around, at: Position) -> bool {
        let within = |(low, high): (i64, i64), value: i32| (low..=high).contains(&i64::from(value));
        within(around.latitude, at.latitude_micro())
            && around
                .longitude
                .iter()
                .any(|range| within(*range, at.longitude_micro()))
    }

    #[test]
    fn every_position_of_a_circle_is_in_its_box() {
        let steps = |low: i64, high: i64, step: i64| {
            (0..)
                .map(move |n| low + n * step)
                .take_while(move |v| *v <= high)
        };
        for latitude in steps(-POLE, POLE, 15_000_000) {
            for longitude in [
                -180_000_000,
                -179_999_999,
                -90_000_000,
                0,
                11_000_000,
                180_000_000,
            ] {
                let centre = Position::from_micro(latitude, longitude).unwrap();
                for metres in [0.0, 1.0, 111_000.0, 1_700_000.0, 4_999_999.0] {
                    let around = Around::circle(centre, metres).unwrap();
                    for lat in steps(-POLE, POLE, 2_500_000).chain([latitude]) {
                        for lon in steps(-DATE_LINE, DATE_LINE, 2_500_000).chain([longitude]) {
                            let at = Position::from_micro(lat, lon).unwrap();
                            assert!(
                                distance_m(centre, at) > metres || holds(around, at),
                                "{metres} m around {centre} miss {at}"
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_small_box_is_small_and_a_size_without_sense_has_none() {
        let munich = Position::from_micro(48_000_000, 11_000_000).unwrap();
        let around = Around::circle(munich, 1_000.0).unwrap();
        let width = |(low, high): (i64, i64)| high - low;
        assert!(width(around.latitude) < 20_000 && width(around.longitude[0]) < 30_000);
        assert_eq!(around.longitude[0], around.longitude[1]);
        for metres in [f64::NAN, f64::INFINITY, LARGEST_M] {
            assert_eq!(Around::circle(munich, metres), None);
        }
    }
}
