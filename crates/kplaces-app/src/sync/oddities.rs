//! What is odd about rows, whatever order they are looked at in.

use kplaces_domain::{Oddity, PlaceKey, Remarks};
use strum::IntoEnumIterator;

/// What is odd about one row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct OddBits(u16);

impl OddBits {
    pub(super) fn add(&mut self, oddity: Oddity) {
        self.0 |= 1 << oddity as u16;
    }

    pub(super) fn has(self, oddity: Oddity) -> bool {
        self.0 & 1 << oddity as u16 != 0
    }

    pub(super) fn bits(self) -> u16 {
        self.0
    }

    pub(super) fn from_bits(bits: u16) -> Self {
        Self(bits)
    }
}

/// Remarks on rows, told in the order of the report.
#[derive(Clone, Debug, Default)]
pub(super) struct RowRemarks {
    /// Of each kind how many, and the first rows with their keys.
    kinds: Vec<(u64, Vec<(u32, PlaceKey)>)>,
}

impl RowRemarks {
    /// Adds what is odd about the row at this place of the report.
    pub(super) fn add(&mut self, row: u32, key: &str, odd: OddBits) {
        if odd == OddBits::default() {
            return;
        }
        for oddity in Oddity::iter().filter(|oddity| odd.has(*oddity)) {
            let kind = oddity as usize;
            if self.kinds.len() <= kind {
                self.kinds.resize_with(kind + 1, Default::default);
            }
            let (count, first) = &mut self.kinds[kind];
            *count += 1;
            if first.len() == Remarks::EXAMPLES && first.last().is_some_and(|(last, _)| *last < row)
            {
                continue;
            }
            let at = first.partition_point(|(other, _)| *other <= row);
            first.insert(at, (row, PlaceKey::from(key)));
            first.truncate(Remarks::EXAMPLES);
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        for (oddity, (count, first)) in Oddity::iter().zip(other.kinds) {
            let told = first.len() as u64;
            for (row, key) in first {
                let mut odd = OddBits::default();
                odd.add(oddity);
                self.add(row, key.as_str(), odd);
            }
            if count > told {
                self.kinds[oddity as usize].0 += count - told;
            }
        }
    }

    pub(super) fn into_remarks(self) -> Remarks {
        let mut remarks = Remarks::default();
        for (oddity, (count, first)) in Oddity::iter().zip(self.kinds) {
            for (_, key) in &first {
                remarks.add(key, oddity);
            }
            remarks.add_more(oddity, count - first.len() as u64);
        }
        remarks
    }
}
