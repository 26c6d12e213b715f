//! Places that would overlap, gathered.
//!
//! Places are first counted in small square cells. Then cells give themselves up to a heavier one
//! near by, in a few rounds: in each, every cell that outweighs all that are left around it becomes
//! the heart of a cluster and takes those in. What a cell becomes depends on nothing further away
//! than [`REACH`] radii, which is less than the margin: so every block of tiles finds the same clusters.

use crate::atlas::Spot;
use crate::block::Block;
use crate::mercator::{Point, TILE_PX, units_per_px};
use crate::{By, PlaceId, SWATCHES, region};

/// How many tiles around a block are looked at.
pub(crate) const MARGIN: u32 = 2;

/// Rounds of giving up. Nearly nothing is left after them; what is stays by itself.
const ROUNDS: usize = 6;

/// How many radii away a place can matter to a cluster: two in each round, one on both ends.
const REACH: f64 = 2.0 * ROUNDS as f64 + 2.0;

/// A place alone, or places that are drawn as one. In whole units of the plane, so that every tile
/// comes to exactly the same numbers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    /// The sums of the coordinates of all places.
    sum: (u64, u64),
    pub(crate) places: u32,
    /// One of the places; the one, where it is alone.
    pub(crate) id: PlaceId,
    /// The corners of the smallest rectangle around them.
    low: Point,
    high: Point,
    /// How many places of each swatch.
    pub(crate) mix: [u32; SWATCHES],
}

impl Node {
    /// The places of a run, which is not empty.
    fn of(run: &[Spot], by: By) -> Self {
        let first = run[0].point();
        let mut node = Self {
            sum: (0, 0),
            places: run.len() as u32,
            id: run[0].id,
            low: first,
            high: first,
            mix: [0; SWATCHES],
        };
        for spot in run {
            let Point { x, y } = spot.point();
            node.sum.0 += u64::from(x);
            node.sum.1 += u64::from(y);
            node.low.x = node.low.x.min(x);
            node.low.y = node.low.y.min(y);
            node.high.x = node.high.x.max(x);
            node.high.y = node.high.y.max(y);
            node.mix[spot.swatch(by)] += 1;
        }
        node
    }

    fn add(&mut self, other: &Self) {
        self.sum.0 += other.sum.0;
        self.sum.1 += other.sum.1;
        self.places += other.places;
        self.low.x = self.low.x.min(other.low.x);
        self.low.y = self.low.y.min(other.low.y);
        self.high.x = self.high.x.max(other.high.x);
        self.high.y = self.high.y.max(other.high.y);
        let pairs = self.mix.iter_mut().zip(other.mix);
        pairs.for_each(|(sum, more)| *sum += more);
    }

    /// The middle of the places.
    pub(crate) fn middle(&self) -> Point {
        let places = u64::from(self.places);
        Point {
            x: (self.sum.0 / places) as u32,
            y: (self.sum.1 / places) as u32,
        }
    }

    /// Width or height, whichever is more, in units.
    pub(crate) fn extent(&self) -> u32 {
        (self.high.x - self.low.x).max(self.high.y - self.low.y)
    }
}

/// How near two things may come to each other, in pixels.
pub(crate) fn radius(zoom: u8) -> f64 {
    match zoom {
        0..=10 => 56.0,
        11 => 48.0,
        12 => 40.0,
        13 => 32.0,
        _ => 24.0,
    }
}

/// How far around a block its nodes are the true ones, in pixels.
pub(crate) fn exact_margin(zoom: u8) -> f64 {
    f64::from(MARGIN) * TILE_PX - REACH * radius(zoom)
}

/// Cells to a tile's side, as a power of two: a cell is less than half a radius wide.
fn cell_bits(zoom: u8) -> u8 {
    if radius(zoom) >= 40.0 { 5 } else { 6 }
}

/// The nodes of a block and of its margin.
pub(crate) fn nodes(spots: &[Spot], by: By, block: Block) -> Vec<Node> {
    let cells = cells(spots, by, block);
    gather(&cells, block.zoom)
}

struct Cell {
    column: usize,
    row: usize,
    /// Weight first, then chance: a heavier cell wins, and chains of givers-up are short.
    rank: (u32, u64),
    middle: Point,
    node: Node,
}

fn cells(spots: &[Spot], by: By, block: Block) -> Vec<Cell> {
    let bits = block.zoom + cell_bits(block.zoom);
    let shift = 32 - u32::from(bits);
    // Columns and rows count from the corner of the margin.
    let first = |at: u32| (i64::from(at) - i64::from(MARGIN)) << cell_bits(block.zoom);
    let (west, north) = block.corner();
    let index = |at: u32, first: i64| (i64::from(at >> shift) - first) as usize;
    let mut cells = Vec::new();
    for run in region::around(spots, block.zoom, (west, north), Block::SIDE, MARGIN) {
        for same in run.chunk_by(|a, b| a.code >> (2 * shift) == b.code >> (2 * shift)) {
            let node = Node::of(same, by);
            let corner = same[0].point();
            cells.push(Cell {
                column: index(corner.x, first(west)),
                row: index(corner.y, first(north)),
                rank: (node.places.ilog2(), chance(same[0].code >> (2 * shift))),
                middle: node.middle(),
                node,
            });
        }
    }
    cells
}

