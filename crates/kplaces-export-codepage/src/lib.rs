#![doc = include_str!("../README.md")]

use encoding_rs::WINDOWS_1252 as CODE_PAGE;
use kplaces_export::{Charset, ReadError};

/// The code page of western Europe, one byte a character.
pub const WINDOWS_1252: Charset = Charset {
    title: "Windows-1252",
    has,
    nearest,
    bytes: |_| 1,
};

fn has(c: char) -> bool {
    encode_char(c).is_some()
}

fn encode_char(c: char) -> Option<u8> {
    match c {
        // Here the code page is Latin-1.
        '\0'..='\u{7f}' | '\u{a0}'..='\u{ff}' => u8::try_from(c).ok(),
        _ => {
            let at = OTHERS.binary_search_by_key(&c, |(known, _)| *known).ok()?;
            Some(OTHERS[at].1)
        }
    }
}

/// The characters where the code page is not Latin-1. The standard maps five more bytes, which have
/// no character, to controls; no device shows those.
const OTHERS: [(char, u8); 27] = [
    ('\u{152}', 0x8c),  // Œ
    ('\u{153}', 0x9c),  // œ
    ('\u{160}', 0x8a),  // Š
    ('\u{161}', 0x9a),  // š
    ('\u{178}', 0x9f),  // Ÿ
    ('\u{17d}', 0x8e),  // Ž
    ('\u{17e}', 0x9e),  // ž
    ('\u{192}', 0x83),  // ƒ
    ('\u{2c6}', 0x88),  // ˆ
    ('\u{2dc}', 0x98),  // ˜
    ('\u{2013}', 0x96), // –
    ('\u{2014}', 0x97), // —
    ('\u{2018}', 0x91), // ‘
    ('\u{2019}', 0x92), // ’
    ('\u{201a}', 0x82), // ‚
    ('\u{201c}', 0x93), // “
    ('\u{201d}', 0x94), // ”
    ('\u{201e}', 0x84), // „
    ('\u{2020}', 0x86), // †
    ('\u{2021}', 0x87), // ‡
    ('\u{2022}', 0x95), // •
    ('\u{2026}', 0x85), // …
    ('\u{2030}', 0x89), // ‰
    ('\u{2039}', 0x8b), // ‹
    ('\u{203a}', 0x9b), // ›
    ('\u{20ac}', 0x80), // €
    ('\u{2122}', 0x99), // ™
];

/// Letters of other alphabets by their sound, marks taken off; nothing for what has no sound.
fn nearest(c: char) -> String {
    any_ascii::any_ascii_char(c).to_owned()
}

/// A text as bytes. A character the code page does not have is left out; a name that went through
/// the rule of its profile has none.
pub fn encode(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    encode_into(&mut bytes, text);
    bytes
}

/// The same behind other bytes.
pub fn encode_into(bytes: &mut Vec<u8>, text: &str) {
    bytes.reserve(text.len());
    let mut rest = text;
    // Most of a name is ASCII, which stays as it is.
    while let Some(at) = rest.bytes().position(|byte| !byte.is_ascii()) {
        let (ascii, others) = rest.split_at(at);
        bytes.extend_from_slice(ascii.as_bytes());
        let mut others = others.chars();
        bytes.extend(others.next().and_then(encode_char));
        rest = others.as_str();
    }
    bytes.extend_from_slice(rest.as_bytes());
}

/// Bytes as text. Every byte is a character here, so there is no error; the type is that of other
/// decoders.
pub fn decode(bytes: &[u8]) -> Result<String, ReadError> {
    let (text, _) = CODE_PAGE.decode_without_bom_handling(bytes);
    Ok(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kplaces_export_testsuite::Hostile;
    use proptest::prelude::*;

    #[test]
    fn the_code_page_is_that_of_the_standard() {
        for byte in 0..=u8::MAX {
            let text = decode(&[byte]).unwrap();
            let c = text.chars().next().unwrap();
            let is_a_control = matches!(c, '\u{80}'..='\u{9f}');
            assert_eq!(encode_char(c), (!is_a_control).then_some(byte), "{byte:#x}");
        }
        let all = ('\0'..=char::MAX).filter_map(encode_char).count();
        assert_eq!(all, 256 - 5);
    }

    #[test]
    fn western_letters_stay_and_others_come_near() {
        for c in "ÄÖÜäöüßéèñçøÅ€–“”…™".chars() {
            assert!(has(c), "{c}");
            assert_eq!(encode(&c.to_string()).len(), 1, "{c}");
        }
        assert_eq!(encode("Köln €"), b"K\xf6ln \x80");
        let near = |text: &str| {
            let near = text
                .chars()
                .map(|c| if has(c) { c.to_string() } else { nearest(c) });
            near.collect::<String>()
        };
        assert_eq!(near("Łódź"), "Lódz");
        assert_eq!(near("Москва"), "Moskva");
        assert!(!has('\u{81}') && !has('漢') && !has('\u{202e}'));
    }

    #[test]
    fn a_letter_and_its_mark_are_one_letter_where_there_is_one() {
        use kplaces_export::{ExportContext, NameRule};
        use kplaces_export_testsuite::{place, write};

        let csv = kplaces_export::exporters().remove(0);
        let exporter = kplaces_export::Exporter {
            names: NameRule::ANY.of(WINDOWS_1252).plain(),
            ..csv
        };
        let mill = place("1", "Mu\u{308}hle z\u{30c}", None);
        let written = write(&exporter, &ExportContext::default(), &[mill]);
        assert_eq!(written.entries[0].name, "M\u{fc}hle \u{17e}");
        assert_eq!(written.losses(), "replaced 1");
    }

    proptest! {
        #[test]
        fn what_it_has_comes_back_and_what_is_near_it_has(text in Hostile::text()) {
            let known: String = text.chars().filter(|c| has(*c)).collect();
            prop_assert_eq!(decode(&encode(&known)).unwrap(), known.clone());
            prop_assert_eq!(encode(&text), encode(&known));
            prop_assert!(text.chars().flat_map(|c| nearest(c).chars().collect::<Vec<_>>()).all(has));
        }
    }
}
