//! The rows of a report beside those of the last one: which are known, and in which order they came.

use std::num::NonZeroU64;
use std::sync::Arc;

use kplaces_webfleet::{RowDigest, RowKey, RowRun};

use super::last::{LastReport, PutOff};
use super::table::Table;

/// The bytes of a hash.
const SIZE: usize = 16;

/// So many rows are looked at behind the expected one before all are searched.
const AHEAD: usize = 8;

/// A reference to a row of this report, not of the last one.
const FRESH: u32 = 1 << 31;

/// The rows of a report as they were the last time: their hashes, in order.
///
/// The lowest bit of a hash says that the row need not be taken apart: all there is to know of it is kept.
#[derive(Clone, Debug, Default)]
pub(super) struct LastRows {
    header: Option<RowDigest>,
    hashes: Arc<Vec<u8>>,
    /// Where those of this report begin, and how many they are.
    first: usize,
    count: usize,
    /// Rows that are known as one: those of this report, in order.
    runs: Arc<Vec<LastRun>>,
    /// The hashes are still in the store: they are of no use as long as all rows come in runs.
    is_put_off: bool,
    /// Of each row of the report whether it may be known; all may where it is not there.
    usable: Option<Arc<Vec<bool>>>,
}

/// Rows of a report that are known as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LastRun {
    /// The number of the first of them.
    pub(super) first: u32,
    pub(super) run: RowRun,
}

impl LastRows {
    /// `count` rows of `hashes`, from the one at `first` on; none where there are not so many.
    pub(super) fn new(
        header: Option<RowDigest>,
        hashes: &Arc<Vec<u8>>,
        first: usize,
        count: usize,
    ) -> Self {
        let there = hashes.len() / SIZE >= first.saturating_add(count);
        Self {
            header,
            hashes: Arc::clone(hashes),
            first,
            count: if there { count } else { 0 },
            usable: None,
            runs: Arc::default(),
            is_put_off: false,
        }
    }

    /// The same with rows that are known as one.
    pub(super) fn in_runs(self, runs: Vec<LastRun>) -> Self {
        Self {
            runs: Arc::new(runs),
            ..self
        }
    }

    /// `count` rows from the one at `first` on, all of which are in `runs`; their hashes are still in the store.
    pub(super) fn put_off(
        header: Option<RowDigest>,
        first: usize,
        count: usize,
        runs: Vec<LastRun>,
    ) -> Self {
        Self {
            header,
            hashes: Arc::default(),
            first,
            count,
            runs: Arc::new(runs),
            is_put_off: true,
            usable: None,
        }
    }

    /// The same, of which only some may be known.
    pub(super) fn only(self, usable: Vec<bool>) -> Self {
        Self {
            usable: Some(Arc::new(usable)),
            ..self
        }
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Puts the hashes where the same ones were, or nothing where they take room for no use.
    pub(super) fn set_hashes(&mut self, hashes: &Arc<Vec<u8>>) {
        self.hashes = Arc::clone(hashes);
        self.is_put_off = false;
    }

    /// The rows that are known as one and begin with this row, or else the number of the next run in `at`.
    fn run_from(&self, row: usize, at: &mut usize) -> Option<LastRun> {
        let runs = &self.runs[..];
        let begin = |n: usize| runs.get(n).map(|run| run.first as usize);
        if at
            .checked_sub(1)
            .and_then(begin)
            .is_some_and(|it| it >= row)
        {
            *at = runs.partition_point(|run| (run.first as usize) < row);
        }
        while begin(*at).is_some_and(|begin| begin < row) {
            *at += 1;
        }
        let run = *runs.get(*at).filter(|run| run.first as usize == row)?;
        let rows = row..row + run.run.rows() as usize;
        let usable = self.usable.as_ref();
        let is_usable = usable.is_none_or(|it| it.get(rows.clone()).is_some_and(all_true));
        (is_usable && rows.end <= self.count).then_some(run)
    }

    fn hash(&self, row: usize) -> u128 {
        let at = (self.first + row) * SIZE;
        let bytes = self.hashes.get(at..at + SIZE);
        bytes.map_or(0, |bytes| bytes.try_into().map_or(0, u128::from_le_bytes))
    }

    fn is(&self, row: usize, hash: u128) -> bool {
        row < self.count && self.hash(row) & !1 == hash
    }

    /// Whether a row need not be taken apart.
    pub(super) fn is_skipped(&self, row: usize) -> bool {
        let usable = self.usable.as_ref();
        self.hash(row) & 1 == 1 && usable.is_none_or(|it| it.get(row) == Some(&true))
    }
}

fn all_true(all: &[bool]) -> bool {
    all.iter().all(|it| *it)
}

/// Where a row of this report comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// It was in the last report, at this place.
    Last(u32),
    /// It is the nth one that was not.
    Fresh(u32),
}

