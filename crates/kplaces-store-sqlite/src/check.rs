//! Looking for damage.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::ops::ControlFlow;

use kplaces_domain::{FoldedName, Position};
use rusqlite::Connection;

use crate::entry::{Fields, NAMES, PLACES, POSITIONS, number, readings, text};
use crate::failure::Failure;
use crate::names::Names;
use crate::places_writer::Ledgers;
use crate::schema;

/// Looks for damage: of the file, of each place, and of what is kept beside places.
pub(crate) fn check(connection: &mut Connection) -> Result<(), Failure> {
    let snapshot = connection.transaction()?;
    pages(&snapshot)?;
    let recount = Recount::of(&snapshot)?;
    let kept: i64 = snapshot.query_row("SELECT places FROM store", [], |row| row.get(0))?;
    if kept != recount.places {
        return Err(Failure::Damaged(
            "the number of places is wrong",
            "die Zahl der Orte stimmt nicht",
        ));
    }
    let ledgers = Ledgers::load(&snapshot)?;
    ledgers.groups.expect(&recount.groups)?;
    ledgers.colours.expect(&recount.colours)?;
    recount.expect_names_and_positions(&snapshot)
}

/// Looks for damage of the file, of whatever version.
pub(crate) fn pages(snapshot: &Connection) -> Result<(), Failure> {
    let verdict: String = snapshot.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" {
        Ok(())
    } else {
        Err(Failure::Damaged(
            "SQLite finds fault with the file",
            "SQLite findet Fehler in der Datei",
        ))
    }
}

/// Looks for damage within blocks, which SQLite does not look into.
pub(crate) fn blocks(snapshot: &Connection) -> Result<(), Failure> {
    PLACES.scan(snapshot, &[b""], |_| Ok(ControlFlow::Continue(())))?;
    NAMES.scan(snapshot, &[b""], |_| Ok(ControlFlow::Continue(())))?;
    POSITIONS.scan(snapshot, &[b""], |_| Ok(ControlFlow::Continue(())))
}

/// What is to be kept beside places, counted anew.
struct Recount {
    places: i64,
    groups: HashMap<u32, i64>,
    colours: HashMap<u32, i64>,
    /// The sums of the hashes of what is to be in the blocks of names and of positions, in whatever order.
    hashes: RandomState,
    names: u64,
    positions: u64,
    is_folded: bool,
}

impl Recount {
    /// Reads every place.
    fn of(snapshot: &Connection) -> Result<Self, Failure> {
        let known = Names::load(snapshot)?;
        let mut recount = Self {
            places: 0,
            groups: HashMap::new(),
            colours: HashMap::new(),
            hashes: RandomState::new(),
            names: 0,
            positions: 0,
            is_folded: schema::is_folded(snapshot)?,
        };
        let (mut groups, mut lines) = (Vec::new(), String::new());
        PLACES.check(snapshot, |[key, name, fields]| {
            let (fields, _) = (Fields::new(fields)?, text(key)?);
            known.place((text(key)?, text(name)?), &fields, &mut groups)?;
            recount.places += 1;
            if let Some(colour) = fields.colour {
                *recount.colours.entry(colour).or_default() += 1;
            }
            for group in fields.groups() {
                *recount.groups.entry(group?).or_default() += 1;
            }
            let folded = FoldedName::new(text(name)?);
            let (sort, spell) = readings(&folded, &mut lines);
            let hash = recount.hashes.hash_one([sort, key, spell]);
            recount.names = recount.names.wrapping_add(hash);
            let hash = |at: Position| recount.hashes.hash_one([&number(at)[..], key]);
            let hash = fields.position.map_or(0, hash);
            recount.positions = recount.positions.wrapping_add(hash);
            Ok(())
        })?;
        Ok(recount)
    }

    fn expect_names_and_positions(&self, snapshot: &Connection) -> Result<(), Failure> {
        let (mut names, mut positions) = (0_u64, 0_u64);
        if self.is_folded {
            NAMES.check(snapshot, |entry| {
                names = names.wrapping_add(self.hashes.hash_one(entry));
                Ok(())
            })?;
        }
        POSITIONS.check(snapshot, |entry| {
            positions = positions.wrapping_add(self.hashes.hash_one(entry));
            Ok(())
        })?;
        if names != self.names && self.is_folded {
            return Err(Failure::Damaged(
                "a name and its folded form do not fit",
                "ein Name und seine vereinfachte Form passen nicht zusammen",
            ));
        }
        if positions != self.positions {
            return Err(Failure::Damaged(
                "the order of its places is not that of all of them",
                "die Ordnung seiner Orte passt nicht zu ihnen",
            ));
        }
        Ok(())
    }
}
