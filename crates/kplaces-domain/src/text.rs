use std::borrow::Cow;

/// Whether a character could move a terminal's cursor or turn the direction of a line, or is one that
/// Unicode keeps for the inside of programs.
pub fn steers_a_terminal(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fdd0}'..='\u{fdef}')
}

/// Text from outside, fit for one line of a terminal: control characters (C0, C1, ESC) and bidi
/// marks become `�`, line breaks and tabs a space. Never empty where the input is not.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(steers_a_terminal) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\n' | '\t' | '\u{2028}' | '\u{2029}' => out.push(' '),
            c if steers_a_terminal(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// [`printable`], trimmed and cut to `width` characters with `…` at the end where it was longer.
pub fn one_line(text: &str, width: usize) -> String {
    let text = printable(text);
    let text = text.trim();
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let mut out: String = text.chars().take(width.saturating_sub(1)).collect();
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escapes_and_bidi_marks_do_not_get_through() {
        assert_eq!(
            printable("a\x1b]0;title\x07b\u{202e}c\u{9b}d"),
            "a\u{fffd}]0;title\u{fffd}b\u{fffd}c\u{fffd}d"
        );
        assert_eq!(printable("two\r\nlines\tand a tab"), "two lines and a tab");
        assert_eq!(one_line("Gasthof zur Post", 8), "Gasthof…");
    }

    proptest! {
        #[test]
        fn nothing_that_steers_a_terminal_is_left(text in "\\PC*|.*|[\\x00-\\x1f\u{80}-\u{9f}]*") {
            prop_assert!(!printable(&text).chars().any(steers_a_terminal));
        }
    }
}