/// What a row is that was taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// The expected one of the last report, which needed not be taken apart.
    Known,
    /// The expected one of the last report, which must be.
    Irregular,
    /// Another one.
    Fresh,
}

/// Compares the rows of a report with those of the last one while they come.
#[derive(Clone, Debug)]
pub(super) struct Matcher {
    key: Option<RowKey>,
    last: LastRows,
    header: Option<RowDigest>,
    /// The row of the last report that is expected when one is looked for.
    looking: usize,
    /// How many rows came in the order of the last report, before any that did not.
    in_order: usize,
    /// The rows from then on, if there are any.
    others: Vec<u32>,
    /// The hashes of those that were not in the last report.
    fresh: Vec<u128>,
    /// A row came without a hash, so that no next report can be compared with this one.
    is_unhashed: bool,
    table: Option<Table>,
    /// The next run of the last report, and the row at whose run was looked already.
    next_run: usize,
    looked_at: Option<usize>,
    /// Rows of this report that the next one can know as one.
    runs: Vec<LastRun>,
    /// How many rows were not taken apart.
    skipped: usize,
}

impl Matcher {
    /// One for a report whose rows are hashed with `key`; without one nothing is compared.
    pub(super) fn new(key: Option<RowKey>, last: LastRows) -> Self {
        Self {
            key,
            last,
            header: None,
            looking: 0,
            in_order: 0,
            others: Vec::new(),
            fresh: Vec::new(),
            is_unhashed: false,
            table: None,
            next_run: 0,
            looked_at: None,
            runs: Vec::new(),
            skipped: 0,
        }
    }

    pub(super) fn key(&self) -> Option<&RowKey> {
        self.key.as_ref()
    }

    /// Takes the header. Under another one than the last, equal bytes can mean something else.
    pub(super) fn header(&mut self, header: RowDigest) {
        self.header = Some(header);
        if self.last.header != self.header {
            self.last = LastRows::default();
        }
    }

    /// The rows that are expected where they are known as one, with the number of the first.
    pub(super) fn expected(&mut self) -> Option<(u32, RowRun)> {
        if self.looked_at == Some(self.looking) {
            return None;
        }
        let found = self.last.run_from(self.looking, &mut self.next_run);
        if found.is_none() {
            self.looked_at = Some(self.looking);
        }
        found.map(|found| (found.first, found.run))
    }

    /// Takes note whether the expected rows came.
    pub(super) fn came(&mut self, run: Option<RowRun>) {
        self.looked_at = Some(self.looking);
        if let Some(run) = run {
            self.looking += run.rows() as usize;
        }
    }

    /// Whether single rows can be looked for.
    pub(super) fn is_ready(&self) -> bool {
        !self.last.is_put_off
    }

    /// Fetches what it takes for that.
    pub(super) async fn get_ready(&mut self, put_off: PutOff<'_>) {
        // Where it cannot be read, no row is found, and who needs it later is told why.
        if let Ok(hashes) = put_off.get().await {
            self.set_hashes(&hashes);
        } else {
            self.last.is_put_off = false;
        }
    }

    /// The hashes of the last report, where they are not in the store any more.
    pub(super) fn hashes(&self) -> Option<&Arc<Vec<u8>>> {
        Some(&self.last.hashes).filter(|hashes| !hashes.is_empty())
    }

    /// Looks for a row that need not be taken apart.
    pub(super) fn find(&mut self, row: RowDigest) -> Option<u32> {
        let hash = row.number();
        let near = self.looking..self.looking + AHEAD;
        let found = near.into_iter().find(|row| self.last.is(*row, hash));
        let found = found.or_else(|| {
            if self.last.count == 0 || self.last.is_put_off {
                return None;
            }
            let last = &self.last;
            let table = self
                .table
                .get_or_insert_with(|| Table::of((0..last.count).map(|row| last.hash(row))));
            let row = table.find(hash, |row| last.is(row as usize, hash));
            row.map(|row| row as usize)
        })?;
        self.looking = found + 1;
        self.last.is_skipped(found).then_some(found as u32)
    }

