use crate::TileId;
#[cfg(test)]
use crate::mercator::Point;

/// Tiles to a block's side, as a power of two.
const BITS: u32 = 2;

/// Four by four tiles, whose clusters are found together: what is looked at around them is then less
/// than what is looked at within.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Block {
    pub(crate) zoom: u8,
    x: u32,
    y: u32,
}

impl Block {
    /// Tiles to a side.
    pub(crate) const SIDE: u32 = 1 << BITS;

    /// The block that a tile is in. At the first zooms there are fewer tiles than a block has room for.
    pub(crate) fn of(tile: TileId) -> Self {
        Self {
            zoom: tile.zoom,
            x: tile.x >> BITS,
            y: tile.y >> BITS,
        }
    }

    /// Column and row of its north-western tile.
    pub(crate) fn corner(self) -> (u32, u32) {
        (self.x << BITS, self.y << BITS)
    }

    /// Whether a point is in it.
    #[cfg(test)]
    pub(crate) fn holds(self, point: Point) -> bool {
        let shift = 32 - u32::from(self.zoom) + BITS;
        let index = |at: u32| u64::from(at) >> shift;
        index(point.x) == u64::from(self.x) && index(point.y) == u64::from(self.y)
    }
}
