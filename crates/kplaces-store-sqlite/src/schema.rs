//! Whether a file is a store, and of which version.

use kplaces_domain::FoldedName;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::failure::Failure;
use crate::row;

/// `3KPL`, in the header of every store.
const APPLICATION_ID: i32 = 0x334b_504c;

/// Each brings the schema from its position in the list to the next.
const MIGRATIONS: &[&str] = &[include_str!("../migrations/0001.sql")];

const CREATE_INDEXES: &str = include_str!("../migrations/indexes.sql");

const DROP_INDEXES: &str = "DROP INDEX place_by_name; DROP INDEX place_by_position;";

/// The length of the header of a SQLite file.
pub(crate) const HEADER: usize = 100;

/// Looks at the first bytes of a file: empty, or a store of a version we know.
pub(crate) fn recognise(header: &[u8]) -> Result<(), Failure> {
    if header.is_empty() {
        return Ok(());
    }
    let number = |at: usize| {
        let bytes = header.get(at..at + 4)?;
        Some(i32::from_be_bytes(bytes.try_into().ok()?))
    };
    if header.len() < HEADER
        || !header.starts_with(b"SQLite format 3\0")
        || number(68) != Some(APPLICATION_ID)
    {
        return Err(Failure::Foreign);
    }
    number(60).map_or(Err(Failure::Foreign), |version| pending(version).map(drop))
}

/// The migrations that a store of `version` still needs.
fn pending(version: i32) -> Result<&'static [&'static str], Failure> {
    usize::try_from(version)
        .ok()
        .and_then(|done| MIGRATIONS.get(done..))
        .ok_or(Failure::Newer)
}

/// Creates the schema or brings it to the latest version, in one transaction.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), Failure> {
    // A store that is up to date is opened without waiting for who writes to it.
    if identity(connection)? == (APPLICATION_ID, MIGRATIONS.len() as i32) {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let todo = match identity(&transaction)? {
        (APPLICATION_ID, version) => pending(version)?,
        (0, 0) if is_blank(&transaction)? => MIGRATIONS,
        _ => return Err(Failure::Foreign),
    };
    for migration in todo {
        transaction.execute_batch(migration)?;
    }
    create_indexes(&transaction)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", MIGRATIONS.len())?;
    Ok(transaction.commit()?)
}

/// Takes the indexes away, for filling a store: sorting once is quicker than inserting in between.
pub(crate) fn drop_indexes(transaction: &Transaction<'_>) -> Result<(), Failure> {
    Ok(transaction.execute_batch(DROP_INDEXES)?)
}

/// Builds the indexes that are missing.
pub(crate) fn create_indexes(transaction: &Transaction<'_>) -> Result<(), Failure> {
    Ok(transaction.execute_batch(CREATE_INDEXES)?)
}

fn identity(connection: &Connection) -> Result<(i32, i32), Failure> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get(0));
    Ok((number("application_id")?, number("user_version")?))
}

fn is_blank(connection: &Connection) -> Result<bool, Failure> {
    let sql = "SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

/// Folds all names anew if they were folded by other rules.
pub(crate) fn refold(connection: &mut Connection) -> Result<(), Failure> {
    if fold_version(connection)? == FoldedName::VERSION {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut last = None;
    while let Some(key) = refold_some(&transaction, last)? {
        last = Some(key);
    }
    transaction.execute("UPDATE store SET fold_version = ?1", [FoldedName::VERSION])?;
    Ok(transaction.commit()?)
}

fn fold_version(connection: &Connection) -> Result<u32, Failure> {
    Ok(connection.query_row("SELECT fold_version FROM store", [], |row| row.get(0))?)
}

/// Folds the next names after a key and gives the last key, or `None` if there are no more.
fn refold_some(
    transaction: &Transaction<'_>,
    after: Option<String>,
) -> Result<Option<String>, Failure> {
    let names: Vec<(String, String)> = transaction
        .prepare_cached(
            "SELECT key, name FROM place WHERE ?1 IS NULL OR key > ?1 ORDER BY key LIMIT 1000",
        )?
        .query_map([after], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut update =
        transaction.prepare_cached("UPDATE place SET sort = ?2, spell = ?3 WHERE key = ?1")?;
    for (key, name) in &names {
        let folded = FoldedName::new(name);
        let (sort, spell) = row::readings(&folded);
        update.execute((key, sort, spell))?;
    }
    Ok(names.into_iter().next_back().map(|(key, _)| key))
}
