//! The R-tree of the places, packed from all of them at once.
//!
//! To insert places into it one by one takes longer than everything else together. Its nodes are
//! rows of ordinary tables, though, in a form SQLite documents (`rtree.c`, "Database Format of
//! R-Tree Tables"), and so they can be written as they will be.

use std::io;

use kplaces_domain::Position;

use crate::pages::{Page, Pages};
use crate::record::{Value, record};
use crate::schema::Roots;
use crate::table::Table;

/// A number and four coordinates of four bytes.
const CELL: usize = 24;
/// What stands before the cells of a node: its height if it is the root, and how many there are.
const HEAD: usize = 4;
/// The number of the root, which is the first to be numbered and the last to be known.
const ROOT: i64 = 1;

/// The places so far: 24 bytes for each.
#[derive(Default)]
pub(crate) struct Index {
    cells: Vec<Cell>,
    /// West, south, east and north, in micro-degrees.
    extent: Option<[i32; 4]>,
}

/// A place, or a node with everything below it.
struct Cell {
    number: i64,
    /// The least and the greatest longitude, the least and the greatest latitude.
    bounds: [f32; 4],
}

impl Index {
    /// Adds a place.
    pub(crate) fn push(&mut self, fid: i64, at: Position) {
        let (x, y) = (at.longitude_micro(), at.latitude_micro());
        let [west, south, east, north] = self.extent.unwrap_or([x, y, x, y]);
        self.extent = Some([west.min(x), south.min(y), east.max(x), north.max(y)]);
        let [longitude, latitude] = [at.longitude(), at.latitude()].map(around);
        self.cells.push(Cell {
            number: fid,
            bounds: [longitude[0], longitude[1], latitude[0], latitude[1]],
        });
    }

    /// West, south, east and north of all places, in degrees.
    pub(crate) fn extent(&self) -> Option<[f64; 4]> {
        let degrees = |micro| f64::from(micro) / 1e6;
        self.extent.map(|extent| extent.map(degrees))
    }

    /// Packs the index, and gives the first pages of its tables. No place has a number beyond `last`.
    pub(crate) fn finish(
        self,
        pages: &mut Pages,
        roots: &Roots,
        last: i64,
    ) -> io::Result<[(u32, Box<Page>); 3]> {
        let room = roots.node.saturating_sub(HEAD) / CELL;
        let (mut cells, mut number) = (self.cells, ROOT);
        let mut levels = Vec::new();
        while cells.len() > room {
            let above = nodes(&mut cells, room, &mut number);
            levels.push((cells, above.iter().map(|(_, end)| *end).collect::<Vec<_>>()));
            cells = above.into_iter().map(|(cell, _)| cell).collect();
        }
        let mut tree = Tree {
            nodes: Table::new(),
            parents: vec![0; number as usize + 1],
            homes: vec![0; last as usize + 1],
            data: vec![0; roots.node],
            row: Vec::new(),
        };
        tree.node(pages, ROOT, levels.len() as u16, &cells)?;
        let mut number = ROOT;
        for (height, (cells, ends)) in (0..).zip(&levels) {
            let mut begin = 0;
            for end in ends {
                number += 1;
                tree.node(pages, number, height, &cells[begin..*end])?;
                begin = *end;
            }
        }
        Ok([
            (roots.nodes, tree.nodes.finish(pages)?),
            (roots.parents, numbers(pages, &tree.parents)?),
            (roots.rowids, numbers(pages, &tree.homes)?),
        ])
    }
}

/// Puts cells together in nodes of `room`, and numbers them on from `number`; with where each ends.
fn nodes(cells: &mut [Cell], room: usize, number: &mut i64) -> Vec<(Cell, usize)> {
    let mut above = Vec::with_capacity(cells.len().div_ceil(room));
    let mut end = 0;
    for strip in strips(cells, room) {
        strip.sort_unstable_by(|a, b| a.along(2, b));
        for cells in strip.chunks(room) {
            *number += 1;
            end += cells.len();
            above.push((Cell::around(*number, cells), end));
        }
    }
    above
}

