//! Blocks of names, for who looks for the best of them.

use kplaces_domain::{BestNames, NameBlock, NameEntry, Reading};
use rusqlite::Connection;

use crate::blocks::{Block, damaged};
use crate::entry::NAMES;
use crate::failure::Failure;

impl NameBlock for Block<'_, 3> {
    fn len(&self) -> usize {
        Block::len(self)
    }

    fn texts(&self, reading: Reading) -> &[u8] {
        self.column(column(reading))
    }

    fn end(&self, reading: Reading, n: usize) -> usize {
        Block::end(self, column(reading), n + 1)
    }

    fn name_at(&self, reading: Reading, at: usize) -> usize {
        self.entry_at(column(reading), at)
    }

    fn name(&self, n: usize) -> Option<NameEntry<'_>> {
        let [sort, key, spell] = self.entry(n).ok()?;
        Some(NameEntry { sort, spell, key })
    }
}

fn column(reading: Reading) -> usize {
    match reading {
        Reading::Sort => 0,
        Reading::Spell => 2,
    }
}

/// Has the best of all names looked for.
pub(crate) fn look_through(
    connection: &Connection,
    best: &mut BestNames<'_>,
) -> Result<(), Failure> {
    for start in best.starts() {
        let first = [start.text(), b""];
        NAMES.scan(connection, &first, |block| {
            let from = block.before(&first)?;
            best.look_at_starts(block, from, &start)
                .map_err(|_| damaged())
        })?;
    }
    NAMES.scan(connection, &[b"", b""], |block| {
        best.look_at(block).map_err(|_| damaged())
    })
}
