//! A curve through all positions: what is near on it is near on the globe.

use kplaces_domain::Position;

/// Enough for 360 000 000 micro-degrees.
const BITS: u32 = 29;

/// How far along Hilbert's curve a position is.
///
/// Each step halves the square: which quarter it is gives two bits, and says how the curve runs
/// through that quarter (turned, or turned the other way round, or as it was).
pub(crate) fn distance(at: Position) -> u64 {
    let mut x = at
        .longitude_micro()
        .wrapping_add(180_000_000)
        .cast_unsigned();
    let mut y = at.latitude_micro().wrapping_add(90_000_000).cast_unsigned();
    let mut along = 0;
    for bit in (0..BITS).rev() {
        let (east, north) = (x >> bit & 1, y >> bit & 1);
        along = along << 2 | u64::from((3 * east) ^ north);
        if north == 0 {
            if east == 1 {
                (x, y) = (!x, !y);
            }
            (x, y) = (y, x);
        }
    }
    along
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lowest corner of the curve's square, and from there.
    fn cell(x: i64, y: i64) -> u64 {
        let at = Position::from_micro(y - 90_000_000, x - 180_000_000);
        distance(at.unwrap())
    }

    #[test]
    fn the_curve_visits_every_cell_and_goes_to_a_neighbour() {
        let mut cells: Vec<(u64, i64, i64)> = (0..64)
            .flat_map(|x| (0..64).map(move |y| (cell(x, y), x, y)))
            .collect();
        cells.sort_unstable();
        for (n, cell) in (0..).zip(&cells) {
            assert_eq!(cell.0, n);
        }
        for pair in cells.windows(2) {
            let [(_, x, y), (_, next_x, next_y)] = pair else {
                continue;
            };
            assert_eq!((x - next_x).abs() + (y - next_y).abs(), 1);
        }
    }

    #[test]
    fn the_corners_of_the_globe_are_far_apart() {
        let corner = |latitude: i64, longitude: i64| {
            distance(Position::from_micro(latitude * 1_000_000, longitude * 1_000_000).unwrap())
        };
        assert_eq!(corner(-90, -180), 0);
        assert!(corner(90, 180) > corner(0, 0));
    }
}
