//! Objects whose texts break the rules of JSON in ways that leave no doubt of what was meant.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::reply::text::decode;

/// The same object in sound JSON, and how many texts had to be mended: bytes that are not UTF-8, half a
/// surrogate pair (U+FFFD), control characters, and backslashes in front of a letter that needs none.
pub(super) fn mended(object: &[u8]) -> (String, u64) {
    let mut out = String::with_capacity(object.len());
    let mut repaired = 0;
    let mut rest = object;
    while let Some(quote) = rest.iter().position(|byte| *byte == b'"') {
        out.push_str(&String::from_utf8_lossy(&rest[..=quote]));
        rest = &rest[quote + 1..];
        let end = end_of_text(rest);
        let (text, behind) = rest.split_at(end);
        let mut broken = 0;
        let text = decode(text, &mut broken);
        let sound = escaped(&text);
        repaired += u64::from(broken > 0 || sound != text);
        out.push_str(&sound);
        rest = behind;
        if let Some(behind) = rest.strip_prefix(b"\"") {
            out.push('"');
            rest = behind;
        }
    }
    out.push_str(&String::from_utf8_lossy(rest));
    (out, repaired)
}

/// Where the text ends whose opening quote is passed.
fn end_of_text(text: &[u8]) -> usize {
    let mut escaped = false;
    let end = text.iter().position(|byte| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    });
    end.unwrap_or(text.len())
}

/// A text between quotes as JSON wants it.
fn escaped(text: &str) -> Cow<'_, str> {
    let sound = |c: char| c >= ' ' && c != '\\';
    if text.chars().all(sound) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = match c {
            '\\' => escape(after, &mut out),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
                after
            }
            c => {
                out.push(c);
                after
            }
        };
    }
    Cow::Owned(out)
}

/// Puts the escape behind a backslash out, and returns what follows it.
fn escape<'t>(after: &'t str, out: &mut String) -> &'t str {
    let unit = |text: &str| {
        let digits = text.strip_prefix('u')?.get(..4)?;
        let hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        hex.then(|| u32::from_str_radix(digits, 16).ok())?
    };
    match unit(after) {
        Some(0xD800..=0xDBFF) => {
            let low = after[5..].strip_prefix('\\').and_then(unit);
            if let Some(0xDC00..=0xDFFF) = low {
                out.push('\\');
                out.push_str(&after[..11]);
                return &after[11..];
            }
            out.push('\u{fffd}');
            &after[5..]
        }
        Some(0xDC00..=0xDFFF) => {
            out.push('\u{fffd}');
            &after[5..]
        }
        Some(_) => {
            out.push('\\');
            out.push_str(&after[..5]);
            &after[5..]
        }
        None => {
            if let Some(c @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't')) = after.chars().next()
            {
                out.push('\\');
                out.push(c);
                &after[1..]
            } else {
                // A backslash that stands for itself.
                out.push_str("\\\\");
                after
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(object: &[u8]) -> (Vec<String>, u64) {
        let (text, repaired) = mended(object);
        (serde_json::from_str(&text).unwrap(), repaired)
    }

    #[test]
    fn what_is_sound_stays_as_it_is() {
        let sound = r#"["a \"b\" \\ \/ \u00fc \ud83c\udfed ü", "C:\\"]"#;
        assert_eq!(mended(sound.as_bytes()), (sound.to_owned(), 0));
    }

    #[test]
    fn half_a_surrogate_pair_is_one_replacement_character() {
        for half in [r"\ud83d", r"\udfed"] {
            let object = format!(r#"["x {half}", "{half}\n", "{half}{half}", "y"]"#);
            let (texts, repaired) = texts(object.as_bytes());
            let expected = ["x \u{fffd}", "\u{fffd}\n", "\u{fffd}\u{fffd}", "y"];
            assert_eq!((texts, repaired), (expected.map(str::to_owned).to_vec(), 3));
        }
        let (texts, _) = texts(br#"["\ud83d\u0041"]"#);
        assert_eq!(texts, ["\u{fffd}A"]);
    }

    #[test]
    fn control_characters_and_backslashes_stand_for_themselves() {
        let (texts, repaired) = texts(b"[\"two\nlines\", \"C:\\Depot\", \"it\\'s\", \"\\u12\"]");
        assert_eq!(texts, ["two\nlines", "C:\\Depot", "it\\'s", "\\u12"]);
        assert_eq!(repaired, 4);
    }

    #[test]
    fn a_broken_byte_damages_its_own_text() {
        let (texts, repaired) = texts(b"[\"K\xc3\xb6ln \xc3\", \"Caf\xe9\", \"M\xc3\xbcnchen\"]");
        assert_eq!(texts, ["Köln \u{fffd}", "Café", "München"]);
        assert_eq!(repaired, 2);
    }
}
