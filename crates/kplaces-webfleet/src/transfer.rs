use crate::RowFault;
use crate::columns::{Column, Shape};
use crate::reply::Counts;

/// What a report took to get, and what it was like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four facts that have nothing to do with each other"
)]
pub struct Transfer {
    /// Requests sent, failed tries included.
    pub requests: u32,
    /// Bytes of the reply after unpacking, as far as it was read.
    pub bytes: u64,
    /// Rows handed over.
    pub rows: u64,
    /// The consumer stopped, and the report goes on behind.
    pub goes_on: bool,
    /// Cells whose text was damaged, and was kept as far as it can be read.
    pub repaired_cells: u64,
    /// Rows that were left out.
    pub unreadable: Unreadable,
    /// The answer was empty. The service is known to say so where a report has no rows.
    pub unsaid: bool,
    /// Of the address report: no row of it has a radius, since it has no such column.
    pub no_radius: bool,
    /// Of the address report: no row of it has a colour, since it has no such column.
    pub no_colour: bool,
}

/// Rows of a report that were left out, since what is in them cannot be told for certain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unreadable {
    /// How many.
    pub rows: u64,
    /// How many of them are damaged themselves. The others can be read, but stand where the damage of
    /// one of these may reach.
    pub damaged: u64,
    /// The first of them, at most 20.
    pub told: Vec<GarbledRow>,
}

/// A row that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GarbledRow {
    /// Which one, counted from 1 without the header.
    pub row: u64,
    /// The address's uid or number, if that can be read; it comes from outside, in one short line.
    pub key: Option<String>,
    /// What is wrong with it; nothing if it only stands too near to a damaged one.
    pub damage: Option<RowFault>,
}

impl Transfer {
    /// Of one request that went well.
    pub(crate) fn of(shape: Shape, counts: Counts, bytes: u64) -> Self {
        let lacks = |column| {
            let cell = shape.columns.iter().position(|it| *it == column);
            counts.rows > 0 && cell.is_some_and(|cell| !counts.came[cell])
        };
        Self {
            requests: 1,
            bytes,
            rows: counts.rows,
            goes_on: counts.goes_on,
            repaired_cells: counts.repaired_cells,
            no_radius: lacks(Column::Radius),
            no_colour: lacks(Column::Colour),
            unsaid: counts.unsaid,
            unreadable: counts.unreadable,
        }
    }

    /// Adds another report's figures. Columns are missing where one of the reports lacks them.
    pub fn add(&mut self, other: &Self) {
        self.requests += other.requests;
        self.bytes += other.bytes;
        self.rows += other.rows;
        self.goes_on |= other.goes_on;
        self.repaired_cells += other.repaired_cells;
        self.unreadable.rows += other.unreadable.rows;
        self.unreadable.damaged += other.unreadable.damaged;
        self.unreadable
            .told
            .extend_from_slice(&other.unreadable.told);
        self.unsaid |= other.unsaid;
        self.no_radius |= other.no_radius;
        self.no_colour |= other.no_colour;
    }
}
