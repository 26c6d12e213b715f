//! The records of a file, as bytes.
//!
//! A record is its kind, flags, and how many bytes follow. With the flag [`PARTS`] it is told as
//! well how many of these are its own; the rest are records in it.

use std::io::{self, Write};

use crate::areas::{Area, Poi};

pub(crate) const FILE: u16 = 0;
pub(crate) const CONTENT: u16 = 1;
pub(crate) const PLACE: u16 = 2;
pub(crate) const ALERT: u16 = 3;
pub(crate) const AREA: u16 = 8;
pub(crate) const GROUP: u16 = 9;
pub(crate) const END: u16 = 0xffff;

pub(crate) const PARTS: u16 = 8;

/// What the file calls itself, which is not its name.
const NAME: &[u8] = b"3kplaces.gpi";
/// Bytes of an alert.
const ALERT_BYTES: u32 = 12;
/// Bytes of the own of an area.
const AREA_BYTES: u32 = 23;

/// Writes the two records that begin a file.
pub(crate) fn header(out: &mut dyn Write, stamp: u32) -> io::Result<()> {
    plain(out, FILE, 16 + NAME.len() as u32)?;
    out.write_all(b"GRMREC00")?;
    out.write_all(&stamp.to_le_bytes())?;
    out.write_all(&0_u16.to_le_bytes())?;
    out.write_all(&(NAME.len() as u16).to_le_bytes())?;
    out.write_all(NAME)?;
    plain(out, CONTENT, 12)?;
    out.write_all(b"POI\0\0\x0000")?;
    out.write_all(&1252_u16.to_le_bytes())?;
    out.write_all(&0_u16.to_le_bytes())
}

/// Writes the record that ends a file.
pub(crate) fn end(out: &mut dyn Write) -> io::Result<()> {
    plain(out, END, 0)
}

/// Bytes of a group whose areas have so many.
pub(crate) fn group_bytes(title: &[u8], areas: u64) -> u64 {
    text_bytes(title.len()) + areas
}

/// Writes the beginning of a group, up to its areas. They count as its own.
pub(crate) fn group(out: &mut dyn Write, title: &[u8], bytes: u32) -> io::Result<()> {
    parts(out, GROUP, bytes, bytes)?;
    text(out, title)
}

/// Bytes of an area in the record around it, if what is in it has so many.
pub(crate) fn area_bytes(content: u64) -> u64 {
    12 + u64::from(AREA_BYTES) + content
}

/// Writes the beginning of an area, up to what is in it.
pub(crate) fn area(out: &mut dyn Write, area: &Area, content: u32) -> io::Result<()> {
    parts(out, AREA, AREA_BYTES + content, AREA_BYTES)?;
    for side in [area.north, area.east, area.south, area.west] {
        out.write_all(&side.to_le_bytes())?;
    }
    out.write_all(&0_u32.to_le_bytes())?;
    out.write_all(&1_u16.to_le_bytes())?;
    out.write_all(&[u8::from(area.alerts)])
}

/// Bytes of a place in the record around it.
pub(crate) fn place_bytes(poi: &Poi) -> u64 {
    12 + u64::from(place_own(poi)) + u64::from(alert_bytes(poi))
}

fn place_own(poi: &Poi) -> u32 {
    11 + text_bytes(poi.length.into()) as u32
}

fn alert_bytes(poi: &Poi) -> u32 {
    match poi.radius {
        0 => 0,
        _ => 8 + ALERT_BYTES,
    }
}

/// Writes a place, with an alert if it has a radius.
pub(crate) fn place(out: &mut dyn Write, poi: &Poi, name: &[u8]) -> io::Result<()> {
    let own = place_own(poi);
    parts(out, PLACE, own + alert_bytes(poi), own)?;
    out.write_all(&poi.latitude.to_le_bytes())?;
    out.write_all(&poi.longitude.to_le_bytes())?;
    out.write_all(&1_u16.to_le_bytes())?;
    out.write_all(&[u8::from(poi.radius > 0)])?;
    text(out, name)?;
    if poi.radius > 0 {
        plain(out, ALERT, ALERT_BYTES)?;
        out.write_all(&poi.radius.to_le_bytes())?;
        // No speed, four bytes nobody knows; on, along the road, sound 4, and one more unknown.
        out.write_all(&[0, 0, 0, 1, 0x10, 0, 1, 1, 4, 0x10])?;
    }
    Ok(())
}

fn plain(out: &mut dyn Write, kind: u16, bytes: u32) -> io::Result<()> {
    out.write_all(&kind.to_le_bytes())?;
    out.write_all(&0_u16.to_le_bytes())?;
    out.write_all(&bytes.to_le_bytes())
}

fn parts(out: &mut dyn Write, kind: u16, bytes: u32, own: u32) -> io::Result<()> {
    out.write_all(&kind.to_le_bytes())?;
    out.write_all(&PARTS.to_le_bytes())?;
    out.write_all(&bytes.to_le_bytes())?;
    out.write_all(&own.to_le_bytes())
}

fn text_bytes(length: usize) -> u64 {
    8 + length as u64
}

/// Writes a text in one language, which is called English as in the files of gpsbabel.
fn text(out: &mut dyn Write, text: &[u8]) -> io::Result<()> {
    out.write_all(&(4 + text.len() as u32).to_le_bytes())?;
    out.write_all(b"EN")?;
    out.write_all(&(text.len() as u16).to_le_bytes())?;
    out.write_all(text)
}
