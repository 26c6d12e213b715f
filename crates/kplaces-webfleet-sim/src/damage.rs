//! Damages a sound report in one way, as what lies between two programs does. Pure: the same seed
//! does the same.

mod encoding;
mod layout;
mod packing;
mod text;

use std::ops::Range;

use fastrand::Rng;
use strum::EnumCount;

pub(crate) use encoding::windows_1252;
use layout::Layout;
pub(crate) use packing::gzip_members;

/// What the report is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A header line and rows.
    Csv,
    /// An array of flat objects.
    Json,
}

/// A way to damage a report.
///
/// The names are those of the variants in kebab-case, such as `byte-changed` and `gzip-members`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::Display, EnumCount, strum::EnumString)]
#[strum(serialize_all = "kebab-case")]
pub enum Kind {
    /// A byte is another one.
    ByteChanged,
    /// A byte is missing.
    ByteDropped,
    /// There is a byte more.
    ByteInserted,
    /// A bit is the other one.
    BitFlipped,
    /// There is a quote more.
    QuoteInserted,
    /// A quote is missing.
    QuoteDropped,
    /// A quote within a text is not marked as one.
    QuoteUndoubled,
    /// A quote within a text is marked in the way of the other format.
    QuoteBackslashed,
    /// There is a separator more; in JSON a comma, colon, bracket or brace.
    SeparatorInserted,
    /// A separator is missing; in JSON a comma, colon, bracket or brace.
    SeparatorDropped,
    /// A line comes twice; in JSON an object.
    LineDoubled,
    /// A row does not end; in JSON the comma behind an object is missing.
    LineEndDropped,
    /// There is a line end more.
    LineEndInserted,
    /// Nothing comes behind some byte; one comes at least.
    Cut,
    /// An error of the service in its plain form, in front of, among or behind the rows.
    ErrorLine,
    /// An error of the service as an object, in front of, among or behind the rows.
    ErrorObject,
    /// One text is in windows-1252.
    CellWindows1252,
    /// One text is in UTF-16, little end first.
    CellUtf16,
    /// One text ends in the middle of a letter.
    LetterCut,
    /// One text begins or ends with half a surrogate pair.
    HalfSurrogate,
    /// All of it is in windows-1252.
    AllWindows1252,
    /// All of it is in UTF-16, with a mark.
    AllUtf16,
    /// It is packed in several gzip members. Sound, but not what one expects.
    GzipMembers,
    /// Something that is not gzip stands behind the gzip member.
    GzipGarbage,
    /// A byte of the gzip member is another one.
    GzipByte,
    /// The gzip member is cut.
    GzipCut,
    /// JSON only: the array is the one value of an object. Sound, but not what one expects.
    Wrapped,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; Self::COUNT] = [
        Self::ByteChanged,
        Self::ByteDropped,
        Self::ByteInserted,
        Self::BitFlipped,
        Self::QuoteInserted,
        Self::QuoteDropped,
        Self::QuoteUndoubled,
        Self::QuoteBackslashed,
        Self::SeparatorInserted,
        Self::SeparatorDropped,
        Self::LineDoubled,
        Self::LineEndDropped,
        Self::LineEndInserted,
        Self::Cut,
        Self::ErrorLine,
        Self::ErrorObject,
        Self::CellWindows1252,
        Self::CellUtf16,
        Self::LetterCut,
        Self::HalfSurrogate,
        Self::AllWindows1252,
        Self::AllUtf16,
        Self::GzipMembers,
        Self::GzipGarbage,
        Self::GzipByte,
        Self::GzipCut,
        Self::Wrapped,
    ];
}

/// A damaged report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    /// What was done to it.
    pub kind: Kind,
    /// The bytes, packed if the kind is one of packing.
    pub body: Vec<u8>,
    /// The bytes of the sound report that are not there any more; empty where something was only
    /// put in. Of packing it is empty, at the start.
    pub at: Range<usize>,
    /// The value of `Content-Encoding`, where it is packed.
    pub content_encoding: Option<&'static str>,
}

/// What is put in the place of some bytes.
struct Edit {
    at: Range<usize>,
    with: Vec<u8>,
}

impl Edit {
    fn drop(at: Range<usize>) -> Self {
        Self {
            at,
            with: Vec::new(),
        }
    }

    fn insert(at: usize, with: impl Into<Vec<u8>>) -> Self {
        Self {
            at: at..at,
            with: with.into(),
        }
    }

    fn done(&self, body: &[u8]) -> Vec<u8> {
        [&body[..self.at.start], &self.with, &body[self.at.end..]].concat()
    }
}

/// Damages a sound report, in UTF-8. `None` where it has nothing that can be damaged in this way:
/// no doubled quote, no letter that is not ASCII, nothing at all.
pub fn damage(body: &[u8], format: Format, kind: Kind, random: &mut Rng) -> Option<Damaged> {
    if body.is_empty() {
        return None;
    }
    if let Some(packed) = packing::damage(body, kind, random) {
        return Some(Damaged {
            kind,
            body: packed,
            at: 0..0,
            content_encoding: Some("gzip"),
        });
    }
    let layout = Layout::of(body, format);
    let edit = text::damage(body, format, kind, &layout, random)
        .or_else(|| encoding::damage(body, format, kind, &layout, random))?;
    let damaged = edit.done(body);
    (damaged != body).then_some(Damaged {
        kind,
        body: damaged,
        at: edit.at,
        content_encoding: None,
    })
}

/// One of these; `None` if there are none.
fn one_of<'t, T>(these: &'t [T], random: &mut Rng) -> Option<&'t T> {
    (!these.is_empty()).then(|| &these[random.usize(..these.len())])
}

#[cfg(test)]
mod tests;
