//! The places in and around a tile.

use crate::atlas::Spot;
use crate::{TileId, curve};

/// The places of a square of tiles: those of `middle` and of `margin` tiles around it. One run of the
/// curve for each tile that has any.
pub(crate) fn around(spots: &[Spot], middle: TileId, margin: u32) -> Vec<&[Spot]> {
    let edge = 1_u32 << middle.zoom;
    let span = |at: u32| at.saturating_sub(margin)..=(at + margin).min(edge - 1);
    let mut runs = Vec::new();
    for y in span(middle.y) {
        for x in span(middle.x) {
            let (first, last) = curve::span(middle.zoom, x, y);
            let from = spots.partition_point(|spot| spot.code < first);
            let length = spots[from..].partition_point(|spot| spot.code <= last);
            if length > 0 {
                runs.push(&spots[from..from + length]);
            }
        }
    }
    runs
}
