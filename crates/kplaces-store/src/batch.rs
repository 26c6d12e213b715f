//! Many places at once: columns over shared bytes, without a box for each field.

mod fill;

use std::fmt;
use std::sync::Arc;

use kplaces_domain::{
    Colour, GroupName, GroupsRef, PlaceKey, PlaceRef, Position, Radius, Revision,
};

use crate::Filter;

pub(crate) use fill::out_of_pages;
pub use fill::{BatchBuilder, BatchRow, Unfit};

/// Which places to go through, by key.
#[derive(Clone, Debug)]
pub struct BatchQuery {
    /// Which places; only what is by fields counts.
    pub filter: Filter,
    /// Only places after this key; taken from [`PlaceBatch::next`].
    pub after: Option<PlaceKey>,
    /// At most so many.
    pub limit: usize,
}

impl BatchQuery {
    /// All places, `limit` at a time.
    pub fn scan(limit: usize) -> Self {
        Self {
            filter: Filter::default(),
            after: None,
            limit,
        }
    }
}

/// What places have again and again: each once, in any order. Batches of one reading share it.
#[derive(Clone, Debug, Default)]
pub struct BatchNames {
    /// The groups that a number of a row may stand for.
    pub groups: Vec<GroupName>,
    /// The colours that a number of a row may stand for.
    pub colours: Vec<Colour>,
}

/// Some places in the order of their keys, of one content of a store.
#[derive(Clone, Default)]
pub struct PlaceBatch {
    revision: Revision,
    next: Option<PlaceKey>,
    /// Key and name of each place, one after the other.
    texts: String,
    rows: Vec<Row>,
    /// The numbers of the groups of each place, one after the other.
    groups: Vec<u32>,
    names: Arc<BatchNames>,
}

/// What is of the same size for every place. Texts and groups begin where those of the place before end.
#[derive(Clone, Copy)]
struct Row {
    key_end: u32,
    name_end: u32,
    groups_end: u32,
    position: Option<Position>,
    radius: Radius,
    colour: Option<ColourNumber>,
}

/// Where in the names a colour is, plus one: so that none takes no room.
type ColourNumber = std::num::NonZeroU32;

impl PlaceBatch {
    /// Of which content of the store the places are.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// The key after which to go on; `None` if there are no more places.
    pub fn next(&self) -> Option<&PlaceKey> {
        self.next.as_ref()
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The place that is the `n`th, from 0.
    pub fn get(&self, n: usize) -> Option<PlaceRef<'_>> {
        let row = self.rows.get(n)?;
        let before = n.checked_sub(1).and_then(|n| self.rows.get(n));
        let (key_begin, groups_begin) = before.map_or((0, 0), |row| (row.name_end, row.groups_end));
        let text = |from: u32, to: u32| self.texts.get(from as usize..to as usize);
        let colour = row.colour.map(|number| number.get() as usize - 1);
        let groups = self
            .groups
            .get(groups_begin as usize..row.groups_end as usize);
        Some(PlaceRef {
            key: text(key_begin, row.key_end)?,
            name: text(row.key_end, row.name_end)?,
            position: row.position,
            radius: row.radius,
            colour: colour.and_then(|number| self.names.colours.get(number)),
            groups: GroupsRef::of_numbers(groups?, &self.names.groups),
        })
    }

    /// The places, by key.
    pub fn iter(&self) -> impl Iterator<Item = PlaceRef<'_>> {
        (0..self.len()).filter_map(|n| self.get(n))
    }
}

impl fmt::Debug for PlaceBatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlaceBatch")
            .field("revision", &self.revision)
            .field("next", &self.next)
            .field("places", &self.len())
            .finish_non_exhaustive()
    }
}
