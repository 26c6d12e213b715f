//! A word in all the ways a program may write it, and the search for them.

use memchr::memmem::Finder;

/// One word, in every spelling that is looked for.
pub(super) struct Needles {
    word: String,
    spellings: Vec<(&'static str, Finder<'static>)>,
}

impl Needles {
    /// All spellings of a word.
    pub(super) fn of(word: &str) -> Self {
        let mut spellings: Vec<(&'static str, Vec<u8>)> = Vec::new();
        for (name, bytes) in spelled(word) {
            // What is the same twice is looked for once.
            if !bytes.is_empty() && spellings.iter().all(|(_, known)| *known != bytes) {
                spellings.push((name, bytes));
            }
        }
        let finder = |(name, bytes): (_, Vec<u8>)| (name, Finder::new(&bytes).into_owned());
        Self {
            word: word.to_owned(),
            spellings: spellings.into_iter().map(finder).collect(),
        }
    }

    /// The word itself.
    pub(super) fn word(&self) -> &str {
        &self.word
    }

    /// In how many ways it is looked for.
    pub(super) fn ways(&self) -> usize {
        self.spellings.len()
    }

    /// The spellings that are in these bytes.
    pub(super) fn within(&self, bytes: &[u8]) -> Vec<&'static str> {
        let found = self
            .spellings
            .iter()
            .filter(|(_, finder)| finder.find(bytes).is_some());
        found.map(|(name, _)| *name).collect()
    }

    /// How often any spelling is in these bytes.
    pub(super) fn count(&self, bytes: &[u8]) -> usize {
        let counts = self.spellings.iter();
        counts
            .map(|(_, finder)| finder.find_iter(bytes).count())
            .sum()
    }
}

fn spelled(word: &str) -> Vec<(&'static str, Vec<u8>)> {
    let apart = each(word, |c, out| match c {
        'ä' => out.push_str("a\u{308}"),
        'ö' => out.push_str("o\u{308}"),
        'ü' => out.push_str("u\u{308}"),
        _ => out.push(c),
    });
    let bare = apart.replace('\u{308}', "");
    let two_letters = each(word, |c, out| match c {
        'ä' => out.push_str("ae"),
        'ö' => out.push_str("oe"),
        'ü' => out.push_str("ue"),
        _ => out.push(c),
    });
    let escaped = |form: fn(char) -> String| {
        each(word, |c, out| {
            if c.is_ascii() {
                out.push(c);
            } else {
                out.push_str(&form(c));
            }
        })
    };
    let latin1: Vec<u8> = word.chars().map(|c| c as u32 as u8).collect();
    let utf16: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big_end: Vec<u8> = word.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let utf8 = word.as_bytes();
    // UTF-8 taken for Latin-1 and written as UTF-8 again.
    let twice: String = utf8.iter().map(|&byte| char::from(byte)).collect();
    let mut all = vec![
        ("UTF-8", utf8.to_vec()),
        ("capitals", word.to_uppercase().into_bytes()),
        ("small letters", word.to_lowercase().into_bytes()),
        ("marks apart", apart.clone().into_bytes()),
        ("marks apart, capitals", apart.to_uppercase().into_bytes()),
        ("marks apart, small", apart.to_lowercase().into_bytes()),
        ("without marks", bare.clone().into_bytes()),
        ("without marks, capitals", bare.to_uppercase().into_bytes()),
        ("without marks, small", bare.to_lowercase().into_bytes()),
        ("two letters", two_letters.clone().into_bytes()),
        (
            "two letters, capitals",
            two_letters.to_uppercase().into_bytes(),
        ),
        (
            "two letters, small",
            two_letters.to_lowercase().into_bytes(),
        ),
        ("Latin-1", latin1.clone()),
        ("code page 437", word.chars().map(code_page_437).collect()),
        ("UTF-16", utf16.clone()),
        ("UTF-16, big end", big_end),
        ("UTF-8 twice", twice.into_bytes()),
        (
            "JSON",
            escaped(|c| format!("\\u{:04x}", c as u32)).into_bytes(),
        ),
        (
            "JSON, capitals",
            escaped(|c| format!("\\u{:04X}", c as u32)).into_bytes(),
        ),
        ("XML", escaped(|c| format!("&#{};", c as u32)).into_bytes()),
        (
            "XML, hexadecimal",
            escaped(|c| format!("&#x{:x};", c as u32)).into_bytes(),
        ),
        (
            "XML, capitals",
            escaped(|c| format!("&#x{:X};", c as u32)).into_bytes(),
        ),
        ("percent", percent(utf8, '%', true)),
        ("percent, small", percent(utf8, '%', false)),
        ("percent, Latin-1", percent(&latin1, '%', true)),
        ("quoted-printable", percent(utf8, '=', true)),
        ("hexadecimal", hexadecimal(utf8, false)),
        ("hexadecimal, capitals", hexadecimal(utf8, true)),
    ];
    for text in [utf8, &latin1, &utf16] {
        for offset in 0..3 {
            all.push(("Base64", base64(text, offset)));
        }
    }
    all
}

