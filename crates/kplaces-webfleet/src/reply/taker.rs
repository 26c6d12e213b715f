use std::ops::ControlFlow;

use super::RowFn;
use crate::columns::Shape;
use crate::rows::Cells;
use crate::{Action, Error};

/// Which report is being taken apart, and who sent it.
pub(super) struct Report {
    pub(super) action: Action,
    pub(super) shape: Shape,
    pub(super) host: String,
}

/// What a reply has amounted to so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Rows handed over.
    pub(crate) rows: u64,
    /// Cells that were not UTF-8 and were read as Latin-1.
    pub(crate) latin1_cells: u64,
}

/// Where rows go, and who to name when one is garbled.
pub(super) struct Taker<'t, 'f> {
    pub(super) report: &'t Report,
    pub(super) counts: &'t mut Counts,
    pub(super) row: RowFn<'f>,
}

impl Taker<'_, '_> {
    pub(super) fn take(&mut self, cells: &Cells<'_>) -> ControlFlow<()> {
        self.counts.rows += 1;
        (self.row)(cells)
    }

    pub(super) fn malformed(&self, what: &'static str) -> Error {
        Error::Malformed {
            action: self.report.action,
            row: self.counts.rows + 1,
            what,
        }
    }

    pub(super) fn malformed_header(&self, what: &'static str) -> Error {
        Error::Malformed {
            action: self.report.action,
            row: 0,
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
            what: "a row of it is longer than 256 KiB",
        }
    }

    /// Fails where needed columns are not there. Column names are shortened and capped.
    pub(super) fn check_columns<'n>(
        &self,
        has: impl Fn(usize) -> bool,
        seen: impl Iterator<Item = &'n str>,
    ) -> Result<(), Error> {
        let missing = self.report.shape.missing(has);
        if missing.is_empty() {
            return Ok(());
        }
        let tame =
            |name: &str| -> String { name.chars().filter(|c| !c.is_control()).take(40).collect() };
        Err(Error::MissingColumns {
            action: self.report.action,
            missing,
            seen: seen.take(60).map(tame).collect(),
        })
    }
}
