//! Erasing: out of the answers, and out of the bytes.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use kplaces_domain::{GroupName, Revision};
use kplaces_store::{Erased, Erasure};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::entry::{Fields, PLACES, TABLES, text};
use crate::failure::Failure;
use crate::kept;
use crate::ledger::Ledger;
use crate::places_writer::PlacesWriter;
use crate::remains;

/// Erases in one transaction, then [scrubs](remains::scrub), whether there was something to erase or not: an
/// earlier try may have come to an end in between.
pub(crate) fn erase(connection: &mut Connection, which: &Erasure) -> Result<Erased, Failure> {
    let erased = forget(connection, which)?;
    remains::scrub(connection)?;
    Ok(erased)
}

fn forget(connection: &mut Connection, which: &Erasure) -> Result<Erased, Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let sql = "SELECT revision, as_of IS NOT NULL FROM store";
    let (revision, has_origin): (i64, bool) =
        transaction.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (places, groups, asked) = match which {
        Erasure::All => all(&transaction)?,
        Erasure::Groups(names) => of_groups(&transaction, names)?,
    };
    let mut erased = Erased {
        revision: Revision(revision as u64),
        places,
        groups,
    };
    let loses_origin = has_origin && *which == Erasure::All;
    if places + groups + asked == 0 && !loses_origin {
        return Ok(erased);
    }
    erased.revision = erased.revision.next();
    kept::forget(&transaction)?;
    transaction.execute(
        "UPDATE store SET revision = ?1, places = places - ?2",
        [erased.revision.0, places],
    )?;
    remains::note(&transaction)?;
    transaction.commit()?;
    Ok(erased)
}

/// How many places, groups and groups that were asked for there were, and now are not.
type Gone = (u64, u64, u64);

fn all(transaction: &Transaction<'_>) -> Result<Gone, Failure> {
    let places = transaction.query_row("SELECT places FROM store", [], |row| row.get(0))?;
    for table in TABLES.into_iter().chain(["place_colour"]) {
        transaction.execute(&format!("DELETE FROM {table}"), [])?;
    }
    let groups = transaction.execute("DELETE FROM place_group", [])?;
    let asked = transaction.execute("DELETE FROM asked_group", [])?;
    no_origin(transaction)?;
    Ok((places, groups as u64, asked as u64))
}

fn no_origin(transaction: &Transaction<'_>) -> Result<(), Failure> {
    transaction.execute("UPDATE store SET as_of = NULL, cut_at = NULL", [])?;
    Ok(())
}

fn of_groups(transaction: &Transaction<'_>, names: &BTreeSet<GroupName>) -> Result<Gone, Failure> {
    let mut writer = PlacesWriter::new(transaction, None)?;
    let groups = Ledger::of_groups(transaction)?;
    let names = names.iter();
    let doomed: BTreeSet<u32> = names
        .clone()
        .filter_map(|name| groups.find(name.as_str()))
        .collect();
    let mut places = 0;
    if !doomed.is_empty() {
        PLACES.scan(transaction, &[b""], |block| {
            for n in 0..block.len() {
                let [key, _, fields] = block.entry(n)?;
                for group in Fields::new(fields)?.groups() {
                    if doomed.contains(&group?) {
                        writer.remove(text(key)?)?;
                        places += 1;
                        break;
                    }
                }
            }
            Ok(ControlFlow::Continue(()))
        })?;
    }
    let mut ledgers = writer.finish()?;
    ledgers.groups.unlist(&doomed);
    ledgers.save(transaction)?;
    let mut forget = transaction.prepare("DELETE FROM asked_group WHERE name = ?1")?;
    let mut asked = 0;
    for name in names {
        asked += forget.execute([name.as_str()])?;
    }
    let left: u64 =
        transaction.query_row("SELECT count(*) FROM asked_group", [], |row| row.get(0))?;
    if asked > 0 && left == 0 {
        no_origin(transaction)?;
    }
    Ok((places, doomed.len() as u64, asked as u64))
}
