//! CSV rows out of bytes as they arrive, strictly: a quote where none can stand never moves a cell
//! into another row.
//!
//! Every reader of the ecosystem takes such quotes as text and goes on, so rows merge in silence.

mod header;
mod known;
mod reach;
mod row;
mod runs;

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::ControlFlow;

use memchr::{memchr_iter, memchr2};

use super::text::decode;
use super::{Framing, MAX_ROW, Rest, RowSink, error_line};
use crate::columns::MAX_CELLS;
use crate::rows::Cells;
use crate::{Error, RowDigest, RowFault, RowMark, RowRun};
use header::Plan;
pub(super) use header::{end_of_line, separator_of};
use known::Line;
use reach::REACH;
use row::{Span, Step};
use runs::{Ahead, OpenRun};

/// Rows of a report that arrives piece by piece.
///
/// Quotes in a field that is not in quotes are a part of its text, with three exceptions, where they are
/// the rest of another field: the row can be the end of one that began in an earlier line, it has fields
/// in quotes and the quotes of it do not pair, or they stand in a key, a radius or a colour.
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
    /// The cells of those of them that are not known, in their order.
    cells: VecDeque<[Span; MAX_CELLS]>,
    /// Bytes to be hashed, where they do not lie together.
    gathered: Vec<u8>,
    /// Rows that begin before this place of the report are doubtful.
    doubt_until: u64,
    /// Rows seen, and how many of them cannot be read.
    seen: u64,
    damaged: u64,
    /// Whether rows end with a separator that the header does not have; not known before some rows.
    longer: Option<bool>,
    /// That is learned of the rows that begin before this place of the report.
    learn_at: u64,
    /// The rows that were handed over last, as far as they are to be known as one.
    run: Option<OpenRun>,
    /// Rows are there that wait until single ones can be looked for.
    is_waiting: bool,
}

struct Row {
    number: u64,
    /// Where it begins in the report.
    begin: u64,
    /// Where it ends in the report.
    end: u64,
    /// It has one field more than the header, an empty one.
    longer: bool,
    state: State,
    /// How many bytes its texts have, or a few more.
    texts: u64,
    /// Where it stands in the last report, if it need not be taken apart.
    known: Option<u32>,
    digest: Option<RowDigest>,
    /// It stands for some rows, of which it is the first.
    run: Option<RowRun>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Sound,
    /// It has quotes that are a part of a text, but could be a mistake.
    Repaired,
    /// It cannot be read: why.
    Damaged(RowFault),
    /// It can be read, and may be a part of one that cannot.
    Doubtful,
}

/// Of the rows that begin in so many bytes it is learned how rows end; if none of them can be read, of those in twice
/// as many, and so on.
const FIRST_ROWS: u64 = 4096;

const STRAY: RowFault = RowFault::Quote;
const WIDTH: RowFault = RowFault::Width;
const HEADER: RowFault = RowFault::Header;

impl Rows {
    pub(super) fn new(separator: u8) -> Self {
        Self {
            separator,
            text: Vec::new(),
            at: 0,
            gone: 0,
            plan: None,
            waiting: VecDeque::new(),
            cells: VecDeque::new(),
            gathered: Vec::new(),
            doubt_until: 0,
            seen: 0,
            damaged: 0,
            longer: None,
            learn_at: FIRST_ROWS,
            run: None,
            is_waiting: false,
        }
    }

    /// Breaks with what is left when the consumer has had enough.
    pub(super) fn feed(
        &mut self,
        bytes: &[u8],
        sink: &mut RowSink<'_, '_>,
    ) -> Result<ControlFlow<Rest>, Error> {
        self.text.extend_from_slice(bytes);
        self.read(None, sink)?;
        // None is handed over before it is known how rows end.
        let settled = match self.longer {
            Some(_) => (self.gone + self.at as u64).saturating_sub(REACH as u64),
            None => 0,
        };
        let flow = self.hand_over(settled, sink);
        self.forget();
        Ok(flow)
    }

    /// Ends the report; a last row without a line end counts only if the transport vouches for it.
    pub(super) fn finish(
        mut self,
        framing: Framing,
        sink: &mut RowSink<'_, '_>,
    ) -> Result<ControlFlow<Rest>, Error> {
        let whole = self.text[self.at..]
            .last()
            .is_none_or(|byte| matches!(byte, b'\n' | b'\r'));
        if !whole && framing == Framing::Closed {
            return Err(sink.cut());
        }
        self.read(Some(framing), sink)?;
        match &self.plan {
            None => return Err(sink.cut()),
            Some(plan) if self.seen == 0 && plan.may_hold_a_row() => {
                return Err(sink.malformed_header(STRAY));
            }
            Some(_) => {}
        }
        if self.longer.is_none() {
            self.learn_at = u64::MAX;
            self.learn(sink)?;
        }
        let flow = self.hand_over(u64::MAX, sink);
        self.close_run(sink);
        Ok(flow)
    }

