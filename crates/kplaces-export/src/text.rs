/// Whether a character steers a terminal or turns the direction of text around it.
///
/// Formats that have an escape for characters use it for these: whoever looks at the raw file
/// sees what is there.
pub(crate) fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
