use std::io::{self, BufRead, ErrorKind, Read};

use kplaces_domain::Position;
use kplaces_export::{Entry, ReadError, Visit};
use kplaces_export_codepage::decode;
use kplaces_text::text;

use crate::index::{PLACE, SKIPPER};

/// A unit of OV2, degrees × 100 000, in micro-degrees.
pub(crate) const STEP: i32 = 10;

/// No record of a place is longer; gpsbabel refuses one of 100 000 bytes.
const LONGEST: u64 = 1 << 16;

enum Record {
    Deleted,
    Block,
    Place(Entry),
}

/// A record, its bytes, and the bytes of all that it leads.
struct Found {
    record: Record,
    bytes: u64,
    reach: u64,
}

/// Whether the first record that is not deleted is one of OV2: the format has no mark of its own.
pub(crate) fn recognises(mut beginning: &[u8]) -> bool {
    loop {
        match next(&mut beginning) {
            Ok(Some(found)) if matches!(found.record, Record::Deleted) => {}
            other => return matches!(other, Ok(Some(_))),
        }
    }
}

/// Reads all records. Blocks are not skipped, so it does not matter what they say of themselves,
/// but a file that ends within one was cut.
pub(crate) fn read(input: &mut dyn BufRead, visit: Visit<'_>) -> Result<(), ReadError> {
    let (mut at, mut reach) = (0_u64, 0_u64);
    while let Some(found) = next(input)? {
        reach = reach.max(at + found.reach);
        at += found.bytes;
        if let Record::Place(entry) = found.record {
            visit(entry)?;
        }
    }
    if at < reach {
        return Err(cut());
    }
    Ok(())
}

fn next(input: &mut dyn BufRead) -> Result<Option<Found>, ReadError> {
    if input.fill_buf()?.is_empty() {
        return Ok(None);
    }
    let [kind] = take(input)?;
    let length = u64::from(u32::from_le_bytes(take(input)?));
    let shortest = match kind {
        0 => 5,
        1 => SKIPPER,
        2 | 3 => PLACE - 1,
        _ => {
            return Err(ReadError::malformed(text!(
                "a record is of no kind that OV2 has",
                "ein Datensatz ist von keiner Art, die es in OV2 gibt"
            )));
        }
    };
    if length < shortest {
        return Err(ReadError::malformed(text!(
            "a record is shorter than it can be",
            "ein Datensatz ist kürzer als möglich"
        )));
    }
    let mut bytes = length;
    let record = match kind {
        0 => {
            let rest = io::copy(&mut input.take(length - 5), &mut io::sink())?;
            if rest < length - 5 {
                return Err(cut());
            }
            Record::Deleted
        }
        1 => {
            // Two opposite corners; descriptions of the format disagree which is first.
            position(input)?;
            position(input)?;
            bytes = SKIPPER;
            Record::Block
        }
        _ => {
            let position = position(input)?;
            Record::Place(Entry {
                name: text(input, length + 1 - PLACE)?,
                position: Some(position),
                ..Entry::default()
            })
        }
    };
    let reach = length;
    Ok(Some(Found {
        record,
        bytes,
        reach,
    }))
}

/// Latitude and longitude in micro-degrees.
fn position(input: &mut dyn BufRead) -> Result<(i32, i32), ReadError> {
    let longitude = i64::from(i32::from_le_bytes(take(input)?)) * i64::from(STEP);
    let latitude = i64::from(i32::from_le_bytes(take(input)?)) * i64::from(STEP);
    let at = Position::from_micro(latitude, longitude).map_err(|_| {
        ReadError::malformed(text!(
            "a coordinate is not on the globe",
            "eine Koordinate liegt nicht auf der Erde"
        ))
    })?;
    Ok((at.latitude_micro(), at.longitude_micro()))
}

/// The first of the texts of a record, which end in zeros; the others are no names.
fn text(input: &mut dyn BufRead, bytes: u64) -> Result<String, ReadError> {
    if bytes > LONGEST {
        return Err(ReadError::TooMuch(text!(
            "a very long record",
            "ein sehr langer Datensatz"
        )));
    }
    let mut texts = Vec::new();
    // Grows with what is there, not with what should be.
    input.take(bytes).read_to_end(&mut texts)?;
    if (texts.len() as u64) < bytes {
        return Err(cut());
    }
    decode(texts.split(|byte| *byte == 0).next().unwrap_or_default())
}

fn take<const N: usize>(input: &mut dyn BufRead) -> Result<[u8; N], ReadError> {
    let mut bytes = [0; N];
    input
        .read_exact(&mut bytes)
        .map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => cut(),
            _ => error.into(),
        })?;
    Ok(bytes)
}

fn cut() -> ReadError {
    ReadError::malformed(text!("the file ends too early", "die Datei endet zu früh"))
}
