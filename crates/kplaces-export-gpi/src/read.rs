use std::io::{self, BufRead, ErrorKind, Read};

use kplaces_domain::Position;
use kplaces_export::read::rows::utf8;
use kplaces_export::{Entry, ReadError, Visit};
use kplaces_export_codepage::decode;
use kplaces_text::text;

use crate::record::{ALERT, AREA, CONTENT, END, FILE, GROUP, PLACE};
use crate::semicircles::micro;

/// No record that is looked into is longer.
const LONGEST: u32 = 1 << 20;

/// With one of these flags a record says how many bytes are its own.
const OWN: u16 = 0xa;

/// The kind of a record, and how many bytes follow.
struct Head {
    kind: u16,
    bytes: u32,
}

/// Whether a file begins with the two records of a collection of places.
pub(crate) fn recognises(mut beginning: &[u8]) -> bool {
    begin(&mut beginning).is_ok()
}

/// Reads the places. Groups and areas are not counted: what is in them follows them.
pub(crate) fn read(mut input: &mut dyn BufRead, visit: Visit<'_>) -> Result<(), ReadError> {
    let decode = begin(input)?;
    loop {
        let Head { kind, bytes } = head(&mut input)?;
        match kind {
            END => {
                // What stands behind the end is nothing we know.
                if !input.fill_buf()?.is_empty() {
                    visit(Entry::other())?;
                }
                return Ok(());
            }
            GROUP => {
                let name = u32::from_le_bytes(number(&mut input)?);
                skip(input, name)?;
            }
            AREA => {
                skip(input, 20)?;
                let more = u16::from_le_bytes(number(&mut input)?);
                skip(input, more.into())?;
            }
            PLACE => visit(place(&body(input, bytes)?, decode)?)?,
            _ => skip(input, bytes)?,
        }
    }
}

type Decode = fn(&[u8]) -> Result<String, ReadError>;

/// Reads the first two records, and gives what makes text of the bytes behind them.
fn begin(mut input: &mut dyn BufRead) -> Result<Decode, ReadError> {
    let other = || {
        ReadError::malformed(text!(
            "the file is no collection of places of Garmin",
            "die Datei ist keine Garmin-Sammlung von Orten"
        ))
    };
    let file = head(&mut input)?;
    // The flags have told where the mark is: what has none is not worth more reading.
    if file.kind != FILE || number(&mut input)? != *b"GRMREC" || file.bytes < 16 {
        return Err(other());
    }
    let [_, _, _, _, _, _, flags] = number(&mut input)?;
    if flags & 4 != 0 {
        return Err(ReadError::malformed(text!(
            "the file is encrypted",
            "die Datei ist verschlüsselt"
        )));
    }
    skip(input, file.bytes - 13)?;
    let content = head(&mut input)?;
    if content.kind != CONTENT || number(&mut input)? != *b"POI" || content.bytes < 12 {
        return Err(other());
    }
    skip(input, 5)?;
    let page = u16::from_le_bytes(number(&mut input)?);
    skip(input, content.bytes - 10)?;
    match page {
        1252 => Ok(decode),
        65_001 => Ok(utf8),
        _ => Err(ReadError::malformed(text!(
            "the file has a code page that 3Kplaces cannot read",
            "die Datei hat eine Codepage, die 3Kplaces nicht liest"
        ))),
    }
}

fn place(mut bytes: &[u8], decode: Decode) -> Result<Entry, ReadError> {
    let latitude = micro(i32::from_le_bytes(number(&mut bytes)?));
    let longitude = micro(i32::from_le_bytes(number(&mut bytes)?));
    let position = Position::from_micro(latitude, longitude).map_err(|_| {
        ReadError::malformed(text!(
            "a coordinate is not on the globe",
            "eine Koordinate liegt nicht auf der Erde"
        ))
    })?;
    let more = u16::from_le_bytes(number(&mut bytes)?);
    part(&mut bytes, more.into())?;
    let texts = u32::from_le_bytes(number(&mut bytes)?);
    let name = decode(name(part(&mut bytes, texts)?)?)?;
    let mut radius_m = 0;
    while !bytes.is_empty() {
        let head = head(&mut bytes)?;
        let mut part = part(&mut bytes, head.bytes)?;
        if head.kind == ALERT {
            radius_m = u16::from_le_bytes(number(&mut part)?).into();
        }
    }
    Ok(Entry {
        name,
        position: Some((position.latitude_micro(), position.longitude_micro())),
        radius_m,
        ..Entry::default()
    })
}

/// Of the same text in several languages the English one, else the first.
fn name(mut texts: &[u8]) -> Result<&[u8], ReadError> {
    let mut first = None;
    while !texts.is_empty() {
        let language: [u8; 2] = number(&mut texts)?;
        let length = u16::from_le_bytes(number(&mut texts)?);
        let text = part(&mut texts, length.into())?;
        if language == *b"EN" {
            return Ok(text);
        }
        first = first.or(Some(text));
    }
    Ok(first.unwrap_or_default())
}

fn head(input: &mut impl Read) -> Result<Head, ReadError> {
    let kind = u16::from_le_bytes(number(input)?);
    let flags = u16::from_le_bytes(number(input)?);
    let bytes = u32::from_le_bytes(number(input)?);
    if flags & OWN != 0 {
        let _: [u8; 4] = number(input)?;
    }
    Ok(Head { kind, bytes })
}

fn number<const N: usize>(input: &mut impl Read) -> Result<[u8; N], ReadError> {
    let mut bytes = [0; N];
    input
        .read_exact(&mut bytes)
        .map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => cut(),
            _ => error.into(),
        })?;
    Ok(bytes)
}

fn part<'a>(bytes: &mut &'a [u8], length: u32) -> Result<&'a [u8], ReadError> {
    let (part, rest) = bytes.split_at_checked(length as usize).ok_or_else(cut)?;
    *bytes = rest;
    Ok(part)
}

fn body(input: &mut dyn BufRead, bytes: u32) -> Result<Vec<u8>, ReadError> {
    if bytes > LONGEST {
        return Err(ReadError::TooMuch(text!(
            "a very long record",
            "ein sehr langer Datensatz"
        )));
    }
    let mut body = Vec::new();
    // Grows with what is there, not with what should be.
    input.take(bytes.into()).read_to_end(&mut body)?;
    if body.len() < bytes as usize {
        return Err(cut());
    }
    Ok(body)
}

fn skip(input: &mut dyn BufRead, bytes: u32) -> Result<(), ReadError> {
    let skipped = io::copy(&mut input.take(bytes.into()), &mut io::sink())?;
    if skipped < bytes.into() {
        return Err(cut());
    }
    Ok(())
}

fn cut() -> ReadError {
    ReadError::malformed(text!(
        "the file, or a record in it, ends too early",
        "die Datei oder ein Datensatz darin endet zu früh"
    ))
}
