//! What somebody meant whose words are in no name: the names that nearly have them.

use std::collections::BTreeSet;

use crate::{FoldedName, FoldedQuery};

/// So many different words are taken for what was meant by one.
const MOST: usize = 64;

/// A word from this length on may have one wrong letter.
const ONE: usize = 4;

/// From this length on it may have two.
const TWO: usize = 7;

/// In shorter words the first letter is right, or changed places with the second: else too much is like them.
const FIRST: usize = 6;

/// Longer than any word of a name.
const LONGEST: usize = 64;

/// Looks at names for words that nearly are what was typed: a letter more, less or wrong, or two that changed places; in
/// words of eight letters and more two such mistakes, and in numbers none. A name counts if it has all the words, so that what is guessed is
/// found. Names with the fewest mistakes win.
#[derive(Clone, Debug)]
pub struct Guess {
    words: Vec<Word>,
    mistakes: usize,
}

/// A word that was typed.
#[derive(Clone, Debug)]
struct Word {
    readings: Vec<Reading>,
    meant: BTreeSet<String>,
}

/// One of its readings.
#[derive(Clone, Debug)]
struct Reading {
    text: String,
    letters: u64,
    may_miss: usize,
}

impl Guess {
    /// `None` if no word is long enough to be misspelled.
    pub fn new(typed: &FoldedQuery) -> Option<Self> {
        let words: Vec<Word> = typed.words().iter().map(|it| Word::new(it)).collect();
        let mut readings = words.iter().flat_map(|word| &word.readings);
        let forgives = readings.any(|reading| reading.may_miss > 0);
        forgives.then_some(Self {
            words,
            mistakes: usize::MAX,
        })
    }

    /// Looks at a name, by what [`FoldedName::text`](crate::FoldedName::text) gives of it.
    pub fn look_at(&mut self, name: &str) {
        let letters = letters(name);
        let mut meant = Vec::with_capacity(self.words.len());
        let mut mistakes = 0;
        for word in &self.words {
            let Some((missed, words)) = word.nearest_in(name, letters) else {
                return;
            };
            mistakes += missed;
            if mistakes > self.mistakes {
                return;
            }
            meant.push(words);
        }
        let is_better = mistakes < self.mistakes;
        self.mistakes = mistakes;
        for (word, new) in self.words.iter_mut().zip(meant) {
            if is_better {
                word.meant.clear();
            }
            for new in new {
                if word.meant.len() < MOST && !word.meant.contains(new) {
                    word.meant.insert(new.to_owned());
                }
            }
        }
    }

    /// What was meant, if any name was near enough.
    pub fn into_query(self) -> Option<FoldedQuery> {
        let words = self.words.into_iter();
        let words = words.map(|word| word.meant.into_iter().collect());
        FoldedQuery::of_words(words.collect())
    }
}

/// Those of some names that have a text, else those that nearly have it: what somebody meant who typed it.
pub fn names_like<'n>(text: &FoldedQuery, names: &[&'n str]) -> Vec<&'n str> {
    let having = |text: &FoldedQuery| -> Vec<&'n str> {
        let fits = |name: &&&str| text.rank(&FoldedName::new(name)).is_some();
        names.iter().filter(fits).copied().collect()
    };
    let found = having(text);
    if !found.is_empty() {
        return found;
    }
    let Some(mut guess) = Guess::new(text) else {
        return Vec::new();
    };
    for name in names {
        guess.look_at(FoldedName::new(name).text());
    }
    guess
        .into_query()
        .map_or_else(Vec::new, |meant| having(&meant))
}

impl Word {
    fn new(readings: &[String]) -> Self {
        let reading = |text: &String| Reading {
            text: text.clone(),
            letters: letters(text),
            may_miss: match text.len() {
                // Another number is another one.
                _ if text.bytes().any(|byte| byte.is_ascii_digit()) => 0,
                ..ONE => 0,
                ONE..TWO => 1,
                TWO..=LONGEST => 2,
                _ => 0,
            },
        };
        Self {
            readings: readings.iter().map(reading).collect(),
            meant: BTreeSet::new(),
        }
    }

