//! Places in an order that people read.

use kplaces_domain::{Position, distance_m};

use crate::{Atlas, PlaceId};

/// By distance from a point, places without a position last; then by number, so that the order is
/// always the same.
pub(crate) fn by_distance(atlas: &Atlas, mut ids: Vec<PlaceId>, from: Position) -> Vec<PlaceId> {
    let mut far: Vec<(u64, PlaceId)> = ids
        .drain(..)
        .map(|id| (distance_bits(atlas, id, from), id))
        .collect();
    far.sort_unstable();
    ids.extend(far.into_iter().map(|(_, id)| id));
    ids
}

/// How far a place is, as a number that orders like the distance: no position is the furthest.
pub(crate) fn distance_bits(atlas: &Atlas, id: PlaceId, from: Position) -> u64 {
    let distance = atlas.position(id).map(|at| distance_m(from, at));
    // Bits of numbers that are not negative order like the numbers.
    distance.map_or(u64::MAX, f64::to_bits)
}
