//! Entries that come and go, in any order: only blocks in which some do are written.

use std::iter::Peekable;

use rusqlite::{Connection, OptionalExtension};

use super::block::{Block, BlockBuilder, Entry};
use super::fill::Filler;
use super::{Blocks, FULL, Sorter, blob};
use crate::failure::Failure;

/// A block that would have more bytes becomes several.
const MOST: usize = FULL * 3 / 2;

/// A block that would have fewer is joined with the next one.
const LEAST: usize = FULL / 4;

/// What is to be changed in a table.
#[derive(Debug)]
pub(crate) struct Changes<const C: usize> {
    blocks: Blocks<C>,
    all: Sorter<C>,
}

/// What has become of an entry: what it was, and what it is.
pub(crate) type Found<'a, const C: usize> = (Option<Entry<'a, C>>, Option<Entry<'a, C>>);

impl<const C: usize> Changes<C> {
    /// None so far.
    pub(crate) fn of(blocks: Blocks<C>) -> Self {
        Self {
            blocks,
            all: Sorter::new(blocks.order, 0),
        }
    }

    /// Takes an entry away; only what decides on the order needs to be given.
    pub(crate) fn remove(&mut self, entry: &Entry<'_, C>) -> Result<(), Failure> {
        self.all.push(entry, true)
    }

    pub(crate) fn add(&mut self, entry: &Entry<'_, C>) -> Result<(), Failure> {
        self.all.push(entry, false)
    }

    /// Does it, and tells of each entry that came, went or was replaced. `unfit` is the failure where one that is to
    /// go is not there, or one that is to come is (`true`).
    pub(crate) fn apply(
        mut self,
        connection: &Connection,
        unfit: fn(bool) -> Failure,
        mut found: impl FnMut(Found<'_, C>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        if self.all.is_empty() {
            return Ok(());
        }
        self.all.sort();
        let blocks = self.blocks;
        let mut todo = Todo {
            blocks,
            all: self.all.iter().peekable(),
            rank: Vec::new(),
            unfit,
        };
        let mut writer = Writer::new(connection, blocks)?;
        while let Some((next, _)) = todo.all.peek() {
            blocks.rank(next, &mut todo.rank);
            let mut part = writer.block_of(&todo.rank)?;
            loop {
                let end = writer.next_after(part.as_ref())?;
                let bytes = part.map(|(first, bytes)| {
                    writer.old.push(first);
                    bytes
                });
                let block = bytes.as_deref().map(Block::new).transpose()?;
                todo.merge(block, end.as_deref(), &mut writer.merged, &mut found)?;
                // Little is left: the next one gets it as well.
                part = match end {
                    Some(first) if writer.merged.size() < LEAST => writer.exactly(&first)?,
                    _ => break,
                };
            }
            writer.write()?;
        }
        Ok(())
    }
}

/// The changes that are left to be made.
struct Todo<'a, const C: usize, I: Iterator<Item = (Entry<'a, C>, bool)>> {
    blocks: Blocks<C>,
    all: Peekable<I>,
    rank: Vec<u8>,
    unfit: fn(bool) -> Failure,
}

