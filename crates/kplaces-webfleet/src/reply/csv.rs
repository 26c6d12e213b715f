//! CSV rows out of bytes as they arrive, strictly: a quote where none can stand never moves a cell
//! into another row.
//!
//! Every reader of the ecosystem takes such quotes as text and goes on, so rows merge in silence.

mod header;
mod reach;
mod row;

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::ControlFlow;

use memchr::memchr2;

use super::text::decode;
use super::{Framing, MAX_ROW, Rest, Taker, error_line};
use crate::Error;
use crate::columns::MAX_CELLS;
use crate::rows::Cells;
use header::Plan;
pub(super) use header::{end_of_line, separator_of};
use reach::REACH;
use row::{Span, Step};

/// Rows of a report that arrives piece by piece.
pub(super) struct Rows {
    separator: u8,
    /// What was not handed over yet.
    text: Vec<u8>,
    /// Up to here `text` has been looked at.
    at: usize,
    /// How much of the report came before `text`.
    gone: u64,
    plan: Option<Plan>,
    /// Rows that wait until nothing behind them can throw doubt on them.
    waiting: VecDeque<Row>,
    /// Rows that begin before this place of the report are doubtful.
    doubt_until: u64,
    /// Rows seen.
    seen: u64,
}

struct Row {
    number: u64,
    /// Where it begins in the report.
    begin: u64,
    /// Where it ends in the report.
    end: u64,
    cells: [Span; MAX_CELLS],
    state: State,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Sound,
    /// It has quotes that are a part of a text, but could be a mistake.
    Repaired,
    /// It cannot be read: why.
    Damaged(&'static str),
    /// It can be read, and may be a part of one that cannot.
    Doubtful,
}

const STRAY: &str = "a quote stands where none can";
const WIDTH: &str = "it has not as many fields as the header";

impl Rows {
    pub(super) fn new(separator: u8) -> Self {
        Self {
            separator,
            text: Vec::new(),
            at: 0,
            gone: 0,
            plan: None,
            waiting: VecDeque::new(),
            doubt_until: 0,
            seen: 0,
        }
    }

    /// Breaks with what is left when the consumer has had enough.
    pub(super) fn feed(
        &mut self,
        bytes: &[u8],
        taker: &mut Taker<'_, '_>,
    ) -> Result<ControlFlow<Rest>, Error> {
        self.text.extend_from_slice(bytes);
        self.read(None, taker)?;
        let settled = (self.gone + self.at as u64).saturating_sub(REACH as u64);
        let flow = self.hand_over(settled, taker);
        self.forget();
        Ok(flow)
    }

    /// Ends the report; a last row without a line end counts only if the transport vouches for it.
    pub(super) fn finish(
        mut self,
        framing: Framing,
        taker: &mut Taker<'_, '_>,
    ) -> Result<ControlFlow<Rest>, Error> {
        let whole = self.text[self.at..]
            .last()
            .is_none_or(|byte| matches!(byte, b'\n' | b'\r'));
        if !whole && framing == Framing::Closed {
            return Err(taker.cut());
        }
        self.read(Some(framing), taker)?;
        if self.plan.is_none() {
            return Err(taker.cut());
        }
        Ok(self.hand_over(u64::MAX, taker))
    }

