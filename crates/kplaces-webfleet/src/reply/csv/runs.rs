//! Rows that follow each other and are known as one: where the bytes of so many rows are those of the last report, they
//! are its rows. So not even their line ends are looked for.
//!
//! Runs are told of while rows are handed over, and found again by the next report.

use super::row::{self, Step};
use super::{Row, RowSink, Rows, State};
use crate::{Error, RowRun};

/// From so many bytes on a run ends: few enough that most have no changed row where one row in a hundred is.
const FULL: u64 = 4096;

/// A run of fewer bytes is taken row by row, so that it becomes a part of a longer one.
const SMALL: u32 = 2048;

/// The most bytes that wait until single rows can be looked for.
const MOST_WAITING: usize = 4 << 20;

/// What came of looking for the rows that are expected.
pub(super) enum Ahead {
    /// They are there, and among those that wait.
    Came,
    /// What follows decides.
    More,
    /// They are not there.
    Others,
}

/// The run that rows are put into as they are handed over.
#[derive(Clone, Copy, Default)]
pub(super) struct OpenRun {
    /// Where it begins and ends in the report.
    pub(super) begin: u64,
    end: u64,
    rows: u32,
    texts: u64,
    longer: bool,
}

impl Rows {
    /// Looks whether the rows follow that are expected.
    pub(super) fn look_ahead(&mut self, last: bool, sink: &mut RowSink<'_, '_>) -> Ahead {
        self.is_waiting = false;
        let ours = self.plan.as_ref().is_some_and(super::Plan::holds_only_ours);
        let Some(recall) = sink.row.recall().filter(|_| ours) else {
            return Ahead::Others;
        };
        if let (Some((first, run)), Some(key)) = (recall.expected(), recall.key()) {
            let begin = self.gone + self.at as u64;
            let fits = self.longer.is_none_or(|longer| longer == run.longer);
            let may_be = fits && run.bytes > 0 && begin >= self.doubt_until;
            let text = &self.text[self.at..];
            match text.get(..run.bytes as usize) {
                Some(text) if may_be && key.digest(text) == run.digest => {
                    recall.came(Some(run));
                    self.push_run(first, run);
                    return Ahead::Came;
                }
                None if may_be && !last => return Ahead::More,
                _ => recall.came(None),
            }
        }
        let unread = self.text.len() - self.at;
        if !last && unread < MOST_WAITING && !recall.is_ready() {
            self.is_waiting = true;
            return Ahead::More;
        }
        Ahead::Others
    }

    /// Finds out whether rows end with a separator of their own: all of the first that can be read do, and more
    /// than one, or none. Of a row that lost a separator, or has one too many, it cannot be told.
    pub(super) fn learn(&mut self, sink: &RowSink<'_, '_>) -> Result<(), Error> {
        self.split_behind(0);
        let sound = |row: &&Row| matches!(row.state, State::Sound | State::Repaired);
        let (mut longer, mut all) = (0, 0);
        for row in self.waiting.iter().filter(sound) {
            if row.begin < self.learn_at {
                all += 1;
                longer += u32::from(row.longer);
            }
        }
        if longer > 0 && (longer < all || all == 1) {
            return Err(sink.malformed(super::WIDTH));
        }
        if all > 0 {
            self.longer = Some(longer > 0);
        } else {
            self.learn_at = self.learn_at.saturating_mul(2);
        }
        Ok(())
    }

    /// Whether rows are there that wait until single ones can be looked for.
    pub(in crate::reply) fn is_waiting(&self) -> bool {
        self.is_waiting
    }

    /// Puts rows that are known among those that wait.
    fn push_run(&mut self, first: u32, run: RowRun) {
        let begin = self.gone + self.at as u64;
        let row = Row {
            number: self.seen + 1,
            begin,
            end: begin + u64::from(run.bytes),
            longer: run.longer,
            state: State::Sound,
            texts: u64::from(run.texts),
            known: Some(first),
            digest: None,
            run: Some(run),
        };
        self.seen += u64::from(run.rows);
        self.at += run.bytes as usize;
        if run.bytes < SMALL {
            let rows = self.rows_of(&row);
            self.waiting.extend(rows);
        } else {
            self.waiting.push_back(row);
        }
    }

    /// Puts single rows into the place of runs that reach behind a place of the report.
    pub(super) fn split_behind(&mut self, from: u64) {
        let Some(first) = self.waiting.iter().position(|row| row.end > from) else {
            return;
        };
        let behind = self.waiting.split_off(first);
        for row in behind {
            if row.run.is_some() {
                let rows = self.rows_of(&row);
                self.waiting.extend(rows);
            } else {
                self.waiting.push_back(row);
            }
        }
    }

    /// The rows of a run, which have been read before.
    fn rows_of(&self, row: &Row) -> Vec<Row> {
        let begin = (row.begin - self.gone) as usize;
        let text = &self.text[begin..(row.end - self.gone) as usize];
        let count = row.run.map_or(0, |run| run.rows);
        let mut rows = Vec::with_capacity(count as usize);
        let (Some(plan), Some(known)) = (&self.plan, row.known) else {
            return rows;
        };
        let mut at = 0;
        for n in 0..count {
            while matches!(text.get(at), Some(b'\n' | b'\r')) {
                at += 1;
            }
            let rest = text.get(at..).unwrap_or_default();
            let Step::Row { end, .. } = row::read(rest, plan.between, true, |_, _| {}) else {
                break;
            };
            let begin = row.begin + at as u64;
            rows.push(Row {
                number: row.number + u64::from(n),
                begin,
                end: begin + end as u64,
                longer: row.longer,
                state: State::Sound,
                texts: end as u64,
                known: Some(known + n),
                digest: None,
                run: None,
            });
            at += end;
        }
        rows
    }

    /// Takes note of a row that is handed over and was read without a doubt.
    pub(super) fn note_row(&mut self, row: &Row, sink: &mut RowSink<'_, '_>) {
        let ours = self.plan.as_ref().is_some_and(super::Plan::holds_only_ours);
        let is_hashed = sink.row.recall().is_some_and(|it| it.key().is_some());
        if !ours || !is_hashed {
            return;
        }
        let run = self.run.get_or_insert(OpenRun {
            begin: row.begin,
            longer: row.longer,
            ..OpenRun::default()
        });
        run.end = row.end;
        run.rows += 1;
        run.texts += row.texts;
        if run.end - run.begin >= FULL {
            self.close_run(sink);
        }
    }

    /// Tells of the rows that were handed over, before one that is none of their run.
    pub(super) fn close_run(&mut self, sink: &mut RowSink<'_, '_>) {
        if let Some(run) = self.run.take() {
            run.close(&self.text, self.gone, sink);
        }
    }
}

impl OpenRun {
    /// Tells of the rows; `text` begins at this place of the report.
    pub(super) fn close(self, text: &[u8], begins_at: u64, sink: &mut RowSink<'_, '_>) {
        let (begin, end) = (self.begin - begins_at, self.end - begins_at);
        let text = &text[begin as usize..end as usize];
        // Where no line end is seen, more may belong to the last row another time.
        let is_whole = text.ends_with(b"\n") || text.ends_with(b"\r");
        let Some(recall) = sink.row.recall().filter(|_| is_whole) else {
            return;
        };
        if let Some(key) = recall.key() {
            let digest = key.digest(text);
            recall.taken(RowRun {
                rows: self.rows,
                bytes: text.len() as u32,
                texts: self.texts as u32,
                longer: self.longer,
                digest,
            });
        }
    }
}
