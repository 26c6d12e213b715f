//! The plane of web maps (EPSG:3857) in whole numbers: 2³² units in each direction, north at the top.

use std::f64::consts::PI;

use kplaces_domain::{EARTH_RADIUS_M, Position};

/// The largest zoom that tiles are made for; a map shows larger ones by enlarging these.
pub const MAX_ZOOM: u8 = 18;

/// Screen pixels of a tile's side, as maps count zooms nowadays.
pub(crate) const TILE_PX: f64 = 512.0;

/// Where the plane ends: the latitude at which it is a square.
const MAX_LATITUDE: f64 = 85.051_128_779_806_6;

const WORLD: f64 = 4_294_967_296.0;

/// A point of the plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) x: u32,
    pub(crate) y: u32,
}

impl Point {
    /// Where a position lies; latitudes beyond the plane lie at its edge.
    pub(crate) fn of(position: Position) -> Self {
        let latitude = position
            .latitude()
            .clamp(-MAX_LATITUDE, MAX_LATITUDE)
            .to_radians();
        let x = (position.longitude() + 180.0) / 360.0;
        let y = 0.5 - latitude.tan().asinh() / (2.0 * PI);
        // A cast saturates: the eastern edge is the last column, not the first.
        Self {
            x: (x * WORLD) as u32,
            y: (y * WORLD) as u32,
        }
    }

    /// The latitude in radians.
    pub(crate) fn latitude(self) -> f64 {
        let y = (f64::from(self.y) + 0.5) / WORLD;
        ((0.5 - y) * 2.0 * PI).sinh().atan()
    }
}

/// How many units a screen pixel is at a zoom.
pub(crate) fn units_per_px(zoom: u8) -> f64 {
    WORLD / TILE_PX / f64::from(1_u32 << zoom)
}

/// How many units a metre is, at a point.
pub(crate) fn units_per_metre(at: Point) -> f64 {
    // Near the poles a metre would have no end on this plane.
    let shrunk = at.latitude().cos().max(0.01);
    WORLD / (2.0 * PI * EARTH_RADIUS_M * shrunk)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(latitude: f64, longitude: f64) -> Point {
        Point::of(Position::from_degrees(latitude, longitude).unwrap())
    }

    #[test]
    fn the_corners_of_the_earth_lie_in_the_plane() {
        assert_eq!(
            at(0.0, 0.0),
            Point {
                x: 1 << 31,
                y: 1 << 31
            }
        );
        assert_eq!(at(90.0, -180.0), at(86.0, -180.0));
        assert_eq!(at(0.0, 180.0).x, u32::MAX);
        assert_eq!(at(-90.0, 0.0).y, u32::MAX);
        assert_eq!(at(90.0, 0.0).y, 0);
    }

    #[test]
    fn a_kilometre_in_munich_is_as_long_as_the_map_says() {
        // 156 543 m at the equator are a pixel of a 256 px tile at zoom 0.
        let munich = at(48.137, 11.575);
        let px = 1_000.0 * units_per_metre(munich) / units_per_px(12);
        let expected = 1_000.0 / (156_543.034 / 2.0 / 4_096.0 * 48.137_f64.to_radians().cos());
        assert!((px / expected - 1.0).abs() < 2e-3, "{px} {expected}");
    }
}
