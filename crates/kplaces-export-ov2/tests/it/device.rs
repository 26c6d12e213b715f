//! What a device does with a file: walks its records, and skips what is not in view.

/// A rectangle in degrees × 100 000.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rectangle {
    pub(crate) west: i32,
    pub(crate) south: i32,
    pub(crate) east: i32,
    pub(crate) north: i32,
}

impl Rectangle {
    pub(crate) const EARTH: Self = Self {
        west: -18_000_000,
        south: -9_000_000,
        east: 18_000_000,
        north: 9_000_000,
    };

    pub(crate) fn meets(self, other: Self) -> bool {
        self.west <= other.east
            && other.west <= self.east
            && self.south <= other.north
            && other.south <= self.north
    }

    pub(crate) fn holds(self, other: Self) -> bool {
        self.west <= other.west
            && other.east <= self.east
            && self.south <= other.south
            && other.north <= self.north
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Record {
    /// Leads this many bytes, its own 21 among them.
    Skipper {
        bounds: Rectangle,
        block: usize,
    },
    Poi {
        at: Rectangle,
        name: Vec<u8>,
    },
}

fn number(file: &[u8], at: usize) -> i32 {
    i32::from_le_bytes(file[at..at + 4].try_into().unwrap())
}

/// The record that begins here, and its own bytes.
pub(crate) fn record(file: &[u8], start: usize) -> (Record, usize) {
    let length = usize::try_from(number(file, start + 1)).unwrap();
    let (longitude, latitude) = (number(file, start + 5), number(file, start + 9));
    let (west, south) = match file[start] {
        1 => (number(file, start + 13), number(file, start + 17)),
        _ => (longitude, latitude),
    };
    let bounds = Rectangle {
        west,
        south,
        east: longitude,
        north: latitude,
    };
    match file[start] {
        1 => {
            let block = length;
            (Record::Skipper { bounds, block }, 21)
        }
        2 => {
            let (zero, name) = file[start + 13..start + length].split_last().unwrap();
            assert_eq!(*zero, 0);
            let name = name.to_vec();
            (Record::Poi { at: bounds, name }, length)
        }
        kind => panic!("a record of kind {kind} at {start}"),
    }
}

/// What is seen in a view, and how many bytes had to be read for it. Of a place out of view that is
/// the 13 bytes up to its name.
pub(crate) fn look(file: &[u8], view: Rectangle) -> (Vec<Vec<u8>>, usize) {
    let (mut seen, mut read, mut at) = (Vec::new(), 0, 0);
    while at < file.len() {
        let (record, length) = record(file, at);
        at += length;
        match record {
            Record::Skipper { bounds, block } => {
                read += length;
                if !bounds.meets(view) {
                    at += block - length;
                }
            }
            Record::Poi { at, name } if at.meets(view) => {
                read += length;
                seen.push(name);
            }
            Record::Poi { .. } => read += 13,
        }
    }
    (seen, read)
}
