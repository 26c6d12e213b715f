//! Some entries as one piece of bytes: column after column, so that each can be looked through at once.
//!
//! Eight bytes are a sum of all that follows. A byte says how long a number is (2 or 4, little-endian). Then come how
//! many entries there are, for each column where its entries end, and the columns. Nothing of it is believed, whatever
//! the sum is: it may come out of a damaged file.

use std::ops::Range;

use crate::failure::Failure;

/// An entry that somebody else holds: its value in each column.
pub(crate) type Entry<'a, const C: usize> = [&'a [u8]; C];

/// Entries in their order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block<'a, const C: usize> {
    len: usize,
    width: usize,
    /// Where the entries of each column end.
    ends: [&'a [u8]; C],
    columns: [&'a [u8]; C],
}

pub(crate) fn damaged() -> Failure {
    Failure::Damaged(
        "a block of it makes no sense",
        "ein Block darin ergibt keinen Sinn",
    )
}

/// How long the sum is.
const SUM: usize = 8;

/// A sum in which a change of up to eight bytes in a row is always seen: no step of it takes two numbers for one.
fn sum(bytes: &[u8]) -> u64 {
    let [sum] = sums([bytes]);
    sum
}

/// The same of several. Each step of one has to wait for the step before, and those of the others fill the wait.
fn sums<const N: usize>(all: [&[u8]; N]) -> [u64; N] {
    let words = all.map(|bytes| bytes.as_chunks::<8>().0);
    let common = words.iter().map(|words| words.len()).min().unwrap_or(0);
    let begins = words.map(|words| &words[..common]);
    let mut sums = all.map(|bytes| bytes.len() as u64);
    #[expect(
        clippy::needless_range_loop,
        reason = "steps of several are side by side only without iterators"
    )]
    for n in 0..common {
        for lane in 0..N {
            sums[lane] = step(sums[lane], begins[lane][n]);
        }
    }
    for (sum, bytes) in sums.iter_mut().zip(all) {
        let (words, rest) = bytes.as_chunks::<8>();
        *sum = words[common..].iter().copied().fold(*sum, step);
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        *sum = step(*sum, last);
    }
    sums
}

fn step(sum: u64, word: [u8; 8]) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    (sum.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(ODD)
}

/// Whether each of some blocks has its sum.
pub(super) fn have_sums<const N: usize>(blocks: [&[u8]; N]) -> [bool; N] {
    let parts = blocks.map(|block| block.split_at_checked(SUM).unwrap_or_default());
    let mut sums = sums(parts.map(|(_, bytes)| bytes)).into_iter();
    parts.map(|(told, _)| sums.next().is_some_and(|sum| told == sum.to_le_bytes()))
}

impl<'a, const C: usize> Block<'a, C> {
    /// Takes bytes for a block.
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Self, Failure> {
        let [has_sum] = have_sums([bytes]);
        Self::summed(bytes, has_sum)
    }

