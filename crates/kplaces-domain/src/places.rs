use std::fmt;
use std::ops::Range;

use crate::{Colour, GroupName, Groups, GroupsRef, Numbered, Place, PlaceRef, Position, Radius};

/// So many bytes of text are taken from the system at once. Texts are never moved when more come.
const PIECE: usize = 1 << 18;

/// Many places in memory: columns over shared bytes, without a box for each field.
#[derive(Clone, Default)]
pub struct Places {
    /// Keys and names, one behind the other.
    texts: Vec<String>,
    rows: Vec<Row>,
    /// Those of each row in the order of their names.
    groups: Vec<u32>,
    group_names: Numbered<GroupName>,
    colours: Numbered<Colour>,
}

#[derive(Clone, Copy)]
struct Row {
    piece: u32,
    begin: u32,
    key_end: u32,
    name_end: u32,
    groups: (u32, u32),
    position: Option<Position>,
    radius: Radius,
    colour: u32,
}

/// Stands for no colour.
const NONE: u32 = u32::MAX;

impl Places {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The key of the nth place as text; of one that is not there it is empty.
    pub fn key(&self, n: usize) -> &str {
        let key = self
            .rows
            .get(n)
            .map(|row| self.text(row, row.begin, row.key_end));
        key.unwrap_or_default()
    }

