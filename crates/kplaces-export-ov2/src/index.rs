//! Which places stand together in a file, so that a device can skip those far from its view.

use std::io;
use std::panic::resume_unwind;
use std::thread::{self, Builder};

/// Bytes of the record that leads a block.
pub(crate) const SKIPPER: u64 = 21;
/// Bytes of a place without its name.
pub(crate) const PLACE: u64 = 14;
/// As many places share a skipper.
const LEAF: usize = 20;
/// Of so many, two halves are worth two threads.
const MANY: usize = 20_000;

/// A place until the file is written; its name is kept elsewhere. Coordinates are degrees ×
/// 100 000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Poi {
    pub(crate) longitude: i32,
    pub(crate) latitude: i32,
    /// The number of its name, which grows in the order in which places came.
    pub(crate) name: u32,
    /// Bytes of the name.
    pub(crate) length: u32,
}

/// A rectangle, and the part of the file with the places in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) bounds: Bounds,
    /// With its skipper and all that is in it.
    pub(crate) bytes: u64,
    /// How many places follow its skipper; none in a block of blocks.
    pub(crate) places: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) north: i32,
    pub(crate) east: i32,
    pub(crate) south: i32,
    pub(crate) west: i32,
}

/// Puts places in the order of the file, and gives its blocks in that order too: each before those
/// in it, so the first is around everything.
pub(crate) fn index(places: &mut [Poi]) -> io::Result<Vec<Block>> {
    let mut blocks = Vec::new();
    if places.len() < MANY {
        add(places, &mut blocks);
        return Ok(blocks);
    }
    let bounds = Bounds::of(places);
    let (before, behind) = halves(places, bounds);
    let mut others = Vec::new();
    let content = thread::scope(|scope| {
        let other = Builder::new().spawn_scoped(scope, || add(behind, &mut others))?;
        let content = add(before, &mut blocks);
        match other.join() {
            Ok(other) => Ok::<u64, io::Error>(content + other),
            Err(panic) => resume_unwind(panic),
        }
    })?;
    let whole = Block {
        bounds,
        bytes: SKIPPER + content,
        places: 0,
    };
    blocks.insert(0, whole);
    blocks.append(&mut others);
    Ok(blocks)
}

/// Adds the block of these places, and gives its bytes.
fn add(places: &mut [Poi], blocks: &mut Vec<Block>) -> u64 {
    let bounds = Bounds::of(places);
    let at = blocks.len();
    blocks.push(Block {
        bounds,
        bytes: 0,
        places: 0,
    });
    let content = if places.len() > LEAF {
        let (before, behind) = halves(places, bounds);
        add(before, blocks) + add(behind, blocks)
    } else {
        places.sort_unstable_by_key(|poi| poi.name);
        blocks[at].places = places.len();
        let bytes = places.iter().map(|poi| PLACE + u64::from(poi.length));
        bytes.sum()
    };
    blocks[at].bytes = SKIPPER + content;
    blocks[at].bytes
}

/// Whole leaves on one side: so all leaves are full but one.
fn halves(places: &mut [Poi], bounds: Bounds) -> (&mut [Poi], &mut [Poi]) {
    let middle = places.len().div_ceil(LEAF) / 2 * LEAF;
    // By all there is of a place: then what is where does not depend on how it was selected.
    if bounds.is_wide() {
        let east = |poi: &Poi| (poi.longitude, poi.latitude, poi.name);
        places.select_nth_unstable_by_key(middle, east);
    } else {
        let north = |poi: &Poi| (poi.latitude, poi.longitude, poi.name);
        places.select_nth_unstable_by_key(middle, north);
    }
    places.split_at_mut(middle)
}

impl Bounds {
    /// The smallest around all places; a point without area where there is none.
    fn of(places: &[Poi]) -> Self {
        let mut points = places.iter().map(|poi| Self {
            north: poi.latitude,
            east: poi.longitude,
            south: poi.latitude,
            west: poi.longitude,
        });
        let first = points.next().unwrap_or_default();
        points.fold(first, |bounds, point| Self {
            north: bounds.north.max(point.north),
            east: bounds.east.max(point.east),
            south: bounds.south.min(point.south),
            west: bounds.west.min(point.west),
        })
    }

    fn is_wide(self) -> bool {
        self.east.abs_diff(self.west) > self.north.abs_diff(self.south)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_threads_make_the_index_of_one() {
        let poi = |n: u32| Poi {
            longitude: (n.wrapping_mul(2_654_435_761) >> 8) as i32 % 18_000_000,
            latitude: (n.wrapping_mul(40_503) >> 4) as i32 % 9_000_000,
            name: n * 3,
            length: n % 7,
        };
        let mut places: Vec<Poi> = (0..MANY as u32 + 33).map(poi).collect();
        let mut expected = places.clone();
        let mut blocks = Vec::new();
        add(&mut expected, &mut blocks);
        assert!(index(&mut places).unwrap() == blocks);
        assert!(places == expected);
    }
}