    /// Looks at all rows that have arrived as a whole. With an end nothing follows.
    fn read(&mut self, end: Option<Framing>, sink: &mut RowSink<'_, '_>) -> Result<(), Error> {
        let last = end.is_some();
        loop {
            while matches!(self.text.get(self.at), Some(b'\n' | b'\r')) {
                self.at += 1;
            }
            if self.at == self.text.len() {
                return Ok(());
            }
            if self.plan.is_some() {
                if self.longer.is_none() && self.gone + self.at as u64 >= self.learn_at {
                    self.learn(sink)?;
                }
                let goes_on = match self.look_ahead(last, sink) {
                    Ahead::Came => true,
                    Ahead::More => false,
                    Ahead::Others => self.read_row(end, sink)?,
                };
                if !goes_on {
                    return Ok(());
                }
                continue;
            }
            match Plan::read(&self.text[self.at..], self.separator, last, sink)? {
                None => return Ok(()),
                Some((plan, end)) => {
                    let header = &self.text[self.at..self.at + end];
                    known::tell_header(header, self.separator, sink);
                    self.plan = Some(plan);
                    self.at += end;
                }
            }
        }
    }

    /// Looks at the next row; false if not all of it has arrived.
    fn read_row(
        &mut self,
        end: Option<Framing>,
        sink: &mut RowSink<'_, '_>,
    ) -> Result<bool, Error> {
        let looked_up = match self.look_up_line(sink) {
            Line::Known => return Ok(true),
            unknown => unknown,
        };
        let Some(plan) = &self.plan else {
            return Ok(false);
        };
        let last = end.is_some();
        let text = &self.text[self.at..];
        let mut cells = [Span::default(); MAX_CELLS];
        let mut nothing_behind = true;
        let step = row::read(text, plan.between, last, |n, span| {
            match plan.cells.get(n) {
                Some(Some(cell)) => cells[usize::from(*cell)] = span,
                Some(None) => {}
                None => nothing_behind &= span.start == span.end,
            }
        });
        let damage = match step {
            Step::More if text.len() <= MAX_ROW => return Ok(false),
            Step::More | Step::Open => {
                if memchr2(b'\n', b'\r', text).is_none() {
                    // Not one line end: it is a line, and the report may end in it.
                    return Err(if last { sink.cut() } else { sink.too_long() });
                }
                let ends_a_line = text.ends_with(b"\n") || text.ends_with(b"\r");
                if end == Some(Framing::Closed) || (last && !ends_a_line) {
                    return Err(sink.cut());
                }
                STRAY
            }
            Step::Stray => STRAY,
            Step::Row {
                end,
                fields,
                quoted,
                inner_quotes,
                open_end,
            } => {
                let longer =
                    fields == plan.width + 1 && nothing_behind && !plan.ends_with_separator();
                let right = (fields == plan.width || longer)
                    && self.longer.is_none_or(|known| known == longer);
                let line = &text[..end - usize::from(!open_end)];
                // Where commas separate, an error can have as many fields as a row.
                let like_an_error = self.separator == b','
                    && !(quoted || inner_quotes)
                    && memchr::memmem::find(line, b", ").is_some();
                if (!right && open_end) || plan.width == 1 || like_an_error {
                    if let Some(error) = late_error(line, sink) {
                        return Err(error);
                    }
                    if !right && open_end {
                        return Err(sink.cut());
                    }
                }
                let misplaced =
                    inner_quotes
                        && (reach::is_tail(line, self.separator)
                            || (quoted && memchr_iter(b'"', line).count() % 2 == 1)
                            || sink.report.shape.columns.iter().zip(cells).any(
                                |(column, span)| match unquoted_quotes(text, span) {
                                    Some(field) => !column.can_be(field),
                                    None => false,
                                },
                            ));
                if right && !misplaced {
                    let state = if inner_quotes {
                        State::Repaired
                    } else {
                        State::Sound
                    };
                    let content = end - usize::from(!open_end);
                    let (digest, known) =
                        self.look_up_row(&looked_up, content, &cells, state, sink);
                    self.push(end, Some(cells), longer, state);
                    if let Some(row) = self.waiting.back_mut() {
                        row.digest = digest;
                    }
                    if let Some(known) = known {
                        self.know(known);
                    }
                    return Ok(true);
                }
                if right { STRAY } else { WIDTH }
            }
        };
        self.leave_out(damage, cells, last, sink)
    }

    /// Leaves a row out that cannot be read, and goes on behind its first line, wherever its quotes
    /// stand; false if not all of that has arrived.
    fn leave_out(
        &mut self,
        damage: RowFault,
        mut cells: [Span; MAX_CELLS],
        last: bool,
        sink: &mut RowSink<'_, '_>,
    ) -> Result<bool, Error> {
        let text = &self.text[self.at..];
        let line = match memchr2(b'\n', b'\r', text) {
            Some(end) => &text[..end],
            None if last => text,
            None => return Ok(false),
        };
        if let Some(error) = late_error(line, sink) {
            return Err(error);
        }
        // Cells that end in another line are none of this row.
        for span in &mut cells {
            if span.end > line.len() {
                *span = Span::default();
            }
        }
        let end = line.len();
        let runs_on = reach::runs_on(line, self.separator);
        let is_tail = reach::is_tail(line, self.separator);
        let begin = self.gone + self.at as u64;
        self.push(end, Some(cells), false, State::Damaged(damage));
        self.damaged += 1;
        sink.give_up_where_hopeless(damage, self.damaged, self.seen)?;
        if runs_on {
            self.doubt_until = begin + (end + REACH) as u64;
        }
        if is_tail {
            let from = begin.saturating_sub(REACH as u64);
            self.split_behind(from);
            for row in self.waiting.iter_mut().filter(|row| row.begin >= from) {
                row.doubt();
            }
        }
        Ok(true)
    }

