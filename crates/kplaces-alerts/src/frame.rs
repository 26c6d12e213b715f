//! Metres around a position, on the ellipsoid.

use kplaces_domain::{EARTH_RADIUS_M, Position};

/// The equatorial radius of WGS84 in metres, and the square of its eccentricity (NIMA TR8350.2).
const AXIS_M: f64 = 6_378_137.0;
const ECCENTRICITY_2: f64 = 0.006_694_379_990_141_3;

/// Up to so many radians a few terms of a series are as good as a sine.
const SMALL: f64 = 0.05;

/// Up to so many metres three terms tell the arc of a chord to a millimetre.
const NEAR_M: f64 = 200_000.0;

/// A full turn in micro-degrees.
const TURN: i64 = 360_000_000;

/// A map around a position: how far something is to the east and to the north, right in distance and direction from here
/// (azimuthal equidistant), at the poles and across the date line as well.
///
/// Distances are those of geodesics to some millimetres within 10 km and two metres within 100 km: a test judges them.
#[derive(Clone, Copy)]
pub(crate) struct Frame {
    latitude: i64,
    longitude: i64,
    sin: f64,
    cos: f64,
    /// Metres from the axis of the Earth, and from the plane of the equator.
    from_axis: f64,
    above: f64,
}

/// Where something is on the map around a position, in metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Offset {
    pub(crate) east: f64,
    pub(crate) north: f64,
    /// How far it is.
    pub(crate) away: f64,
}

impl Frame {
    pub(crate) fn around(here: Position) -> Self {
        let (sin, cos) = here.latitude().to_radians().sin_cos();
        let (from_axis, above) = on_ellipsoid(sin, cos);
        Self {
            latitude: here.latitude_micro().into(),
            longitude: here.longitude_micro().into(),
            sin,
            cos,
            from_axis,
            above,
        }
    }

    pub(crate) fn offset(&self, there: Position) -> Offset {
        self.offset_micro(there.latitude_micro(), there.longitude_micro())
    }

    /// The same of micro-degrees.
    pub(crate) fn offset_micro(&self, latitude: i32, longitude: i32) -> Offset {
        let north = radians(i64::from(latitude) - self.latitude);
        let mut east = i64::from(longitude) - self.longitude;
        if east > TURN / 2 {
            east -= TURN;
        } else if east < -TURN / 2 {
            east += TURN;
        }
        let (sin_north, cos_north) = sin_cos(north);
        let (sin_east, cos_east) = sin_cos(radians(east));
        let sin = self.sin * cos_north + self.cos * sin_north;
        let cos = self.cos * cos_north - self.sin * sin_north;
        let (from_axis, above) = on_ellipsoid(sin, cos);
        let east = from_axis * sin_east;
        let (out, above) = (from_axis * cos_east - self.from_axis, above - self.above);
        let north = self.cos * above - self.sin * out;
        let up = self.cos * out + self.sin * above;
        let flat_2 = east * east + north * north;
        let chord_2 = flat_2 + up * up;
        let chord = chord_2.sqrt();
        let away = if chord < NEAR_M {
            chord * (1.0 + chord_2 / (24.0 * EARTH_RADIUS_M * EARTH_RADIUS_M))
        } else {
            let half = (chord / (2.0 * EARTH_RADIUS_M)).min(1.0);
            2.0 * EARTH_RADIUS_M * half.asin()
        };
        // What is near lies in the plane as it is.
        let stretch = if chord < 1_000.0 {
            1.0
        } else {
            away / flat_2.sqrt().max(1.0)
        };
        Offset {
            east: east * stretch,
            north: north * stretch,
            away,
        }
    }
}

/// Metres from the axis of the Earth and from the plane of the equator, of a point with this latitude.
fn on_ellipsoid(sin: f64, cos: f64) -> (f64, f64) {
    let across = AXIS_M / (1.0 - ECCENTRICITY_2 * sin * sin).sqrt();
    (across * cos, across * (1.0 - ECCENTRICITY_2) * sin)
}

fn radians(micro: i64) -> f64 {
    (micro as f64 * 1e-6).to_radians()
}

