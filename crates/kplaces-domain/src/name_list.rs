//! The names of places in memory, to be found as they are typed.

use std::ops::ControlFlow;

use crate::find::{BestNames, NameBlock, NameEntry, Reading, Senseless};
use crate::{FoldedName, FoldedQuery, Guess};

/// So many names are looked through at a time.
const BLOCK: usize = 1_024;

/// The names of places: answers with those that fit best, in the order of [`MatchRank`](crate::MatchRank), then by name.
///
/// It is made once; a place is known by its number in the order in which they were given, which is also that of equal
/// names.
#[derive(Clone, Debug, Default)]
pub struct NameList {
    sort: Texts,
    spell: Texts,
    /// The number of each place, so that its bytes are in its order.
    places: Vec<[u8; 4]>,
}

/// Texts, one behind the other, and where each ends.
#[derive(Clone, Debug, Default)]
struct Texts {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Texts {
    fn push(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
        // All names of all places of an account are far from 4 GiB; what is behind is not found.
        let end = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        self.ends.push(end);
    }

    /// Where those before the `n`th end.
    fn begin(&self, n: usize) -> usize {
        n.checked_sub(1)
            .and_then(|n| self.ends.get(n))
            .map_or(0, |end| *end as usize)
    }

    fn text(&self, n: usize) -> &[u8] {
        let text = self.begin(n)..self.begin(n + 1);
        self.bytes.get(text).unwrap_or_default()
    }
}

impl NameList {
    /// Folds names and puts them in order.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut given = Self::default();
        // Told apart by their first letters where these are enough.
        let mut order: Vec<(u64, u32)> = Vec::new();
        let mut lines = String::new();
        for (place, name) in (0..).zip(names) {
            lines.clear();
            lines.push('\n');
            lines.push_str(FoldedName::new(name).text());
            // Each line feed begins a reading.
            let end = lines[1..].find('\n').map_or(lines.len(), |at| at + 1);
            let (sort, spell) = lines.as_bytes().split_at(end);
            given.sort.push(sort);
            given.spell.push(spell);
            order.push((start(sort), place));
        }
        let sort = |place: u32| given.sort.text(place as usize);
        order.sort_unstable_by(|a, b| {
            let names = || sort(a.1).cmp(sort(b.1));
            a.0.cmp(&b.0).then_with(names).then(a.1.cmp(&b.1))
        });
        let mut list = Self::default();
        for (_, place) in order {
            list.sort.push(sort(place));
            list.spell.push(given.spell.text(place as usize));
            list.places.push(place.to_be_bytes());
        }
        list
    }

    /// The places whose names fit best, at most so many, the best first.
    pub fn find(&self, words: &FoldedQuery, most: usize) -> Vec<u32> {
        let mut best = BestNames::new(words, None, most);
        let mut whole = true;
        for start in best.starts() {
            let all = Part {
                of: self,
                from: 0,
                to: self.places.len(),
            };
            let from = self.before(start.text());
            whole &= best.look_at_starts(&all, from, &start).is_ok();
        }
        for from in (0..self.places.len()).step_by(BLOCK) {
            let to = self.places.len().min(from + BLOCK);
            match best.look_at(&Part { of: self, from, to }) {
                Ok(ControlFlow::Continue(())) => {}
                Ok(ControlFlow::Break(())) => break,
                Err(Senseless) => whole = false,
            }
        }
        debug_assert!(whole, "it was made of names");
        let keys = best.into_keys();
        keys.filter_map(|key| Some(u32::from_be_bytes(key.try_into().ok()?)))
            .collect()
    }

    /// Shows all names to a guess.
    pub fn show(&self, guess: &mut Guess) {
        let mut line = Vec::new();
        for n in 0..self.places.len() {
            line.clear();
            // Without the line feed that each reading begins with.
            line.extend_from_slice(self.sort.text(n).get(1..).unwrap_or_default());
            line.extend_from_slice(self.spell.text(n));
            guess.look_at(std::str::from_utf8(&line).unwrap_or_default());
        }
    }

    /// The place whose name is the nth one, in the order of names.
    pub fn at(&self, n: usize) -> Option<u32> {
        self.places.get(n).map(|place| u32::from_be_bytes(*place))
    }

