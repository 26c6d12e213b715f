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
        '\0'..='\u{7f}' | '\u{a0}'..='\u{ff}' => return u8::try_from(c).ok(),
        // The standard maps five bytes without a character to controls; no device shows those.
        '\u{80}'..='\u{9f}' => return None,
        _ => {}
    }
    let mut text = [0; 4];
    let (bytes, _, unmappable) = CODE_PAGE.encode(c.encode_utf8(&mut text));
    match (&*bytes, unmappable) {
        ([byte], false) => Some(*byte),
        _ => None,
    }
}

/// Letters of other alphabets by their sound, marks taken off; nothing for what has no sound.
fn nearest(c: char) -> String {
    any_ascii::any_ascii_char(c).to_owned()
}

/// A text as bytes. A character the code page does not have is left out; a name that went through
/// the rule of its profile has none.
pub fn encode(text: &str) -> Vec<u8> {
    if text.is_ascii() {
        return text.as_bytes().to_vec();
    }
    text.chars().filter_map(encode_char).collect()
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
