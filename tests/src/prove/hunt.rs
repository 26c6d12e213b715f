//! Looking for marks in bytes, however they are spelled.

use kplaces_webfleet_sim::{CANARY, MARK};
use unicode_normalization::UnicodeNormalization as _;

/// What is looked for, spelled in every way that a program may write it.
pub(crate) struct Hunt {
    needles: Vec<(String, Vec<u8>)>,
}

impl Hunt {
    /// For what the personal columns hold.
    pub(crate) fn personal() -> Self {
        let mut hunt = Self::for_words(&[MARK]);
        // In small letters it is a word of our own.
        hunt.needles
            .push((format!("`{CANARY}`"), CANARY.as_bytes().to_vec()));
        hunt
    }

    /// For other words.
    pub(crate) fn for_words(words: &[&str]) -> Self {
        let mut needles = Vec::new();
        for word in words {
            for (how, bytes) in spellings(word) {
                if !needles.iter().any(|(_, known)| *known == bytes) {
                    needles.push((format!("`{word}` {how}"), bytes));
                }
            }
        }
        Self { needles }
    }

    /// How many spellings are looked for.
    pub(crate) fn spellings(&self) -> usize {
        self.needles.len()
    }

    /// What is found first in these bytes.
    pub(crate) fn find(&self, bytes: &[u8]) -> Option<&str> {
        let found = self
            .needles
            .iter()
            .find(|(_, needle)| holds(bytes, needle))?;
        Some(&found.0)
    }
}

/// Whether bytes hold others.
pub(crate) fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    let Some(&first) = needle.first() else {
        return true;
    };
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == first) {
        rest = &rest[at..];
        if rest.starts_with(needle) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

/// A word as it is, in other cases, encodings and normal forms, escaped, and as base64 would have
/// it at each of the three places it can stand.
fn spellings(word: &str) -> Vec<(&'static str, Vec<u8>)> {
    let decomposed: String = word.nfd().collect();
    let latin1 = word.chars().map(|c| u8::try_from(c as u32).unwrap_or(b'?'));
    let utf16 = |order: fn(u16) -> [u8; 2]| word.encode_utf16().flat_map(order).collect();
    let percent: String = word
        .bytes()
        .map(|byte| match byte {
            b if b.is_ascii_alphanumeric() || b == b'-' => char::from(b).to_string(),
            b => format!("%{b:02X}"),
        })
        .collect();
    let escaped: String = word
        .chars()
        .map(|c| match c {
            c if c.is_ascii() => c.to_string(),
            c => format!("\\u{:04x}", c as u32),
        })
        .collect();
    let entity: String = word
        .chars()
        .map(|c| match c {
            c if c.is_ascii() => c.to_string(),
            c => format!("&#{};", c as u32),
        })
        .collect();
    let mut all = vec![
        ("as it is", word.as_bytes().to_vec()),
        ("in small letters", word.to_lowercase().into_bytes()),
        ("in capitals", word.to_uppercase().into_bytes()),
        ("decomposed", decomposed.into_bytes()),
        ("in Latin-1", latin1.collect()),
        ("in UTF-16", utf16(u16::to_le_bytes)),
        ("in UTF-16, big end first", utf16(u16::to_be_bytes)),
        ("percent-encoded", percent.into_bytes()),
        ("escaped", escaped.into_bytes()),
        ("with entities", entity.into_bytes()),
    ];
    for shift in 0..3 {
        all.push(("in base64", base64_inside(word.as_bytes(), shift)));
    }
    all
}

/// The letters of base64 that depend on these bytes alone, where `shift` others stand before them.
fn base64_inside(bytes: &[u8], shift: usize) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bits: Vec<bool> = Vec::new();
    for byte in bytes {
        bits.extend((0..8).rev().map(|n| byte >> n & 1 == 1));
    }
    // The first letter of its own begins at a multiple of six bits.
    let skip = (6 - (shift * 8) % 6) % 6;
    bits[skip..]
        .chunks_exact(6)
        .map(|six| {
            let n = six.iter().fold(0, |n, bit| n * 2 + usize::from(*bit));
            LETTERS[n]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_in_every_spelling() {
        let hunt = Hunt::for_words(&["Kanärienvogel"]);
        assert!(hunt.spellings() > 10);
        for text in [
            "xKanärienvogelx",
            "KANÄRIENVOGEL",
            "kana\u{308}rienvogel".replace('k', "K").as_str(),
            "a=Kan%C3%A4rienvogel",
            "\"Kan\\u00e4rienvogel\"",
            // `Kanärienvogel`, `xKanärienvogel`, `xxKanärienvogel` in base64.
            "S2Fuw6RyaWVudm9nZWw=",
            "eEthbsOkcmllbnZvZ2Vs",
            "eHhLYW7DpHJpZW52b2dlbA==",
        ] {
            assert!(hunt.find(text.as_bytes()).is_some(), "{text}");
        }
        let utf16: Vec<u8> = "a Kanärienvogel"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(hunt.find(&utf16), Some("`Kanärienvogel` in UTF-16"));
        assert_eq!(
            hunt.find(b"Kan\xe4rienvogel"),
            Some("`Kanärienvogel` in Latin-1")
        );
        assert_eq!(hunt.find("Kanarienvogel, Kanärien".as_bytes()), None);
    }
}
