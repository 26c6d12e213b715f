//! Numbers and texts of a place that waits in [`GroupBuffers`](crate::GroupBuffers).

use std::io;

use kplaces_text::text;

/// Adds a number.
pub fn put_number(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(&number.to_le_bytes());
}

/// Adds a text.
pub fn put_text(out: &mut Vec<u8>, text: &str) {
    put_number(out, text.len() as u32);
    out.extend_from_slice(text.as_bytes());
}

/// Takes a number.
pub fn number(record: &mut &[u8]) -> Option<u32> {
    let (number, rest) = record.split_first_chunk()?;
    *record = rest;
    Some(u32::from_le_bytes(*number))
}

/// Takes a text.
pub fn text<'a>(record: &mut &'a [u8]) -> Option<&'a str> {
    let length = number(record)? as usize;
    let (text, rest) = record.split_at_checked(length)?;
    *record = rest;
    std::str::from_utf8(text).ok()
}

/// What is told where that fails.
pub fn damaged() -> io::Error {
    io::Error::other(text!(
        "a spooled place is damaged",
        "ein zwischengespeicherter Ort ist beschädigt"
    ))
}
