use kplaces_domain::{EARTH_RADIUS_M, Position};

/// Corners of a ring. It is at most 0.4 % of the radius inside the circle.
const CORNERS: usize = 36;
/// A ring is as wide in the east as in the west: only one side is computed.
const HALF: usize = CORNERS / 2;

/// A ring around a place: latitude and longitude of its corners in micro-degrees, the last like
/// the first.
pub(crate) type Ring = [(i32, i32); CORNERS + 1];

/// Draws circles on the globe.
#[derive(Debug)]
pub(crate) struct Circle {
    /// Sine and cosine of each direction from north over one side to south.
    directions: [(f64, f64); HALF + 1],
}

impl Circle {
    /// With its directions worked out, once for all places.
    pub(crate) fn new() -> Self {
        let step = std::f64::consts::PI / HALF as f64;
        Self {
            directions: std::array::from_fn(|n| (n as f64 * step).sin_cos()),
        }
    }

    /// The ring of all that is `radius_m` away from `at`, anticlockwise; `None` without a radius.
    ///
    /// Also `None` if it crosses the 180th meridian or has a pole in it: most programs would draw
    /// a line around the globe.
    pub(crate) fn around(&self, at: Position, radius_m: u32) -> Option<Ring> {
        if radius_m == 0 {
            return None;
        }
        let (sin_at, cos_at) = at.latitude().to_radians().sin_cos();
        let (sin_far, cos_far) = (f64::from(radius_m) / EARTH_RADIUS_M).sin_cos();
        let mut ring = [(0, 0); CORNERS + 1];
        for (n, (sin, cos)) in self.directions.into_iter().enumerate() {
            // A point of the unit sphere, as if the place were at longitude 0.
            let toward = cos_far * cos_at - sin_at * sin_far * cos;
            let aside = sin * sin_far;
            let up = sin_at * cos_far + cos_at * sin_far * cos;
            // Not asin(up), which is coarse near the poles.
            let latitude = micro(up.atan2(toward.hypot(aside)));
            let east = micro(aside.atan2(toward));
            let longitude = at.longitude_micro();
            if i64::from(longitude.abs()) + i64::from(east) >= 180_000_000 {
                return None;
            }
            ring[n] = (latitude, longitude - east);
            ring[CORNERS - n] = (latitude, longitude + east);
        }
        Some(ring)
    }
}

fn micro(radians: f64) -> i32 {
    (radians.to_degrees() * 1e6).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use kplaces_domain::distance_m;
    use proptest::prelude::*;

    fn around(latitude: i64, longitude: i64, radius_m: u32) -> Option<Ring> {
        let at = Position::from_micro(latitude, longitude).unwrap();
        Circle::new().around(at, radius_m)
    }

    #[test]
    fn a_ring_begins_in_the_north_and_goes_over_the_west() {
        let ring = around(48_000_000, 11_000_000, 1_000).unwrap();
        assert_eq!(ring[0], ring[CORNERS]);
        assert!(ring[0].0 > 48_000_000 && ring[0].1 == 11_000_000);
        assert!(ring[CORNERS / 4].1 < 11_000_000);
        assert!(ring[HALF].0 < 48_000_000 && ring[HALF].1 == 11_000_000);
    }

    #[test]
    fn what_would_smear_over_a_map_is_not_drawn() {
        assert_eq!(around(0, 0, 0), None);
        assert_eq!(around(90_000_000, 0, 1), None);
        assert_eq!(around(-89_999_000, 11_000_000, 1_000), None);
        assert_eq!(around(-18_000_000, 179_999_000, 1_000), None);
        assert_eq!(around(-18_000_000, -180_000_000, 1), None);
        assert_eq!(around(0, 0, u32::MAX).map(|ring| ring.len()), None);
        // Near by, they are.
        assert!(around(89_000_000, 11_000_000, 100_000).is_some());
        assert!(around(-18_000_000, 179_000_000, 100_000).is_some());
    }

    proptest! {
        #[test]
        fn every_corner_is_as_far_away_as_the_radius(
            latitude in prop_oneof![-90_000_000..=90_000_000_i64, 88_000_000..=90_000_000_i64],
            longitude in -180_000_000..180_000_000_i64,
            radius in 1..=100_000_u32,
        ) {
            let at = Position::from_micro(latitude, longitude).unwrap();
            for (latitude, longitude) in around(latitude, longitude, radius).into_iter().flatten() {
                prop_assert!((-179_999_999..=179_999_999).contains(&longitude));
                let corner = Position::from_micro(latitude.into(), longitude.into()).unwrap();
                let distance = distance_m(at, corner);
                // Micro-degrees are 11 cm.
                prop_assert!((distance - f64::from(radius)).abs() < 0.2, "{distance} m");
            }
        }
    }
}
