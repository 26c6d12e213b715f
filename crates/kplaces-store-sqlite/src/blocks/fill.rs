//! Entries that come in order, into a table that has none that come after them.

use rusqlite::{CachedStatement, Connection};

use super::block::{BlockBuilder, Entry};
use super::{Blocks, FULL};
use crate::failure::Failure;

/// Writes block after block.
pub(crate) struct Filler<'a, const C: usize> {
    blocks: Blocks<C>,
    insert: CachedStatement<'a>,
    block: BlockBuilder<C>,
    bytes: Vec<u8>,
    rank: Vec<u8>,
}

impl<'a, const C: usize> Filler<'a, C> {
    pub(crate) fn new(connection: &'a Connection, blocks: Blocks<C>) -> Result<Self, Failure> {
        let sql = format!(
            "INSERT INTO {} (first, bytes) VALUES (?1, ?2)",
            blocks.table
        );
        Ok(Self {
            blocks,
            insert: connection.prepare_cached(&sql)?,
            block: BlockBuilder::new(),
            bytes: Vec::new(),
            rank: Vec::new(),
        })
    }

    /// Adds an entry that comes after all before.
    pub(crate) fn push(&mut self, entry: &Entry<'_, C>) -> Result<(), Failure> {
        self.push_within(entry, FULL)
    }

    /// The same, where blocks are to have so many bytes.
    pub(super) fn push_within(&mut self, entry: &Entry<'_, C>, size: usize) -> Result<(), Failure> {
        if !self.block.is_empty() && self.block.size_with(entry) > size {
            self.write()?;
        }
        self.block.push(entry)
    }

    /// Writes what is left.
    pub(crate) fn finish(&mut self) -> Result<(), Failure> {
        if self.block.is_empty() {
            return Ok(());
        }
        self.write()
    }

    fn write(&mut self) -> Result<(), Failure> {
        self.blocks.rank(&self.block.first(), &mut self.rank);
        self.block.take(&mut self.bytes);
        self.insert.execute((&self.rank, &self.bytes))?;
        Ok(())
    }
}
