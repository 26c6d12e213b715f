use std::collections::HashMap;

use kplaces_domain::{Colour, GroupName, Groups, PlaceRef};

use crate::atlas::{Combination, Record, Spot, WIDE_M, shown};
use crate::legend::Legend;
use crate::mercator::Point;
use crate::{Atlas, By, PlaceId, curve};

/// Makes an [`Atlas`] of places as they come from a store.
#[derive(Clone, Debug)]
pub struct AtlasBuilder {
    group_order: Vec<GroupName>,
    spots: Vec<Spot>,
    entries: Vec<Record>,
    text: String,
    combinations: Vec<(Groups, u64)>,
    known_combinations: HashMap<Groups, u32>,
    colours: Vec<(Option<Colour>, u64)>,
    known_colours: HashMap<Option<Colour>, u32>,
}

impl AtlasBuilder {
    /// Begins an atlas. `group_order` says which group a place counts as that is in several.
    pub fn new(group_order: Vec<GroupName>) -> Self {
        Self {
            group_order,
            spots: Vec::new(),
            entries: Vec::new(),
            text: String::new(),
            combinations: Vec::new(),
            known_combinations: HashMap::new(),
            colours: Vec::new(),
            known_colours: HashMap::new(),
        }
    }

    /// Adds a place. They have to come in the order of their keys, each key once, as a store gives
    /// them by key; a place that does not is left out.
    pub fn add<'a>(&mut self, place: impl Into<PlaceRef<'a>>) {
        let place = place.into();
        let key = place.key;
        let last = self.entries.last();
        let last_key = last.map(|record| &self.text[record.key_from..record.name_from]);
        if last_key.is_some_and(|last| last.as_bytes() >= key.as_bytes()) {
            return;
        }
        let Ok(id) = PlaceId::try_from(self.entries.len()) else {
            return;
        };
        let colour = place.colour.cloned();
        let colour = count(&mut self.colours, &mut self.known_colours, colour);
        let groups = place.groups.to_groups();
        let combination = count(&mut self.combinations, &mut self.known_combinations, groups);
        let key_from = self.text.len();
        self.text.push_str(key);
        let name_from = self.text.len();
        self.text.push_str(&shown(place.name));
        self.entries.push(Record {
            position: place.position,
            radius_m: place.radius.metres(),
            colour,
            combination,
            key_from,
            name_from,
        });
        if let Some(position) = place.position {
            let code = curve::code(Point::of(position));
            // Swatches are given out when everything is counted.
            let swatches = [0, 0];
            self.spots.push(Spot { code, id, swatches });
        }
    }

    /// How many places were added.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// An atlas of what was added until now.
    pub fn so_far(&self) -> Atlas {
        self.clone().finish()
    }

    /// Puts everything in order. It takes a moment where there are many places.
    pub fn finish(mut self) -> Atlas {
        let (colours, went_to) = Legend::new(&named(&self.colours), By::Colour);
        let (groups, combinations) = groups(&self.combinations, &self.group_order);
        for record in &mut self.entries {
            record.colour = went_to[record.colour as usize];
        }
        let (mut wide, mut widest_m, mut wide_widest_m) = (Vec::new(), 0, 0);
        // Before they are put along the curve: here they are side by side with their records.
        for spot in &mut self.spots {
            let record = &self.entries[spot.id as usize];
            let group = combinations[record.combination as usize].winner as usize;
            let group = groups.entries[group].swatch;
            let colour = colours.entries[record.colour as usize].swatch;
            spot.swatches = [group, colour];
            if record.radius_m > WIDE_M {
                wide_widest_m = record.radius_m.max(wide_widest_m);
                wide.push(*spot);
            } else {
                widest_m = record.radius_m.max(widest_m);
            }
        }
        for along in [&mut self.spots, &mut wide] {
            along.sort_unstable_by_key(|spot| (spot.code, spot.id));
        }
        Atlas {
            widest_m,
            wide_widest_m,
            wide,
            spots: self.spots,
            entries: self.entries,
            text: self.text,
            combinations,
            groups,
            colours,
        }
    }
}

