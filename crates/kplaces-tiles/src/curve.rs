//! The space-filling curve of Morton: the bits of x and y in turn. The places of any tile are one run.

use crate::mercator::Point;

/// A point's place on the curve.
pub(crate) fn code(point: Point) -> u64 {
    spread(point.x) | (spread(point.y) << 1)
}

/// The point at a place of the curve.
pub(crate) fn point(code: u64) -> Point {
    Point {
        x: gather(code),
        y: gather(code >> 1),
    }
}

/// First and last place on the curve of a square whose side is 2^(32 − `zoom`).
pub(crate) fn span(zoom: u8, x: u32, y: u32) -> (u64, u64) {
    let bits = 2 * (32 - u32::from(zoom));
    let first = spread(x) | (spread(y) << 1);
    if bits == 64 {
        return (0, u64::MAX);
    }
    let first = first << bits;
    (first, first | ((1_u64 << bits) - 1))
}

/// Puts a zero between every two bits.
fn spread(n: u32) -> u64 {
    let mut n = u64::from(n);
    n = (n | (n << 16)) & 0x0000_ffff_0000_ffff;
    n = (n | (n << 8)) & 0x00ff_00ff_00ff_00ff;
    n = (n | (n << 4)) & 0x0f0f_0f0f_0f0f_0f0f;
    n = (n | (n << 2)) & 0x3333_3333_3333_3333;
    (n | (n << 1)) & 0x5555_5555_5555_5555
}

fn gather(n: u64) -> u32 {
    let mut n = n & 0x5555_5555_5555_5555;
    n = (n | (n >> 1)) & 0x3333_3333_3333_3333;
    n = (n | (n >> 2)) & 0x0f0f_0f0f_0f0f_0f0f;
    n = (n | (n >> 4)) & 0x00ff_00ff_00ff_00ff;
    n = (n | (n >> 8)) & 0x0000_ffff_0000_ffff;
    ((n | (n >> 16)) & 0xffff_ffff) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_code_leads_back_to_its_point(x: u32, y: u32) {
            let there = Point { x, y };
            prop_assert_eq!(point(code(there)), there);
        }

        #[test]
        fn a_point_lies_in_the_span_of_its_tile_and_of_no_neighbour(x: u32, y: u32, zoom in 0_u8..=18) {
            let shift = 32 - u32::from(zoom);
            let tile = |n: u32| if shift == 32 { 0 } else { n >> shift };
            let (first, last) = span(zoom, tile(x), tile(y));
            let code = code(Point { x, y });
            prop_assert!((first..=last).contains(&code));
            if zoom > 0 && tile(x) > 0 {
                let (first, last) = span(zoom, tile(x) - 1, tile(y));
                prop_assert!(!(first..=last).contains(&code));
            }
        }
    }
}
