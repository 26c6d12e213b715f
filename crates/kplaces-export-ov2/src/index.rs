//! Which places stand together in a file, so that a device can skip those far from its view.

/// Bytes of the record that leads a block.
pub(crate) const SKIPPER: u64 = 21;
/// Bytes of a place without its name.
pub(crate) const PLACE: u64 = 14;
/// As many places share a skipper.
const LEAF: usize = 20;

/// A place until the file is written; its name is kept elsewhere. Coordinates are degrees ×
/// 100 000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Poi {
    pub(crate) longitude: i32,
    pub(crate) latitude: i32,
    /// Where its name begins among all names, so also in which order places came.
    pub(crate) name: u32,
    /// Bytes of the name.
    pub(crate) length: u32,
}

/// A rectangle, and the part of the file with the places in it.
#[derive(Clone, Copy, Debug)]
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
pub(crate) fn index(places: &mut [Poi]) -> Vec<Block> {
    let mut blocks = Vec::new();
    add(places, &mut blocks);
    blocks
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
    let leaves = places.len().div_ceil(LEAF);
    let content = if leaves > 1 {
        // Whole leaves on one side: so all leaves are full but one.
        let middle = leaves / 2 * LEAF;
        // By all there is of a place: then what is where does not depend on how it was selected.
        if bounds.is_wide() {
            let east = |poi: &Poi| (poi.longitude, poi.latitude, poi.name);
            places.select_nth_unstable_by_key(middle, east);
        } else {
            let north = |poi: &Poi| (poi.latitude, poi.longitude, poi.name);
            places.select_nth_unstable_by_key(middle, north);
        }
        let (before, behind) = places.split_at_mut(middle);
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