    /// The nth place, counted from 0.
    pub fn get(&self, n: usize) -> Option<PlaceRef<'_>> {
        self.rows.get(n).map(|row| self.place(row))
    }

    /// The places, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = PlaceRef<'_>> + Clone {
        self.range(0..self.len())
    }

    /// Some of them, in order; none where there are not so many.
    pub fn range(
        &self,
        range: Range<usize>,
    ) -> impl ExactSizeIterator<Item = PlaceRef<'_>> + Clone {
        let rows = self.rows.get(range).unwrap_or_default();
        rows.iter().map(|row| self.place(row))
    }

    fn place(&self, row: &Row) -> PlaceRef<'_> {
        PlaceRef {
            key: self.text(row, row.begin, row.key_end),
            name: self.text(row, row.key_end, row.name_end),
            position: row.position,
            radius: row.radius,
            colour: self.colours.all().get(row.colour as usize),
            groups: self.groups_of(row),
        }
    }

    fn text(&self, row: &Row, from: u32, to: u32) -> &str {
        let piece = self.texts.get(row.piece as usize);
        let text = piece.and_then(|piece| piece.get(from as usize..to as usize));
        text.unwrap_or_default()
    }

    /// All of them, each on its own.
    pub fn to_vec(&self) -> Vec<Place> {
        self.iter().map(|place| place.to_place()).collect()
    }

    fn groups_of(&self, row: &Row) -> GroupsRef<'_> {
        let groups = self
            .groups
            .get(row.groups.0 as usize..row.groups.1 as usize);
        GroupsRef::of_numbers(groups.unwrap_or_default(), self.group_names.all())
    }

    /// Adds a place behind the others.
    pub fn push(&mut self, place: PlaceRef<'_>) {
        let piece = room_for(place.key.len() + place.name.len(), &mut self.texts);
        let groups_begin = self.groups.len() as u32;
        for group in place.groups.iter() {
            self.groups.push(self.group_names.of(group));
        }
        let colour = place.colour.map_or(NONE, |colour| self.colours.of(colour));
        let Some(text) = self.texts.last_mut() else {
            return;
        };
        let begin = text.len() as u32;
        text.push_str(place.key);
        let key_end = text.len() as u32;
        text.push_str(place.name);
        self.rows.push(Row {
            piece,
            begin,
            key_end,
            name_end: text.len() as u32,
            groups: (groups_begin, self.groups.len() as u32),
            position: place.position,
            radius: place.radius,
            colour,
        });
    }

    /// Takes the position of the nth place away.
    pub fn forget_position(&mut self, n: usize) {
        if let Some(row) = self.rows.get_mut(n) {
            row.position = None;
        }
    }

    /// Takes room for so many more places at once: while it grows, it is there twice.
    pub fn reserve(&mut self, places: usize) {
        self.rows.reserve_exact(places);
    }

    /// The numbers of the places in the order of their keys, equal ones as they came.
    pub fn by_key(&self) -> Vec<u32> {
        let count = self.len() as u32;
        let first = self.key(0).as_bytes();
        let shared = (0..self.len()).fold(first.len(), |shared, n| {
            let key = self.key(n).as_bytes();
            let same = key.iter().zip(&first[..shared]);
            same.take_while(|(one, other)| one == other).count()
        });
        // Mostly the first bytes in which keys differ decide.
        let mut order: Vec<(u64, u32)> = (0..count)
            .map(|n| {
                let rest = &self.key(n as usize).as_bytes()[shared..];
                let mut head = [0; 8];
                let length = rest.len().min(8);
                head[..length].copy_from_slice(&rest[..length]);
                (u64::from_be_bytes(head), n)
            })
            .collect();
        // Of places out of a store most are in order already: this kind of sorting makes use of it.
        order.sort_by(|(head, n), (other, m)| {
            let by_key = || self.key(*n as usize).cmp(self.key(*m as usize));
            head.cmp(other).then_with(by_key).then(n.cmp(m))
        });
        order.into_iter().map(|(_, n)| n).collect()
    }

    /// The places with these numbers, in the order of the numbers. One that is not there is left out.
    #[must_use]
    pub fn select(mut self, numbers: &[u32]) -> Self {
        let rows = numbers.iter().filter_map(|n| self.rows.get(*n as usize));
        self.rows = rows.copied().collect();
        self
    }

    /// The same, for numbers that are in no order of their own. Texts are put in the order of the places as well: who
    /// goes through them then goes through memory.
    #[must_use]
    pub fn gather(self, numbers: &[u32]) -> Self {
        let breaks = numbers.windows(2).filter(|pair| pair[0] > pair[1]).count();
        let mut all = self.select(numbers);
        // A few pieces that are in order are as good.
        if breaks <= numbers.len() / 8 {
            return all;
        }
        let Self { rows, texts, .. } = &mut all;
        let old = std::mem::take(texts);
        for row in rows {
            let text = old.get(row.piece as usize);
            let text = text.and_then(|text| text.get(row.begin as usize..row.name_end as usize));
            row.put_text(text.unwrap_or_default(), row.key_end - row.begin, texts);
        }
        all
    }

    /// Puts places into groups, and takes all other groups from all places: `members` are pairs of a place and a
    /// group by number, in any order, where `names` has each name once. Pairs that name nothing there is are left
    /// out.
    ///
    /// Of the places that `asked` is true of, gives the number and the former groups of each that has others now.
    pub fn set_groups(
        &mut self,
        mut members: Vec<(u32, u32)>,
        mut names: Vec<GroupName>,
        asked: impl Fn(usize) -> bool,
    ) -> Vec<(u32, Groups)> {
        let mut by_name: Vec<u32> = (0..names.len() as u32).collect();
        by_name.sort_unstable_by_key(|number| &names[*number as usize]);
        let mut ranks = vec![0; names.len()];
        for (rank, number) in (0..).zip(by_name) {
            ranks[number as usize] = rank;
        }
        members.retain_mut(|(_, group)| {
            let rank = ranks.get(*group as usize);
            rank.inspect(|rank| *group = **rank).is_some()
        });
        members.sort_unstable();
        members.dedup();
        names.sort_unstable();
        let had = std::mem::replace(&mut self.groups, Vec::with_capacity(members.len()));
        let had_names = std::mem::take(&mut self.group_names);
        let former = had_names.all().iter();
        let former: Vec<Option<u32>> = former
            .map(|name| names.binary_search(name).ok().map(|rank| rank as u32))
            .collect();
        let mut others = Vec::new();
        let mut members = members.into_iter().peekable();
        for (n, row) in (0..).zip(&mut self.rows) {
            let begin = self.groups.len();
            while let Some((_, group)) = members.next_if(|(place, _)| *place <= n) {
                self.groups.push(group);
            }
            let had = had.get(row.groups.0 as usize..row.groups.1 as usize);
            let had = had.unwrap_or_default();
            // Both in the order of their names.
            let now = self.groups[begin..].iter().map(|rank| Some(*rank));
            let before = had.iter().map(|it| former.get(*it as usize).copied()?);
            if asked(n as usize) && !now.eq(before) {
                let had = GroupsRef::of_numbers(had, had_names.all());
                others.push((n, had.to_groups()));
            }
            row.groups = (begin as u32, self.groups.len() as u32);
        }
        self.group_names = names.into_iter().collect();
        others
    }
}

/// Sees to it that the last piece has room for so many bytes, and gives its number.
fn room_for(wanted: usize, texts: &mut Vec<String>) -> u32 {
    let fits = |piece: &String| piece.capacity() - piece.len() >= wanted;
    if !texts.last().is_some_and(fits) {
        texts.push(String::with_capacity(PIECE.max(wanted)));
    }
    texts.len() as u32 - 1
}

impl Row {
    /// Puts key and name, whose first bytes are the key, behind these texts.
    fn put_text(&mut self, both: &str, key: u32, texts: &mut Vec<String>) {
        self.piece = room_for(both.len(), texts);
        let Some(text) = texts.last_mut() else {
            return;
        };
        self.begin = text.len() as u32;
        text.push_str(both);
        self.key_end = self.begin + key;
        self.name_end = text.len() as u32;
    }
}

impl<'a> Extend<PlaceRef<'a>> for Places {
    fn extend<I: IntoIterator<Item = PlaceRef<'a>>>(&mut self, places: I) {
        places.into_iter().for_each(|place| self.push(place));
    }
}