/// Colours by the names that people read.
fn named(colours: &[(Option<Colour>, u64)]) -> Vec<(Option<String>, u64)> {
    let name = |colour: &Colour| shown(colour.name()).into_owned();
    let each = colours.iter();
    each.map(|(colour, places)| (colour.as_ref().map(name), *places))
        .collect()
}

/// The number of a thing, which is counted once more.
fn count<T: Clone + Eq + std::hash::Hash>(
    counted: &mut Vec<(T, u64)>,
    known: &mut HashMap<T, u32>,
    thing: T,
) -> u32 {
    let at = *known.entry(thing).or_insert_with_key(|thing| {
        counted.push((thing.clone(), 0));
        (counted.len() - 1) as u32
    });
    counted[at as usize].1 += 1;
    at
}

/// The legend of the groups, and the combinations by its indexes.
fn groups(counted: &[(Groups, u64)], order: &[GroupName]) -> (Legend, Vec<Combination>) {
    let mut single = Vec::new();
    let mut known = HashMap::new();
    // Two names that are shown alike are one entry to whoever looks.
    let name = |group: &GroupName| Some(shown(group.as_str()).into_owned());
    let mut number = |name: Option<String>, places: u64| {
        let at = *known
            .entry(name)
            .or_insert_with_key(|name: &Option<String>| {
                single.push((name.clone(), 0));
                single.len() - 1
            });
        single[at].1 += places;
        at
    };
    let mut raw = Vec::with_capacity(counted.len());
    for (combination, places) in counted {
        let mut names: Vec<_> = combination.iter().map(name).collect();
        if names.is_empty() {
            names.push(None);
        }
        names.sort_unstable();
        names.dedup();
        let winner = combination.winner(order).and_then(name);
        let all: Vec<usize> = names
            .into_iter()
            .map(|name| number(name, *places))
            .collect();
        raw.push((number(winner, 0), all));
    }
    let (legend, went_to) = Legend::new(&single, By::Group);
    let combinations = raw.into_iter().map(|(winner, all)| Combination {
        winner: went_to[winner],
        all: all.into_iter().map(|at| went_to[at]).collect(),
    });
    (legend, combinations.collect())
}

#[cfg(test)]
mod tests {
    use kplaces_domain::{Place, PlaceKey, Position, Radius};

    use super::*;

    fn place(key: &str, groups: &[&str]) -> Place {
        Place {
            key: PlaceKey::from(key),
            name: format!("name of {key}").into(),
            position: Position::from_degrees(48.0, 11.0).ok(),
            radius: Radius::default(),
            colour: "brightblue".parse().ok(),
            groups: groups.iter().map(|name| GroupName::from(*name)).collect(),
        }
    }

    #[test]
    fn a_place_is_found_by_its_key_with_everything_about_it() {
        let mut builder = AtlasBuilder::new(vec!["Fuel".into()]);
        for (key, groups) in [
            ("a", &["Depots", "Fuel"][..]),
            ("b", &[]),
            ("c", &["Depots"]),
        ] {
            builder.add(&place(key, groups));
        }
        let atlas = builder.finish();
        let id = atlas.find("a").unwrap();
        assert_eq!(atlas.name(id), Some("name of a"));
        assert_eq!(atlas.groups(id).collect::<Vec<_>>(), ["Depots", "Fuel"]);
        assert_eq!(atlas.colour(id).unwrap().0, "brightblue");
        let fuel = atlas.entry(id, By::Group) as usize;
        assert_eq!(
            atlas.legend(By::Group).entries[fuel].name.as_deref(),
            Some("Fuel")
        );
        let counts: Vec<u64> = atlas
            .legend(By::Group)
            .entries
            .iter()
            .map(|entry| entry.places)
            .collect();
        assert_eq!(counts, [2, 1, 1], "Depots, Fuel, in none");
        assert_eq!(atlas.groups(atlas.find("b").unwrap()).count(), 0);
        assert_eq!(atlas.find("d"), None);
    }

    #[test]
    fn a_key_out_of_order_is_left_out_and_nothing_is_mixed_up() {
        let mut builder = AtlasBuilder::new(Vec::new());
        for key in ["b", "a", "b", "c"] {
            builder.add(&place(key, &[]));
        }
        let atlas = builder.finish();
        assert_eq!(atlas.len(), 2);
        assert_eq!(atlas.key(1), Some("c"));
    }
}