/// A number that looks as if it were drawn by lot, and is always the same for the same cell.
fn chance(cell: u64) -> u64 {
    let mixed = (cell ^ (cell >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

/// Where no cell is.
const NONE: u32 = u32::MAX;

fn gather(cells: &[Cell], zoom: u8) -> Vec<Node> {
    let radius = radius(zoom) * units_per_px(zoom);
    let cell = units_per_px(zoom) * TILE_PX / f64::from(1_u32 << cell_bits(zoom));
    let side = ((2 * MARGIN + Block::SIDE) << cell_bits(zoom)) as usize;
    let reach = (radius / cell).ceil() as usize + 1;
    let mut grid = vec![NONE; side * side];
    for (n, cell) in cells.iter().enumerate() {
        grid[cell.row * side + cell.column] = n as u32;
    }
    // The cells whose places are within a radius of those of `n`, itself not.
    let around = |n: usize| {
        let (cell, grid) = (&cells[n], &grid);
        let span = move |at: usize| at.saturating_sub(reach)..=(at + reach).min(side - 1);
        let rows = span(cell.row);
        rows.flat_map(move |row| span(cell.column).map(move |column| grid[row * side + column]))
            .filter(move |&other| other != NONE && other as usize != n)
            .map(|other| other as usize)
            .filter(move |&other| distance(cell, &cells[other]) <= radius)
    };

    let mut heart: Vec<u32> = vec![NONE; cells.len()];
    let mut open: Vec<usize> = (0..cells.len()).collect();
    for _ in 0..ROUNDS {
        let hearts: Vec<usize> = open
            .iter()
            .copied()
            .filter(|&n| {
                around(n).all(|other| heart[other] != NONE || cells[other].rank < cells[n].rank)
            })
            .collect();
        for &n in &hearts {
            heart[n] = n as u32;
        }
        // All hearts first: a cell between two of them goes to the nearer one.
        let mut taken: Vec<(usize, u32)> = Vec::new();
        for &n in &open {
            if heart[n] != NONE {
                continue;
            }
            let near = around(n).filter(|&other| heart[other] == other as u32);
            let nearest = near.min_by(|&a, &b| {
                let far = |other: usize| distance(&cells[n], &cells[other]);
                far(a)
                    .total_cmp(&far(b))
                    .then_with(|| cells[a].rank.cmp(&cells[b].rank))
            });
            if let Some(other) = nearest {
                taken.push((n, other as u32));
            }
        }
        for (n, other) in taken {
            heart[n] = other;
        }
        open.retain(|&n| heart[n] == NONE);
    }
    merge(cells, &heart)
}

/// Between the places of two cells, in units.
fn distance(a: &Cell, b: &Cell) -> f64 {
    let far = |a: u32, b: u32| f64::from(a) - f64::from(b);
    far(a.middle.x, b.middle.x).hypot(far(a.middle.y, b.middle.y))
}

/// Adds up what belongs to the same heart.
fn merge(cells: &[Cell], heart: &[u32]) -> Vec<Node> {
    let mut members: Vec<(u32, usize)> = heart
        .iter()
        .enumerate()
        .map(|(n, &heart)| (if heart == NONE { n as u32 } else { heart }, n))
        .collect();
    members.sort_unstable();
    let clusters = members.chunk_by(|a, b| a.0 == b.0);
    let each = clusters.map(|cluster| {
        let heart = cluster[0].0 as usize;
        let mut node = cells[heart].node.clone();
        let others = cluster.iter().filter(|(_, n)| *n != heart);
        others.for_each(|&(_, n)| node.add(&cells[n].node));
        node
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use kplaces_domain::{Place, PlaceKey, Position, Radius};
    use proptest::prelude::*;

    use super::*;
    use crate::mercator::MAX_ZOOM;
    use crate::{Atlas, AtlasBuilder, TileId};

    /// Places at these micro-degrees.
    fn atlas(positions: &[(i32, i32)]) -> Atlas {
        let mut builder = AtlasBuilder::new(Vec::new());
        for (n, &(latitude, longitude)) in positions.iter().enumerate() {
            builder.add(&Place {
                key: PlaceKey::new(format!("{n:08}")),
                name: "".into(),
                position: Position::from_micro(latitude.into(), longitude.into()).ok(),
                radius: Radius::default(),
                colour: None,
                groups: kplaces_domain::Groups::default(),
            });
        }
        builder.finish()
    }

    /// The blocks at a zoom that have places, and those around them.
    fn blocks(atlas: &Atlas, zoom: u8) -> BTreeSet<Block> {
        let shift = 32 - u32::from(zoom);
        let side = i64::from(Block::SIDE);
        let mut found = BTreeSet::new();
        for spot in &atlas.spots {
            let index = |at: u32| (u64::from(at) >> shift) as i64;
            let (x, y) = (index(spot.point().x), index(spot.point().y));
            for (dx, dy) in (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (dx * side, dy * side))) {
                if let (Ok(x), Ok(y)) = (u32::try_from(x + dx), u32::try_from(y + dy))
                    && let Some(tile) = TileId::new(zoom, x, y)
                {
                    found.insert(Block::of(tile));
                }
            }
        }
        found
    }

    /// The nodes of all blocks of a zoom, without their margins.
    fn all(atlas: &Atlas, zoom: u8) -> Vec<Node> {
        let each = blocks(atlas, zoom).into_iter().flat_map(|block| {
            let nodes = nodes(&atlas.spots, By::Colour, block).into_iter();
            nodes.filter(move |node| block.holds(node.middle()))
        });
        each.collect()
    }

    /// How many places they are, and where: one too many and one too few would not show in the number.
    fn shown(atlas: &Atlas, zoom: u8) -> (u64, u64, u64) {
        let nodes = all(atlas, zoom);
        nodes.iter().fold((0, 0, 0), |(places, x, y), node| {
            let (more, sum) = (u64::from(node.places), node.sum);
            (places + more, x + sum.0, y + sum.1)
        })
    }

    /// The same of what is there.
    fn there(atlas: &Atlas) -> (u64, u64, u64) {
        let points = atlas.spots.iter().map(|spot| spot.point());
        points.fold((0, 0, 0), |(places, x, y), point| {
            (places + 1, x + u64::from(point.x), y + u64::from(point.y))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn every_place_is_in_exactly_one_tile(
            // A town of some kilometres: many places near each other, at the border of tiles too.
            town in prop::collection::vec((48_000_000..48_090_000, 11_230_000..11_350_000), 0..600),
            lonely in prop::collection::vec((-89_000_000..89_000_000, -180_000_000..=180_000_000), 0..20),
            zoom in 0..=MAX_ZOOM,
        ) {
            let positions: Vec<(i32, i32)> = town.into_iter().chain(lonely).collect();
            let atlas = atlas(&positions);
            prop_assert_eq!(shown(&atlas, zoom), there(&atlas));
        }

        #[test]
        fn a_street_of_places_is_gathered_the_same_from_both_sides(
            step in 20..2_000, count in 100..800_usize, zoom in 8..=MAX_ZOOM,
        ) {
            // The hardest case for a decision that must not look far: each has the next one near.
            let positions: Vec<(i32, i32)> =
                (0..count as i32).map(|n| (48_137_000, 11_200_000 + n * step)).collect();
            let atlas = atlas(&positions);
            prop_assert_eq!(shown(&atlas, zoom), there(&atlas));
        }
    }

    #[test]
    fn a_tile_has_a_bounded_number_of_nodes_whatever_is_in_it() {
        // A grid of 40 000 places in about 3 km, as dense as no town is.
        let positions: Vec<(i32, i32)> = (0..40_000)
            .map(|n| (48_100_000 + n / 200 * 150, 11_500_000 + n % 200 * 200))
            .collect();
        let atlas = atlas(&positions);
        for zoom in 0..=MAX_ZOOM {
            let mut tiles: BTreeMap<(u64, u64), usize> = BTreeMap::new();
            for node in all(&atlas, zoom) {
                let index = |at: u32| u64::from(at) >> (32 - u32::from(zoom));
                let Point { x, y } = node.middle();
                *tiles.entry((index(x), index(y))).or_default() += 1;
            }
            // Hearts are a radius apart: so many circles of half of it fit, at most.
            let fit = (TILE_PX / radius(zoom) + 1.0).powi(2) * 1.3;
            let most = *tiles.values().max().unwrap() as f64;
            assert!(most < fit, "zoom {zoom}: {most}, not {fit}");
        }
    }

    #[test]
    fn equal_positions_are_one_node_at_every_zoom() {
        let atlas = atlas(&[(48_137_000, 11_575_000); 50]);
        for zoom in 0..=MAX_ZOOM {
            let all = all(&atlas, zoom);
            assert_eq!(all.len(), 1, "zoom {zoom}");
            assert_eq!(all[0].places, 50);
        }
    }

    #[test]
    fn what_is_near_is_one_and_what_is_far_is_two() {
        // 11 m and 1 100 m apart.
        let near = atlas(&[(48_137_000, 11_575_000), (48_137_100, 11_575_000)]);
        let far = atlas(&[(48_137_000, 11_575_000), (48_147_000, 11_575_000)]);
        let count = |atlas: &Atlas, zoom| all(atlas, zoom).len();
        assert_eq!((count(&near, 12), count(&far, 12)), (1, 2));
        assert_eq!((count(&near, 18), count(&far, 9)), (2, 1));
    }
}