impl<'a> FromIterator<PlaceRef<'a>> for Places {
    fn from_iter<I: IntoIterator<Item = PlaceRef<'a>>>(places: I) -> Self {
        let mut all = Self::default();
        all.extend(places);
        all
    }
}

impl<'a> FromIterator<&'a Place> for Places {
    fn from_iter<I: IntoIterator<Item = &'a Place>>(places: I) -> Self {
        places.into_iter().map(Place::as_ref).collect()
    }
}

impl FromIterator<Place> for Places {
    fn from_iter<I: IntoIterator<Item = Place>>(places: I) -> Self {
        let mut all = Self::default();
        places
            .into_iter()
            .for_each(|place| all.push(place.as_ref()));
        all
    }
}

impl From<Vec<Place>> for Places {
    fn from(places: Vec<Place>) -> Self {
        places.iter().collect()
    }
}

impl PartialEq for Places {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Places {}

impl fmt::Debug for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::{Groups, PlaceKey};

    fn place() -> impl Strategy<Value = Place> {
        let key = prop_oneof!["1-44063-[0-9]{0,9}", "[01]{0,2}", ".{0,3}"];
        let groups = prop::collection::vec("[a-d]", 0..4);
        let position =
            prop::option::of((-90_000_000_i64..90_000_000, -180_000_000_i64..180_000_000));
        let colour = prop::option::of(prop_oneof!["darkred", "[a-z]{1,3}"]);
        (key, ".{0,9}", groups, position, colour, 0..900_i64).prop_map(
            |(key, name, groups, position, colour, metres)| Place {
                key: PlaceKey::new(key),
                name: name.into(),
                position: position.and_then(|(lat, lon)| Position::from_micro(lat, lon).ok()),
                radius: Radius::from_metres(metres).unwrap(),
                colour: colour.and_then(|name| name.parse().ok()),
                groups: groups
                    .iter()
                    .map(|name| GroupName::new(name.as_str()))
                    .collect(),
            },
        )
    }

    #[test]
    fn long_texts_have_a_piece_of_their_own() {
        let name = "ü".repeat(PIECE);
        let long = Place {
            key: "2".into(),
            name: name.clone().into(),
            position: None,
            radius: Radius::default(),
            colour: None,
            groups: Groups::default(),
        };
        let short = Place {
            key: "1".into(),
            name: "n".into(),
            ..long.clone()
        };
        let all = Places::from(vec![short.clone(), long.clone(), short.clone()]);
        let back = all.to_vec();
        assert_eq!(back, [short.clone(), long, short]);
        assert_eq!(all.by_key(), [0, 2, 1]);
    }

    proptest! {
        #[test]
        fn places_come_back(places in prop::collection::vec(place(), 0..30)) {
            let all = Places::from(places.clone());
            let back = all.to_vec();
            prop_assert_eq!(&back, &places);
            let by_number: Option<Vec<Place>> = (0..all.len()).map(|n| Some(all.get(n)?.to_place())).collect();
            prop_assert_eq!(by_number, Some(back));
            prop_assert_eq!(all.get(all.len()), None);
        }

        #[test]
        fn they_are_put_in_the_order_of_their_keys(places in prop::collection::vec(place(), 0..30)) {
            let all = Places::from(places.clone());
            let order = all.by_key();
            let gathered = all.clone().gather(&order);
            let selected = all.select(&order);
            prop_assert_eq!(&selected, &gathered);
            let mut places = places;
            places.sort_by(|a, b| a.key.cmp(&b.key));
            prop_assert_eq!(selected, Places::from(places));
        }

        #[test]
        fn groups_are_put_on_later(
            places in prop::collection::vec(place(), 1..20),
            members in prop::collection::vec((0_u32..22, 0_u32..5), 0..60),
        ) {
            let names = ["d", "b", "ä", "c"].map(GroupName::from);
            let mut wanted: BTreeMap<u32, Groups> = BTreeMap::new();
            for (place, group) in &members {
                if let Some(name) = names.get(*group as usize) {
                    wanted.entry(*place).or_default().insert(name.clone());
                }
            }
            let mut all = Places::from(places.clone());
            let others = all.set_groups(members, names.to_vec(), |n| n % 2 == 0);
            let differ = (0..).zip(&places).filter(|(n, before)| {
                let now = wanted.get(n).cloned().unwrap_or_default();
                n % 2 == 0 && now != before.groups
            });
            let differ: Vec<_> = differ.map(|(n, before)| (n, before.groups.clone())).collect();
            prop_assert_eq!(others, differ);
            for (n, place) in (0..).zip(all.iter()) {
                prop_assert_eq!(place.groups.to_groups(), wanted.remove(&n).unwrap_or_default());
            }
            // What comes later knows the groups that are there.
            let first = all.get(0).unwrap().to_place();
            all.push(first.as_ref());
            prop_assert_eq!(all.get(all.len() - 1).unwrap().to_place(), first);
        }
    }
}
