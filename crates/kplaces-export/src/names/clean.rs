use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::NameRule;
use crate::write::{formula, steers};

/// What had to be done to a text so that a file can hold it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a loss of its own, and any may come with any"
)]
pub(crate) struct Cleaned {
    /// Characters that are gone.
    pub(crate) removed: u64,
    /// Whether characters are written in another way, white space aside.
    pub(crate) replaced: bool,
    /// Whether it is shorter than it was for its length alone.
    pub(crate) cut: bool,
    /// Whether it begins with an apostrophe now.
    pub(crate) guarded: bool,
    /// Whether its line breaks, tabs or spaces are others than they were.
    pub(crate) tidied: bool,
}

impl NameRule {
    /// A text made of characters the file can hold, no longer than a name may be.
    pub(crate) fn clean<'a>(&self, text: &'a str) -> (Cow<'a, str>, Cleaned) {
        // Nearly all names are fine, and of letters every charset has.
        let fine = self.leaves_all(text) && !(self.plain && untidy(text));
        self.clean_by(text, fine, |c| self.leaves(c))
    }

    /// The same for who has seen whether the characters are fine, and knows which may stay.
    pub(super) fn clean_by<'a>(
        &self,
        text: &'a str,
        fine: bool,
        leaves: impl Fn(char) -> bool,
    ) -> (Cow<'a, str>, Cleaned) {
        let mut done = Cleaned::default();
        let mut text = if fine {
            Cow::Borrowed(text)
        } else {
            Cow::Owned(self.rewrite(text, &mut done, leaves))
        };
        if self.guarded && is_formula(&text) {
            text = Cow::Owned(format!("'{text}"));
            done.guarded = true;
        }
        // No charset takes more bytes for a character than UTF-8 does.
        if let Some((most, _)) = self.longest
            && text.len() > most
            && self.length(&text) > most
        {
            text = Cow::Owned(self.cut(&text, most).to_owned());
            done.cut = true;
        }
        (text, done)
    }

    fn rewrite(&self, text: &str, done: &mut Cleaned, leaves: impl Fn(char) -> bool) -> String {
        let mut out = String::with_capacity(text.len());
        // A charset may have the letter with its mark, where it has not the mark alone.
        let lone_mark = |c: char| c > '\u{ff}' && is_combining_mark(c) && !(self.charset.has)(c);
        let composed = text
            .chars()
            .any(lone_mark)
            .then(|| text.nfc().collect::<String>());
        done.replaced |= composed.as_ref().is_some_and(|composed| composed != text);
        for c in composed.as_deref().unwrap_or(text).chars() {
            if self.plain && is_space(c) {
                done.tidied |= c != ' ';
                out.push(' ');
            } else if leaves(c) {
                out.push(c);
            } else if let Some((_, instead)) = self.instead.iter().find(|(other, _)| *other == c) {
                out.push_str(instead);
                done.replaced = true;
            } else {
                let nearest = if (self.charset.has)(c) || (self.plain && steers(c)) {
                    String::new()
                } else {
                    (self.charset.nearest)(c)
                };
                // What comes nearest may itself mean something else to the device.
                let nearest: String = nearest.chars().filter(|c| leaves(*c)).collect();
                done.removed += u64::from(nearest.is_empty());
                done.replaced |= !nearest.is_empty();
                out.push_str(&nearest);
            }
        }
        if self.plain && untidy(&out) {
            done.tidied |= untidy(text);
            out = out
                .split(' ')
                .filter(|word| !word.is_empty())
                .collect::<Vec<_>>()
                .join(" ");
        }
        out
    }

    /// The longest beginning of `text` that is no longer than `most` and does not end in a space.
    pub(crate) fn cut<'a>(&self, text: &'a str, most: usize) -> &'a str {
        let mut end = 0;
        for (at, c) in text.char_indices() {
            let next = at + c.len_utf8();
            if self.length(&text[..next]) > most {
                break;
            }
            end = next;
        }
        // A mark without the letter it stands on, or half of a joined picture, is worse than none.
        let rest = text[end..].chars().next();
        let mut kept = &text[..end];
        if rest.is_some_and(joins) {
            let base = kept.trim_end_matches(joins);
            let letter = base.chars().next_back().map_or(0, char::len_utf8);
            kept = &base[..base.len() - letter];
        }
        // Nor does a picture end in what joins it to the next.
        kept.trim_end_matches('\u{200d}').trim_end()
    }
}

