use std::borrow::Cow;

use super::NameRule;
use super::clean::{Cleaned, is_formula, untidy};

/// A rule, and what it says of bytes: nearly all texts may stay as they are, and that is seen without taking them
/// apart into characters.
#[derive(Clone, Debug)]
pub(crate) struct Glance {
    rule: NameRule,
    /// Whether any character that begins with a byte, or goes on with it, may stay.
    fine: [bool; 256],
    /// Whether all that is printable in ASCII may.
    ascii: bool,
}

/// So many bytes are looked at together: the processor compares them at once.
const TOGETHER: usize = 16;

impl Glance {
    pub(crate) fn new(rule: NameRule) -> Self {
        let mut fine = [false; 256];
        for c in '\0'..='\x7f' {
            fine[c as usize] = rule.leaves(c);
        }
        fine[0x80..0xc0].fill(true);
        for first in 0xc2..0xe0_u32 {
            // All of two bytes; those of more are looked at one by one.
            let mut characters =
                (0..0x40).filter_map(|last| char::from_u32((first & 0x1f) << 6 | last));
            fine[first as usize] = characters.all(|c| rule.leaves(c));
        }
        let ascii = fine[0x20..0x7f].iter().all(|fine| *fine);
        Self { rule, fine, ascii }
    }

    /// The same as [`NameRule::clean`].
    pub(crate) fn clean<'a>(&self, text: &'a str) -> (Cow<'a, str>, Cleaned) {
        let fine = self.leaves_all(text) && !(self.rule.plain && untidy(text));
        let is_short = self.rule.longest.is_none_or(|(most, _)| text.len() <= most);
        if fine && is_short && !(self.rule.guarded && is_formula(text)) {
            return (Cow::Borrowed(text), Cleaned::default());
        }
        self.rule.clean_by(text, fine, |c| self.leaves(c))
    }

    fn leaves(&self, c: char) -> bool {
        if c.is_ascii() {
            self.fine[c as usize]
        } else {
            self.rule.leaves(c)
        }
    }

    fn leaves_all(&self, text: &str) -> bool {
        let (bytes, mut at) = (text.as_bytes(), 0);
        if self.ascii {
            let (pieces, _) = bytes.as_chunks::<TOGETHER>();
            at = TOGETHER
                * pieces
                    .iter()
                    .take_while(|piece| are_printable(piece))
                    .count();
        }
        let is_suspect = |byte: &u8| !self.fine[usize::from(*byte)];
        while let Some(skipped) = bytes[at..].iter().position(is_suspect) {
            at += skipped;
            match text[at..].chars().next() {
                Some(c) if self.rule.leaves(c) => at += c.len_utf8(),
                _ => return false,
            }
        }
        true
    }
}

fn are_printable(bytes: &[u8; TOGETHER]) -> bool {
    let other = |byte: &u8| u8::from(byte.wrapping_sub(b' ') > b'~' - b' ');
    bytes.iter().map(other).fold(0, |found, it| found | it) == 0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::names::Unit;
    use kplaces_export_testsuite::Hostile;

    const RULES: [NameRule; 6] = [
        NameRule::ANY,
        NameRule::XML,
        NameRule::XML.plain(),
        NameRule::ANY.guarded(),
        NameRule::ANY.plain().at_most(5, Unit::Bytes),
        NameRule::XML
            .plain()
            .instead(&[('@', "(at)"), ('ü', "ue"), ('–', "-")]),
    ];

    #[test]
    fn each_character_is_seen_as_the_rule_sees_it() {
        for rule in RULES {
            let glance = Glance::new(rule);
            for c in '\0'..=char::MAX {
                let text = format!("a{c}b");
                assert_eq!(glance.clean(&text), rule.clean(&text), "{c:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_text_is_cleaned_as_by_the_rule(text in Hostile::text()) {
            for rule in RULES {
                prop_assert_eq!(Glance::new(rule).clean(&text), rule.clean(&text));
            }
        }
    }
}