    /// Takes a row that was found.
    pub(super) fn known(&mut self, row: u32) {
        self.skipped += 1;
        if self.others.is_empty() && self.in_order == row as usize {
            self.in_order += 1;
        } else {
            self.others.push(row);
        }
    }

    /// Takes rows that are known as one.
    pub(super) fn all_known(&mut self, first: u32, run: RowRun) {
        let number = self.count() as u32;
        self.runs.push(LastRun { first: number, run });
        self.skipped += run.rows() as usize;
        if self.others.is_empty() && self.in_order == first as usize {
            self.in_order += run.rows() as usize;
        } else {
            self.others.extend(first..first + run.rows());
        }
    }

    /// Takes note that the rows taken last can be known as one.
    pub(super) fn taken(&mut self, run: RowRun) {
        if let Some(first) = (self.count() as u32).checked_sub(run.rows()) {
            self.runs.push(LastRun { first, run });
        }
    }

    /// The rows of this report that the next one can know as one; `is_plain` says of which rows nothing is lost where
    /// they are not taken apart.
    pub(super) fn runs(&self, is_plain: impl Fn(usize) -> bool) -> Vec<LastRun> {
        let is_plain = |run: &&LastRun| {
            let rows = run.first as usize..(run.first + run.run.rows()) as usize;
            rows.into_iter().all(&is_plain)
        };
        self.runs.iter().filter(is_plain).copied().collect()
    }

    /// Takes a row that was taken apart. Says whether it is the one that is expected.
    pub(super) fn read(&mut self, row: Option<RowDigest>) -> Seen {
        let expected = self.in_order;
        let is_expected =
            row.is_some_and(|row| self.others.is_empty() && self.last.is(expected, row.number()));
        if !is_expected {
            self.read_anew(row);
            return Seen::Fresh;
        }
        self.in_order += 1;
        if self.last.is_skipped(expected) {
            self.skipped += 1;
            Seen::Known
        } else {
            Seen::Irregular
        }
    }

    /// Takes a row that was taken apart, wherever it may have been.
    pub(super) fn read_anew(&mut self, row: Option<RowDigest>) {
        match row {
            Some(row) => {
                self.others.push(self.fresh.len() as u32 | FRESH);
                self.fresh.push(row.number());
            }
            None => self.is_unhashed |= self.key.is_some(),
        }
    }

    /// As [`LastRows::set_hashes`].
    pub(super) fn set_hashes(&mut self, hashes: &Arc<Vec<u8>>) {
        self.last.set_hashes(hashes);
    }

    /// How many rows came.
    pub(super) fn count(&self) -> usize {
        self.in_order + self.others.len()
    }

    /// How the next sync knows this report.
    pub(super) fn as_last(&self, runs: usize) -> LastReport {
        LastReport::new(self.header, self.count(), runs)
    }

    /// Whether just the rows of the last report came, in their order, and nothing else.
    pub(super) fn is_same(&self) -> bool {
        self.key.is_some()
            && !self.is_unhashed
            && self.others.is_empty()
            && self.header == self.last.header
            && self.in_order == self.last.count
    }

    /// Whether a next report can be compared with this one.
    pub(super) fn is_hashed(&self) -> bool {
        self.key.is_some() && !self.is_unhashed
    }

    /// The rows in the order in which they came.
    pub(super) fn rows(&self) -> impl Iterator<Item = Origin> + '_ {
        let others = self.others.iter().map(|row| match row & FRESH {
            0 => Origin::Last(*row),
            _ => Origin::Fresh(row & !FRESH),
        });
        let in_order = (0..self.in_order as u32).map(Origin::Last);
        in_order.chain(others)
    }

    /// How many rows were not taken apart.
    pub(super) fn skipped(&self) -> usize {
        self.skipped
    }

    /// Whether a row of the last report was not taken apart.
    pub(super) fn was_skipped(&self, row: u32) -> bool {
        self.last.is_skipped(row as usize)
    }

    /// The hash of a row, with its lowest bit 0.
    pub(super) fn hash(&self, row: Origin) -> u128 {
        match row {
            Origin::Last(row) => self.last.hash(row as usize) & !1,
            Origin::Fresh(row) => self.fresh.get(row as usize).copied().unwrap_or_default(),
        }
    }
}

/// The hash of an address number.
pub(super) fn number_hash(key: &RowKey, number: &str) -> NonZeroU64 {
    NonZeroU64::MIN | key.digest(number.as_bytes()).number() as u64
}
