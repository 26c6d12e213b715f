//! Some places of a plan on their way to the thread that writes: in few pieces of memory, and with what they have
//! again and again by number.

use std::collections::HashMap;

use kplaces_domain::{Colour, FoldedName, GroupName, PlaceRef, Position, Radius};

use crate::entry::readings;

/// Some places of a plan. Numbers are those of the plan: places in the lists of all names that came so far.
#[derive(Debug, Default)]
pub(crate) struct Portion {
    /// Key and name of each place, and both readings of the name where they are wanted.
    texts: Vec<u8>,
    rows: Vec<Row>,
    groups: Vec<u32>,
    /// Names that come for the first time.
    pub(crate) new_groups: Vec<GroupName>,
    pub(crate) new_colours: Vec<Colour>,
}

/// Texts and groups begin where those of the place before end.
#[derive(Debug)]
struct Row {
    key_end: usize,
    name_end: usize,
    sort_end: usize,
    spell_end: usize,
    groups_end: usize,
    position: Option<Position>,
    radius: Radius,
    colour: Option<u32>,
}

/// A place of a portion.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Portioned<'a> {
    pub(crate) key: &'a [u8],
    pub(crate) name: &'a [u8],
    /// Both readings of the name, if they are there.
    pub(crate) sort: &'a [u8],
    pub(crate) spell: &'a [u8],
    pub(crate) position: Option<Position>,
    pub(crate) radius: Radius,
    pub(crate) colour: Option<u32>,
    pub(crate) groups: &'a [u32],
}

impl Portion {
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Portioned<'_>> {
        let mut begin = (0, 0);
        self.rows.iter().map(move |row| {
            let text = |from: usize, to: usize| &self.texts[from..to];
            let place = Portioned {
                key: text(begin.0, row.key_end),
                name: text(row.key_end, row.name_end),
                sort: text(row.name_end, row.sort_end),
                spell: text(row.sort_end, row.spell_end),
                position: row.position,
                radius: row.radius,
                colour: row.colour,
                groups: &self.groups[begin.1..row.groups_end],
            };
            begin = (row.spell_end, row.groups_end);
            place
        })
    }
}

/// Makes the portions of one plan.
#[derive(Debug, Default)]
pub(crate) struct Portions<'a> {
    groups: HashMap<&'a str, u32>,
    colours: HashMap<&'a str, u32>,
    lines: String,
    /// Whether names are to be folded.
    folds: bool,
}

impl<'a> Portions<'a> {
    /// Without places so far; names are folded where that is wanted.
    pub(crate) fn new(folds: bool) -> Self {
        Self {
            folds,
            ..Self::default()
        }
    }

    /// Puts places together.
    pub(crate) fn next(&mut self, places: impl ExactSizeIterator<Item = PlaceRef<'a>>) -> Portion {
        let many = places.len();
        let mut portion = Portion {
            // About as much as they take.
            texts: Vec::with_capacity(many * 100),
            rows: Vec::with_capacity(many),
            groups: Vec::with_capacity(many),
            ..Portion::default()
        };
        for place in places {
            self.push(place, &mut portion);
        }
        portion
    }

    fn push(&mut self, place: PlaceRef<'a>, portion: &mut Portion) {
        for group in place.groups.iter() {
            let next = self.groups.len() as u32;
            let number = *self.groups.entry(group.as_str()).or_insert_with(|| {
                portion.new_groups.push(group.clone());
                next
            });
            portion.groups.push(number);
        }
        let colour = place.colour.map(|colour| {
            let next = self.colours.len() as u32;
            *self.colours.entry(colour.name()).or_insert_with(|| {
                portion.new_colours.push(colour.clone());
                next
            })
        });
        let texts = &mut portion.texts;
        texts.extend_from_slice(place.key.as_bytes());
        let key_end = texts.len();
        texts.extend_from_slice(place.name.as_bytes());
        let name_end = texts.len();
        let (mut sort_end, mut spell_end) = (name_end, name_end);
        if self.folds {
            let (sort, spell) = readings(&FoldedName::new(place.name), &mut self.lines);
            texts.extend_from_slice(sort);
            sort_end = texts.len();
            texts.extend_from_slice(spell);
            spell_end = texts.len();
        }
        portion.rows.push(Row {
            key_end,
            name_end,
            sort_end,
            spell_end,
            groups_end: portion.groups.len(),
            position: place.position,
            radius: place.radius,
            colour,
        });
    }
}
