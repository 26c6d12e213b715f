//! Groups: their numbers in the rows of places, and how many places each has.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

use kplaces_domain::{GroupName, Groups};
use rusqlite::{Connection, Transaction};

use crate::failure::Failure;

/// Numbers and names, to read places with; in the order of the numbers. There are few, and one is
/// looked up for every place: hashing would take longer than looking.
#[derive(Debug, Default)]
pub(crate) struct GroupNames(Vec<(i64, GroupName)>);

impl GroupNames {
    pub(crate) fn load(connection: &Connection) -> Result<Self, Failure> {
        let mut statement =
            connection.prepare_cached("SELECT id, name FROM place_group ORDER BY id")?;
        let names = statement.query_map([], |row| {
            let name: Box<str> = row.get(1)?;
            Ok((row.get(0)?, GroupName::new(name)))
        })?;
        Ok(Self(names.collect::<Result<_, _>>()?))
    }

    pub(crate) fn decode(&self, numbers: &str) -> Result<Groups, Failure> {
        if numbers.is_empty() {
            return Ok(Groups::default());
        }
        let name = |number: i64| {
            let at = self.0.binary_search_by_key(&number, |(id, _)| *id).ok()?;
            Some(self.0[at].1.clone())
        };
        // Most places are in one group, and many are read at once.
        let one = numbers
            .strip_prefix(',')
            .and_then(|rest| rest.strip_suffix(','));
        if let Some(name) = one.and_then(|one| name(one.parse().ok()?)) {
            let mut groups = Groups::default();
            groups.insert(name);
            return Ok(groups);
        }
        ids(numbers)
            .map(|id| id.and_then(name))
            .collect::<Option<Groups>>()
            .ok_or(Failure::Damaged(
                "a place is in an unknown group",
                "ein Ort ist in einer unbekannten Gruppe",
            ))
    }

    /// How a row says that its place is in one of `names`.
    pub(crate) fn tokens(&self, names: &[GroupName]) -> Vec<String> {
        self.0
            .iter()
            .filter(|(_, name)| names.contains(name))
            .map(|(id, _)| format!(",{id},"))
            .collect()
    }
}

/// The numbers of `,3,17,`; `None` for one that is not a number.
pub(crate) fn ids(numbers: &str) -> impl Iterator<Item = Option<i64>> {
    numbers
        .split(',')
        .filter(|number| !number.is_empty())
        .map(|number| number.parse().ok())
}

/// What is known of a group while a plan is applied.
#[derive(Debug)]
struct Known {
    name: GroupName,
    listed: bool,
    places: i64,
    /// Whether the table does not say so yet.
    dirty: bool,
}

/// The groups while a plan is applied; written at its end.
#[derive(Debug, Default)]
pub(crate) struct GroupLedger {
    by_id: HashMap<i64, Known>,
    by_name: HashMap<GroupName, i64>,
    last_id: i64,
}

impl GroupLedger {
    pub(crate) fn load(transaction: &Transaction<'_>) -> Result<Self, Failure> {
        let mut ledger = Self::default();
        let mut statement =
            transaction.prepare_cached("SELECT id, name, listed, places FROM place_group")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let name: Box<str> = row.get(1)?;
            let known = Known {
                name: GroupName::new(name),
                listed: row.get(2)?,
                places: row.get(3)?,
                dirty: false,
            };
            ledger.insert(row.get(0)?, known);
        }
        Ok(ledger)
    }

    fn insert(&mut self, id: i64, known: Known) {
        self.last_id = self.last_id.max(id);
        self.by_name.insert(known.name.clone(), id);
        self.by_id.insert(id, known);
    }

    /// The number of a group, if there is one of that name.
    pub(crate) fn find(&self, name: &GroupName) -> Option<i64> {
        self.by_name.get(name).copied()
    }

    /// Takes groups off the account's list.
    pub(crate) fn unlist(&mut self, ids: &BTreeSet<i64>) {
        for id in ids {
            if let Some(known) = self.by_id.get_mut(id) {
                known.listed = false;
                known.dirty = true;
            }
        }
    }

    fn id_of(&mut self, name: &GroupName) -> i64 {
        if let Some(id) = self.by_name.get(name) {
            return *id;
        }
        let id = self.last_id.saturating_add(1);
        let known = Known {
            name: name.clone(),
            listed: false,
            places: 0,
            dirty: true,
        };
        self.insert(id, known);
        id
    }

    fn count(&mut self, id: i64, difference: i64) -> Result<(), Failure> {
        let known = self.by_id.get_mut(&id).ok_or(Failure::Damaged(
            "a place is in an unknown group",
            "ein Ort ist in einer unbekannten Gruppe",
        ))?;
        known.places = known
            .places
            .checked_add(difference)
            .ok_or(Failure::Damaged(
                "the number of places of a group is wrong",
                "die Zahl der Orte einer Gruppe stimmt nicht",
            ))?;
        known.dirty = true;
        Ok(())
    }

    /// Counts a place that comes; `numbers` becomes what its row says.
    pub(crate) fn enter(&mut self, groups: &Groups, numbers: &mut String) -> Result<(), Failure> {
        numbers.clear();
        for name in groups {
            let id = self.id_of(name);
            self.count(id, 1)?;
            let comma = if numbers.is_empty() { "," } else { "" };
            // Writing to a string does not fail.
            let _ = write!(numbers, "{comma}{id},");
        }
        Ok(())
    }

    /// Counts a place that goes, by what its row said.
    pub(crate) fn leave(&mut self, numbers: &str) -> Result<(), Failure> {
        for id in ids(numbers) {
            let id = id.ok_or(Failure::Damaged(
                "a group is not a number",
                "eine Gruppe ist keine Zahl",
            ))?;
            self.count(id, -1)?;
        }
        Ok(())
    }

    /// Takes the account's list; whether it is another one than before.
    pub(crate) fn take_list(&mut self, list: &[GroupName]) -> bool {
        let list: BTreeSet<&GroupName> = list.iter().collect();
        for name in &list {
            self.id_of(name);
        }
        let mut differs = false;
        for known in self.by_id.values_mut() {
            let listed = list.contains(&known.name);
            if known.listed != listed {
                known.listed = listed;
                known.dirty = true;
                differs = true;
            }
        }
        differs
    }

    /// Whether the name of a group goes with what has changed.
    pub(crate) fn forgets_a_name(&self) -> bool {
        let mut known = self.by_id.values();
        known.any(|known| known.dirty && !known.listed && known.places == 0)
    }

    /// Writes what has changed. A group that is neither listed nor has a place is forgotten.
    pub(crate) fn save(&self, transaction: &Transaction<'_>) -> Result<(), Failure> {
        let mut put = transaction.prepare_cached(
            "INSERT INTO place_group (id, name, listed, places) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (id) DO UPDATE SET listed = ?3, places = ?4",
        )?;
        let mut forget = transaction.prepare_cached("DELETE FROM place_group WHERE id = ?1")?;
        for (id, known) in self.by_id.iter().filter(|(_, known)| known.dirty) {
            if known.listed || known.places > 0 {
                put.execute((id, known.name.as_str(), known.listed, known.places))?;
            } else {
                forget.execute([id])?;
            }
        }
        Ok(())
    }
}
