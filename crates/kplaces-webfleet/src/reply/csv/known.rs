//! Rows that are told from their bytes: those of the last report are not taken apart again.
//!
//! A line that begins where a row begins, and was a whole row the last time, is that row: reading it once more
//! would come to the same end. So it is not even looked for separators.

use memchr::memchr2;

use super::{RowSink, Rows, Span, State};
use crate::columns::MAX_CELLS;
use crate::{Recall, RowDigest, RowKey};

/// What came of looking at a line.
pub(super) enum Line {
    /// It is a known row, and among those that wait.
    Known,
    /// It is no known row. Where it ends, and the hash of it.
    Unknown { end: usize, digest: RowDigest },
    /// Nobody was asked.
    Unasked,
}

/// Tells the header to whoever knows rows of the last report. It decides what their bytes mean.
pub(super) fn tell_header(header: &[u8], separator: u8, sink: &mut RowSink<'_, '_>) {
    if let Some((recall, key)) = knower(sink) {
        let digest = key.digest(&[&[separator], header].concat());
        recall.header(digest);
    }
}

fn knower<'s>(sink: &'s mut RowSink<'_, '_>) -> Option<(&'s mut dyn Recall, RowKey)> {
    let recall = sink.row.recall()?;
    let key = *recall.key()?;
    Some((recall, key))
}

impl Rows {
    /// Looks whether the next line is a known row, and if so puts it among those that wait.
    pub(super) fn look_up_line(&mut self, sink: &mut RowSink<'_, '_>) -> Line {
        // Before it is known whether rows have a field more than the header, all are read.
        let ours = self.plan.as_ref().is_some_and(super::Plan::holds_only_ours);
        let (true, Some(longer)) = (ours, self.longer) else {
            return Line::Unasked;
        };
        let text = &self.text[self.at..];
        let Some(end) = memchr2(b'\n', b'\r', text) else {
            return Line::Unasked;
        };
        let Some((recall, key)) = knower(sink) else {
            return Line::Unasked;
        };
        let digest = key.digest(&text[..end]);
        match recall.find(digest) {
            Some(known) => {
                self.push(end + 1, None, longer, State::Sound);
                self.name(known);
                Line::Known
            }
            None => Line::Unknown { end, digest },
        }
    }

    /// The hash of a row that was read, and where it stands in the last report if that is known. Its content
    /// has so many bytes.
    pub(super) fn look_up_row(
        &mut self,
        line: &Line,
        content: usize,
        cells: &[Span; MAX_CELLS],
        state: State,
        sink: &mut RowSink<'_, '_>,
    ) -> (Option<RowDigest>, Option<u32>) {
        if let Line::Unknown { end, digest } = line
            && *end == content
        {
            return (Some(*digest), None);
        }
        let Some((recall, key)) = knower(sink) else {
            return (None, None);
        };
        let text = &self.text[self.at..];
        let ours = self.plan.as_ref().is_some_and(super::Plan::holds_only_ours);
        let digest = if ours {
            key.digest(&text[..content])
        } else {
            self.gathered.clear();
            for span in cells {
                let field = &text[span.start..span.end];
                let length = field.len() as u64 * 2 + u64::from(span.doubled);
                self.gathered.extend_from_slice(&length.to_le_bytes());
                self.gathered.extend_from_slice(field);
            }
            key.digest(&self.gathered)
        };
        // Asked even where the answer is of no use: whoever knows the rows goes along with them.
        let known = recall.find(digest);
        let is_of_use = self.longer.is_some() && state == State::Sound;
        (Some(digest), known.filter(|_| is_of_use))
    }

    /// Says which row of the last report the last one of those that wait is.
    fn name(&mut self, known: u32) {
        if let Some(row) = self.waiting.back_mut() {
            row.known = Some(known);
        }
    }

    /// Lets go of the cells of the last row: it is known.
    pub(super) fn know(&mut self, known: u32) {
        self.cells.pop_back();
        self.name(known);
    }
}
