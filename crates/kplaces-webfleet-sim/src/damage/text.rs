//! Bytes, quotes, separators and lines that are not as they were, and rows that are none.

use std::ops::Range;

use fastrand::Rng;

use super::layout::{Layout, separator_of};
use super::{Edit, Format, Kind, one_of};
use crate::refusal;

/// Bytes that mean something to a reader, beside some that never stand in a text.
const MEANT: &[u8] = b"\"\"\";;,\t\r\n\\'{}[]:0-a \0\x80\xc3\xff";

/// Errors of the service that come in the middle of something.
const ERRORS: [u32; 5] = [60, 8011, 8015, 9199, 10000];

pub(super) fn damage(
    body: &[u8],
    format: Format,
    kind: Kind,
    layout: &Layout,
    random: &mut Rng,
) -> Option<Edit> {
    let anywhere = random.usize(..body.len());
    Some(match kind {
        Kind::ByteChanged => Edit {
            at: anywhere..anywhere + 1,
            with: vec![any_byte(random)],
        },
        Kind::ByteDropped => Edit::drop(anywhere..anywhere + 1),
        Kind::ByteInserted => Edit::insert(anywhere, [any_byte(random)]),
        Kind::BitFlipped => Edit {
            at: anywhere..anywhere + 1,
            with: vec![body[anywhere] ^ (1 << random.u8(..8))],
        },
        Kind::QuoteInserted => Edit::insert(edge(anywhere, layout, random), *b"\""),
        Kind::QuoteDropped => {
            let at = *one_of(&layout.quotes, random)?;
            Edit::drop(at..at + 1)
        }
        Kind::QuoteUndoubled => Edit {
            at: one_of(&layout.inner_quotes, random)?.clone(),
            with: b"\"".to_vec(),
        },
        Kind::QuoteBackslashed => Edit {
            at: one_of(&layout.inner_quotes, random)?.clone(),
            with: match format {
                Format::Csv => b"\\\"".to_vec(),
                Format::Json => b"\"\"".to_vec(),
            },
        },
        Kind::SeparatorInserted => {
            Edit::insert(edge(anywhere, layout, random), [mark(body, format, random)])
        }
        Kind::SeparatorDropped => {
            let at = *one_of(&layout.marks, random)?;
            Edit::drop(at..at + 1)
        }
        Kind::LineDoubled => {
            let line = match format {
                Format::Csv => line_around(body, anywhere),
                Format::Json => object_behind(layout, random)?,
            };
            let twice = match format {
                Format::Csv => body[line.clone()].to_vec(),
                Format::Json => [&body[line.clone()], b","].concat(),
            };
            Edit::insert(line.start, twice)
        }
        Kind::LineEndDropped => Edit::drop(one_of(&layout.ends, random)?.clone()),
        Kind::LineEndInserted => {
            let end = *one_of(&["\r\n", "\n", "\r"], random)?;
            Edit::insert(edge(anywhere, layout, random), end)
        }
        Kind::Cut => Edit::drop(anywhere.max(1)..body.len()),
        Kind::ErrorLine => {
            let (code, text) = error(random);
            let line = format!("{code},{text}");
            match format {
                Format::Csv => a_row_more(body, layout, &line, random)?,
                Format::Json => put_in(body, layout, line.as_bytes(), random)?,
            }
        }
        Kind::ErrorObject => {
            let (code, text) = error(random);
            let object = serde_json::json!({ "errorCode": code, "errorMsg": text }).to_string();
            match format {
                Format::Csv => a_row_more(body, layout, &object, random)?,
                Format::Json => put_in(body, layout, object.as_bytes(), random)?,
            }
        }
        Kind::Wrapped if format == Format::Json => Edit {
            at: 0..body.len(),
            with: [b"{\"report\":", body, b"}"].concat(),
        },
        _ => return None,
    })
}

fn any_byte(random: &mut Rng) -> u8 {
    if random.bool() {
        MEANT[random.usize(..MEANT.len())]
    } else {
        random.u8(..)
    }
}

fn error(random: &mut Rng) -> (u32, &'static str) {
    let code = ERRORS[random.usize(..ERRORS.len())];
    (code, refusal::text(code))
}

/// Half the time the edge of a text, where most is at stake.
fn edge(anywhere: usize, layout: &Layout, random: &mut Rng) -> usize {
    match one_of(&layout.texts, random) {
        Some(text) if random.bool() => {
            if random.bool() {
                text.start
            } else {
                text.end
            }
        }
        _ => anywhere,
    }
}

fn mark(body: &[u8], format: Format, random: &mut Rng) -> u8 {
    match format {
        Format::Csv => separator_of(body),
        Format::Json => b",:{}[]"[random.usize(..6)],
    }
}

/// The line of text with this byte, and its end. In a cell of several lines it is no whole row.
fn line_around(body: &[u8], place: usize) -> Range<usize> {
    let ends_at = |at: usize| match (body[at], body.get(at + 1)) {
        (b'\r', Some(b'\n')) => false,
        (byte, _) => matches!(byte, b'\r' | b'\n'),
    };
    let start = (0..place).rev().find(|at| ends_at(*at));
    let end = (place..body.len()).find(|at| ends_at(*at));
    start.map_or(0, |at| at + 1)..end.map_or(body.len(), |at| at + 1)
}

/// An object, without the comma behind it.
fn object_behind(layout: &Layout, random: &mut Rng) -> Option<Range<usize>> {
    let [gaps @ .., _] = layout.gaps.as_slice() else {
        return None;
    };
    let nth = random.usize(..gaps.len().max(1));
    let start = *gaps.get(nth)?;
    // Behind the first gap stands an object at once, behind the others a comma.
    let comma = layout.ends.iter().find(|end| end.start >= start);
    let start = match (nth, comma) {
        (0, _) => start,
        (_, Some(comma)) => comma.end,
        (_, None) => return None,
    };
    Some(start..layout.gaps[nth + 1])
}

/// A line more between two rows, in front of the first or behind the last.
fn a_row_more(body: &[u8], layout: &Layout, line: &str, random: &mut Rng) -> Option<Edit> {
    let at = *one_of(&layout.gaps, random)?;
    let end = layout
        .ends
        .first()
        .map_or(&b"\r\n"[..], |end| &body[end.clone()]);
    let ended =
        at == 0 || matches!(body[at - 1], b'\r' | b'\n') || layout.gaps.first() == Some(&at);
    let with = if ended {
        [line.as_bytes(), end].concat()
    } else {
        [end, line.as_bytes()].concat()
    };
    Some(Edit::insert(at, with))
}

/// An item more in the array, or something behind it.
fn put_in(body: &[u8], layout: &Layout, item: &[u8], random: &mut Rng) -> Option<Edit> {
    if random.u8(..8) == 0 {
        return Some(Edit::insert(body.len(), item));
    }
    let nth = random.usize(..layout.gaps.len().max(1));
    let at = *layout.gaps.get(nth)?;
    let is_empty = layout.gaps.len() == 1;
    let with = match nth {
        0 if is_empty => item.to_vec(),
        0 => [item, b","].concat(),
        _ => [b",", item].concat(),
    };
    Some(Edit::insert(at, with))
}
