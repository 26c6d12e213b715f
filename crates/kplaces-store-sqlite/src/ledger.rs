//! Groups and colours while places come and go: their numbers, and how many places each has.

use std::collections::{BTreeSet, HashMap};

use kplaces_domain::GroupName;
use rusqlite::Connection;

use crate::failure::Failure;

/// What is known of a group or a colour while a plan is applied.
#[derive(Debug)]
struct Known {
    name: Box<str>,
    /// Whether it is on the account's list.
    listed: bool,
    places: i64,
    /// Whether the table does not say so yet.
    dirty: bool,
}

/// All of them while a plan is applied; written at its end.
#[derive(Debug)]
pub(crate) struct Ledger {
    table: Table,
    by_id: HashMap<u32, Known>,
    by_name: HashMap<Box<str>, u32>,
    last_id: u32,
}

/// Of what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Table {
    Groups,
    Colours,
}

impl Ledger {
    pub(crate) fn of_groups(connection: &Connection) -> Result<Self, Failure> {
        let sql = "SELECT id, name, listed, places FROM place_group";
        Self::load(connection, Table::Groups, sql)
    }

    pub(crate) fn of_colours(connection: &Connection) -> Result<Self, Failure> {
        let sql = "SELECT id, name, 0, places FROM place_colour";
        Self::load(connection, Table::Colours, sql)
    }

    fn load(connection: &Connection, table: Table, sql: &str) -> Result<Self, Failure> {
        let mut ledger = Self {
            table,
            by_id: HashMap::new(),
            by_name: HashMap::new(),
            last_id: 0,
        };
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let known = Known {
                name: row.get(1)?,
                listed: row.get(2)?,
                places: row.get(3)?,
                dirty: false,
            };
            ledger.insert(row.get(0)?, known);
        }
        Ok(ledger)
    }

    fn insert(&mut self, id: u32, known: Known) {
        self.last_id = self.last_id.max(id);
        self.by_name.insert(known.name.clone(), id);
        self.by_id.insert(id, known);
    }

    /// The number of a name, if it has one.
    pub(crate) fn find(&self, name: &str) -> Option<u32> {
        self.by_name.get(name).copied()
    }

    /// Takes groups off the account's list.
    pub(crate) fn unlist(&mut self, ids: &BTreeSet<u32>) {
        for id in ids {
            if let Some(known) = self.by_id.get_mut(id) {
                known.listed = false;
                known.dirty = true;
            }
        }
    }

    /// The number of a name; it gets one if it has none.
    pub(crate) fn id_of(&mut self, name: &str) -> u32 {
        if let Some(id) = self.by_name.get(name) {
            return *id;
        }
        let id = self.last_id.saturating_add(1);
        let known = Known {
            name: name.into(),
            listed: false,
            places: 0,
            dirty: true,
        };
        self.insert(id, known);
        id
    }

    /// Counts places that come, or go.
    pub(crate) fn count(&mut self, id: u32, difference: i64) -> Result<(), Failure> {
        let known = self.by_id.get_mut(&id).ok_or(match self.table {
            Table::Groups => Failure::Damaged(
                "a place is in an unknown group",
                "ein Ort ist in einer unbekannten Gruppe",
            ),
            Table::Colours => Failure::Damaged(
                "a place has an unknown colour",
                "ein Ort hat eine unbekannte Farbe",
            ),
        })?;
        known.places = known
            .places
            .checked_add(difference)
            .ok_or(wrong_number(self.table == Table::Groups))?;
        known.dirty = true;
        Ok(())
    }

    /// Takes the account's list; whether it is another one than before.
    pub(crate) fn take_list(&mut self, list: &[GroupName]) -> bool {
        let list: BTreeSet<&str> = list.iter().map(GroupName::as_str).collect();
        for name in &list {
            self.id_of(name);
        }
        let mut differs = false;
        for known in self.by_id.values_mut() {
            let listed = list.contains(&*known.name);
            if known.listed != listed {
                known.listed = listed;
                known.dirty = true;
                differs = true;
            }
        }
        differs
    }

    /// Whether a name goes with what has changed.
    pub(crate) fn forgets_a_name(&self) -> bool {
        let mut known = self.by_id.values();
        known.any(|known| known.dirty && !known.listed && known.places == 0)
    }

    /// Writes what has changed. What is neither listed nor has a place is forgotten.
    pub(crate) fn save(&self, transaction: &Connection) -> Result<(), Failure> {
        let (put, forget) = match self.table {
            Table::Groups => (
                "INSERT INTO place_group (id, name, listed, places) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (id) DO UPDATE SET listed = ?3, places = ?4",
                "DELETE FROM place_group WHERE id = ?1",
            ),
            Table::Colours => (
                "INSERT INTO place_colour (id, name, places) SELECT ?1, ?2, ?4 WHERE NOT ?3
                 ON CONFLICT (id) DO UPDATE SET places = ?4",
                "DELETE FROM place_colour WHERE id = ?1",
            ),
        };
        let mut put = transaction.prepare_cached(put)?;
        let mut forget = transaction.prepare_cached(forget)?;
        for (id, known) in self.by_id.iter().filter(|(_, known)| known.dirty) {
            if known.listed || known.places > 0 {
                put.execute((id, &*known.name, known.listed, known.places))?;
            } else {
                forget.execute([id])?;
            }
        }
        Ok(())
    }

    /// Fails where these are not the numbers of places that the table says.
    pub(crate) fn expect(&self, counts: &HashMap<u32, i64>) -> Result<(), Failure> {
        let count = |id: &u32| counts.get(id).copied().unwrap_or(0);
        if self
            .by_id
            .iter()
            .all(|(id, known)| count(id) == known.places)
        {
            Ok(())
        } else {
            Err(wrong_number(self.table == Table::Groups))
        }
    }
}

fn wrong_number(of_groups: bool) -> Failure {
    if of_groups {
        Failure::Damaged(
            "the number of places of a group is wrong",
            "die Zahl der Orte einer Gruppe stimmt nicht",
        )
    } else {
        Failure::Damaged(
            "the number of places of a colour is wrong",
            "die Zahl der Orte einer Farbe stimmt nicht",
        )
    }
}
