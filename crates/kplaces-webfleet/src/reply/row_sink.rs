use std::ops::ControlFlow;

use super::RowFn;
use crate::columns::{self, MAX_CELLS, Shape};
use crate::rows::Cells;
use crate::{Action, Error, GarbledRow, RowFault, RowMark, RowRun, SizeFault, Unreadable};

/// The most unreadable rows that are told one by one.
const TOLD: usize = 20;

/// The longest key that is told, in letters; WEBFLEET's own have some 20.
const LONGEST_KEY: usize = 40;

/// Which report is being taken apart, and who sent it.
pub(super) struct Report {
    pub(super) action: Action,
    pub(super) shape: Shape,
    pub(super) host: String,
}

/// What a reply has amounted to so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Rows handed over.
    pub(crate) rows: u64,
    /// Cells whose text was damaged, and is kept as far as it can be read.
    pub(crate) repaired_cells: u64,
    /// The body was empty.
    pub(crate) unsaid: bool,
    /// The consumer stopped, and the report goes on behind.
    pub(crate) goes_on: bool,
    /// Rows that were not handed over.
    pub(crate) unreadable: Unreadable,
    /// About how much memory they fill, in bytes, for whoever keeps them.
    pub(crate) memory: u64,
    /// Which columns came, in the order of the shape.
    pub(crate) came: [bool; MAX_CELLS],
}

/// Where rows go, and who to name when one is garbled.
pub(super) struct RowSink<'t, 'f> {
    pub(super) report: &'t Report,
    pub(super) counts: &'t mut Counts,
    pub(super) row: RowFn<'f>,
}

impl RowSink<'_, '_> {
    /// Hands a row over. Its texts are about so many bytes.
    pub(super) fn take(&mut self, cells: &Cells<'_>, mark: RowMark, texts: u64) -> ControlFlow<()> {
        self.count(texts);
        self.row.take(cells, mark)
    }

    /// Hands a row over that is known.
    pub(super) fn known(&mut self, row: u32, texts: u64) {
        self.count(texts);
        if let Some(recall) = self.row.recall() {
            recall.known(row);
        }
    }

    /// Hands rows over that are known as one; this is the first of them.
    pub(super) fn all_known(&mut self, first: u32, run: RowRun) {
        let rows = u64::from(run.rows());
        self.counts.rows += rows;
        self.counts.memory += self.report.shape.row_cost * rows + u64::from(run.texts);
        if let Some(recall) = self.row.recall() {
            recall.all_known(first, run);
        }
    }

    fn count(&mut self, texts: u64) {
        self.counts.rows += 1;
        self.counts.memory += self.report.shape.row_cost + texts;
    }

    /// Leaves a row out: a damaged one, or one that may be a part of such a one. The cells are what
    /// of it could be read.
    pub(super) fn leave_out(&mut self, row: u64, damage: Option<RowFault>, cells: &Cells<'_>) {
        let unreadable = &mut self.counts.unreadable;
        unreadable.rows += 1;
        unreadable.damaged += u64::from(damage.is_some());
        if unreadable.told.len() == TOLD {
            return;
        }
        let key = self.report.shape.key(cells).and_then(as_key);
        unreadable.told.push(GarbledRow { row, key, damage });
    }

    /// Refuses a report of which too much cannot be read: more than one row in twenty, or as many rows as
    /// can be.
    pub(super) fn judge(&self) -> Result<(), Error> {
        let Counts {
            rows, unreadable, ..
        } = &*self.counts;
        let all = rows + unreadable.rows;
        let too_many = unreadable.damaged > 1 && unreadable.damaged * 20 > all;
        if unreadable.rows == 0 || (*rows > unreadable.damaged && !too_many) {
            return Ok(());
        }
        // The first one that is damaged itself is what can be mended.
        let first = unreadable.told.iter().find(|row| row.damage.is_some());
        Err(Error::Malformed {
            action: self.report.action,
            row: first.map_or(0, |first| first.row),
            key: first.and_then(|first| first.key.clone()),
            what: first
                .and_then(|first| first.damage)
                .unwrap_or(RowFault::Unreadable),
        })
    }

    /// Ends a report early of which more than a tenth cannot be read, once that are more than a hundred
    /// rows: the end of each of them may have been looked for over many lines. So many rows were seen, and so many
    /// of them cannot be read.
    pub(super) fn give_up_where_hopeless(
        &self,
        what: RowFault,
        damaged: u64,
        seen: u64,
    ) -> Result<(), Error> {
        if damaged > 100 && damaged * 10 > seen {
            return Err(Error::Malformed {
                action: self.report.action,
                row: seen,
                key: None,
                what,
            });
        }
        Ok(())
    }

    /// The row behind all that were seen.
    pub(super) fn malformed(&self, what: RowFault) -> Error {
        Error::Malformed {
            action: self.report.action,
            row: self.counts.rows + self.counts.unreadable.rows + 1,
            key: None,
            what,
        }
    }

    pub(super) fn malformed_header(&self, what: RowFault) -> Error {
        Error::Malformed {
            action: self.report.action,
            row: 0,
            key: None,
            what,
        }
    }

    pub(super) fn cut(&self) -> Error {
        Error::Cut {
            host: self.report.host.clone(),
        }
    }

    pub(super) fn too_long(&self) -> Error {
        Error::TooLarge {
            host: self.report.host.clone(),
            what: SizeFault::Row,
        }
    }

    /// Fails where needed columns are not there.
    pub(super) fn check_columns<'n>(
        &self,
        has: impl Fn(usize) -> bool,
        seen: impl Iterator<Item = &'n str> + Clone,
    ) -> Result<(), Error> {
        let missing = self.report.shape.missing(has);
        if missing.is_empty() {
            return Ok(());
        }
        Err(Error::MissingColumns {
            action: self.report.action,
            missing,
            columns: seen.clone().count(),
            seen: names(seen),
        })
    }
}

/// The names that may be told. The first line of a report without a header holds names of people, so
/// one column that is known has to be there, and only what looks like the name of a column is told.
pub(super) fn names<'n>(seen: impl Iterator<Item = &'n str> + Clone) -> Vec<String> {
    if !seen.clone().any(columns::is_known) {
        return Vec::new();
    }
    seen.filter(|name| columns::looks_like_one(name))
        .take(60)
        .map(str::to_owned)
        .collect()
}

/// A key for a line of a message; nothing where it does not look like one: it may be anything there.
fn as_key(text: &str) -> Option<String> {
    let text = text.trim();
    let of_a_key = |c: char| c.is_alphanumeric() || " -_./#".contains(c);
    let sound = text.chars().count() <= LONGEST_KEY && text.chars().all(of_a_key);
    sound.then(|| text.to_owned())
}
