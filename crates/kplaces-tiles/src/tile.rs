use crate::block::Block;
use crate::cluster::Node;
use crate::mercator::{MAX_ZOOM, Point, TILE_PX, units_per_px};
use crate::mvt::{EXTENT, Layer, Value};
use crate::{By, PlaceId, SWATCHES, View, ring};

/// Which tile: column and row from the north-west, 2^zoom of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TileId {
    pub(crate) zoom: u8,
    pub(crate) x: u32,
    pub(crate) y: u32,
}

impl TileId {
    /// A tile, where there is one: zoom 0 to [`MAX_ZOOM`], column and row within it.
    pub fn new(zoom: u8, x: u32, y: u32) -> Option<Self> {
        let edge = 1_u32.checked_shl(u32::from(zoom))?;
        (zoom <= MAX_ZOOM && x < edge && y < edge).then_some(Self { zoom, x, y })
    }

    /// Whether a point is in it.
    pub(crate) fn holds(self, point: Point) -> bool {
        let (x, y) = (u64::from(point.x), u64::from(point.y));
        let shift = 32 - u32::from(self.zoom);
        x >> shift == u64::from(self.x) && y >> shift == u64::from(self.y)
    }

    /// Where a point is, in pixels from the north-west corner; it may be outside.
    pub(crate) fn pixel(self, point: Point) -> (f64, f64) {
        let unit = units_per_px(self.zoom);
        let px = |at: u32, tile: u32| f64::from(at) / unit - f64::from(tile) * TILE_PX;
        (px(point.x, self.x), px(point.y, self.y))
    }

    /// The tile of a smaller zoom that this one is in, so many zooms up; the first at most.
    pub(crate) fn above(self, up: u8) -> Self {
        let up = up.min(self.zoom);
        Self {
            zoom: self.zoom - up,
            x: self.x >> up,
            y: self.y >> up,
        }
    }
}

/// From which zoom the names of places are in the tiles.
const NAMES_FROM: u8 = 10;

/// Longer names are cut on the map.
const NAME_LETTERS: usize = 60;

impl View {
    /// A tile in the Mapbox Vector Tile format; empty where it shows nothing.
    ///
    /// Its layers: `clusters`, points with `n` (places), `i` (the picture: size 0 to 4, then pairs of
    /// swatch, in base 36, and eighths) and `x` (the zoom at which it comes apart; more than [`MAX_ZOOM`] if at
    /// none); `places`, points with the place as id, `c` (its colour), `r` (radius in metres) and from
    /// zoom 10 `n` (its name); `rings`, polygons with `c`.
    pub fn tile(&self, by: By, tile: TileId) -> Vec<u8> {
        let nodes = self.nodes(by, Block::of(tile));
        let mut clusters = Layer::new("clusters");
        let mut places = Layer::new("places");
        // Each node is in the tile that its middle is in.
        for node in nodes.iter().filter(|node| tile.holds(node.middle())) {
            if node.places == 1 {
                self.add_place(&mut places, by, tile, node);
            } else {
                add_cluster(&mut clusters, tile, node);
            }
        }
        let mut rings = Layer::new("rings");
        for ring in ring::rings(self, &nodes, tile) {
            let outline: Vec<_> = ring.outline.into_iter().map(units).collect();
            let colour = self.colour(ring.id, by);
            rings.polygon(Some(u64::from(ring.id)), &outline, &[("c", colour)]);
        }
        let mut out = Vec::new();
        rings.finish(&mut out);
        clusters.finish(&mut out);
        places.finish(&mut out);
        out
    }

    fn add_place(&self, layer: &mut Layer, by: By, tile: TileId, node: &Node) {
        let mut attributes = vec![("c", self.colour(node.id, by))];
        let radius = self.atlas.radius_m(node.id).unwrap_or_default();
        attributes.push(("r", Value::Whole(u64::from(radius))));
        if tile.zoom >= NAMES_FROM
            && let Some(name) = self.atlas.name(node.id)
        {
            let name = kplaces_domain::one_line(name, NAME_LETTERS);
            attributes.push(("n", Value::Text(name)));
        }
        let at = units(tile.pixel(node.middle()));
        layer.point(Some(u64::from(node.id)), at, &attributes);
    }