/// White space that a device may show as a box, or as a line of its own.
fn is_space(c: char) -> bool {
    matches!(
        c,
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    ) || c == ' '
}

/// Spaces at the ends, or two together.
pub(super) fn untidy(text: &str) -> bool {
    let bytes = text.as_bytes();
    let ends = [bytes.first(), bytes.last()];
    // To the end in any case: then the processor compares many at once.
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let together = |(a, b): (&u8, &u8)| u8::from(*a == b' ') & u8::from(*b == b' ');
    ends.contains(&Some(&b' ')) || pairs.map(together).fold(0, |found, it| found | it) != 0
}

/// What continues the character before it: marks, variation selectors, joiners, skin tones.
fn joins(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// What a spreadsheet may take for a formula or a command (OWASP, CSV injection): full-width
/// forms count, and so does a lead behind white space, which some programs remove.
pub(super) fn is_formula(text: &str) -> bool {
    text.trim_start_matches([' ', '\u{a0}'])
        .starts_with(formula::LEADS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::{Charset, Unit};
    use kplaces_export_testsuite::Hostile;
    use proptest::prelude::*;

    const DEVICE: NameRule = NameRule::XML.plain().instead(&[('@', "(at)")]);

    fn clean(rule: NameRule, text: &str) -> String {
        rule.clean(text).0.into_owned()
    }

    #[test]
    fn a_name_on_a_device_is_one_line_without_tricks() {
        let (name, done) = DEVICE.clean(" a\r\n\tb\u{202e}c\u{0} \u{9b}d@e ");
        assert_eq!(name, "a bc d(at)e");
        assert_eq!((done.removed, done.replaced, done.cut), (3, true, false));
        assert_eq!(clean(DEVICE, "\u{0}\u{202e}"), "");
    }

    #[test]
    fn a_name_is_cut_where_a_reader_would_cut_it() {
        let ten = NameRule::ANY.at_most(10, Unit::Characters);
        assert_eq!(clean(ten, "0123456789"), "0123456789");
        assert_eq!(clean(ten, "012345678 9"), "012345678");
        // Not between a letter and its mark.
        assert_eq!(clean(ten, "012345678a\u{308}"), "012345678");
        let bytes = NameRule::ANY.at_most(5, Unit::Bytes);
        assert_eq!(clean(bytes, "ab👩‍🚒"), "ab");
        assert_eq!(clean(bytes, "abcdü"), "abcd");
    }

    #[test]
    fn a_formula_is_disarmed_and_a_name_is_left() {
        let safe = NameRule::ANY.guarded();
        for formula in ["=1+1", "+49 89 1", "-1", "@x", "\tx", " =1", "＝1", "%0"] {
            let (text, done) = safe.clean(formula);
            assert_eq!(
                (text.as_ref(), done.guarded),
                (&*format!("'{formula}"), true)
            );
        }
        for name in ["", "Depot", "1+1", "a=b"] {
            assert_eq!(safe.clean(name), (Cow::Borrowed(name), Cleaned::default()));
        }
    }

    proptest! {
        #[test]
        fn what_comes_out_is_fit_and_what_was_fit_is_left(text in Hostile::text(), most in 0..20_usize) {
            let rules = [
                NameRule::ANY, NameRule::XML, DEVICE, DEVICE.at_most(most, Unit::Bytes),
                NameRule::XML.at_most(most, Unit::Characters), NameRule::ANY.of(ASCII).plain(),
            ];
            for rule in rules {
                let (once, done) = rule.clean(&text);
                prop_assert!(once.chars().all(|c| rule.leaves(c)));
                prop_assert!(rule.longest.is_none_or(|(most, _)| rule.length(&once) <= most));
                // Twice changes nothing.
                prop_assert_eq!(rule.clean(&once), (Cow::Borrowed(&*once), Cleaned::default()));
                if done == Cleaned::default() && !rule.plain {
                    prop_assert_eq!(&once, &text);
                }
                if done == Cleaned::default() {
                    let words = |text: &str| text.split(is_space).collect::<String>();
                    prop_assert_eq!(words(&once), words(&text));
                }
            }
        }
    }

    const ASCII: Charset = Charset {
        title: "ASCII",
        has: |c| c.is_ascii(),
        nearest: |c| {
            if c == 'ü' {
                "u\u{7}".into()
            } else {
                String::new()
            }
        },
        bytes: |_| 1,
    };
}
