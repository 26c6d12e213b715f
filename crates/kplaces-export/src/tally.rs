use std::collections::BTreeMap;

use kplaces_domain::{Place, PlaceKey};
use strum::{EnumIter, EnumMessage, IntoStaticStr};

/// What became of the places of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many places are in the file.
    pub written: u64,
    /// Places without a position, whether they are in the file or not.
    pub without_position: Counted,
    /// What the format could not carry, in the order of [`Loss`]; a kind that did not occur is absent.
    pub lost: BTreeMap<Loss, Counted>,
    /// How many single characters were removed from all texts.
    pub characters_removed: u64,
}

/// Something of a place that is not in the file.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, EnumMessage, IntoStaticStr,
)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum Loss {
    /// left out: it has no position
    Place,
    /// radius left out
    Radius,
    /// colour left out
    Colour,
    /// groups left out, all but one
    FurtherGroups,
    /// characters removed from its name, its group or the title of the file
    Characters,
}

impl Loss {
    /// A short stable id for JSON: `further-groups`.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// A phrase for people.
    pub fn phrase(self) -> &'static str {
        self.get_documentation().unwrap_or_default()
    }
}

/// A number of places and the first few of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// How many.
    pub places: u64,
    /// The keys of the first, at most [`Counted::EXAMPLES`].
    pub examples: Vec<PlaceKey>,
}

impl Counted {
    /// How many keys are kept.
    pub const EXAMPLES: usize = 5;

    fn add(&mut self, key: &PlaceKey) {
        self.places += 1;
        if self.examples.len() < Self::EXAMPLES {
            self.examples.push(key.clone());
        }
    }
}

impl Tally {
    /// How many places lost something of this kind.
    pub fn lost(&self, loss: Loss) -> u64 {
        self.lost.get(&loss).map_or(0, |counted| counted.places)
    }

    /// Whether everything of every place is in the file.
    pub fn is_lossless(&self) -> bool {
        self.lost.is_empty() && self.characters_removed == 0
    }

    /// Notes that a place lost something.
    pub fn lose(&mut self, loss: Loss, place: &Place) {
        self.lost.entry(loss).or_default().add(&place.key);
    }

    /// Notes a place that is in the file.
    pub fn wrote(&mut self, place: &Place) {
        self.written += 1;
        if place.position.is_none() {
            self.without_position.add(&place.key);
        }
    }

    /// Notes a place that is not in the file, because it has no position.
    pub fn left_out(&mut self, place: &Place) {
        self.without_position.add(&place.key);
        self.lose(Loss::Place, place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator;

    #[test]
    fn all_are_counted_and_few_are_kept() {
        let mut tally = Tally::default();
        assert!(tally.is_lossless());
        for n in 0..100 {
            tally.left_out(&crate::samples::place(&n.to_string(), "", None));
        }
        assert_eq!((tally.written, tally.lost(Loss::Place)), (0, 100));
        assert_eq!(tally.without_position.places, 100);
        assert_eq!(tally.without_position.examples.len(), Counted::EXAMPLES);
        assert!(!tally.is_lossless());
    }

    #[test]
    fn every_loss_has_a_phrase() {
        for loss in Loss::iter() {
            assert!(!loss.phrase().is_empty(), "{}", loss.id());
        }
    }
}
