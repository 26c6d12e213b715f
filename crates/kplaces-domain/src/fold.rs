mod form;
mod reading;
#[cfg(test)]
mod respelled;

use reading::fold;

/// A name made ready for searching.
///
/// Backends may store [`FoldedName::text`] beside the place; it changes only with the name and
/// with this crate's folding version ([`FoldedName::VERSION`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoldedName(String);

impl FoldedName {
    /// Another number whenever the folding rules change; a backend that stores folded texts rebuilds
    /// them, and does not rely on them before.
    pub const VERSION: u32 = reading::VERSION;

    /// Folds a name: `Müller` is found as `muller`, `mueller` and `MÜLLER`, `O’Neill` as `O'Neill`,
    /// whatever form of blank, hyphen, apostrophe or quotation mark stands in it, however its letters
    /// are composed, and with invisible characters between them.
    pub fn new(name: &str) -> Self {
        Self(fold(name).into_lines())
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
        let folded = fold(text);
        let words = folded.drop().split(' ').zip(folded.spell().split(' '));
        let words: Vec<Vec<String>> = words
            .map(|(drop, spell)| readings(drop, spell))
            .filter(|word| !word.is_empty())
            .collect();
        if words.is_empty() {
            return None;
        }
        Some(Self {
            whole: readings(folded.drop(), folded.spell()),
            words,
        })
    }

    /// A query for names that have one text of each list, as the folded texts of names have them. `None` if a list is
    /// empty, or there is none.
    pub(crate) fn of_words(words: Vec<Vec<String>>) -> Option<Self> {
        let is_one = !words.is_empty() && words.iter().all(|it| !it.is_empty());
        is_one.then(|| Self {
            whole: Vec::new(),
            words,
        })
    }

    /// The words; each is a list of readings of which one must occur in [`FoldedName::text`].
    pub fn words(&self) -> &[Vec<String>] {
        &self.words
    }

    /// The readings of all that was typed: a name that is one of them, or starts with one, fits best.
    pub fn whole(&self) -> &[String] {
        &self.whole
    }

    /// How well a name fits, or `None` if it does not.
    pub fn rank(&self, name: &FoldedName) -> Option<MatchRank> {
        self.rank_text(name.text())
    }

    /// The same for a text that [`FoldedName::text`] gave.
    pub fn rank_text(&self, text: &str) -> Option<MatchRank> {
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

/// What is worth looking for, without repeats, where a text has these two readings.
fn readings(drop: &str, spell: &str) -> Vec<String> {
    let mut all = Vec::new();
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
        fn folding_never_panics(a in ".*", b in ".*") {
            let name = FoldedName::new(&a);
            prop_assert!(name.text().lines().count() <= 2);
            if let Some(query) = FoldedQuery::new(&b) {
                let _ = query.rank(&name);
            }
        }
    }
}