fn each(word: &str, write: impl Fn(char, &mut String)) -> String {
    let mut out = String::new();
    for c in word.chars() {
        write(c, &mut out);
    }
    out
}

fn code_page_437(c: char) -> u8 {
    match c {
        'ä' => 0x84,
        'ö' => 0x94,
        'ü' => 0x81,
        _ => c as u32 as u8,
    }
}

fn percent(bytes: &[u8], sign: char, capitals: bool) -> Vec<u8> {
    let mut out = String::new();
    for &byte in bytes {
        match (byte.is_ascii(), capitals) {
            (true, _) => out.push(byte.into()),
            (_, true) => out.push_str(&format!("{sign}{byte:02X}")),
            (_, false) => out.push_str(&format!("{sign}{byte:02x}")),
        }
    }
    out.into_bytes()
}

fn hexadecimal(bytes: &[u8], capitals: bool) -> Vec<u8> {
    let digits = bytes.iter().map(|byte| {
        if capitals {
            format!("{byte:02X}")
        } else {
            format!("{byte:02x}")
        }
    });
    digits.collect::<String>().into_bytes()
}

/// The digits that a word has in Base64 whatever stands around it, if so many bytes modulo three
/// stand before it. Words of letters have neither `+` nor `/`, so the other alphabet is the same.
fn base64(word: &[u8], before: usize) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bit = |at: usize| {
        let byte = (at / 8)
            .checked_sub(before)
            .and_then(|index| word.get(index));
        byte.map(|byte| byte >> (7 - at % 8) & 1)
    };
    let digits = 0..(before + word.len()) * 8 / 6;
    let digits = digits.filter_map(|digit| {
        let mut value = 0;
        for at in digit * 6..digit * 6 + 6 {
            value = value << 1 | bit(at)?;
        }
        Some(DIGITS[usize::from(value)])
    });
    digits.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_spelling_is_found_and_another_word_is_not() {
        let needles = Needles::of("Kanärienvogel");
        for text in [
            "xKanärienvogelx".as_bytes(),
            "KANÄRIENVOGEL".as_bytes(),
            "kana\u{308}rienvogel".as_bytes(),
            b"kanarienvogel",
            b"Kanaerienvogel",
            b"Kan\xe4rienvogel",
            b"Kan%C3%A4rienvogel",
            b"Kan\\u00e4rienvogel",
            b"Kan&#228;rienvogel",
            b"4b616ec3a47269656e766f67656c",
            // Base64 with none, one and two letters before it.
            b"S2Fuw6RyaWVudm9nZWw=",
            b"LUthbsOkcmllbnZvZ2VsLQ==",
            b"LS1LYW7DpHJpZW52b2dlbC0t",
        ] {
            assert!(!needles.within(text).is_empty(), "{}", text.escape_ascii());
        }
        let utf16: Vec<u8> = "Kanärienvogel"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(needles.within(&utf16), ["UTF-16"]);
        assert!(
            needles
                .within("Kanarienvögel, Kanar1envogel".as_bytes())
                .is_empty()
        );
        assert_eq!(needles.count("Kanärienvogel Kanärienvogel".as_bytes()), 2);
    }
}
