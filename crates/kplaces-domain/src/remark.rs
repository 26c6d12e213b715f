use strum::{EnumIter, IntoStaticStr};

use crate::PlaceKey;

/// What was odd about a row of the address report. The row is kept as far as it makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Oddity {
    /// There is no position.
    NoPosition,
    /// The position is 0,0, taken as none.
    ZeroPosition,
    /// The position is outside the globe, taken as none.
    PositionOutOfRange,
    /// The position is no number, taken as none.
    UnreadablePosition,
    /// The radius is outside 0 to 100 km, taken as none.
    RadiusOutOfRange,
    /// The radius is no number, taken as none.
    UnreadableRadius,
    /// The colour's name is none of the 16; it is kept as text.
    UnknownColour,
    /// There is no name.
    NoName,
    /// A key is used twice; the last row counts.
    DuplicateKey,
    /// There is neither uid nor number; the row is left out.
    NoKey,
    /// The row cannot be read, and is left out.
    UnreadableRow,
    /// The row is too near to one that cannot be read, and is left out.
    DoubtfulRow,
}

impl Oddity {
    /// A short stable id for JSON: `no-position`.
    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// One odd thing about one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Which place.
    pub key: PlaceKey,
    /// What about it.
    pub oddity: Oddity,
}

/// All remarks of a download: every one counted, the first few of each kind kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remarks {
    kinds: std::collections::BTreeMap<Oddity, (u64, Vec<PlaceKey>)>,
}

impl Remarks {
    /// How many examples of each kind are kept.
    pub const EXAMPLES: usize = 5;

    /// Counts one remark.
    pub fn add(&mut self, key: &PlaceKey, oddity: Oddity) {
        let (count, examples) = self.kinds.entry(oddity).or_default();
        *count += 1;
        if examples.len() < Self::EXAMPLES {
            examples.push(key.clone());
        }
    }

    /// Counts so many more of a kind that has examples enough.
    pub fn add_more(&mut self, oddity: Oddity, count: u64) {
        if count > 0 {
            self.kinds.entry(oddity).or_default().0 += count;
        }
    }

    /// Adds all remarks of another download.
    pub fn merge(&mut self, other: &Self) {
        for (oddity, (count, examples)) in &other.kinds {
            let (sum, kept) = self.kinds.entry(*oddity).or_default();
            *sum += count;
            let room = Self::EXAMPLES.saturating_sub(kept.len());
            kept.extend(examples.iter().take(room).cloned());
        }
    }

    /// Each kind that occurred, with its count and the first examples.
    pub fn iter(&self) -> impl Iterator<Item = (Oddity, u64, &[PlaceKey])> {
        self.kinds
            .iter()
            .map(|(oddity, (count, examples))| (*oddity, *count, examples.as_slice()))
    }

    /// How often `oddity` occurred.
    pub fn count(&self, oddity: Oddity) -> u64 {
        self.kinds.get(&oddity).map_or(0, |(count, _)| *count)
    }

    /// Whether nothing was odd.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_counted_and_few_are_kept() {
        let mut remarks = Remarks::default();
        for n in 0..100 {
            remarks.add(&PlaceKey::new(n.to_string()), Oddity::NoPosition);
        }
        assert_eq!(remarks.count(Oddity::NoPosition), 100);
        let (_, _, examples) = remarks.iter().next().unwrap();
        assert_eq!(examples.len(), Remarks::EXAMPLES);
    }
}