impl<'a, const C: usize, I: Iterator<Item = (Entry<'a, C>, bool)>> Todo<'a, C, I> {
    /// Puts the entries of a block, as they are to be, behind those that are there; `end` is where the next one
    /// begins.
    fn merge(
        &mut self,
        block: Option<Block<'_, C>>,
        end: Option<&[u8]>,
        merged: &mut BlockBuilder<C>,
        found: &mut impl FnMut(Found<'_, C>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let order = self.blocks.order;
        let (mut n, len) = (0, block.map_or(0, |block| block.len()));
        let old = |n: usize| block.map_or_else(|| Err(super::damaged()), |block| block.entry(n));
        while let Some((entry, removes)) = self.all.peek().copied() {
            self.blocks.rank(&entry, &mut self.rank);
            if end.is_some_and(|end| &self.rank[..] >= end) {
                break;
            }
            self.all.next();
            while n < len && old(n)?[..order] < entry[..order] {
                merged.push(&old(n)?)?;
                n += 1;
            }
            let is_there = n < len && old(n)?[..order] == entry[..order];
            if is_there != removes {
                return Err((self.unfit)(is_there));
            }
            if !removes {
                found((None, Some(entry)))?;
                merged.push(&entry)?;
                // The same once more is there already.
                if self
                    .all
                    .peek()
                    .is_some_and(|next| next.0[..order] == entry[..order])
                {
                    return Err((self.unfit)(true));
                }
                continue;
            }
            let was = old(n)?;
            n += 1;
            let is_next = |next: &(Entry<'_, C>, bool)| next.0[..order] == entry[..order];
            let new = match self.all.next_if(is_next) {
                Some((_, true)) => return Err((self.unfit)(false)),
                Some((new, false)) => Some(new),
                None => None,
            };
            found((Some(was), new))?;
            if let Some(new) = new {
                merged.push(&new)?;
                if self.all.peek().is_some_and(is_next) {
                    return Err((self.unfit)(true));
                }
            }
        }
        while n < len {
            merged.push(&old(n)?)?;
            n += 1;
        }
        Ok(())
    }
}

/// A row: what it says of its first entry, and its block.
type Row = (Vec<u8>, Vec<u8>);

/// Reads blocks and puts others in their place.
struct Writer<'a, const C: usize> {
    connection: &'a Connection,
    blocks: Blocks<C>,
    filler: Filler<'a, C>,
    /// The rows that are to be replaced.
    old: Vec<Vec<u8>>,
    merged: BlockBuilder<C>,
    bytes: Vec<u8>,
}

impl<'a, const C: usize> Writer<'a, C> {
    fn new(connection: &'a Connection, blocks: Blocks<C>) -> Result<Self, Failure> {
        Ok(Self {
            connection,
            blocks,
            filler: Filler::new(connection, blocks)?,
            old: Vec::new(),
            merged: BlockBuilder::new(),
            bytes: Vec::new(),
        })
    }

    /// The block in which an entry of this rank is to be; `None` where there is none at all.
    fn block_of(&self, rank: &[u8]) -> Result<Option<Row>, Failure> {
        let before = self.row("WHERE first <= ?1 ORDER BY first DESC LIMIT 1", rank)?;
        match before {
            Some(row) => Ok(Some(row)),
            None => self.row("WHERE first > ?1 ORDER BY first LIMIT 1", rank),
        }
    }

    fn exactly(&self, first: &[u8]) -> Result<Option<Row>, Failure> {
        self.row("WHERE first = ?1", first)
    }

    fn row(&self, which: &str, rank: &[u8]) -> Result<Option<Row>, Failure> {
        let sql = format!("SELECT first, bytes FROM {} {which}", self.blocks.table);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([rank])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let (first, bytes) = (blob(row.get_ref(0)?)?, blob(row.get_ref(1)?)?);
        Ok(Some((first.to_vec(), bytes.to_vec())))
    }