    /// The words of a name that are nearest to it, and how many mistakes that makes of it.
    fn nearest_in<'n>(&self, name: &'n str, letters: u64) -> Option<(usize, Vec<&'n str>)> {
        let (mut least, mut nearest) = (usize::MAX, Vec::new());
        for reading in &self.readings {
            if let Some(at) = name.find(&reading.text) {
                return Some((0, vec![&name[at..at + reading.text.len()]]));
            }
            // Each mistake accounts for one letter that is not there.
            let missing = (reading.letters & !letters).count_ones() as usize;
            if reading.may_miss == 0 || missing > reading.may_miss {
                continue;
            }
            for word in name.split(|c: char| !c.is_alphanumeric()) {
                if reading.text.len() < FIRST && !begins_alike(&reading.text, word) {
                    continue;
                }
                let mistakes = mistakes(reading.text.as_bytes(), word.as_bytes(), reading.may_miss);
                let Some(mistakes) = mistakes.filter(|mistakes| *mistakes <= least) else {
                    continue;
                };
                if mistakes < least {
                    nearest.clear();
                }
                least = mistakes;
                nearest.push(word);
            }
        }
        (!nearest.is_empty()).then_some((least, nearest))
    }
}

/// Whether a text begins with the letter that another one begins with, or has it as its second and the other way round.
fn begins_alike(text: &str, word: &str) -> bool {
    match (text.as_bytes(), word.as_bytes()) {
        ([a, ..], [b, ..]) if a == b => true,
        ([a, b, ..], [c, d, ..]) => (a, b) == (d, c),
        _ => false,
    }
}

/// Which letters are in a text, one bit for each but for a few that share one.
fn letters(text: &str) -> u64 {
    let bits = text.bytes().filter(u8::is_ascii_alphanumeric);
    bits.fold(0, |all, byte| all | 1 << (byte % 64))
}

