//! One row of CSV, by the letter of RFC 4180.

use memchr::{memchr, memchr3};

/// Where a field stands in the text of its row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    /// It was in quotes, and quotes in it are doubled.
    pub(super) doubled: bool,
}

/// What stands at the beginning of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// What follows decides.
    More,
    /// A row.
    Row {
        /// Where the next one begins, a line feed aside.
        end: usize,
        fields: usize,
        /// A field is in quotes.
        quoted: bool,
        /// A field that is not in quotes has some in it.
        inner_quotes: bool,
        /// It ends with its text, not with a line end.
        open_end: bool,
    },
    /// Behind a closing quote stands something else than a separator or a line end.
    Stray,
    /// A quoted field has no end.
    Open,
}

/// What stands between fields.
#[derive(Clone, Copy, Debug)]
pub(super) struct Between {
    pub(super) separator: u8,
    /// A blank behind each separator, which is no part of a field.
    pub(super) blank: bool,
}

/// Reads the row that `text` begins with. `last` says that nothing follows `text`.
pub(super) fn read(
    text: &[u8],
    between: Between,
    last: bool,
    mut field: impl FnMut(usize, Span),
) -> Step {
    let (mut at, mut fields) = (0, 0);
    let (mut quoted, mut inner_quotes) = (false, false);
    let separator = between.separator;
    loop {
        if between.blank && fields > 0 && text.get(at) == Some(&b' ') {
            at += 1;
        }
        let (span, behind) = if text.get(at) == Some(&b'"') {
            quoted = true;
            let start = at + 1;
            let (mut from, mut doubled) = (start, false);
            let end = loop {
                let Some(quote) = memchr(b'"', &text[from..]).map(|n| from + n) else {
                    return if last { Step::Open } else { Step::More };
                };
                match text.get(quote + 1) {
                    None if !last => return Step::More,
                    Some(b'"') => {
                        doubled = true;
                        from = quote + 2;
                    }
                    _ => break quote,
                }
            };
            let span = Span {
                start,
                end,
                doubled,
            };
            (span, end + 1)
        } else {
            let found = memchr3(separator, b'\n', b'\r', &text[at..]).map(|n| at + n);
            if found.is_none() && !last {
                return Step::More;
            }
            let end = found.unwrap_or(text.len());
            inner_quotes |= memchr(b'"', &text[at..end]).is_some();
            let span = Span {
                start: at,
                end,
                doubled: false,
            };
            (span, end)
        };
        field(fields, span);
        fields += 1;
        let ends = |end, open_end| Step::Row {
            end,
            fields,
            quoted,
            inner_quotes,
            open_end,
        };
        match text.get(behind) {
            Some(byte) if *byte == separator => at = behind + 1,
            Some(b'\n' | b'\r') => return ends(behind + 1, false),
            Some(_) => return Step::Stray,
            None => return ends(behind, true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str, last: bool) -> (Vec<String>, Step) {
        let mut fields = Vec::new();
        let between = Between {
            separator: b';',
            blank: text.contains("; "),
        };
        let step = read(text.as_bytes(), between, last, |n, span| {
            assert_eq!(n, fields.len());
            fields.push(text[span.start..span.end].to_owned());
        });
        (fields, step)
    }

    fn row(end: usize, fields: usize) -> Step {
        Step::Row {
            end,
            fields,
            quoted: end > 1,
            inner_quotes: false,
            open_end: false,
        }
    }

    #[test]
    fn fields_are_found_with_quotes_and_without() {
        let (found, step) = fields("1;\"a;\r\n\"\"b\"\"\";;2\r\n9", false);
        assert_eq!(found, ["1", "a;\r\n\"\"b\"\"", "", "2"]);
        assert_eq!(step, row(17, 4));
        assert_eq!(fields("\n", false), (vec![String::new()], row(1, 1)));
        assert_eq!(fields("\"\";\r", false).1, row(4, 2));
    }

    #[test]
    fn blanks_behind_separators_are_no_part_of_a_field() {
        let (found, step) = fields("1; \"a; b\";  2; \n", false);
        assert_eq!(found, ["1", "a; b", " 2", ""]);
        assert_eq!(step, row(16, 4));
    }

    #[test]
    fn what_is_not_decided_yet_waits() {
        for text in ["", "1", "1;", "1;\"a", "1;\"a\"", "1;\"a\"\""] {
            assert_eq!(fields(text, false).1, Step::More, "{text}");
        }
    }

    #[test]
    fn quotes_where_none_can_stand_are_seen() {
        assert_eq!(fields("1;\"a\"b\";2\n", false).1, Step::Stray);
        assert_eq!(fields("1;\"a\" ;2\n", false).1, Step::Stray);
        assert_eq!(fields("1;\"a;2\n", true).1, Step::Open);
        let Step::Row { inner_quotes, .. } = fields("1;a \"b\";2\n", false).1 else {
            panic!("that is a row");
        };
        assert!(inner_quotes);
    }
}
