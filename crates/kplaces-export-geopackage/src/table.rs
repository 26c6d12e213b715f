//! A table of a SQLite database, packed from its first row to its last.
//!
//! To insert rows one by one is three quarters of the time of a file. They come in the order of
//! their numbers, so each page can be written as it will be.

use std::io;

use crate::pages::{Page, Pages, SIZE};
use crate::record::varint;

/// What a page is of: rows, or pages below it.
const LEAF: u8 = 13;
const INTERIOR: u8 = 5;
/// Bytes that stand before the places of the cells.
const LEAF_HEAD: usize = 8;
const INTERIOR_HEAD: usize = 12;
/// A row that is longer than this goes on elsewhere; so much of it stays then at least.
const LONGEST: usize = SIZE - 35;
const LEAST: usize = (SIZE - 12) * 32 / 255 - 23;
/// What another page holds of a row: the rest is the number of the next.
const FURTHER: usize = SIZE - 4;
/// So many pages are below another one at most: each takes the place of its cell, a number of four
/// bytes and one of up to nine.
const CHILDREN: usize = (SIZE - INTERIOR_HEAD) / 15;

/// A table being filled.
pub(crate) struct Table {
    leaf: Leaf,
    /// The leaves that are full: their numbers, and that of the last row in each.
    children: Vec<(u32, i64)>,
    /// The number of the last row.
    last: i64,
}

/// A page being filled: cells from its end, their places from its beginning.
struct Leaf {
    page: Box<Page>,
    head: usize,
    cells: usize,
    content: usize,
}

impl Leaf {
    fn new(kind: u8, head: usize) -> Self {
        let mut page = Box::new([0; SIZE]);
        page[0] = kind;
        Self {
            page,
            head,
            cells: 0,
            content: SIZE,
        }
    }

    fn has_room(&self, length: usize) -> bool {
        self.head + 2 * (self.cells + 1) + length <= self.content
    }

    /// Adds a cell that there is room for.
    fn push(&mut self, parts: &[&[u8]]) {
        self.content -= parts.iter().map(|part| part.len()).sum::<usize>();
        let mut at = self.content;
        for part in parts {
            self.page[at..at + part.len()].copy_from_slice(part);
            at += part.len();
        }
        let place = self.head + 2 * self.cells;
        self.page[place..place + 2].copy_from_slice(&(self.content as u16).to_be_bytes());
        self.cells += 1;
    }

    /// The page, with what it says of itself.
    fn done(&mut self) -> &Page {
        self.page[3..5].copy_from_slice(&(self.cells as u16).to_be_bytes());
        self.page[5..7].copy_from_slice(&(self.content as u16).to_be_bytes());
        &self.page
    }

    fn clear(&mut self) {
        self.page[1..].fill(0);
        (self.cells, self.content) = (0, SIZE);
    }
}

impl Table {
    pub(crate) fn new() -> Self {
        Self {
            leaf: Leaf::new(LEAF, LEAF_HEAD),
            children: Vec::new(),
            last: 0,
        }
    }

    /// Adds a row. Its number is larger than those before.
    pub(crate) fn push(&mut self, pages: &mut Pages, number: i64, row: &[u8]) -> io::Result<()> {
        let mut head = [0; 18];
        let mut length = varint(&mut head, row.len() as u64);
        length += varint(&mut head[length..], number.cast_unsigned());
        let (here, elsewhere) = row.split_at(kept(row.len()));
        let further = spill(pages, elsewhere)?.map(u32::to_be_bytes);
        let further = further.as_ref().map_or(&[][..], |number| number);
        if !self.leaf.has_room(length + here.len() + further.len()) {
            self.close(pages)?;
        }
        self.leaf.push(&[&head[..length], here, further]);
        self.last = number;
        Ok(())
    }

    fn close(&mut self, pages: &mut Pages) -> io::Result<()> {
        let number = pages.add(self.leaf.done())?;
        self.children.push((number, self.last));
        self.leaf.clear();
        Ok(())
    }

    /// Ends the table. What is returned is its first page, whose number the database knows already.
    pub(crate) fn finish(mut self, pages: &mut Pages) -> io::Result<Box<Page>> {
        if self.children.is_empty() {
            self.leaf.done();
            return Ok(self.leaf.page);
        }
        self.close(pages)?;
        let mut children = self.children;
        while children.len() > CHILDREN {
            let mut above = Vec::new();
            // Evenly: a page has two pages below it at least.
            let each = children.len().div_ceil(children.len().div_ceil(CHILDREN));
            for children in children.chunks(each) {
                let last = children.last().map_or(0, |(_, last)| *last);
                above.push((pages.add(&interior(children))?, last));
            }
            children = above;
        }
        Ok(interior(&children))
    }
}

/// A page above others: the last of them stands apart.
fn interior(children: &[(u32, i64)]) -> Box<Page> {
    let mut page = Leaf::new(INTERIOR, INTERIOR_HEAD);
    let Some(((right, _), children)) = children.split_last() else {
        return page.page;
    };
    page.page[8..12].copy_from_slice(&right.to_be_bytes());
    for (number, last) in children {
        let mut key = [0; 9];
        let length = varint(&mut key, last.cast_unsigned());
        page.push(&[&number.to_be_bytes(), &key[..length]]);
    }
    page.done();
    page.page
}

/// How much of a row stays in its page.
fn kept(length: usize) -> usize {
    if length <= LONGEST {
        return length;
    }
    let kept = LEAST + (length - LEAST) % FURTHER;
    if kept <= LONGEST { kept } else { LEAST }
}

/// Writes the rest of a row to pages of its own, the last one first, and gives the number of the first.
fn spill(pages: &mut Pages, rest: &[u8]) -> io::Result<Option<u32>> {
    let mut next = None;
    // All but the last are full.
    for piece in rest.chunks(FURTHER).rev() {
        let mut page = [0; SIZE];
        page[..4].copy_from_slice(&next.unwrap_or(0_u32).to_be_bytes());
        page[4..4 + piece.len()].copy_from_slice(piece);
        next = Some(pages.add(&page)?);
    }
    Ok(next)
}
