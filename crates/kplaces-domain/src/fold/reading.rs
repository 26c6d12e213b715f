//! How a text reads to somebody who does not care how it was typed.

use std::borrow::Cow;
use std::str::Chars;

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use super::form::{Form, is_invisible};

/// Counts up whenever the rules of this module change.
const RULES: u32 = 2;

/// The rules together with the tables they stand on: other tables may read a letter otherwise.
pub(super) const VERSION: u32 = {
    let letters = unicode_normalization::UNICODE_VERSION;
    let cases = char::UNICODE_VERSION;
    RULES * 1_000_000 + letters.0 as u32 * 1_000 + cases.0 as u32
};

/// The two readings of a text: `ü` as `u`, and `ü` as `ue`.
#[derive(Debug, Default)]
pub(super) struct Readings {
    drop: String,
    /// Not there as long as it is the same.
    spell: Option<String>,
    /// Whether a blank comes before the next letter.
    blank: bool,
}

/// Lower case, no marks, nothing invisible, `ß` as `ss`, one form of each hyphen, apostrophe,
/// quotation mark and blank.
pub(super) fn fold(text: &str) -> Readings {
    let composed = composed(text);
    let mut out = Readings {
        drop: String::with_capacity(text.len()),
        ..Readings::default()
    };
    let mut rest: &str = &composed;
    loop {
        // Nearly all text is of these.
        let plain = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (run, behind) = rest.split_at(plain);
        out.push_plain(run);
        let mut chars = behind.chars();
        let Some(c) = chars.next() else {
            break;
        };
        rest = chars.as_str();
        match c {
            'ä' | 'ö' | 'ü' | 'ß' => {
                out.push_letter(c);
                continue;
            }
            // Only a mark behind a blank makes it anything else.
            ' ' if rest.as_bytes().first().is_none_or(u8::is_ascii) => {
                out.blank = true;
                continue;
            }
            _ => {}
        }
        match Form::of(c) {
            Form::Letter if c.is_ascii() => out.push(c),
            // Upper case first: it is the same for letters that have several lower ones.
            Form::Letter => c
                .to_uppercase()
                .flat_map(char::to_lowercase)
                .for_each(|c| out.push_letter(c)),
            Form::Blank => match accent_alone(chars.clone()) {
                Some(form) => out.push_str(form),
                None => out.blank = true,
            },
            Form::Hyphen => out.push('-'),
            Form::Apostrophe => out.push('\''),
            // As many type it, and as `″` is taken apart.
            Form::Quotes => out.push_str("''"),
            Form::Slash => out.push('/'),
            Form::Nothing => {}
        }
    }
    out
}

/// What is left of an accent that stands alone, as `´`, when it is taken apart: a blank with marks.
fn accent_alone(behind_blank: Chars<'_>) -> Option<&'static str> {
    let mut marks = behind_blank.take_while(|c| is_combining_mark(*c));
    marks.find_map(|mark| match mark {
        '\u{301}' | '\u{313}' | '\u{314}' => Some("'"),
        '\u{30b}' => Some("''"),
        _ => None,
    })
}

/// The text without what cannot be seen, and in the form that `u` with a mark shares with `ü`, and
/// a wide letter with a plain one.
fn composed(text: &str) -> Cow<'_, str> {
    // The letters of western Europe are composed, and none of them changes with what is beside it. A control that
    // cannot be seen is left out later.
    if text.chars().all(|c| c.is_ascii() || is_western_letter(c)) {
        return Cow::Borrowed(text);
    }
    // Before: it may stand between a letter and its mark.
    let visible = if text.chars().any(is_invisible) {
        Cow::Owned(text.chars().filter(|c| !is_invisible(*c)).collect())
    } else {
        Cow::Borrowed(text)
    };
    match is_nfkc_quick(visible.chars()) {
        IsNormalized::Yes => visible,
        _ => Cow::Owned(visible.nfkc().collect()),
    }
}

fn is_western_letter(c: char) -> bool {
    matches!(c, 'À'..='ÿ')
}

impl Readings {
    /// The reading without marks; names are sorted by it.
    pub(super) fn drop(&self) -> &str {
        &self.drop
    }

    /// The reading with `ue` for `ü`.
    pub(super) fn spell(&self) -> &str {
        self.spell.as_ref().unwrap_or(&self.drop)
    }

    /// Both, a line each; one line where they are the same.
    pub(super) fn into_lines(self) -> String {
        match self.spell {
            Some(spell) => [self.drop, spell].join("\n"),
            None => self.drop,
        }
    }

    #[inline]
    fn push(&mut self, c: char) {
        if self.blank {
            self.put_blank();
        }
        self.drop.push(c);
        if let Some(spell) = &mut self.spell {
            spell.push(c);
        }
    }

    /// Adds ASCII letters and digits, in lower case.
    fn push_plain(&mut self, run: &str) {
        if run.is_empty() {
            return;
        }
        self.put_blank();
        for reading in [Some(&mut self.drop), self.spell.as_mut()]
            .into_iter()
            .flatten()
        {
            let begin = reading.len();
            reading.push_str(run);
            reading[begin..].make_ascii_lowercase();
        }
    }

    fn push_str(&mut self, text: &str) {
        text.chars().for_each(|c| self.push(c));
    }

    /// Adds a lower-case letter in both readings.
    fn push_letter(&mut self, c: char) {
        if let Some(readings) = spelled_out(c) {
            return self.push_both(readings);
        }
        for c in c.nfkd().filter(|c| !is_combining_mark(*c)) {
            match spelled_out(c) {
                Some(readings) => self.push_both(readings),
                None => self.push(c),
            }
        }
    }

    fn push_both(&mut self, (drop, spell): (&str, &str)) {
        self.put_blank();
        if drop != spell || self.spell.is_some() {
            let so_far = self.spell.get_or_insert_with(|| self.drop.clone());
            so_far.push_str(spell);
        }
        self.drop.push_str(drop);
    }

    fn put_blank(&mut self) {
        if !std::mem::take(&mut self.blank) || self.drop.is_empty() {
            return;
        }
        self.drop.push(' ');
        if let Some(spell) = &mut self.spell {
            spell.push(' ');
        }
    }
}

/// The two readings of a letter that is more than a plain one with a mark.
fn spelled_out(c: char) -> Option<(&'static str, &'static str)> {
    Some(match c {
        'ä' => ("a", "ae"),
        'ö' | 'ø' => ("o", "oe"),
        'ü' => ("u", "ue"),
        'å' => ("a", "aa"),
        'æ' => ("ae", "ae"),
        'œ' => ("oe", "oe"),
        'ß' => ("ss", "ss"),
        'ł' => ("l", "l"),
        'đ' => ("d", "d"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_short_way_of_western_letters_comes_to_the_same(text in "[\\x00-\\x7f0-9 .À-ÿ]{0,12}") {
            // What nobody can see leaves it alone, but makes it go the long way.
            let long = fold(&format!("{text}\u{200b}"));
            prop_assert_eq!(fold(&text).into_lines(), long.into_lines());
        }
    }
}