/// How many mistakes make `typed` of the beginning of `word`, if that is no more than `most`: the optimal string
/// alignment distance to the nearest beginning, so that a word may be typed halfway.
fn mistakes(typed: &[u8], word: &[u8], most: usize) -> Option<usize> {
    let width = word.len().min(typed.len() + most) + 1;
    if width + most <= typed.len() || width > LONGEST + 4 {
        return None;
    }
    // Three rows: of the letter before the last one, of the last one, and of this one.
    let (mut before, mut last) = ([0_u8; LONGEST + 4], [0_u8; LONGEST + 4]);
    let mut row = [0_u8; LONGEST + 4];
    for (n, cell) in last[..width].iter_mut().enumerate() {
        *cell = u8::try_from(n).unwrap_or(u8::MAX);
    }
    for (i, &letter) in typed.iter().enumerate() {
        row[0] = u8::try_from(i + 1).unwrap_or(u8::MAX);
        let mut fewest = row[0];
        for j in 1..width {
            let is_same = word[j - 1] == letter;
            let mut cell = (last[j - 1] + u8::from(!is_same))
                .min(last[j] + 1)
                .min(row[j - 1] + 1);
            if i > 0 && j > 1 && letter == word[j - 2] && typed[i - 1] == word[j - 1] {
                cell = cell.min(before[j - 2] + 1);
            }
            row[j] = cell;
            fewest = fewest.min(cell);
        }
        if usize::from(fewest) > most {
            return None;
        }
        (before, last, row) = (last, row, before);
    }
    let fewest = last[..width].iter().min().copied().map(usize::from);
    fewest.filter(|mistakes| *mistakes <= most)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn guessed<'n>(typed: &str, names: &[&'n str]) -> Vec<&'n str> {
        let Some(mut guess) = Guess::new(&FoldedQuery::new(typed).unwrap()) else {
            return Vec::new();
        };
        for name in names {
            guess.look_at(FoldedName::new(name).text());
        }
        let Some(query) = guess.into_query() else {
            return Vec::new();
        };
        let fits = |name: &&&str| query.rank(&FoldedName::new(name)).is_some();
        names.iter().filter(fits).copied().collect()
    }

    const NAMES: [&str; 6] = [
        "Bäckerei Müller",
        "Muldental Depot",
        "Kunden Süd",
        "Donaudampfschifffahrt",
        "Straße 5",
        "Straße 7",
    ];

    #[test]
    fn a_wrong_letter_is_forgiven_and_two_in_long_words() {
        for (typed, name) in [
            ("müler", NAMES[0]),
            ("mülller", NAMES[0]),
            ("möller", NAMES[0]),
            ("mueler", NAMES[0]),
            ("bakerei muler", NAMES[0]),
            ("bäkce", NAMES[0]),
            ("kudnen", NAMES[2]),
            ("kundn", NAMES[2]),
            ("donaudanpfschiffahrt", NAMES[3]),
            ("donuadanpf", NAMES[3]),
            ("dpeot mulden", NAMES[1]),
        ] {
            assert_eq!(guessed(typed, &NAMES), [name], "{typed}");
        }
    }

    #[test]
    fn what_is_too_short_or_too_far_is_not_guessed() {
        for typed in [
            "xyz",
            "strase 9",
            "fuel",
            "outer",
            "kxnxen",
            "müller kxnxen",
            "bäckerei süd",
        ] {
            assert_eq!(guessed(typed, &NAMES), [] as [&str; 0], "{typed}");
        }
    }

    #[test]
    fn all_that_are_as_near_are_found_and_none_that_is_further() {
        assert_eq!(guessed("strase", &NAMES), ["Straße 5", "Straße 7"]);
        assert_eq!(guessed("strase 7", &NAMES), ["Straße 7"]);
        assert_eq!(guessed("hallo", &["Hallo1", "Hall"]), ["Hallo1"]);
    }

    /// By its definition, over all beginnings.
    fn by_force(typed: &[u8], word: &[u8]) -> usize {
        let distance = |word: &[u8]| {
            let mut rows = vec![vec![0; word.len() + 1]; typed.len() + 1];
            for i in 0..=typed.len() {
                for j in 0..=word.len() {
                    rows[i][j] = if i == 0 || j == 0 {
                        i + j
                    } else {
                        let step = usize::from(typed[i - 1] != word[j - 1]);
                        let mut cell = (rows[i - 1][j - 1] + step)
                            .min(rows[i - 1][j] + 1)
                            .min(rows[i][j - 1] + 1);
                        if i > 1
                            && j > 1
                            && typed[i - 1] == word[j - 2]
                            && typed[i - 2] == word[j - 1]
                        {
                            cell = cell.min(rows[i - 2][j - 2] + 1);
                        }
                        cell
                    };
                }
            }
            rows[typed.len()][word.len()]
        };
        (0..=word.len())
            .map(|end| distance(&word[..end]))
            .min()
            .unwrap()
    }

    proptest! {
        #[test]
        fn mistakes_are_counted_as_they_are_defined(
            typed in "[abc]{1,10}", word in "[abc]{0,12}", most in 1_usize..3,
        ) {
            let expected = Some(by_force(typed.as_bytes(), word.as_bytes()));
            prop_assert_eq!(
                mistakes(typed.as_bytes(), word.as_bytes(), most),
                expected.filter(|it| *it <= most)
            );
        }

        /// Whatever is typed, of whatever names: what is guessed is found, and nothing panics.
        #[test]
        fn what_is_guessed_is_found(typed in "\\PC{1,70}", names in prop::collection::vec("\\PC{0,30}", 1..8)) {
            if let Some(typed) = FoldedQuery::new(&typed) && let Some(mut guess) = Guess::new(&typed) {
                for name in &names {
                    guess.look_at(FoldedName::new(name).text());
                }
                if let Some(query) = guess.into_query() {
                    let mut names = names.iter();
                    prop_assert!(names.any(|name| query.rank(&FoldedName::new(name)).is_some()));
                }
            }
        }
    }
}