    /// Where the block after this one begins.
    fn next_after(&self, row: Option<&Row>) -> Result<Option<Vec<u8>>, Failure> {
        let Some((first, _)) = row else {
            return Ok(None);
        };
        let table = self.blocks.table;
        let sql = format!("SELECT first FROM {table} WHERE first > ?1 ORDER BY first LIMIT 1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_row([first], |row| row.get(0)).optional()?)
    }

    /// Writes what is merged in the place of what was.
    fn write(&mut self) -> Result<(), Failure> {
        let table = self.blocks.table;
        let size = self.merged.size();
        if let ([first], true) = (
            &self.old[..],
            (1..=MOST).contains(&size) && !self.merged.is_empty(),
        ) {
            let mut rank = Vec::new();
            self.blocks.rank(&self.merged.first(), &mut rank);
            if *first == rank {
                self.merged.take(&mut self.bytes);
                let sql = format!("UPDATE {table} SET bytes = ?2 WHERE first = ?1");
                let mut update = self.connection.prepare_cached(&sql)?;
                update.execute((&rank, &self.bytes))?;
                self.old.clear();
                return Ok(());
            }
        }
        let sql = format!("DELETE FROM {table} WHERE first = ?1");
        let mut delete = self.connection.prepare_cached(&sql)?;
        for first in self.old.drain(..) {
            delete.execute([first])?;
        }
        if self.merged.is_empty() {
            return Ok(());
        }
        // All of about the same size.
        let piece = if size <= MOST {
            MOST
        } else {
            size / size.div_ceil(FULL) + FULL / 8
        };
        self.merged.take(&mut self.bytes);
        let merged = Block::<C>::new(&self.bytes)?;
        for n in 0..merged.len() {
            self.filler.push_within(&merged.entry(n)?, piece)?;
        }
        self.filler.finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::ops::ControlFlow;

    use proptest::prelude::*;

    use super::*;

    const TEST: Blocks<3> = Blocks {
        table: "test",
        order: 2,
    };

    fn unfit(is_there: bool) -> Failure {
        Failure::Damaged(if is_there { "there" } else { "missing" }, "")
    }

    fn table() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        let sql = "CREATE TABLE test (first BLOB NOT NULL UNIQUE, bytes BLOB NOT NULL)";
        connection.execute_batch(sql).unwrap();
        connection
    }

    type Content = BTreeMap<(Vec<u8>, Vec<u8>), Vec<u8>>;

    fn content(connection: &Connection, from: &[&[u8]]) -> Content {
        let mut content = Content::new();
        let scanned = TEST.scan(connection, from, |block| {
            for n in block.before(from)?..block.len() {
                let [a, b, c] = block.entry(n)?;
                content.insert((a.into(), b.into()), c.into());
            }
            Ok(ControlFlow::Continue(()))
        });
        scanned.unwrap();
        content
    }

    fn values() -> impl Strategy<Value = (Vec<u8>, Vec<u8>, usize)> {
        let short = prop::collection::vec(0..4_u8, 0..4);
        (
            short.clone(),
            short,
            prop_oneof![9 => 0..40_usize, 1 => 0..9_000_usize],
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn blocks_hold_what_was_put_there(
            rounds in prop::collection::vec(prop::collection::vec(values(), 1..200), 1..6)
        ) {
            let connection = table();
            let mut expected = Content::new();
            for (round, values) in rounds.iter().enumerate() {
                let mut changes = Changes::of(TEST);
                let mut next = expected.clone();
                let (mut told, mut seen) = (0, 0);
                let values: BTreeMap<_, _> = values.iter()
                    .map(|(a, b, long)| ((a.clone(), b.clone()), *long)).collect();
                for ((a, b), long) in values {
                    let was = next.remove(&(a.clone(), b.clone()));
                    told += 1;
                    if was.is_some() {
                        changes.remove(&[&a, &b, &[]]).unwrap();
                    }
                    if was.is_none() || long % 2 == 0 {
                        let c = vec![round as u8; long];
                        changes.add(&[&a, &b, &c]).unwrap();
                        next.insert((a, b), c);
                    }
                }
                changes.apply(&connection, unfit, |(old, new)| {
                    let key = |it: Option<Entry<'_, 3>>| it.map(|[a, b, c]| ((a.to_vec(), b.to_vec()), c.to_vec()));
                    for (side, content) in [(key(old), &expected), (key(new), &next)] {
                        if let Some((key, value)) = side {
                            assert_eq!(content.get(&key), Some(&value));
                        }
                    }
                    seen += 1;
                    Ok(())
                }).unwrap();
                prop_assert_eq!(seen, told);
                expected = next;
                TEST.check(&connection, |_| Ok(())).unwrap();
                prop_assert_eq!(&content(&connection, &[b""]), &expected);
            }
            for (a, b) in expected.keys() {
                let rest = expected.range((a.clone(), b.clone())..).map(|(k, v)| (k.clone(), v.clone()));
                prop_assert_eq!(content(&connection, &[a, b]), rest.collect::<Content>());
                let found = TEST.at(&connection, &[a, b], |block| block.entry(block.before(&[a, b])?).map(|it| it[2].to_vec()));
                let found = found.unwrap();
                prop_assert_eq!(found.as_ref(), expected.get(&(a.clone(), b.clone())));
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let connection = table();
        let entry = [&b"a"[..], b"b", b"c"];
        let apply = |removes: &[bool]| {
            let mut changes = Changes::of(TEST);
            for removes in removes {
                changes.all.push(&entry, *removes).unwrap();
            }
            changes.apply(&connection, unfit, |_| Ok(()))
        };
        for (removes, fits) in [
            (&[true][..], false),
            (&[false, false], false),
            (&[false], true),
            (&[false], false),
            (&[true, false], true),
            (&[true, true], false),
            (&[true], true),
        ] {
            assert_eq!(apply(removes).is_ok(), fits, "{removes:?}");
        }
    }
}
