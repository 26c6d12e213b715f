use std::borrow::Cow;
use std::io::{self, Write};

use super::{starts_steering, steers};

/// Writes a text between two tags, or into an attribute in double quotes.
///
/// It must hold nothing XML 1.0 forbids: [`Charset::XML`](crate::Charset::XML) sees to that.
pub fn xml(out: &mut (impl Write + ?Sized), text: &str) -> io::Result<()> {
    let mut plain = 0;
    // Bytes are looked at first: what has to be escaped begins with one of few.
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(skipped) = bytes[at..].iter().position(|byte| SUSPECT[*byte as usize]) {
        at += skipped;
        let Some(c) = text[at..].chars().next() else {
            break;
        };
        let escape: Cow<'_, str> = match c {
            '&' => "&amp;".into(),
            '<' => "&lt;".into(),
            // Alone it is harmless, at the end of ]]> it is not.
            '>' => "&gt;".into(),
            '"' => "&quot;".into(),
            // Also a carriage return: bare, a reader would make it a line feed; and so would one
            // make a line feed in an attribute a space.
            c if steers(c) => format!("&#x{:X};", u32::from(c)).into(),
            _ => {
                at += c.len_utf8();
                continue;
            }
        };
        out.write_all(&bytes[plain..at])?;
        out.write_all(escape.as_bytes())?;
        at += c.len_utf8();
        plain = at;
    }
    out.write_all(&bytes[plain..])
}

/// The bytes that characters begin with of which some are escaped.
static SUSPECT: [bool; 256] = {
    let mut suspect = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let signs = matches!(byte as u8, b'&' | b'<' | b'>' | b'"');
        suspect[byte] = signs || starts_steering(byte as u8);
        byte += 1;
    }
    suspect
};

/// Writes a line with one element that holds a text.
pub fn element(
    out: &mut (impl Write + ?Sized),
    indent: &str,
    tag: &str,
    text: &str,
) -> io::Result<()> {
    for part in [indent, "<", tag, ">"] {
        out.write_all(part.as_bytes())?;
    }
    xml(out, text)?;
    for part in ["</", tag, ">\n"] {
        out.write_all(part.as_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_that_steers_begins_with_a_suspect_byte() {
        for c in ('\0'..=char::MAX).filter(|c| steers(*c)) {
            let mut bytes = [0; 4];
            let first = c.encode_utf8(&mut bytes).as_bytes()[0];
            assert!(SUSPECT[first as usize], "{c:?}");
            let mut out = Vec::new();
            xml(&mut out, &format!("a{c}ü{c}")).unwrap();
            let escape = format!("&#x{:X};", u32::from(c));
            assert_eq!(
                String::from_utf8(out).unwrap(),
                format!("a{escape}ü{escape}")
            );
        }
    }

    #[test]
    fn other_characters_stay_as_they_are() {
        let mut out = Vec::new();
        xml(&mut out, "é–漢👩 \u{a0}\u{ff01}'").unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "é–漢👩 \u{a0}\u{ff01}'");
    }
}
