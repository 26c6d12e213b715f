//! The spatial index: boxes of 16 boxes, down to the places, packed in their order.

use std::io::{self, Write};

use kplaces_domain::Position;

/// So many are in a box, as in nearly all files of the format.
pub(crate) const NODE: u16 = 16;

/// West, south, east and north, in micro-degrees.
#[derive(Clone, Copy)]
pub(crate) struct Bounds([i32; 4]);

impl Bounds {
    fn of(at: Position) -> Self {
        let (x, y) = (at.longitude_micro(), at.latitude_micro());
        Self([x, y, x, y])
    }

    fn and(self, other: Self) -> Self {
        let [west, south, east, north] = self.0;
        let [more_west, more_south, more_east, more_north] = other.0;
        Self([
            west.min(more_west),
            south.min(more_south),
            east.max(more_east),
            north.max(more_north),
        ])
    }

    fn degrees(self) -> [f64; 4] {
        self.0.map(|micro| f64::from(micro) / 1e6)
    }

    fn write(self, out: &mut dyn Write, offset: u64) -> io::Result<()> {
        let mut node = [0; 40];
        let (bounds, rest) = node.split_at_mut(32);
        for (bytes, degrees) in bounds.chunks_exact_mut(8).zip(self.degrees()) {
            bytes.copy_from_slice(&degrees.to_le_bytes());
        }
        rest.copy_from_slice(&offset.to_le_bytes());
        out.write_all(&node)
    }
}

/// The boxes above the places, from the lowest level to the root. Even one place has a box.
pub(crate) struct Boxes(Vec<Vec<Bounds>>);

impl Boxes {
    /// The boxes of places in this order; none for none.
    pub(crate) fn of(places: impl Iterator<Item = Position>) -> Self {
        let mut levels: Vec<Vec<Bounds>> = Vec::new();
        let mut level = pack(places.map(Bounds::of));
        while !level.is_empty() {
            let above = pack(level.iter().copied());
            let is_root = level.len() == 1;
            levels.push(level);
            level = if is_root { Vec::new() } else { above };
        }
        Self(levels)
    }

    /// West, south, east and north of all of them, in degrees.
    pub(crate) fn extent(&self) -> Option<[f64; 4]> {
        self.0.last()?.first().map(|root| root.degrees())
    }

    /// Writes the index: the root first, the places last. `places` are their positions and where
    /// their features begin.
    pub(crate) fn write(
        &self,
        out: &mut dyn Write,
        places: impl Iterator<Item = (Position, u64)>,
    ) -> io::Result<()> {
        // The number of the first node of the level below.
        let mut below = 0;
        for level in self.0.iter().rev() {
            below += level.len() as u64;
            for (bounds, first) in level.iter().zip((below..).step_by(NODE.into())) {
                bounds.write(out, first)?;
            }
        }
        for (at, offset) in places {
            Bounds::of(at).write(out, offset)?;
        }
        Ok(())
    }

    /// How many bytes an index of so many places has, if there can be one.
    pub(crate) fn size(places: u64, node: u16) -> Option<u64> {
        let (mut level, mut nodes) = (places, places);
        if places == 0 || node == 0 {
            return Some(0);
        }
        if node == 1 {
            return None;
        }
        loop {
            level = level.div_ceil(node.into());
            nodes = nodes.checked_add(level)?;
            if level == 1 {
                return nodes.checked_mul(40);
            }
        }
    }
}

/// Boxes around each 16.
fn pack(bounds: impl Iterator<Item = Bounds>) -> Vec<Bounds> {
    let mut boxes: Vec<Bounds> = Vec::new();
    for (n, bounds) in bounds.enumerate() {
        match boxes.last_mut() {
            Some(last) if n % usize::from(NODE) != 0 => *last = last.and(bounds),
            _ => boxes.push(bounds),
        }
    }
    boxes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A node as readers see it: its bounds, and the offset of its place or its first child.
    fn nodes(bytes: &[u8]) -> Vec<([f64; 4], u64)> {
        let number = |node: &[u8], n: usize| <[u8; 8]>::try_from(&node[8 * n..][..8]).unwrap();
        let nodes = bytes.chunks_exact(40);
        nodes
            .map(|node| {
                let bounds = [0, 1, 2, 3].map(|n| f64::from_le_bytes(number(node, n)));
                (bounds, u64::from_le_bytes(number(node, 4)))
            })
            .collect()
    }

    fn around(boxes: &[([f64; 4], u64)]) -> [f64; 4] {
        let fold = |n: usize, of: fn(f64, f64) -> f64| {
            let numbers = boxes.iter().map(|(bounds, _)| bounds[n]);
            numbers.reduce(of).unwrap()
        };
        [
            fold(0, f64::min),
            fold(1, f64::min),
            fold(2, f64::max),
            fold(3, f64::max),
        ]
    }

    #[test]
    fn every_box_is_as_large_as_what_is_in_it() {
        for count in [1, 2, 16, 17, 256, 257, 5_000] {
            let places: Vec<(Position, u64)> = (0..count)
                .map(|n: i64| {
                    let latitude = n * 7_919_317 % 180_000_001 - 90_000_000;
                    let at = Position::from_micro(latitude, n * 71_003 - 180_000_000);
                    (at.unwrap(), 1_000 + 7 * n as u64)
                })
                .collect();
            let boxes = Boxes::of(places.iter().map(|place| place.0));
            let mut bytes = Vec::new();
            boxes.write(&mut bytes, places.iter().copied()).unwrap();
            assert_eq!(Boxes::size(count as u64, NODE), Some(bytes.len() as u64));
            let nodes = nodes(&bytes);
            assert_eq!(Some(nodes[0].0), boxes.extent());
            let leaves = nodes.len() - count as usize;
            for (node, (at, offset)) in nodes[leaves..].iter().zip(&places) {
                let (x, y) = (at.longitude(), at.latitude());
                assert_eq!(*node, ([x, y, x, y], *offset));
            }
            // Children follow each other without a gap, so the first of the next box ends them.
            let mut firsts: Vec<usize> =
                nodes[..leaves].iter().map(|node| node.1 as usize).collect();
            assert_eq!(firsts[0], 1);
            firsts.push(nodes.len());
            for (node, children) in nodes.iter().zip(firsts.windows(2)) {
                let children = &nodes[children[0]..children[1]];
                assert!((1..=16).contains(&children.len()));
                assert_eq!(node.0.map(f64::to_bits), around(children).map(f64::to_bits));
            }
        }
    }

    #[test]
    fn an_index_that_cannot_be_has_no_size() {
        assert_eq!(Boxes::size(0, 16), Some(0));
        assert_eq!(Boxes::size(9, 0), Some(0));
        assert_eq!(Boxes::size(9, 1), None);
        assert_eq!(Boxes::size(u64::MAX, 2), None);
        assert!(Boxes::of(std::iter::empty()).extent().is_none());
    }
}
