//! Numbers and texts of a place that waits in [`GroupBuffers`](crate::GroupBuffers).
//!
//! All of it is text, numbers too: so a whole block is checked at once, and its texts are parts of it.

use std::io;

use kplaces_text::text;

/// A number takes so many bytes, of seven bits each.
const NUMBER: usize = 5;

/// Adds a number.
pub fn put_number(out: &mut Vec<u8>, number: u32) {
    let seven = |at: usize| (number >> (7 * at)) as u8 & 0x7f;
    let bytes: [u8; NUMBER] = std::array::from_fn(seven);
    out.extend_from_slice(&bytes);
}

/// Adds a text.
pub fn put_text(out: &mut Vec<u8>, text: &str) {
    put_number(out, text.len() as u32);
    out.extend_from_slice(text.as_bytes());
}

/// What was put into a block.
pub fn block(bytes: &[u8]) -> io::Result<&str> {
    simdutf8::basic::from_utf8(bytes).map_err(|_| damaged())
}

/// Takes a number.
pub fn number(record: &mut &str) -> Option<u32> {
    let (number, rest) = record.split_at_checked(NUMBER)?;
    *record = rest;
    let bytes = number.bytes().rev();
    Some(bytes.fold(0, |number, byte| number << 7 | u32::from(byte)))
}

/// Takes a text.
pub fn text<'a>(record: &mut &'a str) -> Option<&'a str> {
    let length = number(record)? as usize;
    let (text, rest) = record.split_at_checked(length)?;
    *record = rest;
    Some(text)
}

/// What is told where that fails.
pub fn damaged() -> io::Error {
    io::Error::other(text!(
        "a spooled place is damaged",
        "ein zwischengespeicherter Ort ist beschädigt"
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_put_in_is_taken_out(numbers: [u32; 2], name: String) {
            let mut bytes = Vec::new();
            put_number(&mut bytes, numbers[0]);
            put_text(&mut bytes, &name);
            put_number(&mut bytes, numbers[1]);
            let mut record = block(&bytes).unwrap();
            prop_assert_eq!(number(&mut record), Some(numbers[0]));
            prop_assert_eq!(text(&mut record), Some(&*name));
            prop_assert_eq!(number(&mut record), Some(numbers[1]));
            prop_assert_eq!(number(&mut record), None);
        }

        #[test]
        fn no_text_panics(record: String) {
            let mut record = &*record;
            while text(&mut record).is_some() {}
        }
    }
}
