use std::io;

use kplaces_domain::{Colour, GroupName, GroupsRef, Numbered, PlaceRef, Position, Radius};

use crate::group_buffers::{Blocks, GroupBuffers};
use crate::record::{damaged, number, put_number, put_text, text};

/// Places put in the order of their groups, in flat memory.
#[derive(Default)]
pub struct Spool {
    buffers: GroupBuffers,
    groups: Numbered<GroupName>,
    colours: Numbered<Colour>,
}

impl Spool {
    /// Puts a place under a group.
    pub fn push(&mut self, group: Option<&GroupName>, place: PlaceRef<'_>) -> io::Result<()> {
        let (groups, colours) = (&mut self.groups, &mut self.colours);
        self.buffers.add(group.map(GroupName::as_str), |out| {
            encode(out, place, groups, colours);
            Ok(())
        })
    }

    /// Gives all places back: groups in the order of their names, those of no group last, and
    /// within a group in the order they came.
    pub fn drain(self) -> Drain {
        Drain {
            blocks: self.buffers.blocks(),
            groups: self.groups.into_all(),
            colours: self.colours.into_all(),
            group: None,
            block: String::new(),
            at: 0,
            numbers: Vec::new(),
        }
    }
}

/// The places of a [`Spool`], group by group.
pub struct Drain {
    blocks: Blocks,
    groups: Vec<GroupName>,
    colours: Vec<Colour>,
    group: Option<GroupName>,
    block: String,
    at: usize,
    /// Of the groups of the last place.
    numbers: Vec<u32>,
}

/// A place and the group it was put under.
type Spooled<'a> = (Option<&'a GroupName>, PlaceRef<'a>);

impl Drain {
    /// The next place, and the group it was put under.
    pub fn next(&mut self) -> io::Result<Option<Spooled<'_>>> {
        while self.at == self.block.len() {
            self.at = 0;
            let Some(next) = self.blocks.next() else {
                self.block.clear();
                return Ok(None);
            };
            let (group, block) = next?;
            self.block = String::from_utf8(block).map_err(|_| damaged())?;
            self.group = group.map(|group| GroupName::from(&*group));
        }
        let mut record = &self.block[self.at..];
        self.numbers.clear();
        let place = decode(&mut record, &mut self.numbers, &self.groups, &self.colours);
        self.at = self.block.len() - record.len();
        Ok(Some((self.group.as_ref(), place.ok_or_else(damaged)?)))
    }
}

const NONE: i32 = i32::MIN;
/// The number of no colour.
const NO_COLOUR: u32 = u32::MAX;

fn encode(
    out: &mut Vec<u8>,
    place: PlaceRef<'_>,
    groups: &mut Numbered<GroupName>,
    colours: &mut Numbered<Colour>,
) {
    let (latitude, longitude) = place.position.map_or((NONE, NONE), |at| {
        (at.latitude_micro(), at.longitude_micro())
    });
    put_number(out, latitude.cast_unsigned());
    put_number(out, longitude.cast_unsigned());
    put_number(out, place.radius.metres());
    let colour = place.colour.map_or(NO_COLOUR, |colour| colours.of(colour));
    put_number(out, colour);
    put_number(out, place.groups.len() as u32);
    for group in place.groups.iter() {
        put_number(out, groups.of(group));
    }
    put_text(out, place.key);
    put_text(out, place.name);
}

fn decode<'a>(
    record: &mut &'a str,
    numbers: &'a mut Vec<u32>,
    groups: &'a [GroupName],
    colours: &'a [Colour],
) -> Option<PlaceRef<'a>> {
    let latitude = number(record)?.cast_signed();
    let longitude = number(record)?.cast_signed();
    let radius = number(record)?;
    let colour = match number(record)? {
        NO_COLOUR => None,
        number => Some(colours.get(number as usize)?),
    };
    for _ in 0..number(record)? {
        numbers.push(number(record)?);
    }
    Some(PlaceRef {
        position: Position::from_micro(latitude.into(), longitude.into()).ok(),
        radius: Radius::from_metres(radius.into())?,
        groups: GroupsRef::of_numbers(numbers, groups),
        colour,
        key: text(record)?,
        name: text(record)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use kplaces_domain::Place;
    use kplaces_export_testsuite::{Hostile, place};
    use proptest::prelude::*;

    /// All places, with the groups they were put under.
    fn all(spool: Spool) -> Vec<(Option<GroupName>, Place)> {
        let mut spooled = spool.drain();
        let mut all = Vec::new();
        while let Some((group, place)) = spooled.next().unwrap() {
            all.push((group.cloned(), place.to_place()));
        }
        assert!(spooled.next().unwrap().is_none());
        all
    }

    #[test]
    fn groups_come_by_name_and_places_as_they_came() {
        let mut spool = Spool::default();
        for (key, group) in [("1", "b"), ("2", ""), ("3", "a"), ("4", "b"), ("5", "a")] {
            let group = Some(GroupName::from(group)).filter(|group| !group.as_str().is_empty());
            let place = place(key, "", None);
            spool.push(group.as_ref(), place.as_ref()).unwrap();
        }
        let order: Vec<String> = all(spool)
            .into_iter()
            .map(|(group, place)| {
                let group = group.as_ref().map_or("-", GroupName::as_str);
                format!("{group}{}", place.key)
            })
            .collect();
        assert_eq!(order, ["a3", "a5", "b1", "b4", "-2"]);
    }

    #[test]
    fn what_does_not_fit_into_memory_comes_back_from_the_disk() {
        let mut spool = Spool::default();
        let name = "x".repeat(100_000);
        for n in 0..600 {
            let group = GroupName::new(format!("g{}", n % 3));
            let place = place(&format!("{n:03}"), &name, None);
            spool.push(Some(&group), place.as_ref()).unwrap();
        }
        let keys: Vec<String> = all(spool)
            .into_iter()
            .map(|(_, place)| place.key.to_string())
            .collect();
        let group = |g: usize| (g..600).step_by(3).map(|n| format!("{n:03}"));
        let expected: Vec<String> = (0..3).flat_map(group).collect();
        assert_eq!(keys, expected);
    }

    proptest! {
        #[test]
        fn places_come_back_as_they_were(places in proptest::collection::vec(Hostile::place(), 0..20)) {
            let mut spool = Spool::default();
            for place in &places {
                spool.push(place.groups.winner(&[]), place.as_ref()).unwrap();
            }
            let mut expected = places;
            expected.sort_by_key(|place| {
                let group = place.groups.winner(&[]).cloned();
                (group.is_none(), group)
            });
            let back: Vec<Place> = all(spool).into_iter().map(|(group, place)| {
                assert_eq!(group.as_ref(), place.groups.winner(&[]));
                place
            }).collect();
            prop_assert_eq!(back, expected);
        }
    }
}
