//! Erasing: out of the answers, and out of the bytes.

use std::collections::BTreeSet;

use kplaces_domain::{GroupName, Revision};
use kplaces_store::{Erased, Erasure};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::failure::Failure;
use crate::groups::{GroupLedger, ids};
use crate::kept;
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
        "UPDATE store SET revision = ?1, places = (SELECT count(*) FROM place)",
        [erased.revision.0 as i64],
    )?;
    remains::note(&transaction)?;
    transaction.commit()?;
    Ok(erased)
}

/// How many places, groups and groups that were asked for there were, and now are not.
type Gone = (u64, u64, u64);

fn all(transaction: &Transaction<'_>) -> Result<Gone, Failure> {
    let places = transaction.execute("DELETE FROM place", [])?;
    let groups = transaction.execute("DELETE FROM place_group", [])?;
    let asked = transaction.execute("DELETE FROM asked_group", [])?;
    no_origin(transaction)?;
    Ok((places as u64, groups as u64, asked as u64))
}

fn no_origin(transaction: &Transaction<'_>) -> Result<(), Failure> {
    transaction.execute("UPDATE store SET as_of = NULL, cut_at = NULL", [])?;
    Ok(())
}

fn of_groups(transaction: &Transaction<'_>, names: &BTreeSet<GroupName>) -> Result<Gone, Failure> {
    let mut ledger = GroupLedger::load(transaction)?;
    let doomed: BTreeSet<i64> = names.iter().filter_map(|name| ledger.find(name)).collect();
    let mut keys: Vec<String> = Vec::new();
    if !doomed.is_empty() {
        let mut statement =
            transaction.prepare("SELECT key, in_groups FROM place WHERE in_groups <> ''")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let numbers: String = row.get(1)?;
            if ids(&numbers).flatten().any(|id| doomed.contains(&id)) {
                ledger.leave(&numbers)?;
                keys.push(row.get(0)?);
            }
        }
    }
    let mut delete = transaction.prepare("DELETE FROM place WHERE key = ?1")?;
    for key in &keys {
        delete.execute([key])?;
    }
    ledger.unlist(&doomed);
    ledger.save(transaction)?;
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
    Ok((keys.len() as u64, doomed.len() as u64, asked as u64))
}
