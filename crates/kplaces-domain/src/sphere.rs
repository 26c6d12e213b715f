use crate::Position;

/// Mean radius of the Earth in metres (IUGG R₁). Distances are those of a sphere of this size.
pub const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// The great-circle distance in metres, also across the date line and at the poles.
///
/// Haversine: exact to well under a millimetre near by, where it matters. A sphere differs from
/// the WGS84 ellipsoid by at most 0.6 %.
pub fn distance_m(from: Position, to: Position) -> f64 {
    let (lat1, lat2) = (from.latitude().to_radians(), to.latitude().to_radians());
    // Half differences are taken of the integers, so that two equal positions are exactly 0 m apart.
    let half = |a: i32, b: i32| {
        ((i64::from(a) - i64::from(b)) as f64 / 2_000_000.0)
            .to_radians()
            .sin()
    };
    let lat = half(from.latitude_micro(), to.latitude_micro());
    let lon = half(from.longitude_micro(), to.longitude_micro());
    let h = lat * lat + lat1.cos() * lat2.cos() * lon * lon;
    2.0 * EARTH_RADIUS_M * h.sqrt().clamp(0.0, 1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(lat: f64, lon: f64) -> Position {
        Position::from_degrees(lat, lon).unwrap()
    }

    #[test]
    fn munich_to_berlin_is_504_km() {
        let d = distance_m(at(48.137_154, 11.576_124), at(52.520_008, 13.404_954));
        assert!((d - 504_000.0).abs() < 1_000.0, "{d}");
    }

    #[test]
    fn the_date_line_is_no_gap() {
        let d = distance_m(at(0.0, 179.999), at(0.0, -179.999));
        assert!((d - 222.4).abs() < 0.1, "{d}");
    }

    #[test]
    fn all_longitudes_meet_at_a_pole() {
        assert!(distance_m(at(90.0, 0.0), at(90.0, 123.0)) < 1e-6);
        let d = distance_m(at(89.9, 0.0), at(89.9, 180.0));
        assert!((d - 22_239.0).abs() < 1.0, "{d}");
    }

    #[test]
    fn antipodes_are_half_a_circumference_apart() {
        let d = distance_m(at(10.0, 20.0), at(-10.0, -160.0));
        assert!(
            (d - EARTH_RADIUS_M * std::f64::consts::PI).abs() < 1.0,
            "{d}"
        );
    }

    prop_compose! {
        fn position()(lat in -90_000_000_i64..=90_000_000, lon in -180_000_000_i64..=180_000_000) -> Position {
            Position::from_micro(lat, lon).unwrap()
        }
    }

    proptest! {
        #[test]
        fn distance_is_symmetric_and_finite(a in position(), b in position()) {
            let d = distance_m(a, b);
            prop_assert!(d.is_finite() && d >= 0.0);
            prop_assert!((d - distance_m(b, a)).abs() < 1e-6);
        }

        #[test]
        fn a_difference_in_latitude_is_a_lower_bound(a in position(), b in position()) {
            let band = EARTH_RADIUS_M * (a.latitude() - b.latitude()).abs().to_radians();
            prop_assert!(distance_m(a, b) >= band - 1e-3);
        }
    }
}
