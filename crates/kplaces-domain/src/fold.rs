use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The two readings of a text: `ü` as `u`, and `ü` as `ue`.
struct Readings {
    drop: String,
    spell: String,
}

/// Lower case, no marks, `ß` as `ss`, white space as one blank.
fn fold(text: &str) -> Readings {
    // Below U+0300 nothing can be composed; that is nearly all text.
    let composed: Cow<'_, str> = if text.chars().all(|c| c < '\u{300}') {
        Cow::Borrowed(text)
    } else {
        // `u` + combining diaeresis is the same letter as `ü`.
        Cow::Owned(text.nfc().collect())
    };
    let mut out = Readings {
        drop: String::with_capacity(text.len()),
        spell: String::with_capacity(text.len()),
    };
    let mut blank = false;
    for c in composed.chars() {
        if c.is_whitespace() || c.is_control() {
            blank = true;
            continue;
        }
        if blank && !out.drop.is_empty() {
            out.push(' ');
        }
        blank = false;
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else {
            c.to_lowercase().for_each(|c| out.push_letter(c));
        }
    }
    out
}

impl Readings {
    fn push(&mut self, c: char) {
        self.drop.push(c);
        self.spell.push(c);
    }

    /// Adds a lower-case letter in both readings.
    fn push_letter(&mut self, c: char) {
        let (drop, spell) = match c {
            'ä' => ("a", "ae"),
            'ö' | 'ø' => ("o", "oe"),
            'ü' => ("u", "ue"),
            'å' => ("a", "aa"),
            'æ' => ("ae", "ae"),
            'œ' => ("oe", "oe"),
            'ß' => ("ss", "ss"),
            'ł' => ("l", "l"),
            'đ' => ("d", "d"),
            'ı' => ("i", "i"),
            _ => {
                let plain = c
                    .nfkd()
                    .filter(|c| !is_combining_mark(*c))
                    .flat_map(char::to_lowercase);
                return plain.for_each(|c| self.push(c));
            }
        };
        self.drop.push_str(drop);
        self.spell.push_str(spell);
    }
}

/// A name made ready for searching.
///
/// Backends may store [`FoldedName::text`] beside the place; it changes only with the name and
/// with this crate's folding version ([`FoldedName::VERSION`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoldedName(String);

impl FoldedName {
    /// Counts up whenever the folding rules change; a backend that stores folded texts rebuilds them.
    pub const VERSION: u32 = 1;

    /// Folds a name: `Müller` is found as `muller`, `mueller` and `MÜLLER`.
    pub fn new(name: &str) -> Self {
        let Readings { drop, spell } = fold(name);
        Self(if spell == drop {
            drop
        } else {
            format!("{drop}\n{spell}")
        })
    }

    /// Takes a text back that [`FoldedName::text`] gave.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The folded text; two readings are separated by a line feed.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The part to sort names by.
    pub fn sort_text(&self) -> &str {
        self.0.split('\n').next().unwrap_or_default()
    }
}

/// How well a name fits a query; a smaller one is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchRank {
    /// The name is the query.
    Whole,
    /// The name starts with it.
    Start,
    /// A word of the name starts with it.
    Word,
    /// It stands somewhere inside.
    Inside,
}

/// What someone typed to find a place, made ready for matching.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoldedQuery {
    whole: Vec<String>,
    words: Vec<Vec<String>>,
}

impl FoldedQuery {
    /// Folds a query. Every word must occur in a name, in any order. `None` if nothing is left.
    pub fn new(text: &str) -> Option<Self> {
        let words: Vec<Vec<String>> = text
            .split_whitespace()
            .map(readings)
            .filter(|r| !r.is_empty())
            .collect();
        if words.is_empty() {
            return None;
        }
        Some(Self {
            whole: readings(text),
            words,
        })
    }

    /// The words; each is a list of readings of which one must occur in [`FoldedName::text`].
    pub fn words(&self) -> &[Vec<String>] {
        &self.words
    }

    /// How well a name fits, or `None` if it does not.
    pub fn rank(&self, name: &FoldedName) -> Option<MatchRank> {
        let text = name.text();
        if !self
            .words
            .iter()
            .all(|word| word.iter().any(|reading| text.contains(reading.as_str())))
        {
            return None;
        }
        let best = |needles: &[String]| {
            text.split('\n')
                .flat_map(|line| {
                    needles
                        .iter()
                        .filter_map(move |needle| rank_in(line, needle))
                })
                .min()
        };
        Some(best(&self.whole).unwrap_or_else(|| {
            let starts = self
                .words
                .iter()
                .all(|word| best(word).is_some_and(|rank| rank <= MatchRank::Word));
            if starts {
                MatchRank::Word
            } else {
                MatchRank::Inside
            }
        }))
    }
}