    /// Looks at all rows that have arrived as a whole. With an end nothing follows.
    fn read(&mut self, end: Option<Framing>, taker: &mut Taker<'_, '_>) -> Result<(), Error> {
        let last = end.is_some();
        loop {
            while matches!(self.text.get(self.at), Some(b'\n' | b'\r')) {
                self.at += 1;
            }
            if self.at == self.text.len() {
                return Ok(());
            }
            let Some(plan) = &self.plan else {
                match Plan::read(&self.text[self.at..], self.separator, last, taker)? {
                    None => return Ok(()),
                    Some((plan, end)) => {
                        self.plan = Some(plan);
                        self.at += end;
                        continue;
                    }
                }
            };
            let text = &self.text[self.at..];
            let mut cells = [Span::default(); MAX_CELLS];
            let (mut found, mut behind) = (0, true);
            let step = row::read(text, self.separator, last, |n, span| {
                found = n + 1;
                match plan.cells.get(n) {
                    Some(Some(cell)) => cells[usize::from(*cell)] = span,
                    Some(None) => {}
                    None => behind &= span.start == span.end,
                }
            });
            let damage = match step {
                Step::More if text.len() <= MAX_ROW => return Ok(()),
                Step::More | Step::Open => {
                    if memchr2(b'\n', b'\r', text).is_none() {
                        // Not one line end: it is a line, and the report may end in it.
                        return Err(if last { taker.cut() } else { taker.too_long() });
                    }
                    let ends_a_line = text.ends_with(b"\n") || text.ends_with(b"\r");
                    if end == Some(Framing::Closed) || (last && !ends_a_line) {
                        return Err(taker.cut());
                    }
                    STRAY
                }
                Step::Stray => STRAY,
                Step::Row {
                    end,
                    fields,
                    inner_quotes,
                    open_end,
                } => {
                    let right = fields == plan.width || (fields > plan.width && behind);
                    if !right && open_end {
                        return Err(self.late_error(text, taker).unwrap_or_else(|| taker.cut()));
                    }
                    let tail = inner_quotes && reach::is_tail(&text[..end], self.separator);
                    if right
                        && plan.width == 1
                        && let Some(error) = self.late_error(&text[..end], taker)
                    {
                        return Err(error);
                    }
                    if right && !tail {
                        let state = if inner_quotes {
                            State::Repaired
                        } else {
                            State::Sound
                        };
                        self.push(end, cells, state);
                        continue;
                    }
                    if right { STRAY } else { WIDTH }
                }
            };
            // Wherever its quotes stand: the next line is looked at for itself.
            let line = match memchr2(b'\n', b'\r', text) {
                Some(end) => &text[..end],
                None if last => text,
                None => return Ok(()),
            };
            if let Some(error) = self.late_error(line, taker) {
                return Err(error);
            }
            // Cells that end in another line are none of this row.
            for span in &mut cells {
                if span.end > line.len() {
                    *span = Span::default();
                }
            }
            let (runs_on, tail) = (
                reach::runs_on(line, self.separator),
                reach::is_tail(line, self.separator),
            );
            let end = line.len();
            self.push(end, cells, State::Damaged(damage));
            taker.give_up_where_hopeless(damage)?;
            let here = self.gone + self.at as u64;
            if runs_on {
                self.doubt_until = here + REACH as u64;
            }
            if tail {
                let from = here.saturating_sub((REACH + end) as u64);
                for row in self.waiting.iter_mut().filter(|row| row.begin >= from) {
                    row.doubt();
                }
            }
        }
    }

    /// Puts a row of so many bytes among those that wait.
    fn push(&mut self, length: usize, cells: [Span; MAX_CELLS], state: State) {
        let begin = self.gone + self.at as u64;
        self.seen += 1;
        let mut row = Row {
            number: self.seen,
            begin,
            end: begin + length as u64,
            cells,
            state,
        };
        if begin < self.doubt_until {
            row.doubt();
        }
        self.waiting.push_back(row);
        self.at += length;
    }

    /// An error of the service where a row should be. Its code has to be known: the line may as well
    /// be what is left of a row.
    fn late_error(&self, line: &[u8], taker: &Taker<'_, '_>) -> Option<Error> {
        let error = error_line(taker.report.action, line, b',')?;
        error.is_known().then(|| error.into())
    }

    /// Hands over the rows that begin before a place of the report.
    fn hand_over(&mut self, settled: u64, taker: &mut Taker<'_, '_>) -> ControlFlow<Rest> {
        while self.waiting.front().is_some_and(|row| row.begin < settled) {
            let Some(row) = self.waiting.pop_front() else {
                break;
            };
            let text = &self.text[(row.begin - self.gone) as usize..];
            let mut repaired = 0;
            let raw: [Cow<'_, [u8]>; MAX_CELLS] =
                std::array::from_fn(|cell| unquoted(text, row.cells[cell]));
            let decoded: [Cow<'_, str>; MAX_CELLS] =
                std::array::from_fn(|cell| decode(&raw[cell], &mut repaired));
            let cells: Cells<'_> = std::array::from_fn(|cell| decoded[cell].as_ref());
            match row.state {
                State::Damaged(what) => taker.leave_out(row.number, Some(what), &cells),
                State::Doubtful => taker.leave_out(row.number, None, &cells),
                State::Sound | State::Repaired => {
                    taker.counts.repaired_cells +=
                        repaired.max(u64::from(row.state == State::Repaired));
                    if taker.take(&cells).is_break() {
                        let rest = &self.text[(row.end - self.gone) as usize..];
                        return ControlFlow::Break(Rest::of(rest, false));
                    }
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// Lets go of the text that nobody waits for.
    fn forget(&mut self) {
        let kept = self
            .waiting
            .front()
            .map_or(self.at, |row| (row.begin - self.gone) as usize);
        self.text.drain(..kept);
        self.at -= kept;
        self.gone += kept as u64;
    }
}

impl Row {
    fn doubt(&mut self) {
        if matches!(self.state, State::Sound | State::Repaired) {
            self.state = State::Doubtful;
        }
    }
}

/// A field's bytes, with one quote for two.
fn unquoted(text: &[u8], span: Span) -> Cow<'_, [u8]> {
    let field = &text[span.start..span.end];
    if !span.doubled {
        return Cow::Borrowed(field);
    }
    let mut single = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some(quote) = memchr::memchr(b'"', rest) {
        single.extend_from_slice(&rest[..=quote]);
        rest = rest.get(quote + 2..).unwrap_or_default();
    }
    single.extend_from_slice(rest);
    Cow::Owned(single)
}