    /// The same where somebody has looked whether it has its sum.
    pub(super) fn summed(bytes: &'a [u8], has_sum: bool) -> Result<Self, Failure> {
        let block = has_sum.then(|| Self::parse(bytes)).flatten();
        block.ok_or_else(damaged)
    }

    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let bytes = bytes.get(SUM..)?;
        let (width, rest) = bytes.split_first()?;
        let width = usize::from(*width);
        if width != 2 && width != 4 {
            return None;
        }
        let (len, mut rest) = rest.split_at_checked(width)?;
        let len = number(len, width, 0);
        let mut block = Self {
            len,
            width,
            ends: [&[]; C],
            columns: [&[]; C],
        };
        for ends in &mut block.ends {
            (*ends, rest) = rest.split_at_checked(len.checked_mul(width)?)?;
        }
        for column in 0..C {
            let length = block.end(column, len);
            (block.columns[column], rest) = rest.split_at_checked(length)?;
        }
        (rest.is_empty() && len > 0).then_some(block)
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// All of a column.
    pub(crate) fn column(&self, column: usize) -> &'a [u8] {
        self.columns[column]
    }

    /// Where the first `n` entries of a column end.
    #[inline]
    pub(crate) fn end(&self, column: usize, n: usize) -> usize {
        match n.checked_sub(1) {
            Some(n) => number(self.ends[column], self.width, n),
            None => 0,
        }
    }

    /// One value of the `n`th entry.
    pub(crate) fn value(&self, column: usize, n: usize) -> Result<&'a [u8], Failure> {
        let value = self.end(column, n)..self.end(column, n + 1);
        self.columns[column].get(value).ok_or_else(damaged)
    }

    /// Where in each column the entries from the `n`th on are.
    pub(crate) fn spans(&self, n: usize) -> impl Iterator<Item = [Range<usize>; C]> {
        let mut begin: [usize; C] = std::array::from_fn(|column| self.end(column, n));
        (n..self.len).map(move |n| {
            std::array::from_fn(|column| {
                let end = number(self.ends[column], self.width, n);
                std::mem::replace(&mut begin[column], end)..end
            })
        })
    }

    /// The `n`th entry.
    pub(crate) fn entry(&self, n: usize) -> Result<Entry<'a, C>, Failure> {
        let mut entry = [&[][..]; C];
        for (column, value) in entry.iter_mut().enumerate() {
            *value = self.value(column, n)?;
        }
        Ok(entry)
    }

    /// How many entries come before one whose first values these are.
    pub(crate) fn before(&self, first: &[&[u8]]) -> Result<usize, Failure> {
        let (mut low, mut high) = (0, self.len);
        while low < high {
            let middle = usize::midpoint(low, high);
            let mut is_before = false;
            for (column, value) in first.iter().enumerate() {
                match self.value(column, middle)?.cmp(value) {
                    std::cmp::Ordering::Equal => {}
                    order => {
                        is_before = order.is_lt();
                        break;
                    }
                }
            }
            if is_before {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }

    /// The number of the entry of which the byte at `at` in a column is.
    pub(crate) fn entry_at(&self, column: usize, at: usize) -> usize {
        let (mut low, mut high) = (0, self.len);
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.end(column, middle + 1) <= at {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

#[inline]
fn number(bytes: &[u8], width: usize, n: usize) -> usize {
    let bytes = bytes.get(n * width..).unwrap_or_default();
    // Nearly all blocks are small.
    let number = if width == 2 {
        let short = bytes.first_chunk().copied().map(u16::from_le_bytes);
        short.map(u32::from)
    } else {
        bytes.first_chunk().copied().map(u32::from_le_bytes)
    };
    number.unwrap_or(0) as usize
}

/// Makes a block, and then another one in the same memory.
#[derive(Debug)]
pub(crate) struct BlockBuilder<const C: usize> {
    len: usize,
    ends: [Vec<u32>; C],
    columns: [Vec<u8>; C],
}

impl<const C: usize> BlockBuilder<C> {
    pub(crate) fn new() -> Self {
        Self {
            len: 0,
            ends: std::array::from_fn(|_| Vec::new()),
            columns: std::array::from_fn(|_| Vec::new()),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many bytes the block has, about.
    pub(crate) fn size(&self) -> usize {
        self.columns.iter().map(Vec::len).sum::<usize>() + 2 * C * self.len
    }

    /// The same with one more entry.
    pub(crate) fn size_with(&self, entry: &Entry<'_, C>) -> usize {
        self.size() + entry_size(entry) + 2 * C
    }

    /// Adds an entry that comes after those before.
    pub(crate) fn push(&mut self, entry: &Entry<'_, C>) -> Result<(), Failure> {
        let mut ends = [0; C];
        for (column, value) in entry.iter().enumerate() {
            let end = self.columns[column].len() + value.len();
            // SQLite takes no such blob either.
            ends[column] = u32::try_from(end).map_err(|_| super::sorted::too_long())?;
        }
        for (column, value) in entry.iter().enumerate() {
            self.columns[column].extend_from_slice(value);
            self.ends[column].push(ends[column]);
        }
        self.len += 1;
        Ok(())
    }

    /// The first entry.
    pub(crate) fn first(&self) -> Entry<'_, C> {
        std::array::from_fn(|column| {
            let end = self.ends[column].first().map_or(0, |end| *end as usize);
            &self.columns[column][..end]
        })
    }

    /// Writes the block and begins an empty one.
    pub(crate) fn take(&mut self, block: &mut Vec<u8>) {
        block.clear();
        let longest = self.columns.iter().map(Vec::len).max().unwrap_or(0);
        let width = if longest.max(self.len) > usize::from(u16::MAX) {
            4
        } else {
            2
        };
        block.extend([0; SUM]);
        block.push(width as u8);
        let mut put = |number: usize| block.extend_from_slice(&number.to_le_bytes()[..width]);
        put(self.len);
        for end in self.ends.iter().flatten() {
            put(*end as usize);
        }
        for column in &mut self.columns {
            block.extend_from_slice(column);
            column.clear();
        }
        self.ends.iter_mut().for_each(Vec::clear);
        self.len = 0;
        if let Some((told, bytes)) = block.split_first_chunk_mut::<SUM>() {
            *told = sum(bytes).to_le_bytes();
        }
    }
}

/// The bytes of all values.
pub(crate) fn entry_size(entry: &[&[u8]]) -> usize {
    entry.iter().map(|value| value.len()).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Owned = (Vec<u8>, Vec<u8>);

    fn built(entries: &[Owned]) -> Vec<u8> {
        let mut builder = BlockBuilder::<2>::new();
        for (one, other) in entries {
            builder.push(&[one, other]).unwrap();
        }
        let mut bytes = Vec::new();
        builder.take(&mut bytes);
        assert!(builder.is_empty());
        bytes
    }

    #[test]
    fn long_values_have_long_numbers() {
        let entries = [(vec![1; 70_000], vec![2]), (vec![3], vec![4; 70_000])];
        let bytes = built(&entries);
        let block = Block::<2>::new(&bytes).unwrap();
        assert_eq!(block.entry(1).unwrap(), [&entries[1].0[..], &entries[1].1]);
    }

    proptest! {
        #[test]
        fn entries_come_back_and_are_found(
            entries in prop::collection::btree_map(".{0,9}", ".{0,9}", 1..60), wanted in ".{0,3}"
        ) {
            let entries: Vec<Owned> = entries.into_iter().map(|(a, b)| (a.into(), b.into())).collect();
            let bytes = built(&entries);
            let block = Block::<2>::new(&bytes).unwrap();
            prop_assert_eq!(block.len(), entries.len());
            for (n, (one, other)) in entries.iter().enumerate() {
                prop_assert_eq!(block.entry(n).unwrap(), [&one[..], other]);
                let [one, other] = block.spans(n).next().unwrap();
                let values = [&block.column(0)[one], &block.column(1)[other]];
                prop_assert_eq!(block.entry(n).unwrap(), values);
                for at in block.end(0, n)..block.end(0, n + 1) {
                    prop_assert_eq!(block.entry_at(0, at), n);
                }
            }
            let before = entries.iter().filter(|(one, _)| &one[..] < wanted.as_bytes()).count();
            prop_assert_eq!(block.before(&[wanted.as_bytes()]).unwrap(), before);
        }

        #[test]
        fn a_change_is_seen(
            entries in prop::collection::vec((".{0,9}", ".{0,9}"), 1..40), at: usize, bit in 0..8
        ) {
            let entries: Vec<Owned> = entries.into_iter().map(|(a, b)| (a.into(), b.into())).collect();
            let mut bytes = built(&entries);
            let at = at % bytes.len();
            bytes[at] ^= 1_u8 << bit;
            prop_assert!(Block::<2>::new(&bytes).is_err());
        }

        #[test]
        fn the_sums_of_several_are_those_of_each(
            bytes in prop::array::uniform4(prop::collection::vec(any::<u8>(), 0..100))
        ) {
            let all = bytes.each_ref().map(Vec::as_slice);
            prop_assert_eq!(sums(all), all.map(sum));
            let mut blocks = bytes.clone().map(|bytes| [&sum(&bytes).to_le_bytes()[..], &bytes].concat());
            prop_assert_eq!(have_sums(blocks.each_ref().map(Vec::as_slice)), [true; 4]);
            blocks[1].push(0);
            blocks[2].clear();
            let found = have_sums(blocks.each_ref().map(Vec::as_slice));
            prop_assert_eq!(found, [true, false, false, true]);
        }

        #[test]
        fn no_bytes_panic(mut bytes in prop::collection::vec(any::<u8>(), 8..200), small in any::<bool>()) {
            if small && bytes.len() > SUM + 3 {
                bytes[SUM..SUM + 3].copy_from_slice(&[2, 3, 0]);
            }
            let told = sum(&bytes[SUM..]);
            bytes[..SUM].copy_from_slice(&told.to_le_bytes());
            if let Ok(block) = Block::<2>::new(&bytes) {
                for n in 0..block.len() {
                    let _ = block.entry(n);
                    let _ = block.entry_at(0, n);
                }
                prop_assert_eq!(block.spans(0).count(), block.len());
                let _ = block.before(&[b"x", b"y"]);
            }
        }
    }
}
