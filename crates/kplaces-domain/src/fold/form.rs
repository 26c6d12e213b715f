//! Characters that are forms of one another.

/// What a character is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Itself: a letter, a digit, a sign.
    Letter,
    Blank,
    Hyphen,
    /// Also a single quotation mark, of whatever side.
    Apostrophe,
    /// A double quotation mark, of whatever side.
    Quotes,
    Slash,
    Nothing,
}

impl Form {
    /// What `c` is taken for, where compatibility forms (NFKC) were replaced already.
    pub(super) fn of(c: char) -> Self {
        match c {
            // The second is braille with nothing raised.
            ' ' | '\u{2800}' => Self::Blank,
            '-' => Self::Hyphen,
            '\'' | '`' => Self::Apostrophe,
            '"' => Self::Quotes,
            _ if c.is_whitespace() => Self::Blank,
            _ if is_invisible(c) => Self::Nothing,
            _ if c.is_ascii() => Self::Letter,
            '\u{2044}' | '\u{2215}' => Self::Slash,
            // The property `Dash`, and what else looks like a hyphen.
            '\u{58a}'
            | '\u{5be}'
            | '\u{1400}'
            | '\u{1806}'
            | '\u{2010}'..='\u{2015}'
            | '\u{2053}'
            | '\u{2212}'
            | '\u{2e17}'
            | '\u{2e1a}'
            | '\u{2e3a}'
            | '\u{2e3b}'
            | '\u{2e40}'
            | '\u{2e5d}'
            | '\u{301c}'
            | '\u{3030}'
            | '\u{30a0}'
            | '\u{10d6e}'
            | '\u{10ead}'
            | '\u{2d7}'
            | '\u{2043}'
            | '\u{2796}' => Self::Hyphen,
            // Of the property `Quotation_Mark` the single ones; letters that are written as an
            // apostrophe; primes.
            '‘'
            | '’'
            | '‚'
            | '‛'
            | '‹'
            | '›'
            | '「'
            | '」'
            | '\u{2b9}'
            | '\u{2bb}'..='\u{2bf}'
            | '\u{2c8}'
            | '\u{2ca}'
            | '\u{2cb}'
            | '\u{55a}'
            | '\u{5f3}'
            | '\u{7f4}'
            | '\u{2032}'
            | '\u{2035}'
            | '\u{275b}'
            | '\u{275c}'
            | '\u{275f}'
            | '\u{a78b}'
            | '\u{a78c}' => Self::Apostrophe,
            '“'
            | '”'
            | '„'
            | '‟'
            | '«'
            | '»'
            | '『'
            | '』'
            | '\u{2ba}'
            | '\u{2ee}'
            | '\u{5f4}'
            | '\u{7f5}'
            | '\u{275d}'
            | '\u{275e}'
            | '\u{2760}'
            | '\u{2e42}'
            | '\u{301d}'..='\u{301f}'
            | '\u{1f676}'..='\u{1f678}' => Self::Quotes,
            _ => Self::Letter,
        }
    }
}

/// Whether nobody can see the character: the property `Default_Ignorable_Code_Point`, marks around
/// annotations, and controls that are no blank.
pub(super) fn is_invisible(c: char) -> bool {
    if c.is_control() {
        return !c.is_whitespace();
    }
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use unicode_normalization::UnicodeNormalization;

    /// What becomes of a character that stands alone.
    fn forms(c: char) -> Vec<Form> {
        let mut forms: Vec<Form> = c.nfkc().map(Form::of).collect();
        forms.dedup();
        forms
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn every_dash_is_a_hyphen(c in "\\p{Dash}") {
            let c = c.chars().next().unwrap();
            prop_assert_eq!(forms(c), [Form::Hyphen], "{:?}", c);
        }

        #[test]
        fn every_quotation_mark_is_one(c in "\\p{Quotation_Mark}") {
            let c = c.chars().next().unwrap();
            prop_assert!(matches!(forms(c)[..], [Form::Apostrophe | Form::Quotes]), "{:?}", c);
        }

        #[test]
        fn every_white_space_is_a_blank(c in "\\p{White_Space}") {
            let c = c.chars().next().unwrap();
            prop_assert_eq!(forms(c), [Form::Blank], "{:?}", c);
        }

        #[test]
        fn what_is_to_be_ignored_is_invisible(c in "\\p{Default_Ignorable_Code_Point}") {
            prop_assert!(c.chars().all(is_invisible), "{:?}", c);
        }

        #[test]
        fn letters_and_digits_are_what_they_are(c in "[\\p{Lu}\\p{Ll}\\p{Nd}]") {
            let c = c.chars().next().unwrap();
            // The saltillo is a letter, and looks like an apostrophe.
            prop_assume!(!matches!(c, '\u{a78b}' | '\u{a78c}'));
            prop_assert_eq!(Form::of(c), Form::Letter, "{:?}", c);
        }
    }
}