fn sin_cos(x: f64) -> (f64, f64) {
    if x.abs() > SMALL {
        return x.sin_cos();
    }
    let square = x * x;
    let sin = x * (1.0 - square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0)));
    let cos = 1.0 - square / 2.0 * (1.0 - square / 12.0 * (1.0 - square / 30.0));
    (sin, cos)
}

impl Offset {
    pub(crate) const HERE: Self = Self {
        east: 0.0,
        north: 0.0,
        away: 0.0,
    };

    /// How near the straight way from here to `there` comes to it, in metres.
    pub(crate) fn nearest_of_way(&self, there: &Self) -> f64 {
        let length_2 = there.east * there.east + there.north * there.north;
        if length_2 == 0.0 {
            return self.away;
        }
        let along = (self.east * there.east + self.north * there.north) / length_2;
        if along <= 0.0 {
            return self.away;
        }
        let along = along.min(1.0);
        let (east, north) = (
            self.east - along * there.east,
            self.north - along * there.north,
        );
        east.hypot(north)
    }

    /// How far ahead and how far to the right it lies, seen in a direction: radians clockwise from north.
    pub(crate) fn seen(&self, course: (f64, f64)) -> (f64, f64) {
        let (sin, cos) = course;
        (
            self.east * sin + self.north * cos,
            self.east * cos - self.north * sin,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geographiclib_rs::{Geodesic, InverseGeodesic};
    use proptest::prelude::*;

    fn at(latitude: f64, longitude: f64) -> Position {
        Position::from_degrees(latitude, longitude).unwrap()
    }

    fn judge(a: Position, b: Position) -> (f64, f64) {
        let (metres, azimuth, _, _) =
            Geodesic::wgs84().inverse(a.latitude(), a.longitude(), b.latitude(), b.longitude());
        (metres, azimuth)
    }

    #[test]
    fn the_far_side_of_the_earth_is_half_a_turn_away() {
        let far = Frame::around(at(10.0, 20.0)).offset(at(-10.0, -160.0));
        assert!((far.away - 20_015_000.0).abs() < 60_000.0, "{}", far.away);
        let pole = Frame::around(at(90.0, 0.0)).offset(at(90.0, 123.0));
        assert!(pole.away < 1e-6);
    }

    #[test]
    fn a_way_comes_nearest_beside_it_or_at_an_end() {
        let offset = |east: f64, north: f64| Offset {
            east,
            north,
            away: east.hypot(north),
        };
        let way = offset(100.0, 0.0);
        for (it, metres) in [
            (offset(50.0, 7.0), 7.0),
            (offset(-3.0, 4.0), 5.0),
            (offset(103.0, -4.0), 5.0),
        ] {
            assert!((it.nearest_of_way(&way) - metres).abs() < 1e-9);
        }
        assert!((offset(3.0, 4.0).nearest_of_way(&Offset::HERE) - 5.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn distances_are_those_of_the_geodesic(
            latitude in -90_000_000_i64..=90_000_000,
            longitude in -180_000_000_i64..=180_000_000,
            azimuth in 0.0..360.0_f64,
            kilometres in prop_oneof![0.0..10.0_f64, 0.0..100.0_f64],
        ) {
            use geographiclib_rs::DirectGeodesic;
            let here = Position::from_micro(latitude, longitude).unwrap();
            let (lat, lon): (f64, f64) = Geodesic::wgs84()
                .direct(here.latitude(), here.longitude(), azimuth, kilometres * 1e3);
            let there = at(lat, lon);
            let (metres, azimuth) = judge(here, there);
            let offset = Frame::around(here).offset(there);
            let allowed = if metres < 10_000.0 { 0.01 } else { 2.0 };
            prop_assert!((offset.away - metres).abs() < allowed, "{} {metres}", offset.away);
            let (sin, cos) = azimuth.to_radians().sin_cos();
            let aside = (offset.east - metres * sin).hypot(offset.north - metres * cos);
            prop_assert!(aside < 0.1 + metres * 1e-4, "{aside} of {metres}");
        }
    }
}
