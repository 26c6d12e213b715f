//! Entries in any order, kept in a few large pieces of memory and put in order.

use std::cmp::Ordering;

use super::block::{Entry, entry_size};
use crate::failure::Failure;

/// The size of a piece of memory, and how many bits of a number it takes. An entry that is larger has one of its own.
const PIECE_BITS: u32 = 20;
const PIECE: usize = 1 << PIECE_BITS;

/// A length takes so many bytes at most.
const LONGEST_LENGTH: usize = 5;

/// Collects entries, then gives them in their order. Of two that are the same in what decides on the order, the one
/// that is marked comes first.
#[derive(Debug)]
pub(crate) struct Sorter<const C: usize> {
    /// So many columns decide on the order.
    order: usize,
    texts: Texts,
    slots: Vec<Slot>,
}

/// Values in a few large pieces of memory, which are never moved.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    pieces: Vec<Vec<u8>>,
}

impl Texts {
    /// Adds values behind all others; the number they are found by is larger than that of all before.
    pub(crate) fn put(&mut self, values: &[&[u8]]) -> Result<u32, Failure> {
        let room = entry_size(values) + values.len() * LONGEST_LENGTH;
        let fits = |piece: &Vec<u8>| piece.len() + room <= PIECE;
        if !self.pieces.last().is_some_and(fits) {
            self.pieces.push(Vec::with_capacity(room.max(PIECE)));
        }
        let number = self.pieces.len() - 1;
        let Some(piece) = self.pieces.last_mut() else {
            return Err(too_long());
        };
        let at = u32::try_from((number << PIECE_BITS) | piece.len()).map_err(|_| too_long())?;
        for value in values {
            put_length(piece, value.len())?;
            piece.extend_from_slice(value);
        }
        Ok(at)
    }

    /// The values that were put there.
    pub(crate) fn read<const C: usize>(&self, at: u32) -> Entry<'_, C> {
        let mut rest = self.bytes(at);
        std::array::from_fn(|_| take_value(&mut rest))
    }

    /// What was put there, and all behind it.
    fn bytes(&self, at: u32) -> &[u8] {
        let (piece, at) = (at >> PIECE_BITS, at as usize & (PIECE - 1));
        let piece = self.pieces.get(piece as usize);
        piece.and_then(|piece| piece.get(at..)).unwrap_or_default()
    }
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    /// The first bytes of the first value: nearly always they decide.
    start: u64,
    /// In which piece the entry is, and where.
    at: u32,
    marked: bool,
}

impl<const C: usize> Sorter<C> {
    /// One for about so many entries, by so many of their columns.
    pub(crate) fn new(order: usize, entries: usize) -> Self {
        Self {
            order,
            texts: Texts::default(),
            slots: Vec::with_capacity(entries),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    pub(crate) fn push(&mut self, entry: &Entry<'_, C>, marked: bool) -> Result<(), Failure> {
        let at = self.texts.put(entry)?;
        let mut start = [0; 8];
        let first = entry.first().copied().unwrap_or_default();
        let length = first.len().min(start.len());
        start[..length].copy_from_slice(&first[..length]);
        let start = u64::from_be_bytes(start);
        self.slots.push(Slot { start, at, marked });
        Ok(())
    }

    pub(crate) fn sort(&mut self) {
        let mut slots = std::mem::take(&mut self.slots);
        slots.sort_unstable_by(|a, b| self.compare(a, b));
        self.slots = slots;
    }

    fn compare(&self, a: &Slot, b: &Slot) -> Ordering {
        a.start.cmp(&b.start).then_with(|| {
            let (mut one, mut other) = (self.texts.bytes(a.at), self.texts.bytes(b.at));
            for _ in 0..self.order {
                let order = take_value(&mut one).cmp(take_value(&mut other));
                if order.is_ne() {
                    return order;
                }
            }
            b.marked.cmp(&a.marked)
        })
    }

    /// The entries, each with its mark.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Entry<'_, C>, bool)> {
        self.slots
            .iter()
            .map(|slot| (self.texts.read(slot.at), slot.marked))
    }
}

/// Nothing that SQLite would take.
pub(super) fn too_long() -> Failure {
    let error = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_TOOBIG);
    Failure::Driver(rusqlite::Error::SqliteFailure(error, None))
}

fn put_length(bytes: &mut Vec<u8>, length: usize) -> Result<(), Failure> {
    let mut left = u32::try_from(length).map_err(|_| too_long())?;
    while left >= 0x80 {
        bytes.push(left as u8 | 0x80);
        left >>= 7;
    }
    bytes.push(left as u8);
    Ok(())
}

fn take_value<'a>(bytes: &mut &'a [u8]) -> &'a [u8] {
    let length = take_length(bytes);
    let (value, behind) = bytes.split_at_checked(length).unwrap_or_default();
    *bytes = behind;
    value
}

fn take_length(bytes: &mut &[u8]) -> usize {
    // Nearly all are short.
    if let [length @ 0..0x80, rest @ ..] = bytes {
        let length = usize::from(*length);
        *bytes = rest;
        return length;
    }
    let mut length = 0;
    for shift in (0..).step_by(7).take(LONGEST_LENGTH) {
        let Some((byte, rest)) = bytes.split_first() else {
            break;
        };
        *bytes = rest;
        length |= usize::from(byte & 0x7f) << shift;
        if *byte < 0x80 {
            break;
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn entries_come_in_order_and_whole(
            mut entries in prop::collection::vec((".{0,12}", "[a-c]{0,2}", any::<bool>()), 0..50),
            long in 0..2_usize
        ) {
            if let Some(first) = entries.first_mut() {
                first.0 = first.0.repeat(1 + long * 200_000);
            }
            let mut sorter = Sorter::<2>::new(2, 0);
            for (one, other, marked) in &entries {
                sorter.push(&[one.as_bytes(), other.as_bytes()], *marked).unwrap();
            }
            sorter.sort();
            entries.sort_by(|a, b| (&a.0, &a.1, !a.2).cmp(&(&b.0, &b.1, !b.2)));
            let expected: Vec<_> = entries.iter()
                .map(|(one, other, marked)| ([one.as_bytes(), other.as_bytes()], *marked))
                .collect();
            prop_assert_eq!(sorter.iter().collect::<Vec<_>>(), expected);
        }
    }
}
