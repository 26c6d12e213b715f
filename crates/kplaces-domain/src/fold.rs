use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How the two ways of writing a German umlaut are unified.
#[derive(Clone, Copy, PartialEq)]
enum Umlaut {
    /// `ü` is read as `u`.
    Drop,
    /// `ü` is read as `ue`.
    Spell,
}

/// Lower case, no marks, `ß` as `ss`, white space as one blank.
fn fold(text: &str, umlaut: Umlaut) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    // Composed first: `u` + combining diaeresis is the same letter as `ü`.
    for c in text.nfc().flat_map(char::to_lowercase) {
        let spelled = match c {
            'ä' => Some(("a", "ae")),
            'ö' | 'ø' => Some(("o", "oe")),
            'ü' => Some(("u", "ue")),
            'å' => Some(("a", "aa")),
            'æ' => Some(("ae", "ae")),
            'œ' => Some(("oe", "oe")),
            'ß' => Some(("ss", "ss")),
            'ł' => Some(("l", "l")),
            'đ' => Some(("d", "d")),
            'ı' => Some(("i", "i")),
            _ => None,
        };
        if c.is_whitespace() || c.is_control() {
            blank = true;
            continue;
        }
        if blank && !out.is_empty() {
            out.push(' ');
        }
        blank = false;
        match spelled {
            Some((drop, spell)) => out.push_str(if umlaut == Umlaut::Drop { drop } else { spell }),
            None => out.extend(
                c.nfkd()
                    .filter(|c| !is_combining_mark(*c))
                    .flat_map(char::to_lowercase),
            ),
        }
    }
    out
}

/// [`fold`] for text in which both readings are the same.
fn fold_ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_ascii_whitespace() || c.is_ascii_control()) {
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.bytes().map(|b| char::from(b.to_ascii_lowercase())));
    }
    out
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
        if name.is_ascii() {
            // Half of all names, at a tenth of the work: there is nothing to compose or to spell.
            return Self(fold_ascii(name));
        }
        let drop = fold(name, Umlaut::Drop);
        let spell = fold(name, Umlaut::Spell);
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
    for umlaut in [Umlaut::Drop, Umlaut::Spell] {
        let folded = fold(word, umlaut);
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
        fn the_short_cut_for_ascii_changes_nothing(name in "[\\x00-\\x7f]{0,40}") {
            prop_assert_eq!(fold_ascii(&name), fold(&name, Umlaut::Drop));
            prop_assert_eq!(fold_ascii(&name), fold(&name, Umlaut::Spell));
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
