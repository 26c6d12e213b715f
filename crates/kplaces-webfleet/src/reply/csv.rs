use std::borrow::Cow;
use std::ops::ControlFlow;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::{Framing, MAX_ROW, Taker};
use crate::Error;
use crate::columns::MAX_CELLS;
use crate::rows::Cells;

/// WEBFLEET's separators: `;` by default, tab, comma or blank on request.
pub(super) fn separator_of(header: &[u8]) -> u8 {
    let count = |separator: u8| header.split(|b| *b == separator).count() - 1;
    let best = [b';', b'\t', b',']
        .into_iter()
        .max_by_key(|separator| (count(*separator), *separator == b';'));
    best.filter(|separator| count(*separator) > 0)
        .unwrap_or(b';')
}

/// CSV rows out of bytes as they arrive.
pub(super) struct Rows {
    reader: Reader,
    /// The fields of the row being read, joined.
    text: Vec<u8>,
    len: usize,
    /// Where each field ends in `text`.
    ends: Vec<usize>,
    fields: usize,
    /// Which field each cell is read from; `None` before the header.
    plan: Option<Plan>,
    /// An odd number of quotes in the row so far: the end may be missing.
    open_quote: bool,
}

struct Plan {
    source: [Option<usize>; MAX_CELLS],
    width: usize,
}

impl Rows {
    pub(super) fn new(separator: u8) -> Self {
        Self {
            reader: ReaderBuilder::new().delimiter(separator).build(),
            text: vec![0; 4096],
            len: 0,
            ends: vec![0; 64],
            fields: 0,
            plan: None,
            open_quote: false,
        }
    }

    /// Breaks with the number of bytes used when the consumer has had enough.
    pub(super) fn feed(
        &mut self,
        bytes: &[u8],
        taker: &mut Taker<'_, '_>,
    ) -> Result<ControlFlow<usize>, Error> {
        let mut used = 0;
        while used < bytes.len() {
            let (result, read, written, ended) = self.reader.read_record(
                &bytes[used..],
                &mut self.text[self.len..],
                &mut self.ends[self.fields..],
            );
            self.open_quote ^= bytes[used..used + read]
                .iter()
                .fold(false, |odd, b| odd ^ (*b == b'"'));
            used += read;
            self.len += written;
            self.fields += ended;
            match result {
                ReadRecordResult::InputEmpty | ReadRecordResult::End => break,
                ReadRecordResult::OutputFull => self.grow_text(taker)?,
                ReadRecordResult::OutputEndsFull => self.grow_ends(taker)?,
                ReadRecordResult::Record => {
                    if self.row(taker)?.is_break() {
                        return Ok(ControlFlow::Break(used));
                    }
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Ends the report; a last row without a line end counts only if the transport vouches for it.
    pub(super) fn finish(
        mut self,
        framing: Framing,
        taker: &mut Taker<'_, '_>,
    ) -> Result<(), Error> {
        loop {
            let (result, _, written, ended) = self.reader.read_record(
                &[],
                &mut self.text[self.len..],
                &mut self.ends[self.fields..],
            );
            self.len += written;
            self.fields += ended;
            match result {
                ReadRecordResult::OutputFull => self.grow_text(taker)?,
                ReadRecordResult::OutputEndsFull => self.grow_ends(taker)?,
                ReadRecordResult::Record => {
                    let short = self
                        .plan
                        .as_ref()
                        .is_some_and(|plan| self.fields < plan.width);
                    if self.open_quote || short || framing == Framing::Closed {
                        return Err(taker.cut());
                    }
                    let _ = self.row(taker)?;
                }
                ReadRecordResult::End | ReadRecordResult::InputEmpty => break,
            }
        }
        if self.plan.is_none() {
            Err(taker.cut())
        } else {
            Ok(())
        }
    }

    fn grow_text(&mut self, taker: &Taker<'_, '_>) -> Result<(), Error> {
        if self.text.len() >= MAX_ROW {
            return Err(taker.too_long());
        }
        self.text.resize(self.text.len() * 2, 0);
        Ok(())
    }

    fn grow_ends(&mut self, taker: &Taker<'_, '_>) -> Result<(), Error> {
        if self.ends.len() >= 4096 {
            return Err(taker.malformed_header("more than 4 096 columns"));
        }
        self.ends.resize(self.ends.len() * 2, 0);
        Ok(())
    }

    fn field(&self, n: usize) -> &[u8] {
        let start = if n == 0 { 0 } else { self.ends[n - 1] };
        &self.text[start..self.ends[n]]
    }

    fn row(&mut self, taker: &mut Taker<'_, '_>) -> Result<ControlFlow<()>, Error> {
        let Some(plan) = &self.plan else {
            self.plan = Some(self.read_header(taker)?);
            self.next_row();
            return Ok(ControlFlow::Continue(()));
        };
        if self.fields != plan.width {
            return Err(taker.malformed("it has not as many fields as the header"));
        }
        let mut latin1 = 0;
        let decoded: [Cow<'_, str>; MAX_CELLS] =
            std::array::from_fn(|cell| match plan.source[cell] {
                Some(n) => decode(self.field(n), &mut latin1),
                None => Cow::Borrowed(""),
            });
        taker.counts.latin1_cells += latin1;
        let cells: Cells<'_> = std::array::from_fn(|cell| decoded[cell].as_ref());
        let flow = taker.take(&cells);
        drop(decoded);
        self.next_row();
        Ok(flow)
    }

    fn read_header(&self, taker: &Taker<'_, '_>) -> Result<Plan, Error> {
        let names: Vec<String> = (0..self.fields)
            .map(|n| String::from_utf8_lossy(self.field(n)).trim().to_owned())
            .collect();
        // Names of columns are told when some are missing; values of a first row must not be.
        let is_value = |name: &String| name.starts_with(|c: char| c == '-' || c.is_ascii_digit());
        if names.iter().any(is_value) {
            return Err(taker.malformed_header("there are values where column names should be"));
        }
        let mut source = [None; MAX_CELLS];
        let mut grades = [usize::MAX; MAX_CELLS];
        for (n, name) in names.iter().enumerate() {
            if let Some((cell, grade)) = taker.report.shape.cell(name)
                && grade < grades[cell]
            {
                source[cell] = Some(n);
                grades[cell] = grade;
            }
        }
        taker.check_columns(
            |cell| source[cell].is_some(),
            names.iter().map(String::as_str),
        )?;
        Ok(Plan {
            source,
            width: names.len(),
        })
    }

    fn next_row(&mut self) {
        self.len = 0;
        self.fields = 0;
        self.open_quote = false;
    }
}

/// UTF-8, or Latin-1 where it is not: a wrong charset must not lose a name.
fn decode<'a>(bytes: &'a [u8], latin1: &mut u64) -> Cow<'a, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    *latin1 += 1;
    Cow::Owned(bytes.iter().map(|b| char::from(*b)).collect())
}
