//! How far the damage of a quote reaches.
//!
//! A quoted field may go over several lines, and its text may look like rows. Where a quote was lost
//! or came in, such lines cannot be told from rows of their own: those behind a line that opens a
//! field and does not close it, and those before one that closes a field and did not open it. If only
//! one quote is damaged, one of the two is left to be seen.

/// How far a field can reach over the line ends in it, in bytes. The longest text of an address that
/// is known, its remarks, has 1 000 letters.
pub(super) const REACH: usize = 1000;

/// Where a reader can be in a line.
#[derive(Clone, Copy, PartialEq)]
enum At {
    Start,
    Plain,
    Quoted,
    /// Behind a quote in a quoted field: its end, or the first of two.
    Quote,
}

/// Where a reader is behind `byte`; `None` where no reader can be.
fn next(at: At, byte: u8, separator: u8) -> Option<At> {
    match (at, byte) {
        (At::Quoted, b'"') => Some(At::Quote),
        (At::Start | At::Quote, b'"') | (At::Quoted, _) => Some(At::Quoted),
        (_, byte) if byte == separator => Some(At::Start),
        (At::Start | At::Plain, _) => Some(At::Plain),
        (At::Quote, _) => None,
    }
}

/// Whether a field that begins in this line has no end in it.
pub(super) fn runs_on(line: &[u8], separator: u8) -> bool {
    ends_at(At::Start, line, separator) == Some(At::Quoted)
}

/// Whether a field that began in an earlier line can end in this one.
pub(super) fn is_tail(line: &[u8], separator: u8) -> bool {
    ends_at(At::Quoted, line, separator).is_some_and(|at| at != At::Quoted)
}

/// Where a reader is behind a line; `None` where it has met a quote that cannot stand there.
fn ends_at(start: At, line: &[u8], separator: u8) -> Option<At> {
    line.iter()
        .try_fold(start, |at, byte| next(at, *byte, separator))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_is_opened_and_not_closed_runs_on() {
        for line in [
            "1;\"Linde Ulm;115;481",
            "1;\"A",
            // A separator that became a quote.
            "1;\"A\"\"11;48",
        ] {
            assert!(runs_on(line.as_bytes(), b';'), "{line}");
        }
        for line in [
            "1;A;11;48",
            "1;A;11",
            "1;\"A\" B",
            "1;\"Halle \"Nord\" 3\";11;48",
            "1;12\" Rohr;11;48",
            "9;Y\";11;48",
        ] {
            assert!(!runs_on(line.as_bytes(), b';'), "{line}");
        }
    }

    #[test]
    fn a_field_that_is_closed_and_was_not_opened_is_a_tail() {
        for line in ["9;Y\";11;48", "\";11", "x\"\"y\"", "\"\"\";11"] {
            assert!(is_tail(line.as_bytes(), b';'), "{line}");
        }
        for line in [
            "1;A;11;48",
            "1;\"A\";11",
            "\"1\";\"A\";11",
            "\"\";\"A\"",
            "1;12\" Rohr;2",
            "1;Zur \"Linde\";2",
        ] {
            assert!(!is_tail(line.as_bytes(), b';'), "{line}");
        }
    }
}