/// The foldings of a word that are worth looking for, without repeats.
fn readings(word: &str) -> Vec<String> {
    let mut all = Vec::new();
    let Readings { drop, spell } = fold(word);
    for folded in [drop, spell] {
        let folded = folded.trim_end_matches('.');
        // "Hauptstrasse" also finds "Hauptstr. 5"; the other direction is a substring already.
        for reading in [folded.to_owned(), folded.replace("strasse", "str")] {
            if !reading.is_empty() && !all.contains(&reading) {
                all.push(reading);
            }
        }
    }
    all
}

fn rank_in(line: &str, needle: &str) -> Option<MatchRank> {
    if line == needle {
        return Some(MatchRank::Whole);
    }
    let mut best = None;
    for (at, _) in line.match_indices(needle) {
        if at == 0 {
            return Some(MatchRank::Start);
        }
        let word = line[..at]
            .chars()
            .next_back()
            .is_some_and(|c| !c.is_alphanumeric());
        let rank = if word {
            MatchRank::Word
        } else {
            MatchRank::Inside
        };
        best = Some(best.map_or(rank, |b: MatchRank| b.min(rank)));
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn finds(query: &str, name: &str) -> bool {
        FoldedQuery::new(query)
            .unwrap()
            .rank(&FoldedName::new(name))
            .is_some()
    }

    #[test]
    fn umlauts_case_and_sharp_s_do_not_matter() {
        for query in [
            "Müller",
            "MÜLLER",
            "muller",
            "mueller",
            "Mu\u{308}ller",
            "üll",
            "uell",
        ] {
            assert!(finds(query, "Bäckerei Müller"), "{query}");
            assert!(finds(query, "BÄCKEREI MÜLLER & SÖHNE"), "{query}");
        }
        assert!(finds("müller", "Mueller GmbH"));
        assert!(finds("hauptstrasse", "Hauptstraße 5"));
        assert!(finds("Hauptstraße", "Hauptstr. 5"));
        assert!(finds("Hauptstr.", "HAUPTSTRASSE 5"));
        assert!(finds("er", "Bauer"));
        assert!(finds("lodz", "Łódź"));
        assert!(finds("kobenhavn", "København"));
        assert!(!finds("meier", "Müller"));
    }

    #[test]
    fn every_word_must_occur_in_any_order() {
        assert!(finds("münchen post", "Post München 3"));
        assert!(finds("post  mun", "Post München 3"));
        assert!(!finds("post berlin", "Post München 3"));
    }

    #[test]
    fn a_better_place_in_the_name_ranks_first() {
        let rank = |name: &str| {
            FoldedQuery::new("ulm")
                .unwrap()
                .rank(&FoldedName::new(name))
                .unwrap()
        };
        assert_eq!(rank("Ulm"), MatchRank::Whole);
        assert_eq!(rank("Ulmen"), MatchRank::Start);
        assert_eq!(rank("Neu-Ulm"), MatchRank::Word);
        assert_eq!(rank("Kulmbach"), MatchRank::Inside);
    }

    #[test]
    fn a_query_of_blanks_is_none() {
        assert_eq!(FoldedQuery::new(" \t\n"), None);
        assert_eq!(FoldedQuery::new("..."), None);
    }

    proptest! {
        #[test]
        fn a_name_is_found_by_its_own_words(name in "\\PC{1,40}") {
            if let Some(query) = FoldedQuery::new(&name) {
                prop_assert!(query.rank(&FoldedName::new(&name)).is_some());
            }
        }

        #[test]
        fn composed_and_decomposed_letters_are_the_same(name in "[a-zA-ZäöüÄÖÜßéèñçåøłžőű \\-]{0,30}") {
            let decomposed: String = name.nfd().collect();
            prop_assert_eq!(FoldedName::new(&decomposed), FoldedName::new(&name));
        }

        #[test]
        fn folding_never_panics(a in ".*", b in ".*") {
            let name = FoldedName::new(&a);
            prop_assert!(name.text().lines().count() <= 2);
            if let Some(query) = FoldedQuery::new(&b) {
                let _ = query.rank(&name);
            }
        }
    }
}
