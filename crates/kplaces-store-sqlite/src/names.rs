//! The names that places have again and again, groups and colours, by the numbers that stand for them.

use std::sync::Arc;

use kplaces_domain::{Colour, GroupName, GroupsRef, PlaceRef};
use kplaces_store::{BatchNames, Filter};
use rusqlite::Connection;

use crate::entry::Fields;
use crate::failure::Failure;

/// Groups and colours, to read places with.
#[derive(Debug)]
pub(crate) struct Names {
    /// In the order of their names.
    pub(crate) all: Arc<BatchNames>,
    groups: Places,
    colours: Places,
}

/// Where in a list is what has a number in its table.
#[derive(Debug)]
struct Places(Vec<(u32, u32)>);

impl Places {
    fn of(&self, number: u32) -> Option<u32> {
        // Most tables count from one without a gap.
        let near = self.0.get((number as usize).wrapping_sub(1));
        if let Some((_, place)) = near.filter(|(found, _)| *found == number) {
            return Some(*place);
        }
        let at = self.0.binary_search_by_key(&number, |(found, _)| *found);
        Some(self.0[at.ok()?].1)
    }
}

impl Names {
    pub(crate) fn load(connection: &Connection) -> Result<Self, Failure> {
        let (groups, group_places) = load(connection, "place_group")?;
        let (colours, colour_places) = load(connection, "place_colour")?;
        let groups = groups.iter().map(|name| GroupName::from(&**name)).collect();
        let colours = colours
            .iter()
            .map(|name| colour(name))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            all: Arc::new(BatchNames { groups, colours }),
            groups: group_places,
            colours: colour_places,
        })
    }

    /// Where in the list of colours that of a place is.
    pub(crate) fn colour(&self, fields: &Fields<'_>) -> Result<Option<u32>, Failure> {
        let Some(number) = fields.colour else {
            return Ok(None);
        };
        let place = self.colours.of(number).ok_or(Failure::Damaged(
            "a place has an unknown colour",
            "ein Ort hat eine unbekannte Farbe",
        ))?;
        Ok(Some(place))
    }

    /// Where in the list of groups those of a place are, in order.
    pub(crate) fn groups(&self, fields: &Fields<'_>, groups: &mut Vec<u32>) -> Result<(), Failure> {
        groups.clear();
        for number in fields.groups() {
            let place = self.groups.of(number?).ok_or(Failure::Damaged(
                "a place is in an unknown group",
                "ein Ort ist in einer unbekannten Gruppe",
            ))?;
            groups.push(place);
        }
        // Few are in more than one.
        if groups.len() > 1 {
            groups.sort_unstable();
        }
        Ok(())
    }

    /// A place out of its parts.
    pub(crate) fn place<'a>(
        &'a self,
        (key, name): (&'a str, &'a str),
        fields: &Fields<'_>,
        groups: &'a mut Vec<u32>,
    ) -> Result<PlaceRef<'a>, Failure> {
        self.groups(fields, groups)?;
        let colour = self.colour(fields)?;
        Ok(PlaceRef {
            key,
            name,
            position: fields.position,
            radius: fields.radius,
            colour: colour.and_then(|place| self.all.colours.get(place as usize)),
            groups: GroupsRef::of_numbers(groups, &self.all.groups),
        })
    }

    /// What a filter asks of fields, in numbers.
    pub(crate) fn wanted(&self, filter: &Filter) -> Wanted {
        let numbers = |places: &Places, is_it: &dyn Fn(usize) -> bool| {
            let found = places.0.iter().filter(|(_, place)| is_it(*place as usize));
            found.map(|(number, _)| *number).collect::<Vec<_>>()
        };
        let groups = (!filter.groups.is_empty()).then(|| {
            numbers(&self.groups, &|place| {
                filter.groups.contains(&self.all.groups[place])
            })
        });
        let colour = filter
            .colour
            .as_ref()
            .map(|colour| numbers(&self.colours, &|place| self.all.colours[place] == *colour));
        Wanted {
            located: filter.located,
            groups,
            colour,
        }
    }
}

/// What is asked of a place besides its key and name.
#[derive(Debug)]
pub(crate) struct Wanted {
    located: bool,
    /// One of these, if there are any conditions.
    groups: Option<Vec<u32>>,
    colour: Option<Vec<u32>>,
}

impl Wanted {
    pub(crate) fn admits(&self, fields: &Fields<'_>) -> Result<bool, Failure> {
        if self.located && fields.position.is_none() {
            return Ok(false);
        }
        if let Some(colours) = &self.colour
            && !fields.colour.is_some_and(|it| colours.contains(&it))
        {
            return Ok(false);
        }
        let Some(groups) = &self.groups else {
            return Ok(true);
        };
        for number in fields.groups() {
            if groups.binary_search(&number?).is_ok() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn colour(name: &str) -> Result<Colour, Failure> {
    name.parse()
        .map_err(|_| Failure::Damaged("a colour has no name", "eine Farbe hat keinen Namen"))
}

/// The names of a table in order, and where each number is; by number.
fn load(connection: &Connection, table: &str) -> Result<(Vec<Box<str>>, Places), Failure> {
    let sql = format!("SELECT id, name FROM {table} ORDER BY name");
    let mut statement = connection.prepare_cached(&sql)?;
    let (mut names, mut places): (Vec<Box<str>>, _) = (Vec::new(), Vec::new());
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        places.push((row.get(0)?, names.len() as u32));
        names.push(row.get(1)?);
    }
    places.sort_unstable();
    Ok((names, Places(places)))
}
