//! Reads a file again. It may come from anywhere.

use std::io::{self, BufRead, Read};

use kplaces_domain::Position;
use kplaces_export::{Entry, ReadError, Reader, Visit};
use kplaces_text::text;

use crate::columns::{JSON, LONG, STRING, UINT};
use crate::flat::Table;
use crate::header::{MAGIC, POINT, WGS_84};
use crate::index::Boxes;

pub(crate) const READER: Reader = Reader {
    recognises,
    read,
    logs: None,
};

/// Neither the header nor a place is larger than this.
const MOST: u32 = 1 << 20;

fn recognises(beginning: &[u8]) -> bool {
    // The last byte is a patch level: any will do.
    beginning.starts_with(&MAGIC[..7])
}

fn read(mut input: &mut dyn BufRead, visit: Visit<'_>) -> Result<(), ReadError> {
    let mut magic = Vec::new();
    (&mut input).take(8).read_to_end(&mut magic)?;
    if !recognises(&magic) || magic.len() < MAGIC.len() {
        return Err(ReadError::malformed(text!(
            "the file is not a FlatGeobuf",
            "die Datei ist kein FlatGeobuf"
        )));
    }
    let mut bytes = Vec::new();
    if !sized(input, &mut bytes)? {
        return Err(cut());
    }
    let header = Header::of(&bytes).ok_or_else(|| {
        ReadError::malformed(text!(
            "the FlatGeobuf has no header, or one of something else than points",
            "das FlatGeobuf hat keinen Kopf oder keinen für Punkte"
        ))
    })?;
    let skipped = io::copy(&mut (&mut input).take(header.index), &mut io::sink())?;
    if skipped < header.index {
        return Err(cut());
    }
    let mut count = 0_u64;
    let mut bytes = Vec::new();
    while sized(input, &mut bytes)? {
        count += 1;
        let entry = header.entry(&bytes);
        visit(entry.ok_or_else(|| {
            ReadError::malformed(text!(
                "a place of the FlatGeobuf is damaged",
                "ein Ort des FlatGeobuf ist beschädigt"
            ))
        })?)?;
    }
    // The number 0 says that it is not known.
    if header.places != 0 && header.places != count {
        return Err(cut());
    }
    Ok(())
}

fn cut() -> ReadError {
    ReadError::malformed(text!(
        "the FlatGeobuf ends before its end, or after it",
        "das FlatGeobuf ist kürzer oder länger als angegeben"
    ))
}

/// Reads what has its size in front; `false` at the end of the file.
fn sized(mut input: &mut dyn BufRead, bytes: &mut Vec<u8>) -> Result<bool, ReadError> {
    bytes.clear();
    (&mut input).take(4).read_to_end(bytes)?;
    let size = match bytes[..].try_into() {
        Ok(size) => u32::from_le_bytes(size),
        Err(_) if bytes.is_empty() => return Ok(false),
        Err(_) => return Err(cut()),
    };
    if size > MOST {
        return Err(ReadError::TooMuch(text!(
            "a very large place",
            "ein sehr großer Ort"
        )));
    }
    bytes.clear();
    // As much as there is, not as much as it says.
    let found = (&mut input).take(size.into()).read_to_end(bytes)?;
    if found as u64 == u64::from(size) {
        Ok(true)
    } else {
        Err(cut())
    }
}

struct Header<'a> {
    /// Name and type of each column.
    columns: Vec<(&'a [u8], u8)>,
    places: u64,
    /// The size of the index, in bytes.
    index: u64,
}

impl<'a> Header<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let root = Table::root(bytes)?;
        let crs = root.table(10)?.int(1)?;
        if root.byte(2)? != POINT || crs != WGS_84 {
            return None;
        }
        let columns = root.tables(7)?.into_iter();
        let places = root.long(8).unwrap_or_default();
        Some(Self {
            columns: columns
                .map(|column| Some((column.vector(0, 1)?, column.byte(1).unwrap_or_default())))
                .collect::<Option<_>>()?,
            places,
            index: Boxes::size(places, root.short(9).unwrap_or(16))?,
        })
    }

    fn entry(&self, feature: &[u8]) -> Option<Entry> {
        let root = Table::root(feature)?;
        let coordinates = root.table(0)?.vector(1, 8)?;
        let longitude = f64::from_le_bytes(*coordinates.first_chunk()?);
        let latitude = f64::from_le_bytes(coordinates[8..].try_into().ok()?);
        let at = Position::from_degrees(latitude, longitude).ok()?;
        let mut entry = Entry {
            position: Some((at.latitude_micro(), at.longitude_micro())),
            ..Entry::default()
        };
        let mut values = root.vector(1, 1).unwrap_or_default();
        while !values.is_empty() {
            let (column, rest) = values.split_first_chunk()?;
            let (name, kind) = *self.columns.get(usize::from(u16::from_le_bytes(*column)))?;
            let (value, rest) = value(kind, rest)?;
            values = rest;
            let text = || std::str::from_utf8(value).ok().map(str::to_owned);
            match (name, kind) {
                (b"key", STRING) => entry.key = Some(text()?),
                (b"name", STRING) => entry.name = text()?,
                (b"colour", STRING) => entry.colour = Some(text()?),
                (b"groups", STRING | JSON) => entry.groups = serde_json::from_slice(value).ok()?,
                (b"radius_m", UINT) => entry.radius_m = u32::from_le_bytes(value.try_into().ok()?),
                // What GDAL makes of it.
                (b"radius_m", LONG) => {
                    let metres = i64::from_le_bytes(value.try_into().ok()?);
                    entry.radius_m = metres.try_into().ok()?;
                }
                _ => {}
            }
        }
        Some(entry)
    }
}

/// Takes a value of this type off the front.
fn value(kind: u8, bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    // By number: byte, ubyte, bool, short, ushort, int, uint, long, ulong, float, double.
    let sizes = [1, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8];
    match sizes.get(usize::from(kind)) {
        Some(size) => bytes.split_at_checked(*size),
        None if kind > 14 => None,
        None => {
            let (length, rest) = bytes.split_first_chunk()?;
            rest.split_at_checked(u32::from_le_bytes(*length) as usize)
        }
    }
}
