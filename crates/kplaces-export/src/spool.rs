use std::collections::HashMap;
use std::io;

use kplaces_domain::{Colour, GroupName, Groups, Place, PlaceKey, Position, Radius};
use kplaces_text::text;

use crate::group_buffers::{Blocks, GroupBuffers};

/// Places put in the order of their groups, in flat memory.
#[derive(Default)]
pub struct Spool {
    buffers: GroupBuffers,
    names: Names,
}

/// Group names by number: a place has few of them, and they come again and again.
#[derive(Default)]
struct Names {
    all: Vec<GroupName>,
    numbers: HashMap<GroupName, u32>,
}

impl Spool {
    /// Puts a place under a group.
    pub fn push(&mut self, group: Option<&GroupName>, place: &Place) -> io::Result<()> {
        let names = &mut self.names;
        self.buffers.add(group.map(GroupName::as_str), |out| {
            encode(out, place, names);
            Ok(())
        })
    }

    /// Gives all places back: groups in the order of their names, those of no group last, and
    /// within a group in the order they came.
    pub fn drain(self) -> Drain {
        Drain {
            blocks: self.buffers.blocks(),
            names: self.names.all,
            group: None,
            block: Vec::new(),
            at: 0,
        }
    }
}

/// The places of a [`Spool`], group by group.
pub struct Drain {
    blocks: Blocks,
    names: Vec<GroupName>,
    group: Option<GroupName>,
    block: Vec<u8>,
    at: usize,
}

impl Iterator for Drain {
    type Item = io::Result<(Option<GroupName>, Place)>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.at == self.block.len() {
            self.at = 0;
            match self.blocks.next()? {
                Ok((group, block)) => {
                    self.group = group.map(|group| GroupName::from(&*group));
                    self.block = block;
                }
                Err(error) => return Some(Err(error)),
            }
        }
        let mut record = &self.block[self.at..];
        let place = decode(&mut record, &self.names);
        self.at = self.block.len() - record.len();
        let damaged = || {
            io::Error::other(text!(
                "a spooled place is damaged",
                "ein zwischengespeicherter Ort ist beschädigt"
            ))
        };
        Some(
            place
                .map(|place| (self.group.clone(), place))
                .ok_or_else(damaged),
        )
    }
}

const NONE: i32 = i32::MIN;

fn encode(out: &mut Vec<u8>, place: &Place, names: &mut Names) {
    let (latitude, longitude) = place.position.map_or((NONE, NONE), |at| {
        (at.latitude_micro(), at.longitude_micro())
    });
    out.extend(latitude.to_le_bytes());
    out.extend(longitude.to_le_bytes());
    out.extend(place.radius.metres().to_le_bytes());
    out.extend((place.groups.len() as u32).to_le_bytes());
    for group in &place.groups {
        let number = names.numbers.get(group).copied().unwrap_or_else(|| {
            let number = names.all.len() as u32;
            names.all.push(group.clone());
            names.numbers.insert(group.clone(), number);
            number
        });
        out.extend(number.to_le_bytes());
    }
    let colour = place.colour.as_ref().map_or("", Colour::name);
    for text in [place.key.as_str(), &place.name, colour] {
        out.extend((text.len() as u32).to_le_bytes());
        out.extend(text.as_bytes());
    }
}

fn decode(record: &mut &[u8], names: &[GroupName]) -> Option<Place> {
    let latitude = number(record)?.cast_signed();
    let longitude = number(record)?.cast_signed();
    let radius = number(record)?;
    let groups = number(record)?;
    let groups = (0..groups).map(|_| names.get(number(record)? as usize).cloned());
    let groups = groups.collect::<Option<Groups>>()?;
    Some(Place {
        position: Position::from_micro(latitude.into(), longitude.into()).ok(),
        radius: Radius::from_metres(radius.into())?,
        groups,
        key: PlaceKey::from(text(record)?),
        name: text(record)?.into(),
        colour: text(record)?.parse().ok(),
    })
}

fn number(record: &mut &[u8]) -> Option<u32> {
    let (number, rest) = record.split_first_chunk()?;
    *record = rest;
    Some(u32::from_le_bytes(*number))
}

fn text<'a>(record: &mut &'a [u8]) -> Option<&'a str> {
    let length = number(record)? as usize;
    let (text, rest) = record.split_at_checked(length)?;
    *record = rest;
    std::str::from_utf8(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kplaces_export_testsuite::{Hostile, place};
    use proptest::prelude::*;

    #[test]
    fn groups_come_by_name_and_places_as_they_came() {
        let mut spool = Spool::default();
        for (key, group) in [("1", "b"), ("2", ""), ("3", "a"), ("4", "b"), ("5", "a")] {
            let group = Some(GroupName::from(group)).filter(|group| !group.as_str().is_empty());
            spool.push(group.as_ref(), &place(key, "", None)).unwrap();
        }
        let order: Vec<String> = spool
            .drain()
            .map(Result::unwrap)
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
            spool.push(Some(&group), &place).unwrap();
        }
        let keys: Vec<String> = spool
            .drain()
            .map(|next| next.unwrap().1.key.to_string())
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
                spool.push(place.groups.winner(&[]), place).unwrap();
            }
            let mut expected = places;
            expected.sort_by_key(|place| {
                let group = place.groups.winner(&[]).cloned();
                (group.is_none(), group)
            });
            let back: Vec<Place> = spool.drain().map(|next| {
                let (group, place) = next.unwrap();
                assert_eq!(group.as_ref(), place.groups.winner(&[]));
                place
            }).collect();
            prop_assert_eq!(back, expected);
        }
    }
}
