//! The radius of a place, drawn.

use crate::atlas::Spot;
use crate::cluster::{Node, exact_margin};
use crate::mercator::{Point, TILE_PX, units_per_metre, units_per_px};
use crate::{Atlas, PlaceId, TileId, View, region};

/// Smaller ones would hide behind the dot of the place.
const SMALLEST_PX: f64 = 6.0;

/// Not before a place can be told from its neighbours.
const FIRST_ZOOM: u8 = 9;

/// At most so many in a tile, the largest first.
const MOST: usize = 300;

/// How far beyond its edge a tile is drawn, in pixels: lines along the edge stay out of sight.
const BUFFER_PX: f64 = 16.0;

/// A circle on a tile, cut to it: a polygon in pixels from the north-west corner.
pub(crate) struct Ring {
    pub(crate) id: PlaceId,
    pub(crate) outline: Vec<(f64, f64)>,
}

/// The rings that reach into a tile: of the places that stand alone, and of those whose ring is so
/// large that the tile cannot know whether they do.
pub(crate) fn rings(view: &View, nodes: &[Node], tile: TileId) -> Vec<Ring> {
    if tile.zoom < FIRST_ZOOM {
        return Vec::new();
    }
    let known = exact_margin(tile.zoom);
    let mut found: Vec<(f64, f64, f64, PlaceId)> = Vec::new();
    for node in nodes.iter().filter(|node| node.places == 1) {
        if let Some(radius) = radius_px(&view.atlas, node.id, tile.zoom)
            && radius <= known
        {
            let (x, y) = tile.pixel(node.middle());
            found.push((radius, x, y, node.id));
        }
    }
    let atlas = &view.atlas;
    found.extend(large(view, view.spots(), tile, known, atlas.widest_m));
    found.extend(large(view, &atlas.wide, tile, known, atlas.wide_widest_m));
    found.retain(|&(radius, x, y, _)| reaches(radius, x, y));
    found.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.3.cmp(&b.3)));
    found.truncate(MOST);
    let mut rings: Vec<Ring> = found
        .into_iter()
        .map(|(radius, x, y, id)| Ring {
            id,
            outline: cut(circle(x, y, radius)),
        })
        .collect();
    rings.retain(|ring| ring.outline.len() > 2);
    rings
}

fn radius_px(atlas: &Atlas, id: PlaceId, zoom: u8) -> Option<f64> {
    let record = atlas.record(id)?;
    let at = Point::of(record.position?);
    let radius = f64::from(record.radius_m) * units_per_metre(at) / units_per_px(zoom);
    (radius >= SMALLEST_PX).then_some(radius)
}

/// The places of `spots` with a ring of more than `known` pixels, from all around. Those with a larger
/// radius than `widest_m` are left to a search that looks further.
fn large(
    view: &View,
    spots: &[Spot],
    tile: TileId,
    known: f64,
    widest_m: u32,
) -> Vec<(f64, f64, f64, PlaceId)> {
    // A place nearer to the pole has a larger ring than one in the middle of the tile.
    const TOWARDS_THE_POLE: f64 = 1.25;
    let half = 1_u32 << (31 - u32::from(tile.zoom));
    let middle = Point {
        x: (tile.x << (32 - u32::from(tile.zoom))) | half,
        y: (tile.y << (32 - u32::from(tile.zoom))) | half,
    };
    let unit = units_per_px(tile.zoom) / TOWARDS_THE_POLE;
    let widest = f64::from(widest_m) * units_per_metre(middle) / unit;
    if widest <= known {
        return Vec::new();
    }
    // The tiles of a smaller zoom are large enough that one around is far enough.
    let up = (widest / TILE_PX).log2().ceil().max(0.0) as u8;
    let above = tile.above(up);
    let atlas = &view.atlas;
    let mut found = Vec::new();
    for spot in region::around(spots, above.zoom, (above.x, above.y), 1, 1)
        .into_iter()
        .flatten()
    {
        let is_meant = atlas.radius_m(spot.id).is_some_and(|it| it <= widest_m);
        if is_meant
            && view.admits(spot.id)
            && let Some(radius) = radius_px(atlas, spot.id, tile.zoom)
            && radius > known
        {
            let (x, y) = tile.pixel(spot.point());
            found.push((radius, x, y, spot.id));
        }
    }
    found
}

/// Whether a circle reaches into the tile.
fn reaches(radius: f64, x: f64, y: f64) -> bool {
    let outside = |at: f64| (at - at.clamp(-BUFFER_PX, TILE_PX + BUFFER_PX)).abs();
    outside(x).hypot(outside(y)) < radius
}

fn circle(x: f64, y: f64, radius: f64) -> Vec<(f64, f64)> {
    // So many corners that none is more than half a pixel off.
    let corners = (std::f64::consts::PI * radius.sqrt()).clamp(24.0, 720.0) as u32;
    (0..corners)
        .map(|n| {
            let angle = std::f64::consts::TAU * f64::from(n) / f64::from(corners);
            (x + radius * angle.cos(), y + radius * angle.sin())
        })
        .collect()
}

/// Cuts a convex polygon to the tile and its buffer, edge by edge (Sutherland and Hodgman).
fn cut(mut polygon: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let (low, high) = (-BUFFER_PX, TILE_PX + BUFFER_PX);
    for edge in 0..4 {
        // How far inside of the edge a corner is.
        let inside = |at: (f64, f64)| match edge {
            0 => at.0 - low,
            1 => high - at.0,
            2 => at.1 - low,
            _ => high - at.1,
        };
        let mut kept = Vec::with_capacity(polygon.len() + 4);
        for (n, &to) in polygon.iter().enumerate() {
            let from = polygon[(n + polygon.len() - 1) % polygon.len()];
            let (a, b) = (inside(from), inside(to));
            if (a < 0.0) != (b < 0.0) {
                let part = a / (a - b);
                kept.push((
                    from.0 + part * (to.0 - from.0),
                    from.1 + part * (to.1 - from.1),
                ));
            }
            if b >= 0.0 {
                kept.push(to);
            }
        }
        polygon = kept;
    }
    polygon
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_inside_is_whole_and_one_across_the_edge_is_cut() {
        assert_eq!(cut(circle(256.0, 256.0, 50.0)).len(), 24);
        let across = cut(circle(0.0, 256.0, 100.0));
        let west = across.iter().map(|at| at.0).fold(f64::MAX, f64::min);
        assert!((west - -BUFFER_PX).abs() < 1e-9, "{west}");
        assert!(cut(circle(-500.0, 256.0, 100.0)).is_empty());
    }

    #[test]
    fn a_tile_within_a_circle_is_covered() {
        let all = cut(circle(256.0, 256.0, 50_000.0));
        assert_eq!(all.len(), 4);
    }
}