    /// Puts a row of so many bytes among those that wait; one that is known has no cells.
    fn push(
        &mut self,
        length: usize,
        cells: Option<[Span; MAX_CELLS]>,
        longer: bool,
        state: State,
    ) {
        let begin = self.gone + self.at as u64;
        self.seen += 1;
        let ours = self.plan.as_ref().is_some_and(Plan::holds_only_ours);
        let taken = cells.iter().flatten().map(|span| span.end - span.start);
        let texts = if ours { length } else { taken.sum() };
        let mut row = Row {
            number: self.seen,
            begin,
            end: begin + length as u64,
            longer,
            state,
            texts: texts as u64,
            known: None,
            digest: None,
            run: None,
        };
        self.cells.extend(cells);
        if begin < self.doubt_until {
            row.doubt();
        }
        self.waiting.push_back(row);
        self.at += length;
    }

    /// Hands over the rows that begin before a place of the report.
    fn hand_over(&mut self, settled: u64, sink: &mut RowSink<'_, '_>) -> ControlFlow<Rest> {
        while self
            .waiting
            .front()
            .is_some_and(|row| row.is_before(settled))
        {
            let (Some(row), Some(plan)) = (self.waiting.pop_front(), &self.plan) else {
                break;
            };
            let text = &self.text[(row.begin - self.gone) as usize..];
            let spans = match row.known {
                Some(known) if row.state == State::Sound => {
                    if let Some(run) = row.run {
                        self.close_run(sink);
                        sink.all_known(known, run);
                    } else {
                        sink.known(known, row.texts);
                        self.note_row(&row, sink);
                    }
                    continue;
                }
                Some(_) => plan.spans(text),
                None => self.cells.pop_front().unwrap_or_default(),
            };
            let mut repaired = 0;
            let raw: [Cow<'_, [u8]>; MAX_CELLS] =
                std::array::from_fn(|cell| unquoted(text, spans[cell]));
            let decoded: [Cow<'_, str>; MAX_CELLS] =
                std::array::from_fn(|cell| decode(&raw[cell], &mut repaired));
            let cells: Cells<'_> = std::array::from_fn(|cell| decoded[cell].as_ref());
            let damage = match row.state {
                State::Damaged(what) => Some(Some(what)),
                State::Doubtful => Some(None),
                State::Sound | State::Repaired if plan.is_header(&cells) => Some(Some(HEADER)),
                State::Sound | State::Repaired => None,
            };
            if let Some(damage) = damage {
                sink.leave_out(row.number, damage, &cells);
                self.close_run(sink);
                continue;
            }
            let repaired = repaired.max(u64::from(row.state == State::Repaired));
            sink.counts.repaired_cells += repaired;
            let mark = RowMark {
                digest: row.digest,
                repaired: repaired > 0,
            };
            if repaired > 0
                && let Some(run) = self.run.take()
            {
                run.close(&self.text, self.gone, sink);
            }
            if sink.take(&cells, mark, row.texts).is_break() {
                let rest = &self.text[(row.end - self.gone) as usize..];
                return ControlFlow::Break(Rest::of(rest, false));
            }
            if repaired == 0 {
                self.note_row(&row, sink);
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
        let of_run = self.run.map(|run| (run.begin - self.gone) as usize);
        let kept = of_run.map_or(kept, |begin| begin.min(kept));
        self.text.drain(..kept);
        self.at -= kept;
        self.gone += kept as u64;
    }
}

impl Row {
    /// Whether it begins before a place of the report, and where it stands for some rows, whether all of them do.
    fn is_before(&self, place: u64) -> bool {
        let last = self.run.map_or(self.begin, |_| self.end);
        last < place
    }

    fn doubt(&mut self) {
        if matches!(self.state, State::Sound | State::Repaired) {
            self.state = State::Doubtful;
        }
    }
}

/// An error of the service where a row should be. Its code has to be known: the line may as well be
/// what is left of a row.
fn late_error(line: &[u8], sink: &RowSink<'_, '_>) -> Option<Error> {
    let error = error_line(sink.report.action, line, b',')?;
    error.is_known().then(|| error.into())
}

/// A field that is not in quotes and has some in it.
fn unquoted_quotes(text: &[u8], span: Span) -> Option<&[u8]> {
    let quoted = span.start > 0 && text[span.start - 1] == b'"';
    let field = &text[span.start..span.end];
    (!quoted && memchr::memchr(b'"', field).is_some()).then_some(field)
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
