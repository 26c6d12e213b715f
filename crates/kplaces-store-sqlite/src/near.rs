//! The places around a point, from the nearest on.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::ops::ControlFlow;

use kplaces_domain::{Position, distance_m};
use rusqlite::Connection;

use crate::curve::Piece;
use crate::entry::{POSITIONS, position_of};
use crate::failure::Failure;

/// Goes out from a point. A piece of the globe is looked into only when nothing that is known is nearer than it can
/// be; as long as it has more than a block of places, its halves are taken instead.
pub(crate) struct Nearest {
    from: Position,
    /// Nothing further away is wanted, in metres.
    within: f64,
    queue: BinaryHeap<Next>,
}

/// What comes next: a piece, or a place in it.
#[derive(Debug)]
struct Next {
    /// Not further away than this.
    metres: f64,
    /// The key of a place; of a piece, that of the last place that was taken from it.
    key: Vec<u8>,
    piece: Option<Part>,
}

/// A piece of the globe, and whether some of its places were taken.
#[derive(Clone, Copy, Debug)]
struct Part {
    piece: Piece,
    is_begun: bool,
}

impl Next {
    /// The nearest first, then by key, as places are ordered; a piece before the place that it comes after.
    fn order(&self, other: &Self) -> Ordering {
        let metres = self.metres.total_cmp(&other.metres);
        metres
            .then_with(|| self.key.cmp(&other.key))
            .then_with(|| self.piece.is_none().cmp(&other.piece.is_none()))
    }
}

impl PartialEq for Next {
    fn eq(&self, other: &Self) -> bool {
        self.order(other).is_eq()
    }
}

impl Eq for Next {}

impl PartialOrd for Next {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Next {
    fn cmp(&self, other: &Self) -> Ordering {
        // The heap gives the greatest.
        other.order(self)
    }
}

impl Nearest {
    /// Begins at a point; what is further away than so many metres is left out.
    pub(crate) fn new(from: Position, within: f64) -> Self {
        let globe = Next {
            metres: 0.0,
            key: Vec::new(),
            piece: Some(Part {
                piece: Piece::GLOBE,
                is_begun: false,
            }),
        };
        Self {
            from,
            within,
            queue: [globe].into(),
        }
    }

    /// The next place: how far it is, and its key.
    pub(crate) fn next(
        &mut self,
        connection: &Connection,
    ) -> Result<Option<(f64, Vec<u8>)>, Failure> {
        while let Some(Next { metres, key, piece }) = self.queue.pop() {
            let Some(part) = piece else {
                return Ok(Some((metres, key)));
            };
            let (first, last) = part.piece.numbers();
            let (first, behind) = (first.to_be_bytes(), (last + 1).to_be_bytes());
            let begin: [&[u8]; 2] = [&first, &key];
            let parted = POSITIONS.is_parted(connection, (&begin, &[&behind, b""]))?;
            if parted && !part.piece.is_point() {
                for piece in part.piece.halves() {
                    let half = Part {
                        piece,
                        is_begun: false,
                    };
                    self.put(piece.distance_m(self.from), Vec::new(), Some(half));
                }
            } else {
                self.look_into(connection, part, &key, parted)?;
            }
        }
        Ok(None)
    }

    fn put(&mut self, metres: f64, key: Vec<u8>, piece: Option<Part>) {
        if metres <= self.within {
            self.queue.push(Next { metres, key, piece });
        }
    }

    /// Puts the places of a piece into the queue. Of a position that has more of them than a block (`parted`), those of
    /// one block, and what comes after them.
    fn look_into(
        &mut self,
        connection: &Connection,
        part: Part,
        after: &[u8],
        parted: bool,
    ) -> Result<(), Failure> {
        let (first, last) = part.piece.numbers();
        let (first, last) = (first.to_be_bytes(), last.to_be_bytes());
        let begin: [&[u8]; 2] = [&first, after];
        let (mut taken, mut is_end) = (None, !parted);
        POSITIONS.scan(connection, &begin, |block| {
            for n in block.before(&begin)?..block.len() {
                let entry = block.entry(n)?;
                let [number, key] = entry;
                if number > &last[..] {
                    is_end = true;
                    return Ok(ControlFlow::Break(()));
                }
                if part.is_begun && entry == begin {
                    continue;
                }
                let metres = distance_m(self.from, position_of(&entry)?);
                self.put(metres, key.to_vec(), None);
                taken = Some((metres, key.to_vec()));
            }
            Ok(if !parted || taken.is_some() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })?;
        if let (Some((metres, key)), false) = (taken, is_end) {
            let rest = Part {
                is_begun: true,
                ..part
            };
            self.put(metres, key, Some(rest));
        }
        Ok(())
    }
}
