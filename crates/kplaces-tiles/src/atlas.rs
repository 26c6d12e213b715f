use kplaces_domain::{Position, Rgb, printable};

use crate::legend::Legend;
use crate::mercator::Point;
use crate::{By, curve};

/// A place of an [`Atlas`], by its number.
pub type PlaceId = u32;

/// Places made ready for a map. About 80 bytes for each, and its name and key.
#[derive(Debug)]
pub struct Atlas {
    /// The places with a position, along the curve.
    pub(crate) spots: Vec<Spot>,
    pub(crate) entries: Vec<Record>,
    /// Keys and names, one after the other.
    pub(crate) text: String,
    /// Each combination of groups that occurs.
    pub(crate) combinations: Vec<Combination>,
    pub(crate) groups: Legend,
    pub(crate) colours: Legend,
    /// The largest radius of the others, in metres.
    pub(crate) widest_m: u32,
    /// The few places with a larger radius than [`WIDE_M`], along the curve: for their sake alone
    /// nobody should look far around.
    pub(crate) wide: Vec<Spot>,
    /// The largest radius of these.
    pub(crate) wide_widest_m: u32,
}

/// From here on a radius is out of the ordinary, in metres.
pub(crate) const WIDE_M: u32 = 2_000;

/// Where a place is on the curve.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot {
    pub(crate) code: u64,
    pub(crate) id: PlaceId,
    /// By group and by colour. Here, where they cost no memory, a tile finds them without a look at
    /// the record of every place.
    pub(crate) swatches: [u8; 2],
}

/// A place as the atlas keeps it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record {
    /// The position, or none.
    pub(crate) position: Option<Position>,
    pub(crate) radius_m: u32,
    /// An index of the colours' legend.
    pub(crate) colour: u32,
    /// Which combination of groups.
    pub(crate) combination: u32,
    pub(crate) key_from: usize,
    pub(crate) name_from: usize,
}

/// A set of groups, by their indexes in the legend.
#[derive(Clone, Debug)]
pub(crate) struct Combination {
    /// What the place counts as where it can count as one only.
    pub(crate) winner: u32,
    /// All of them; the entry without a name, where there are none.
    pub(crate) all: Vec<u32>,
}

/// A rectangle of latitudes and longitudes, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// The smallest longitude.
    pub west: f64,
    /// The smallest latitude.
    pub south: f64,
    /// The largest longitude.
    pub east: f64,
    /// The largest latitude.
    pub north: f64,
}

impl Atlas {
    /// How many places there are, with or without a position.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no place at all.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many places have a position.
    pub fn located(&self) -> usize {
        self.spots.len()
    }

    /// Groups or colours of the places.
    pub fn legend(&self, by: By) -> &Legend {
        match by {
            By::Group => &self.groups,
            By::Colour => &self.colours,
        }
    }

    /// The place with this key.
    pub fn find(&self, key: &str) -> Option<PlaceId> {
        // Places come by the bytes of their keys, see `AtlasBuilder::add`.
        let at = self
            .entries
            .binary_search_by(|record| self.key_of(record).as_bytes().cmp(key.as_bytes()));
        at.ok().map(|at| at as PlaceId)
    }

    /// The key of a place.
    pub fn key(&self, id: PlaceId) -> Option<&str> {
        Some(self.key_of(self.record(id)?))
    }

    /// The name of a place, without anything that steers a terminal or turns the direction of text.
    pub fn name(&self, id: PlaceId) -> Option<&str> {
        Some(self.name_of(self.record(id)?, id))
    }

    /// Where a place is.
    pub fn position(&self, id: PlaceId) -> Option<Position> {
        self.record(id)?.position
    }

    /// How far a place reaches, in metres; 0 where that is not known.
    pub fn radius_m(&self, id: PlaceId) -> Option<u32> {
        Some(self.record(id)?.radius_m)
    }

    /// The colour of a place in WEBFLEET, by name, and how it is drawn; `None` where none is set.
    pub fn colour(&self, id: PlaceId) -> Option<(&str, Rgb)> {
        let entry = &self.colours.entries[self.record(id)?.colour as usize];
        Some((entry.name.as_deref()?, entry.rgb))
    }

    /// The names of the groups a place is in.
    pub fn groups(&self, id: PlaceId) -> impl Iterator<Item = &str> {
        let combination = self.record(id).map(|record| record.combination);
        let all = combination.map_or(&[][..], |at| &self.combinations[at as usize].all);
        all.iter()
            .filter_map(|&index| self.groups.entries[index as usize].name.as_deref())
    }

    /// The name of the group a place counts as where it can count as one only.
    pub fn group(&self, id: PlaceId) -> Option<&str> {
        let combination = &self.combinations[self.record(id)?.combination as usize];
        self.groups.entries[combination.winner as usize]
            .name
            .as_deref()
    }

    /// A rectangle around the places. It does not go across the date line: west is never more than
    /// east. `share` of them may be left out at each side, for the sake of a
    /// picture that is not spoilt by a few places far away.
    pub fn bounds(&self, share: f64) -> Option<Bounds> {
        let cut = (self.spots.len() as f64 * share) as usize;
        let positions = || self.entries.iter().filter_map(|record| record.position);
        let span = |mut values: Vec<i32>| {
            let last = values.len().checked_sub(1 + cut)?;
            let (_, low, _) = values.select_nth_unstable(cut);
            let low = *low;
            let (_, high, _) = values.select_nth_unstable(last);
            Some((f64::from(low) / 1e6, f64::from(*high) / 1e6))
        };
        let (south, north) = span(positions().map(Position::latitude_micro).collect())?;
        let (west, east) = span(positions().map(Position::longitude_micro).collect())?;
        Some(Bounds {
            west,
            south,
            east,
            north,
        })
    }

    pub(crate) fn record(&self, id: PlaceId) -> Option<&Record> {
        self.entries.get(id as usize)
    }

    /// What a place counts as.
    pub(crate) fn entry(&self, id: PlaceId, by: By) -> u32 {
        let record = &self.entries[id as usize];
        match by {
            By::Group => self.combinations[record.combination as usize].winner,
            By::Colour => record.colour,
        }
    }

    fn key_of(&self, record: &Record) -> &str {
        &self.text[record.key_from..record.name_from]
    }

    fn name_of(&self, record: &Record, id: PlaceId) -> &str {
        let next = self.entries.get(id as usize + 1);
        let end = next.map_or(self.text.len(), |next| next.key_from);
        &self.text[record.name_from..end]
    }
}

/// A name as it is kept: it may be long, but not without end.
pub(crate) fn shown(name: &str) -> std::borrow::Cow<'_, str> {
    const LONGEST: usize = 1_000;
    let name = match name.char_indices().nth(LONGEST) {
        Some((end, _)) => &name[..end],
        None => name,
    };
    printable(name)
}

impl Spot {
    pub(crate) fn swatch(self, by: By) -> usize {
        usize::from(match by {
            By::Group => self.swatches[0],
            By::Colour => self.swatches[1],
        })
    }

    pub(crate) fn point(self) -> Point {
        curve::point(self.code)
    }
}
