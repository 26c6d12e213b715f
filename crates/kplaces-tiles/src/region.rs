//! The places in and around a square of tiles.

use crate::atlas::Spot;
use crate::curve;

/// The places of `side` by `side` tiles, the first of which is `corner`, and of `margin` tiles around
/// them. One run of the curve for each tile that has any.
pub(crate) fn around(
    spots: &[Spot],
    zoom: u8,
    corner: (u32, u32),
    side: u32,
    margin: u32,
) -> Vec<&[Spot]> {
    let edge = 1_u32 << zoom;
    let span = |at: u32| at.saturating_sub(margin)..=(at + side - 1 + margin).min(edge - 1);
    let mut runs = Vec::new();
    for y in span(corner.1) {
        for x in span(corner.0) {
            let (first, last) = curve::span(zoom, x, y);
            let from = spots.partition_point(|spot| spot.code < first);
            let length = spots[from..].partition_point(|spot| spot.code <= last);
            if length > 0 {
                runs.push(&spots[from..from + length]);
            }
        }
    }
    runs
}
