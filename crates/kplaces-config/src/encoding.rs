//! Bytes of a file as text, whatever the program that wrote them put in front.

use std::borrow::Cow;

use kplaces_text::{Text, text};

/// A character that programs of Windows put in front of a text. It belongs to the file, not to the text.
pub(crate) const MARK: char = '\u{feff}';

const UTF_16_LE: &[u8] = b"\xff\xfe";
const UTF_16_BE: &[u8] = b"\xfe\xff";
const UTF_32_LE: &[u8] = b"\xff\xfe\0\0";
const UTF_32_BE: &[u8] = b"\0\0\xfe\xff";

/// Why bytes are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotText {
    /// What begins as UTF-16 is none.
    Utf16,
    /// It is UTF-32.
    Utf32,
    /// There are zero bytes in it.
    Zeros,
    /// It is not UTF-8, from this byte on.
    NotUtf8(usize),
}

impl NotText {
    /// What people read of it.
    pub(crate) fn text(self) -> Text {
        match self {
            Self::Utf16 => text!(
                "what begins as UTF-16 is damaged: save it as UTF-8",
                "was als UTF-16 beginnt, ist beschädigt: als UTF-8 speichern"
            ),
            Self::Utf32 => text!(
                "it is UTF-32: save it as UTF-8",
                "es ist UTF-32: als UTF-8 speichern"
            ),
            Self::Zeros => text!(
                "zero bytes are in it, as in UTF-16 without its mark: save it as UTF-8",
                "es enthält Nullbytes, wie UTF-16 ohne Kennzeichen: als UTF-8 speichern"
            ),
            Self::NotUtf8(_) => text!("must be UTF-8 text", "muss Text in UTF-8 sein"),
        }
    }
}

/// Reads UTF-8, and UTF-16 where a mark in front says that it is. The mark of UTF-8 stays.
pub(crate) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, NotText> {
    if bytes.starts_with(UTF_32_LE) || bytes.starts_with(UTF_32_BE) {
        return Err(NotText::Utf32);
    }
    if let Some(rest) = bytes.strip_prefix(UTF_16_LE) {
        return utf_16(rest, u16::from_le_bytes).map(Cow::Owned);
    }
    if let Some(rest) = bytes.strip_prefix(UTF_16_BE) {
        return utf_16(rest, u16::from_be_bytes).map(Cow::Owned);
    }
    match std::str::from_utf8(bytes) {
        _ if bytes.contains(&0) => Err(NotText::Zeros),
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => Err(NotText::NotUtf8(error.valid_up_to())),
    }
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, NotText> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    // Room for all at once: a growing text leaves copies behind, and it may be a secret.
    let mut text = String::with_capacity(bytes.len() / 2 * 3);
    for c in char::decode_utf16(pairs.iter().copied().map(unit)) {
        text.push(c.map_err(|_| NotText::Utf16)?);
    }
    match rest {
        [] if text.contains('\0') => Err(NotText::Zeros),
        [] => Ok(text),
        _ => Err(NotText::Utf16),
    }
}

/// A text that somebody typed or put into a file, without what its program added: the mark in front,
/// and the end of the line. Blanks are its own.
pub fn bare(text: &str) -> &str {
    text.trim_start_matches(MARK).trim_end_matches(['\r', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text as PowerShell and Notepad save it.
    fn utf_16_of(text: &str, mark: &[u8], unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        let units = text.encode_utf16().flat_map(unit);
        mark.iter().copied().chain(units).collect()
    }

    #[test]
    fn utf_16_is_read_by_its_mark_in_both_orders() {
        for wanted in ["", "pass\r\n", "Grüße 🔑"] {
            let little = utf_16_of(wanted, b"\xff\xfe", u16::to_le_bytes);
            let big = utf_16_of(wanted, b"\xfe\xff", u16::to_be_bytes);
            assert_eq!(text(&little).as_deref(), Ok(wanted));
            assert_eq!(text(&big).as_deref(), Ok(wanted));
        }
    }

    #[test]
    fn what_is_no_text_is_named() {
        for (bytes, why) in [
            (&b"\xff\xfea\0\0\0"[..], NotText::Zeros),
            (b"\xff\xfea", NotText::Utf16),
            (b"\xff\xfe\x00\xd8", NotText::Utf16),
            (b"\xff\xfe\0\0a\0\0\0", NotText::Utf32),
            (b"\0\0\xfe\xff\0\0\0a", NotText::Utf32),
            (b"a\0b\0", NotText::Zeros),
            (b"gr\xfcn", NotText::NotUtf8(2)),
        ] {
            assert_eq!(text(bytes), Err(why), "{bytes:?}");
        }
    }

    #[test]
    fn mark_and_line_end_go_and_blanks_stay() {
        assert_eq!(bare("\u{feff}\u{feff} a b \r\n\n"), " a b ");
        assert_eq!(bare("\u{feff}\r\n"), "");
        assert_eq!(bare("\n a"), "\n a");
    }
}
