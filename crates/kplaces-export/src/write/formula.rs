//! No text from outside becomes a formula, whichever separator the spreadsheet believes in.
//!
//! A file does not say what separates its columns; the spreadsheet takes what is usual where it
//! runs. Then `Shop;=1+1` is two cells, and the second is a formula. So wherever a cell could begin,
//! an apostrophe goes in front of what would be one. The reader takes it away again.

use std::borrow::Cow;

/// Whether the beginning of a text is guarded here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// It is.
    Guarded,
    /// It is as it has to be: somebody else saw to it, and told the user.
    AsItIs,
}

/// The text with its apostrophes.
pub fn on(text: &str, start: Start) -> Cow<'_, str> {
    let mut spots = spots(text, start).peekable();
    if spots.peek().is_none() {
        return Cow::Borrowed(text);
    }
    let (mut guarded, mut done) = (String::with_capacity(text.len() + 8), 0);
    for spot in spots {
        guarded.push_str(&text[done..spot]);
        guarded.push('\'');
        done = spot;
    }
    guarded.push_str(&text[done..]);
    Cow::Owned(guarded)
}

/// The text as it was before [`on`].
pub fn off(text: &str, start: Start) -> String {
    let (mut plain, mut done) = (String::with_capacity(text.len()), 0);
    for spot in spots(text, start) {
        if text[spot..].starts_with('\'') {
            plain.push_str(&text[done..spot]);
            done = spot + 1;
        }
    }
    plain.push_str(&text[done..]);
    plain
}

/// Where a cell could begin that would be taken for a formula. An apostrophe there changes nothing
/// about that: what is guarded twice has two, and loses one.
fn spots(text: &str, start: Start) -> impl Iterator<Item = usize> {
    let first = (start == Start::Guarded).then_some(0);
    let behind = text.bytes().enumerate();
    let behind = behind.filter(|(_, byte)| matches!(byte, b',' | b';' | b'\t' | b'\n' | b'\r'));
    first
        .into_iter()
        .chain(behind.map(|(at, _)| at + 1))
        .filter(|at| is_formula(&text[*at..]))
}

/// What a spreadsheet may take for a formula or a command (OWASP, CSV injection). What some programs
/// remove in front counts for nothing, and neither do quotes, which are no text where a cell begins.
fn is_formula(text: &str) -> bool {
    let text = text.trim_start_matches([' ', '\u{a0}', '"', '\'']);
    text.starts_with(LEADS)
}

/// What a formula, or a command, begins with; full-width forms count.
pub const LEADS: [char; 14] = [
    '=', '+', '-', '@', '\t', '\r', '\n', '\0', '|', '%', '＝', '＋', '－', '＠',
];

/// Whether [`on`] would change a text.
pub fn is_disarmed(text: &str, start: Start) -> bool {
    spots(text, start).next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kplaces_export_testsuite::Hostile;
    use proptest::prelude::*;

    #[test]
    fn a_formula_is_guarded_wherever_a_cell_could_begin() {
        let table = [
            ("=1+1", "'=1+1"),
            ("-5", "'-5"),
            ("'=1", "''=1"),
            ("Shop;=1+1", "Shop;'=1+1"),
            ("Shop, \"=1+1", "Shop,' \"=1+1"),
            ("a\n+49", "a\n'+49"),
            (",,=", ",,'="),
            ("Nord-West, Tor 2", "Nord-West, Tor 2"),
            ("1001", "1001"),
            ("", ""),
        ];
        for (text, guarded) in table {
            assert_eq!(on(text, Start::Guarded), guarded);
            assert_eq!(off(guarded, Start::Guarded), text);
        }
        assert_eq!(on("=1;=2", Start::AsItIs), "=1;'=2");
        assert_eq!(off("'=1;'=2", Start::AsItIs), "'=1;=2");
    }

    /// The cells of a line, and the lines, as a spreadsheet with this separator cuts them; quotes
    /// in the middle of a cell are text to it.
    fn cells(text: &str, separator: char) -> Vec<&str> {
        text.split(['\n', '\r', '\t', separator]).collect()
    }

    proptest! {
        #[test]
        fn no_cell_is_a_formula_and_the_text_comes_back(
            text in prop_oneof![Hostile::text(), "[ ,;'\"=+a|\n\t-]{0,12}"]
        ) {
            for start in [Start::Guarded, Start::AsItIs] {
                let guarded = on(&text, start);
                prop_assert_eq!(off(&guarded, start), text.clone());
                for separator in [',', ';'] {
                    let from = usize::from(start == Start::AsItIs);
                    for cell in cells(&guarded, separator).into_iter().skip(from) {
                        // Quotes around a cell are taken away before it is looked at.
                        let seen = cell.trim_start_matches([' ', '\u{a0}', '"']);
                        prop_assert!(!seen.starts_with(['=', '+', '-', '@']), "{cell:?}");
                    }
                }
            }
        }
    }
}
