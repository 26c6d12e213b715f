//! Letters out of bytes.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

/// A cell's text. What is not UTF-8 damages this cell alone, and counts in `repaired`.
///
/// A sound letter of several bytes is proof of UTF-8, so only what is broken becomes U+FFFD: a limit
/// in bytes may have cut the text inside of a letter. Without such a letter the text is what is called
/// Latin-1 and is windows-1252, as the WHATWG's Encoding Standard has it: 80 is the euro sign.
pub(super) fn decode<'a>(bytes: &'a [u8], repaired: &mut u64) -> Cow<'a, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    *repaired += 1;
    if bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii()) {
        Cow::Owned(String::from_utf8_lossy(bytes).into_owned())
    } else {
        WINDOWS_1252.decode_without_bom_handling(bytes).0
    }
}

/// The name of an encoding whose letters are wider than a byte, if a text begins like one of it.
///
/// Column names, brackets and digits are ASCII, so in sound text a byte of zero is not among the first.
pub(super) fn wide(start: &[u8]) -> Option<&'static str> {
    match start {
        [0xFF, 0xFE, ..] | [_, 0, ..] => Some("UTF-16LE/UTF-32LE"),
        [0xFE, 0xFF, ..] | [0, ..] => Some("UTF-16BE/UTF-32BE"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, u64) {
        let mut repaired = 0;
        let text = decode(bytes, &mut repaired).into_owned();
        (text, repaired)
    }

    #[test]
    fn utf_8_is_left_alone() {
        assert_eq!(read("Köln – €".as_bytes()), ("Köln – €".to_owned(), 0));
    }

    #[test]
    fn one_broken_byte_does_not_cost_the_other_letters() {
        let cut = b"B\xc3\xa4ckerei M\xc3\xbcller, Stra\xc3";
        assert_eq!(read(cut), ("Bäckerei Müller, Stra\u{fffd}".to_owned(), 1));
    }

    #[test]
    fn what_has_no_letter_of_utf_8_is_windows_1252() {
        let read = read(b"Caf\xe9 \x96 Nord \x80 \x84x\x93");
        assert_eq!(read, ("Café – Nord € „x“".to_owned(), 1));
    }

    #[test]
    fn wide_letters_are_told_by_their_first_bytes() {
        for wide_text in [&b"\xff\xfea\0"[..], b"a\0d\0", b"\0a\0d", b"\xfe\xff\0a"] {
            assert!(wide(wide_text).is_some(), "{wide_text:?}");
        }
        for narrow in [&b"addrno;"[..], b"[{", b"\xef\xbb\xbfaddrno", b"", b"a"] {
            assert_eq!(wide(narrow), None, "{narrow:?}");
        }
    }
}
