//! Sorted blocks: many entries in order, some of them in each row of a table.
//!
//! A row for each entry costs a step of the database and a call for each value to read it, and a place in a tree to
//! write it. A block of some 4 KB costs that once for all of its entries.

mod block;
mod change;
mod fill;
mod sorted;

pub(crate) use block::{Block, Entry, damaged};
pub(crate) use change::Changes;
pub(crate) use fill::{Filler, Packed, Packer};
pub(crate) use sorted::{Sorter, Texts};

use std::ops::ControlFlow;

use rusqlite::blob::Blob;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, MAIN_DB, OptionalExtension};

use self::block::have_sums;
use crate::failure::Failure;

/// So many bytes a block has when it is made, unless one entry has more: a row with it is nearly a page of SQLite.
const FULL: usize = 3_960;

/// So many blocks are read before they are looked at, one after the other.
const AHEAD: usize = 4;

/// So many bytes are read at once.
const PIECE: usize = 1 << 20;

/// A table of blocks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Blocks<const C: usize> {
    pub(crate) table: &'static str,
    /// So many columns decide on the order; no two entries have the same in them.
    pub(crate) order: usize,
}

impl<const C: usize> Blocks<C> {
    /// How the database orders a block whose first entry begins so: values as they are, each but the last with an end.
    fn rank(&self, first: &[&[u8]], rank: &mut Vec<u8>) {
        rank.clear();
        for (column, value) in first.iter().take(self.order).enumerate() {
            if column + 1 == self.order {
                rank.extend_from_slice(value);
                break;
            }
            for byte in *value {
                rank.push(*byte);
                // So that it comes after the end.
                if *byte == 0 {
                    rank.push(0xff);
                }
            }
            rank.extend([0, 0]);
        }
    }

    /// Looks at block after block, from the one on in which an entry that begins so would be.
    pub(crate) fn scan(
        &self,
        connection: &Connection,
        from: &[&[u8]],
        mut look: impl FnMut(&Block<'_, C>) -> Result<ControlFlow<()>, Failure>,
    ) -> Result<(), Failure> {
        let table = self.table;
        let sql = format!(
            "SELECT rowid FROM {table} WHERE first >= \
             coalesce((SELECT max(first) FROM {table} WHERE first <= ?1), x'') ORDER BY first"
        );
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rank = Vec::new();
        self.rank(from, &mut rank);
        let mut rows = statement.query([rank])?;
        let mut blob: Option<Blob<'_>> = None;
        let mut next = |bytes: &mut Vec<u8>| -> Result<bool, Failure> {
            let Some(row) = rows.next()? else {
                return Ok(false);
            };
            let row = row.get(0)?;
            match &mut blob {
                Some(blob) => blob.reopen(row)?,
                None => blob = Some(connection.blob_open(MAIN_DB, table, "bytes", row, true)?),
            }
            if let Some(blob) = &blob {
                read(blob, bytes)?;
            }
            Ok(true)
        };
        // Read into memory of ours, which is wiped when it is freed, and not into that of the database.
        let mut bytes: [Vec<u8>; AHEAD] = Default::default();
        // Who looks for one place needs one block, or two.
        let mut ahead = 1;
        loop {
            let (mut count, mut end) = (0, Ok(true));
            while count < ahead && matches!(end, Ok(true)) {
                end = next(&mut bytes[count]);
                count += usize::from(matches!(end, Ok(true)));
            }
            bytes[count..].iter_mut().for_each(Vec::clear);
            let has_sum = if count == 1 {
                let [first] = have_sums([&bytes[0]]);
                [first; AHEAD]
            } else {
                have_sums(bytes.each_ref().map(Vec::as_slice))
            };
            for (bytes, has_sum) in bytes.iter().zip(has_sum).take(count) {
                if look(&Block::summed(bytes, has_sum)?)?.is_break() {
                    return Ok(());
                }
            }
            // What could not be read is told of when everything before it was looked at.
            if !end? {
                return Ok(());
            }
            ahead = (2 * ahead).min(AHEAD);
        }
    }

    /// Looks at the one block in which an entry that begins so would be; `None` if there is none.
    pub(crate) fn at<T>(
        &self,
        connection: &Connection,
        first: &[&[u8]],
        look: impl FnOnce(&Block<'_, C>) -> Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        let table = self.table;
        let sql =
            format!("SELECT bytes FROM {table} WHERE first <= ?1 ORDER BY first DESC LIMIT 1");
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rank = Vec::new();
        self.rank(first, &mut rank);
        let mut rows = statement.query([rank])?;
        match rows.next()? {
            Some(row) => look(&Block::new(blob(row.get_ref(0)?)?)?).map(Some),
            None => Ok(None),
        }
    }

    /// Whether a block begins after the first of two such beginnings, and before the second.
    pub(crate) fn is_parted(
        &self,
        connection: &Connection,
        (after, before): (&[&[u8]], &[&[u8]]),
    ) -> Result<bool, Failure> {
        let table = self.table;
        let sql = format!("SELECT 1 FROM {table} WHERE first > ?1 AND first < ?2 LIMIT 1");
        let mut ranks = (Vec::new(), Vec::new());
        self.rank(after, &mut ranks.0);
        self.rank(before, &mut ranks.1);
        let mut statement = connection.prepare_cached(&sql)?;
        Ok(statement.query_row(ranks, |_| Ok(())).optional()?.is_some())
    }

    /// Looks at every block: that each begins where it says, and comes after the one before. Gives `look` each entry.
    pub(crate) fn check(
        &self,
        connection: &Connection,
        mut look: impl FnMut(Entry<'_, C>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let sql = format!("SELECT first, bytes FROM {} ORDER BY first", self.table);
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        let (mut before, mut rank): (Option<Vec<u8>>, _) = (None, Vec::new());
        while let Some(row) = rows.next()? {
            let block = Block::new(blob(row.get_ref(1)?)?)?;
            for n in 0..block.len() {
                let entry = block.entry(n)?;
                self.rank(&entry, &mut rank);
                let begins = n > 0 || blob(row.get_ref(0)?)? == rank;
                if !begins || before.as_ref().is_some_and(|before| *before >= rank) {
                    return Err(Failure::Damaged(
                        "its blocks are not in order",
                        "seine Blöcke sind nicht in ihrer Ordnung",
                    ));
                }
                before.get_or_insert_default().clone_from(&rank);
                look(entry)?;
            }
        }
        Ok(())
    }

    /// Takes all blocks away.
    pub(crate) fn clear(&self, connection: &Connection) -> Result<(), Failure> {
        connection.execute(&format!("DELETE FROM {}", self.table), [])?;
        Ok(())
    }
}

/// Reads all of a value. How long it says that it is, is not believed before it is read.
fn read(blob: &Blob<'_>, bytes: &mut Vec<u8>) -> Result<(), Failure> {
    bytes.clear();
    while bytes.len() < blob.len() {
        let begin = bytes.len();
        bytes.resize(blob.len().min(begin + PIECE), 0);
        blob.read_at_exact(&mut bytes[begin..], begin)?;
    }
    Ok(())
}

fn blob(value: ValueRef<'_>) -> Result<&[u8], Failure> {
    value.as_blob().map_err(|_| damaged())
}
