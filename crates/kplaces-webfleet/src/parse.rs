//! Replies without a connection: for fuzzing and tests.

use std::ops::ControlFlow;

use crate::columns::{self, Shape};
use crate::reply::unpack::Unpacker;
use crate::reply::{Framing, Reply, RowFn};
use crate::rows::Cells;
use crate::{Action, AddressRow, Error, MembershipRow, Unreadable};

/// What became of a reply.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// Rows handed over.
    pub rows: u64,
    /// Cells whose text was damaged, and was kept as far as it can be read.
    pub repaired_cells: u64,
    /// Rows that were left out.
    pub unreadable: Unreadable,
}

/// Takes a whole address report apart, packed or not.
///
/// `chunks` are the pieces in which the body arrives, and all of it: its length is vouched for.
pub fn parse_addresses<'b>(
    chunks: impl IntoIterator<Item = &'b [u8]>,
    mut row: impl FnMut(AddressRow<'_>) -> ControlFlow<()> + Send,
) -> Result<Parsed, Error> {
    let take = &mut |cells: &Cells<'_>| row(AddressRow::read(cells));
    parse(Action::ADDRESS_REPORT, columns::ADDRESSES, chunks, take)
}

/// Takes a whole membership report apart, as [`parse_addresses`] does with addresses.
pub fn parse_memberships<'b>(
    chunks: impl IntoIterator<Item = &'b [u8]>,
    mut row: impl FnMut(MembershipRow<'_>) -> ControlFlow<()> + Send,
) -> Result<Parsed, Error> {
    let take = &mut |cells: &Cells<'_>| row(MembershipRow::read(cells));
    parse(
        Action::MEMBERSHIP_REPORT,
        columns::MEMBERSHIPS,
        chunks,
        take,
    )
}

fn parse<'b>(
    action: Action,
    shape: Shape,
    chunks: impl IntoIterator<Item = &'b [u8]>,
    row: RowFn<'_>,
) -> Result<Parsed, Error> {
    const HOST: &str = "(no host)";
    let mut reply = Reply::new(action, shape, HOST);
    let mut unpacker = Unpacker::new(b"", HOST)?;
    let mut goes_on = false;
    for chunk in chunks {
        unpacker.feed(chunk, &mut |bytes| reply.feed(bytes, row))?;
        goes_on = reply.goes_on();
        if goes_on {
            break;
        }
    }
    let counts = if goes_on {
        reply.counts
    } else {
        unpacker.finish(&mut |bytes| reply.feed(bytes, row))?;
        reply.finish(Framing::Announced, row)?
    };
    Ok(Parsed {
        rows: counts.rows,
        repaired_cells: counts.repaired_cells,
        unreadable: counts.unreadable,
    })
}
