//! Entries that come in order, into a table that has none that come after them.

use rusqlite::{CachedStatement, Connection};

use super::block::{BlockBuilder, Entry};
use super::{Blocks, FULL};
use crate::failure::Failure;

/// A block as it is written: how the database orders it, and its bytes.
#[derive(Debug, Default)]
pub(crate) struct Packed {
    rank: Vec<u8>,
    bytes: Vec<u8>,
}

/// Makes block after block.
pub(crate) struct Packer<const C: usize> {
    blocks: Blocks<C>,
    block: BlockBuilder<C>,
}

impl<const C: usize> Packer<C> {
    pub(crate) fn new(blocks: Blocks<C>) -> Self {
        Self {
            blocks,
            block: BlockBuilder::new(),
        }
    }

    /// Adds an entry that comes after all before; gives the block of those before where that is full.
    pub(crate) fn push(&mut self, entry: &Entry<'_, C>) -> Result<Option<Packed>, Failure> {
        let mut packed = Packed::default();
        let is_full = self.push_within(entry, FULL, &mut packed)?;
        Ok(is_full.then_some(packed))
    }

    /// The same, where blocks are to have so many bytes; whether there is one in `packed`.
    fn push_within(
        &mut self,
        entry: &Entry<'_, C>,
        size: usize,
        packed: &mut Packed,
    ) -> Result<bool, Failure> {
        let is_full = self.block.size_with(entry) > size && self.take(packed);
        self.block.push(entry)?;
        Ok(is_full)
    }

    /// Gives the block of what is left.
    pub(crate) fn finish(&mut self) -> Option<Packed> {
        let mut packed = Packed::default();
        self.take(&mut packed).then_some(packed)
    }

    fn take(&mut self, packed: &mut Packed) -> bool {
        if self.block.is_empty() {
            return false;
        }
        packed.bytes.reserve(2 * FULL - FULL / 2);
        self.blocks.rank(&self.block.first(), &mut packed.rank);
        self.block.take(&mut packed.bytes);
        true
    }
}

/// Writes block after block.
pub(crate) struct Filler<'a, const C: usize> {
    packer: Packer<C>,
    packed: Packed,
    insert: CachedStatement<'a>,
}

impl<'a, const C: usize> Filler<'a, C> {
    pub(crate) fn new(connection: &'a Connection, blocks: Blocks<C>) -> Result<Self, Failure> {
        let sql = format!(
            "INSERT INTO {} (first, bytes) VALUES (?1, ?2)",
            blocks.table
        );
        Ok(Self {
            packer: Packer::new(blocks),
            packed: Packed::default(),
            insert: connection.prepare_cached(&sql)?,
        })
    }

    /// Adds an entry that comes after all before.
    pub(crate) fn push(&mut self, entry: &Entry<'_, C>) -> Result<(), Failure> {
        self.push_within(entry, FULL)
    }

    /// The same, where blocks are to have so many bytes.
    pub(super) fn push_within(&mut self, entry: &Entry<'_, C>, size: usize) -> Result<(), Failure> {
        if self.packer.push_within(entry, size, &mut self.packed)? {
            self.write()?;
        }
        Ok(())
    }

    /// Writes what is left.
    pub(crate) fn finish(&mut self) -> Result<(), Failure> {
        if self.packer.take(&mut self.packed) {
            self.write()?;
        }
        Ok(())
    }

    /// Writes a block that somebody else has made.
    pub(crate) fn put(&mut self, block: &Packed) -> Result<(), Failure> {
        self.insert.execute((&block.rank, &block.bytes))?;
        Ok(())
    }

    fn write(&mut self) -> Result<(), Failure> {
        self.insert
            .execute((&self.packed.rank, &self.packed.bytes))?;
        Ok(())
    }
}