/// A table of numbers by number; 0 is none.
fn numbers(pages: &mut Pages, of: &[i64]) -> io::Result<Box<Page>> {
    let mut table = Table::new();
    let mut row = Vec::new();
    for (number, to) in (0..).zip(of).filter(|(_, to)| **to != 0) {
        record(&mut row, &[Value::Null, Value::Integer(*to)]);
        table.push(pages, number, &row)?;
    }
    table.finish(pages)
}

/// From west to east in strips, as wide as makes nodes of `room` cells about square (Leutenegger,
/// Edgington and Lopez 1997, "STR: a simple and efficient algorithm for R-tree packing").
fn strips(cells: &mut [Cell], room: usize) -> impl Iterator<Item = &mut [Cell]> {
    cells.sort_unstable_by(|a, b| a.along(0, b));
    let nodes = cells.len().div_ceil(room);
    let strips = (nodes as f64).sqrt().ceil() as usize;
    cells.chunks_mut(nodes.div_ceil(strips.max(1)).max(1) * room)
}

impl Cell {
    /// A node of these.
    fn around(number: i64, cells: &[Self]) -> Self {
        let mut bounds = [f32::MAX, f32::MIN, f32::MAX, f32::MIN];
        for cell in cells {
            for (n, bound) in cell.bounds.iter().enumerate() {
                bounds[n] = if n % 2 == 0 {
                    bounds[n].min(*bound)
                } else {
                    bounds[n].max(*bound)
                };
            }
        }
        Self { number, bounds }
    }

    /// Which of two comes first in the direction whose bounds begin at `axis`.
    fn along(&self, axis: usize, other: &Self) -> std::cmp::Ordering {
        let middle = |cell: &Self| cell.bounds[axis] + cell.bounds[axis + 1];
        let order = middle(self).total_cmp(&middle(other));
        order.then(self.number.cmp(&other.number))
    }
}

/// The numbers of four bytes around one of eight, as SQLite rounds them.
fn around(degrees: f64) -> [f32; 2] {
    let near = degrees as f32;
    match f64::from(near).total_cmp(&degrees) {
        std::cmp::Ordering::Less => [near, near.next_up()],
        std::cmp::Ordering::Equal => [near; 2],
        std::cmp::Ordering::Greater => [near.next_down(), near],
    }
}

struct Tree {
    nodes: Table,
    /// In which node the node of each number is; 0 for none.
    parents: Vec<i64>,
    /// In which node the place of each number is; 0 for none.
    homes: Vec<i64>,
    data: Vec<u8>,
    row: Vec<u8>,
}

impl Tree {
    /// Writes a node `height` levels above the places.
    fn node(
        &mut self,
        pages: &mut Pages,
        number: i64,
        height: u16,
        cells: &[Cell],
    ) -> io::Result<()> {
        self.data.fill(0);
        if number == ROOT {
            self.data[..2].copy_from_slice(&height.to_be_bytes());
        }
        self.data[2..HEAD].copy_from_slice(&(cells.len() as u16).to_be_bytes());
        let is_in = match height {
            0 => &mut self.homes,
            _ => &mut self.parents,
        };
        for (cell, data) in cells.iter().zip(self.data[HEAD..].chunks_exact_mut(CELL)) {
            data[..8].copy_from_slice(&cell.number.to_be_bytes());
            for (n, bound) in cell.bounds.iter().enumerate() {
                data[8 + 4 * n..][..4].copy_from_slice(&bound.to_be_bytes());
            }
            is_in[cell.number as usize] = number;
        }
        record(&mut self.row, &[Value::Null, Value::Blob(&self.data)]);
        self.nodes.push(pages, number, &self.row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_four_bytes_is_never_on_the_wrong_side() {
        for micro in [0, 1, -1, 48_137_154, -11_576_124, 180_000_000] {
            let degrees = f64::from(micro) / 1e6;
            let [below, above] = around(degrees).map(f64::from);
            assert!(below <= degrees && degrees <= above, "{degrees}");
            assert!(above - below < 2e-5, "{degrees}");
        }
        assert_eq!(
            around(-0.5).map(f64::from).map(f64::to_bits),
            [(-0.5_f64).to_bits(); 2]
        );
    }
}
