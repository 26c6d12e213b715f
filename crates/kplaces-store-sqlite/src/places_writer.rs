//! Places that come, change and go, and with each its name and its position in their tables.

use std::sync::Arc;

use kplaces_domain::FoldedName;
use rusqlite::Connection;

use crate::blocks::{Changes, Entry, Filler, Sorter};
use crate::entry::{Fields, NAMES, PLACES, POSITIONS, number, put_fields, readings, text};
use crate::failure::Failure;
use crate::ledger::Ledger;
use crate::orders::Orders;
use crate::portion::{Portion, Portioned};
use crate::schema;

/// Writes places. An empty store is filled in the order of the keys, and what else is in order is put in order once,
/// at the end.
pub(crate) struct PlacesWriter<'a> {
    connection: &'a Connection,
    ledgers: Ledgers,
    /// The numbers that names of the plan have in their tables.
    groups: Vec<u32>,
    colours: Vec<u32>,
    changes: Changes<3>,
    fill: Option<Fill<'a>>,
    fields: Vec<u8>,
}

/// Groups and colours, as they are to be.
pub(crate) struct Ledgers {
    pub(crate) groups: Ledger,
    pub(crate) colours: Ledger,
}

/// An empty store that is filled.
struct Fill<'a> {
    places: Filler<'a, 3>,
    /// How many places each group and each colour of the plan gets.
    groups: Vec<i64>,
    colours: Vec<i64>,
    last: Option<Vec<u8>>,
    orders: Orders,
}

impl Ledgers {
    pub(crate) fn load(connection: &Connection) -> Result<Self, Failure> {
        Ok(Self {
            groups: Ledger::of_groups(connection)?,
            colours: Ledger::of_colours(connection)?,
        })
    }

    /// Counts a place that comes (1) or goes (-1).
    fn count(&mut self, fields: &[u8], difference: i64) -> Result<(), Failure> {
        let fields = Fields::new(fields)?;
        if let Some(colour) = fields.colour {
            self.colours.count(colour, difference)?;
        }
        for group in fields.groups() {
            self.groups.count(group?, difference)?;
        }
        Ok(())
    }

    pub(crate) fn save(&self, transaction: &Connection) -> Result<(), Failure> {
        self.groups.save(transaction)?;
        self.colours.save(transaction)
    }
}

impl<'a> PlacesWriter<'a> {
    /// Where places are only added, `only_added` is about how many.
    pub(crate) fn new(
        connection: &'a Connection,
        only_added: Option<usize>,
    ) -> Result<Self, Failure> {
        let sql = format!("SELECT NOT EXISTS (SELECT 1 FROM {})", PLACES.table);
        let is_empty: bool = connection.query_row(&sql, [], |row| row.get(0))?;
        let fill = match only_added.filter(|added| is_empty && *added > 0) {
            Some(added) => Some(Fill {
                places: Filler::new(connection, PLACES)?,
                groups: Vec::new(),
                colours: Vec::new(),
                last: None,
                orders: Orders::begin(added)?,
            }),
            None => None,
        };
        Ok(Self {
            connection,
            ledgers: Ledgers::load(connection)?,
            groups: Vec::new(),
            colours: Vec::new(),
            changes: Changes::of(PLACES),
            fill,
            fields: Vec::new(),
        })
    }

    pub(crate) fn remove(&mut self, key: &str) -> Result<(), Failure> {
        self.changes.remove(&[key.as_bytes(), b"", b""])
    }

    /// Replaces places.
    pub(crate) fn change(&mut self, portion: &Portion) -> Result<(), Failure> {
        self.learn(portion);
        for place in portion.iter() {
            self.changes.remove(&[place.key, b"", b""])?;
            self.put_fields(&place);
            self.changes.add(&[place.key, place.name, &self.fields])?;
        }
        Ok(())
    }

    pub(crate) fn add(&mut self, portion: &Arc<Portion>) -> Result<(), Failure> {
        self.learn(portion);
        let mut is_filling = false;
        if let Some(fill) = &mut self.fill
            && fill.takes(portion)
        {
            fill.orders.add(Arc::clone(portion))?;
            is_filling = true;
        }
        for place in portion.iter() {
            self.put_fields(&place);
            let entry = [place.key, place.name, &self.fields];
            match &mut self.fill {
                Some(fill) if is_filling => fill.push(&place, &entry)?,
                _ => self.changes.add(&entry)?,
            }
        }
        Ok(())
    }

    /// Gives numbers to names that come for the first time.
    fn learn(&mut self, portion: &Portion) {
        let groups = portion.new_groups.iter();
        self.groups
            .extend(groups.map(|name| self.ledgers.groups.id_of(name.as_str())));
        let colours = portion.new_colours.iter();
        self.colours
            .extend(colours.map(|name| self.ledgers.colours.id_of(name.name())));
    }