    /// How many names come before a text.
    fn before(&self, text: &[u8]) -> usize {
        let (mut low, mut high) = (0, self.places.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.sort.text(middle) < text {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

/// The first letters of a name, in the order of names.
fn start(sort: &[u8]) -> u64 {
    let mut start = [0; 8];
    let letters = sort.get(1..).unwrap_or_default();
    let length = letters.len().min(start.len());
    start[..length].copy_from_slice(&letters[..length]);
    u64::from_be_bytes(start)
}

/// Some of the names.
struct Part<'a> {
    of: &'a NameList,
    from: usize,
    to: usize,
}

impl Part<'_> {
    fn texts_of(&self, reading: Reading) -> &Texts {
        match reading {
            Reading::Sort => &self.of.sort,
            Reading::Spell => &self.of.spell,
        }
    }
}

impl NameBlock for Part<'_> {
    fn len(&self) -> usize {
        self.to - self.from
    }

    fn texts(&self, reading: Reading) -> &[u8] {
        let texts = self.texts_of(reading);
        let part = texts.begin(self.from)..texts.begin(self.to);
        texts.bytes.get(part).unwrap_or_default()
    }

    fn end(&self, reading: Reading, n: usize) -> usize {
        let texts = self.texts_of(reading);
        texts.begin(self.from + n + 1) - texts.begin(self.from)
    }

    fn name_at(&self, reading: Reading, at: usize) -> usize {
        let texts = self.texts_of(reading);
        let at = texts.begin(self.from) + at;
        let ends = texts.ends.get(self.from..self.to).unwrap_or_default();
        ends.partition_point(|end| *end as usize <= at)
    }

    fn name(&self, n: usize) -> Option<NameEntry<'_>> {
        let n = self.from + n;
        Some(NameEntry {
            sort: self.of.sort.text(n),
            spell: self.of.spell.text(n),
            key: self.of.places.get(n)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn by_force(names: &[String], words: &FoldedQuery, most: usize) -> Vec<u32> {
        let folded: Vec<FoldedName> = names.iter().map(|name| FoldedName::new(name)).collect();
        let mut all: Vec<_> = (0..)
            .zip(&folded)
            .filter_map(|(place, name)| Some((words.rank(name)?, name.sort_text(), place)))
            .collect();
        all.sort_unstable();
        all.into_iter()
            .take(most)
            .map(|(.., place)| place)
            .collect()
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_fits_best(
            names in prop::collection::vec(
                prop::collection::vec(prop::sample::select(vec![
                    "Ulm", "ulm", "Neu-Ulm", "Kulm", "Müller", "Mueller", "Muller", "Straße", "Str.", "Ä", "A",
                    "Ae", "l", "ö", "", "Å", "Aa", "Aal", "Ål", "Äal", "Aeel", "Oe", "Öl",
                ]), 0..4).prop_map(|words| words.join(" ")), 0..200),
            typed in prop::sample::select(vec![
                "ulm", "u", "müller", "mueller", "str", "strasse", "a", "ae", "ulm mul", "l", "mull ul", "ö", "oe",
                "aa", "aal", "ael", "å", "äa", "aaa", "aeaeaeaeaeaeaea", "öl", "oel",
            ]),
            most in 0..12_usize
        ) {
            let words = FoldedQuery::new(typed).unwrap();
            let list = NameList::new(names.iter().map(String::as_str));
            prop_assert_eq!(list.find(&words, most), by_force(&names, &words, most));
        }
    }

    #[test]
    fn names_of_many_blocks_are_found() {
        let names: Vec<String> = (0..5_000_u32)
            .map(|n| {
                format!(
                    "{} Mühle {}",
                    ["Ober", "Unter", "Äu"][n as usize % 3],
                    n * 7_919 % 5_000
                )
            })
            .collect();
        let list = NameList::new(names.iter().map(String::as_str));
        for typed in ["m", "muehle 4", "a", "aeu", "9", "nter", "hle 49"] {
            let words = FoldedQuery::new(typed).unwrap();
            for most in [1, 20, 6_000] {
                assert_eq!(
                    list.find(&words, most),
                    by_force(&names, &words, most),
                    "{typed}"
                );
            }
        }
    }
}
