//! The names that fit best what somebody typed.

use std::collections::BinaryHeap;
use std::ops::ControlFlow;

use kplaces_domain::{FoldedQuery, MatchRank};
use kplaces_store::Cursor;
use memchr::memmem;
use rusqlite::Connection;

use crate::blocks::{Block, damaged};
use crate::entry::{NAMES, text};
use crate::failure::Failure;

/// The columns of names: both readings.
const SORT: usize = 0;
const SPELL: usize = 2;

/// Keeps the best of all names. Those that start with what was typed stand together, and are looked at first; for the
/// others all names are gone through in their order, so one that is as good as the worst kept one comes too late.
pub(crate) struct Finder<'a> {
    words: &'a FoldedQuery,
    after: Option<&'a Cursor>,
    /// So many are kept: one more than a page has, to know whether there are more.
    most: usize,
    best: BinaryHeap<Hit>,
    /// All that was typed, at the start of a reading.
    starts: Vec<memmem::Finder<'static>>,
    /// The longest word, in all its readings.
    inside: Vec<memmem::Finder<'static>>,
    line: String,
}

/// A name that fits; the greatest is the worst.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Hit {
    rank: MatchRank,
    name: Vec<u8>,
    key: Vec<u8>,
}

impl<'a> Finder<'a> {
    /// The best `limit` names after the end of the last page, and one more.
    pub(crate) fn new(words: &'a FoldedQuery, after: Option<&'a Cursor>, limit: usize) -> Self {
        let finder = |needle: &str| memmem::Finder::new(needle).into_owned();
        let starts = words
            .whole()
            .iter()
            .map(|whole| finder(&format!("\n{whole}")));
        let shortest = |readings: &&Vec<String>| readings.iter().map(String::len).min();
        let longest = words.words().iter().max_by_key(shortest);
        Self {
            words,
            after,
            most: limit.saturating_add(1),
            best: BinaryHeap::new(),
            starts: starts.collect(),
            inside: longest
                .into_iter()
                .flatten()
                .map(|word| finder(word))
                .collect(),
            line: String::new(),
        }
    }

    /// The keys of the best, in any order.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &[u8]> {
        self.best.iter().map(|hit| &hit.key[..])
    }

    /// Looks through the names.
    pub(crate) fn find(&mut self, connection: &Connection) -> Result<(), Failure> {
        for n in 0..self.starts.len() {
            self.find_starts(connection, n)?;
        }
        NAMES.scan(connection, &[b"", b""], |block| {
            match self.worst() {
                // Only a second reading can start with it and was not looked at yet.
                Some(MatchRank::Whole | MatchRank::Start | MatchRank::Word) => {
                    self.look(block, SPELL, Kind::Starts, false)?;
                }
                worst => {
                    self.look(block, SORT, Kind::Inside, worst.is_some())?;
                    self.look(block, SPELL, Kind::Inside, worst.is_some())?;
                }
            }
            Ok(ControlFlow::Continue(()))
        })
    }

    /// The worst that is kept, if no more are.
    fn worst(&self) -> Option<MatchRank> {
        let is_full = self.best.len() >= self.most;
        self.best.peek().filter(|_| is_full).map(|hit| hit.rank)
    }

    /// Looks at the names whose first reading starts with what was typed, in their order, until they come too late.
    fn find_starts(&mut self, connection: &Connection, n: usize) -> Result<(), Failure> {
        let start = self.starts[n].needle().to_vec();
        NAMES.scan(connection, &[&start, b""], |block| {
            for n in block.before(&[&start, b""])?..block.len() {
                let [name, key, _] = block.entry(n)?;
                let late = self.best.peek().is_some_and(|worst| {
                    let worst = (worst.rank, &worst.name[..], &worst.key[..]);
                    worst < (MatchRank::Start, name, key)
                });
                let is_full = self.best.len() >= self.most;
                // One that is just what was typed comes before those that only start with it.
                if !name.starts_with(&start) || (is_full && late && name != start) {
                    return Ok(ControlFlow::Break(()));
                }
                self.judge(block, n)?;
            }
            Ok(ControlFlow::Continue(()))
        })
    }

    /// Judges the names of a block in which something stands.
    fn look(
        &mut self,
        block: &Block<'_, 3>,
        column: usize,
        kind: Kind,
        at_words: bool,
    ) -> Result<(), Failure> {
        let bytes = block.column(column);
        let many = match kind {
            Kind::Starts => self.starts.len(),
            Kind::Inside => self.inside.len(),
        };
        for n in 0..many {
            let mut from = 0;
            loop {
                let finder = match kind {
                    Kind::Starts => &self.starts[n],
                    Kind::Inside => &self.inside[n],
                };
                let Some(at) = bytes.get(from..).and_then(|bytes| finder.find(bytes)) else {
                    break;
                };
                let at = from + at;
                let end = at + finder.needle().len();
                from = at + 1;
                // What is not at the start of a word is of no use any more.
                let before = at.checked_sub(1).and_then(|at| bytes.get(at));
                if at_words && before.is_some_and(u8::is_ascii_alphanumeric) {
                    continue;
                }
                let entry = block.entry_at(column, at);
                if end <= block.end(column, entry + 1) {
                    self.judge(block, entry)?;
                    from = block.end(column, entry + 1).max(from);
                }
            }
        }
        Ok(())
    }

    /// Keeps a name if it is one of the best.
    fn judge(&mut self, block: &Block<'_, 3>, n: usize) -> Result<(), Failure> {
        let [name, key, spell] = block.entry(n)?;
        self.line.clear();
        self.line
            .push_str(text(name)?.get(1..).ok_or_else(damaged)?);
        self.line.push_str(text(spell)?);
        let Some(rank) = self.words.rank_text(&self.line) else {
            return Ok(());
        };
        let found = (rank, name, key);
        if let Some(after) = self.after {
            let sort = name.get(1..).unwrap_or_default();
            let last = (
                after.rank(),
                after.name().as_bytes(),
                after.key().as_str().as_bytes(),
            );
            if (Some(rank), sort, key) <= last {
                return Ok(());
            }
        }
        let is_full = self.best.len() >= self.most;
        let is_late = |worst: &Hit| found >= (worst.rank, &worst.name[..], &worst.key[..]);
        if is_full && self.best.peek().is_none_or(is_late) {
            return Ok(());
        }
        // It may be found by several of its readings.
        if self.best.iter().any(|hit| hit.key == key) {
            return Ok(());
        }
        if is_full {
            self.best.pop();
        }
        self.best.push(Hit {
            rank,
            name: name.to_vec(),
            key: key.to_vec(),
        });
        Ok(())
    }
}

/// What is looked for in a block.
#[derive(Clone, Copy)]
enum Kind {
    Starts,
    Inside,
}
