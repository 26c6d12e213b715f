//! The content lines of a vCard: escapes, and the fold.

use std::borrow::Cow;
use std::io::{self, Write};

use encoding_rs::{Encoding, UTF_8};
use kplaces_export::ReadError;
use kplaces_text::text;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The octets of a line, its end aside (RFC 6350, section 3.2).
const LINE: usize = 75;

/// How a URI begins that is a text itself (RFC 2397).
pub(super) const DATA: &str = "data:;charset=utf-8,";

/// Adds a text with the escapes of a value.
pub(super) fn escape(text: &str, line: &mut String) {
    let mut plain = 0;
    for (at, c) in text.char_indices() {
        let escape = match c {
            '\\' => "\\\\",
            ',' => "\\,",
            ';' => "\\;",
            '\n' => "\\n",
            _ => continue,
        };
        line.push_str(&text[plain..at]);
        line.push_str(escape);
        plain = at + c.len_utf8();
    }
    line.push_str(&text[plain..]);
}

/// The parts of a value between commas, without escapes. A value that is no list has one part if its
/// commas are escaped.
pub(super) fn parts(value: &str) -> Vec<String> {
    let (mut parts, mut part) = (Vec::new(), String::new());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            ',' => parts.push(std::mem::take(&mut part)),
            '\\' => match chars.next() {
                Some('n' | 'N') => part.push('\n'),
                Some(other) => part.push(other),
                None => {}
            },
            other => part.push(other),
        }
    }
    parts.push(part);
    parts
}

/// A value without escapes, its commas its own.
pub(super) fn text(value: &str) -> String {
    parts(value).join(",")
}

/// What stands in a URI as something else: all but its unreserved characters (RFC 3986).
const IN_A_URI: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Adds a text as a URI has it: `%0A`.
pub(super) fn percent(text: &str, line: &mut String) {
    line.extend(utf8_percent_encode(text, IN_A_URI));
}

/// A text of a URI as it was before [`percent`]; `None` if it is no such thing.
pub(super) fn unpercent(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte == b'%' {
            let (digits, after) = rest.split_at_checked(2)?;
            let digit = |n: usize| char::from(digits[n]).to_digit(16);
            bytes.push((digit(0)? * 16 + digit(1)?) as u8);
            rest = after;
        } else {
            bytes.push(*byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The encoding that the parameters of a line name; version 2.1 has ASCII where they name none, which
/// is UTF-8 as well.
pub(super) fn charset(parameters: &str) -> Result<&'static Encoding, ReadError> {
    let mut named = parameters.split(';').filter_map(|it| {
        let (key, value) = it.split_once('=')?;
        key.eq_ignore_ascii_case("CHARSET").then_some(value)
    });
    match named.next() {
        None => Ok(UTF_8),
        Some(name) => Encoding::for_label(name.as_bytes()).ok_or_else(|| {
            ReadError::malformed(text!(
                "a card names an encoding that is not read",
                "eine Visitenkarte nennt eine Kodierung, die nicht gelesen wird"
            ))
        }),
    }
}

/// A value that was written with its bytes as `=C3=BC`.
pub(super) fn unquoted(value: &str, charset: &'static Encoding) -> Result<String, ReadError> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'=' {
            bytes.push(*byte);
            continue;
        }
        let digits = rest.split_at_checked(2).and_then(|(digits, after)| {
            let digit = |n: usize| char::from(digits[n]).to_digit(16);
            Some((digit(0)? * 16 + digit(1)?, after))
        });
        let Some((byte, after)) = digits else {
            return Err(ReadError::malformed(text!(
                "a text of a card is not as it says it is",
                "ein Text einer Visitenkarte ist nicht so kodiert wie angegeben"
            )));
        };
        bytes.push(byte as u8);
        rest = after;
    }
    let text = charset.decode_without_bom_handling_and_without_replacement(&bytes);
    text.map(Cow::into_owned).ok_or_else(|| {
        ReadError::malformed(text!(
            "a text of a card is not as it says it is",
            "ein Text einer Visitenkarte ist nicht so kodiert wie angegeben"
        ))
    })
}

/// Writes a line, folded where it is too long, never inside a character.
pub(super) fn folded(out: &mut dyn Write, line: &str) -> io::Result<()> {
    let mut rest = line;
    let mut room = LINE;
    while rest.len() > room {
        let (here, after) = rest.split_at(rest.floor_char_boundary(room));
        out.write_all(here.as_bytes())?;
        out.write_all(b"\r\n ")?;
        rest = after;
        // The space that continues a line is one of its octets.
        room = LINE - 1;
    }
    out.write_all(rest.as_bytes())?;
    out.write_all(b"\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use kplaces_export_testsuite::Hostile;
    use proptest::prelude::*;

    fn escaped(text: &str) -> String {
        let mut line = String::new();
        escape(text, &mut line);
        line
    }

    #[test]
    fn what_means_something_to_a_card_is_escaped() {
        assert_eq!(escaped("A, B; C\\\nD"), "A\\, B\\; C\\\\\\nD");
        assert_eq!(parts("a\\,b,c\\Nd,"), ["a,b", "c\nd", ""]);
        let mut uri = String::new();
        percent("a\0ü/%", &mut uri);
        assert_eq!(uri, "a%00%C3%BC%2F%25");
        for broken in ["%", "%4", "%zz", "%ff"] {
            assert_eq!(unpercent(broken), None, "{broken}");
        }
    }

    proptest! {
        #[test]
        fn lines_are_short_and_unfold_to_what_they_were(text in Hostile::text()) {
            let mut out = Vec::new();
            let line = escaped(&text).replace('\r', "");
            folded(&mut out, &line).unwrap();
            let file = String::from_utf8(out).unwrap();
            prop_assert!(file.split("\r\n").all(|line| line.len() <= LINE));
            prop_assert_eq!(file.replace("\r\n ", ""), format!("{line}\r\n"));
        }

        #[test]
        fn escapes_come_off_again(text in Hostile::text()) {
            prop_assert_eq!(super::text(&escaped(&text)), text.clone());
            let mut uri = String::new();
            percent(&text, &mut uri);
            prop_assert_eq!(unpercent(&uri), Some(text));
        }
    }
}
