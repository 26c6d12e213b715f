use std::borrow::Cow;
use std::io::{self, Write};

use super::{starts_steering, steers};

/// Writes a text as JSON, with an escape also for marks that JSON would let through.
pub fn json(out: &mut (impl Write + ?Sized), text: &str) -> io::Result<()> {
    out.write_all(b"\"")?;
    let (bytes, mut plain, mut at) = (text.as_bytes(), 0, 0);
    // Bytes are looked at first: what has to be escaped begins with one of few.
    while let Some(skipped) = bytes[at..].iter().position(|byte| SUSPECT[*byte as usize]) {
        at += skipped;
        let Some(c) = text[at..].chars().next() else {
            break;
        };
        let next = at + c.len_utf8();
        let short = match c {
            '"' | '\\' => Some(c),
            '\u{8}' => Some('b'),
            '\t' => Some('t'),
            '\n' => Some('n'),
            '\u{c}' => Some('f'),
            '\r' => Some('r'),
            _ => None,
        };
        if let Some(short) = short {
            out.write_all(&bytes[plain..at])?;
            out.write_all(&[b'\\', short as u8])?;
            plain = next;
        } else if c < ' ' || steers(c) {
            out.write_all(&bytes[plain..at])?;
            // All of them are below U+10000: one unit each.
            write!(out, "\\u{:04x}", u32::from(c))?;
            plain = next;
        }
        at = next;
    }
    out.write_all(&bytes[plain..])?;
    out.write_all(b"\"")
}

/// Whether a text stands in JSON as it is.
pub(super) fn is_plain(text: &str) -> bool {
    !text.bytes().any(|byte| SUSPECT[usize::from(byte)])
}

/// Writes a text, or that there is none.
pub fn json_or_null(out: &mut (impl Write + ?Sized), text: Option<&str>) -> io::Result<()> {
    match text {
        Some(text) => json(out, text),
        None => out.write_all(b"null"),
    }
}

/// Writes a list of texts.
pub fn json_list(out: &mut (impl Write + ?Sized), texts: &[Cow<'_, str>]) -> io::Result<()> {
    out.write_all(b"[")?;
    for (n, text) in texts.iter().enumerate() {
        if n > 0 {
            out.write_all(b",")?;
        }
        json(out, text)?;
    }
    out.write_all(b"]")
}

/// The bytes that characters begin with of which some are escaped.
static SUSPECT: [bool; 256] = {
    let mut suspect = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let signs = matches!(byte as u8, b'"' | b'\\');
        suspect[byte] = signs || starts_steering(byte as u8);
        byte += 1;
    }
    suspect
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use kplaces_export_testsuite::Hostile;

    fn written(text: &str) -> String {
        let mut out = Vec::new();
        json(&mut out, text).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_character_comes_back_and_none_that_steers_is_left() {
        for c in '\0'..=char::MAX {
            let text = format!("a{c}ü");
            let json = written(&text);
            assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
            assert!(!json.chars().any(steers), "{c:?}");
            if !steers(c) {
                assert_eq!(json, serde_json::to_string(&text).unwrap());
            }
        }
        assert_eq!(written("\u{202e}\u{7f}"), r#""\u202e\u007f""#);
    }

    #[test]
    fn a_list_and_nothing_are_written() {
        let mut out = Vec::new();
        for texts in [&[][..], &["a".into()], &["a".into(), "\"".into()]] {
            json_list(&mut out, texts).unwrap();
        }
        json_or_null(&mut out, None).unwrap();
        assert_eq!(out, br#"[]["a"]["a","\""]null"#);
    }

    proptest! {
        #[test]
        fn a_text_comes_back(text in Hostile::text()) {
            prop_assert_eq!(serde_json::from_str::<String>(&written(&text)).unwrap(), text);
        }
    }
}