    fn colour(&self, id: PlaceId, by: By) -> Value {
        let entry = &self.atlas.legend(by).entries[self.atlas.entry(id, by) as usize];
        Value::Text(entry.rgb.to_string())
    }
}

fn add_cluster(layer: &mut Layer, tile: TileId, node: &Node) {
    let extent_px = f64::from(node.extent()) / units_per_px(tile.zoom);
    let size = node.places.ilog10().min(4);
    let attributes = [
        ("n", Value::Whole(u64::from(node.places))),
        ("i", Value::Text(format!("d|{size}|{}", mix(&node.mix)))),
        ("x", Value::Whole(u64::from(apart(tile.zoom, extent_px)))),
    ];
    layer.point(None, units(tile.pixel(node.middle())), &attributes);
}

/// Pixels to units of the tile.
fn units(at: (f64, f64)) -> (i32, i32) {
    let unit = |px: f64| (px * EXTENT / TILE_PX).floor() as i32;
    (unit(at.0), unit(at.1))
}

/// The zoom at which a cluster fills a good part of the screen.
fn apart(zoom: u8, extent_px: f64) -> u8 {
    const NEARLY_ONE_PX: f64 = 8.0;
    const GOOD_PART_PX: f64 = 400.0;
    let at_last = extent_px * f64::from(1_u32 << (MAX_ZOOM - zoom));
    if at_last < NEARLY_ONE_PX {
        return MAX_ZOOM + 1;
    }
    let more = (GOOD_PART_PX / extent_px).log2().floor().clamp(1.0, 18.0);
    (zoom + more as u8).min(MAX_ZOOM)
}

/// The shares of the swatches in eighths, each as its digit and the number of eighths.
fn mix(counts: &[u32; SWATCHES]) -> String {
    let total: u64 = counts.iter().map(|&count| u64::from(count)).sum();
    let exact = |count: u32| u64::from(count) * 8;
    let mut shares = counts.map(|count| exact(count) / total.max(1));
    // The eighths that rounding left go to those that lost most.
    let mut by_rest: Vec<usize> = (0..SWATCHES).collect();
    by_rest.sort_by_key(|&n| std::cmp::Reverse(exact(counts[n]) % total.max(1)));
    let left = 8 - shares.iter().sum::<u64>().min(8);
    for &n in by_rest.iter().take(left as usize) {
        shares[n] += 1;
    }
    let parts = shares.iter().enumerate().filter(|(_, share)| **share > 0);
    parts.fold(String::new(), |text, (swatch, share)| {
        let swatch = char::from_digit(swatch as u32, 36).unwrap_or('0');
        text + &format!("{swatch}{share}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_to_eight() {
        let of = |counts: &[u32]| {
            let mut all = [0; SWATCHES];
            all[..counts.len()].copy_from_slice(counts);
            mix(&all)
        };
        assert_eq!(of(&[5, 0, 3]), "0523");
        assert_eq!(of(&[1, 1, 1]), "031322");
        assert_eq!(of(&[1_000_000, 1]), "08");
        assert_eq!(of(&[1; SWATCHES]).len(), 16);
        let mut last = [0; SWATCHES];
        last[16] = 3;
        assert_eq!(mix(&last), "g8");
    }

    #[test]
    fn tiles_that_do_not_exist_are_none() {
        assert!(TileId::new(0, 0, 0).is_some());
        assert!(TileId::new(0, 1, 0).is_none());
        assert!(TileId::new(19, 0, 0).is_none());
        assert!(TileId::new(255, 0, 0).is_none());
    }

    #[test]
    fn a_heap_of_equal_positions_never_comes_apart() {
        assert_eq!(apart(3, 0.0), 19);
        assert_eq!(apart(18, 20.0), 18);
        assert_eq!(apart(5, 100.0), 7);
    }
}