    /// Writes what a place has besides key and name.
    fn put_fields(&mut self, place: &Portioned<'_>) {
        let of = |numbers: &[u32], n: u32| numbers.get(n as usize).copied();
        let colour = place.colour.and_then(|n| of(&self.colours, n));
        let groups = place.groups.iter().filter_map(|n| of(&self.groups, *n));
        self.fields.clear();
        let fixed = (place.position, place.radius);
        put_fields(&mut self.fields, fixed, colour, groups);
    }

    /// Writes everything but groups and colours.
    pub(crate) fn finish(self) -> Result<Ledgers, Failure> {
        let Self {
            connection,
            mut ledgers,
            groups,
            colours,
            changes,
            fill,
            ..
        } = self;
        let is_folded = schema::is_folded(connection)?;
        if let Some(fill) = fill {
            for (number, places) in groups.iter().zip(&fill.groups) {
                ledgers.groups.count(*number, *places)?;
            }
            for (number, places) in colours.iter().zip(&fill.colours) {
                ledgers.colours.count(*number, *places)?;
            }
            fill.finish(connection)?;
        }
        let mut names = Changes::of(NAMES);
        let mut positions = Changes::of(POSITIONS);
        let mut lines = String::new();
        changes.apply(connection, does_not_fit, |(was, is)| {
            if let Some(was) = &was {
                ledgers.count(was[2], -1)?;
            }
            if let Some(is) = &is {
                ledgers.count(is[2], 1)?;
            }
            if was.map(|it| it[1]) != is.map(|it| it[1]) {
                for (place, removes) in [(was, true), (is, false)] {
                    let Some([key, name, _]) = place else {
                        continue;
                    };
                    let folded = FoldedName::new(text(name)?);
                    let (sort, spell) = readings(&folded, &mut lines);
                    if removes {
                        names.remove(&[sort, key, b""])?;
                    } else {
                        names.add(&[sort, key, spell])?;
                    }
                }
            }
            let position = |place: Option<Entry<'_, 3>>| match place {
                Some([.., fields]) => Ok::<_, Failure>(Fields::new(fields)?.position),
                None => Ok(None),
            };
            let (before, after) = (position(was)?, position(is)?);
            if before != after
                && let Some([key, ..]) = was.or(is)
            {
                if let Some(at) = before {
                    positions.remove(&[&number(at), key])?;
                }
                if let Some(at) = after {
                    positions.add(&[&number(at), key])?;
                }
            }
            Ok(())
        })?;
        if is_folded {
            names.apply(connection, differs_from_places, |_| Ok(()))?;
        } else {
            schema::fold_all(connection)?;
        }
        positions.apply(connection, differs_from_places, |_| Ok(()))?;
        Ok(ledgers)
    }
}

impl Fill<'_> {
    /// Whether all places of a portion come in order, and after all before.
    fn takes(&mut self, portion: &Portion) -> bool {
        let mut keys = portion.iter().map(|place| place.key);
        let Some(mut last) = keys.next() else {
            return true;
        };
        let is_behind = self.last.as_ref().is_none_or(|before| before[..] < *last);
        let is_in_order = keys.all(|key| std::mem::replace(&mut last, key) < key);
        if is_behind && is_in_order {
            self.last = Some(last.to_vec());
        }
        is_behind && is_in_order
    }

    fn push(&mut self, place: &Portioned<'_>, entry: &Entry<'_, 3>) -> Result<(), Failure> {
        for group in place.groups {
            count(&mut self.groups, *group);
        }
        if let Some(colour) = place.colour {
            count(&mut self.colours, colour);
        }
        self.places.push(entry)
    }

    fn finish(mut self, connection: &Connection) -> Result<(), Failure> {
        self.places.finish()?;
        self.orders.write(connection)
    }
}

fn count(all: &mut Vec<i64>, number: u32) {
    let number = number as usize;
    if number >= all.len() {
        all.resize(number + 1, 0);
    }
    all[number] += 1;
}

/// Puts entries in order, and then into an empty table.
pub(crate) fn fill_with<const C: usize>(
    mut filler: Filler<'_, C>,
    mut entries: Sorter<C>,
) -> Result<(), Failure> {
    entries.sort();
    for (entry, _) in entries.iter() {
        filler.push(&entry)?;
    }
    filler.finish()
}

fn does_not_fit(is_there: bool) -> Failure {
    if is_there {
        Failure::Conflict(
            "a place to add is in the store already; sync again",
            "ein Ort, der hinzukommen soll, ist schon im Bestand; noch einmal abgleichen",
        )
    } else {
        Failure::Conflict(
            "a place to change or remove is not in the store; sync again",
            "ein Ort, der geändert oder entfernt werden soll, ist nicht im Bestand; noch einmal abgleichen",
        )
    }
}

fn differs_from_places(_: bool) -> Failure {
    Failure::Damaged(
        "the order of its places is not that of all of them",
        "die Ordnung seiner Orte passt nicht zu ihnen",
    )
}
