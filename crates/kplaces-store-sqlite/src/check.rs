//! Looking for damage.

use std::collections::HashMap;

use kplaces_domain::FoldedName;
use rusqlite::{Connection, Transaction};

use crate::failure::Failure;
use crate::groups::{GroupNames, ids};
use crate::{row, schema};

/// Looks for damage: of the file, of each row, and of what is counted beside the rows.
pub(crate) fn check(connection: &mut Connection) -> Result<(), Failure> {
    let snapshot = connection.transaction()?;
    pages(&snapshot)?;
    let (places, counts) = recount(&snapshot)?;
    let kept: i64 = snapshot.query_row("SELECT places FROM store", [], |row| row.get(0))?;
    if kept != places {
        return Err(Failure::Damaged(
            "the number of places is wrong",
            "die Zahl der Orte stimmt nicht",
        ));
    }
    let mut statement = snapshot.prepare("SELECT id, places FROM place_group")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, kept): (i64, i64) = (row.get(0)?, row.get(1)?);
        if counts.get(&id).copied().unwrap_or(0) != kept {
            return Err(Failure::Damaged(
                "the number of places of a group is wrong",
                "die Zahl der Orte einer Gruppe stimmt nicht",
            ));
        }
    }
    Ok(())
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

/// How many places there are, and in each group. Every row is read as a place.
fn recount(snapshot: &Transaction<'_>) -> Result<(i64, HashMap<i64, i64>), Failure> {
    let names = GroupNames::load(snapshot)?;
    let is_folded = schema::is_folded(snapshot)?;
    let mut places = 0;
    let mut counts = HashMap::new();
    let mut statement = snapshot.prepare(&format!("SELECT {} FROM place", row::COLUMNS))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (place, folded) = row::read(row, &names)?;
        if is_folded && folded != FoldedName::new(&place.name) {
            return Err(Failure::Damaged(
                "a name and its folded form do not fit",
                "ein Name und seine vereinfachte Form passen nicht zusammen",
            ));
        }
        places += 1;
        let numbers: String = row.get("in_groups")?;
        for id in ids(&numbers).flatten() {
            *counts.entry(id).or_default() += 1;
        }
    }
    Ok((places, counts))
}
