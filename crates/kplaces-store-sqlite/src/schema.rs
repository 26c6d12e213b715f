//! Whether a file is a store, and of which version.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use kplaces_domain::FoldedName;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, TransactionBehavior};

use crate::blocks::{Filler, Sorter};
use crate::entry::{NAMES, PLACES, readings, text};
use crate::failure::Failure;
use crate::places_writer::fill_with;
use crate::rows;

/// `3KPL`, in the header of every store.
pub(crate) const APPLICATION_ID: i32 = 0x334b_504c;

/// A step that SQL cannot take.
type Move = fn(&Connection) -> Result<(), Failure>;

/// What brings the schema from its position in the list to the next.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Migration {
    /// What is made first.
    pub(crate) sql: &'static str,
    /// Moves the content.
    pub(crate) moves: Option<Move>,
    /// What is taken away at last.
    pub(crate) drops: &'static str,
}

impl Migration {
    /// One that is SQL and no more.
    pub(crate) const fn of(sql: &'static str) -> Self {
        Self {
            sql,
            moves: None,
            drops: "",
        }
    }
}

pub(crate) type Migrations = &'static [Migration];

/// Those of this version.
pub(crate) const MIGRATIONS: Migrations = &[
    Migration::of(include_str!("../migrations/0001.sql")),
    Migration::of(include_str!("../migrations/0002.sql")),
    Migration {
        sql: include_str!("../migrations/0003.sql"),
        moves: Some(rows::into_blocks),
        drops: "DROP TABLE place",
    },
];

/// Indexes that were not always there, up to the version before the third.
const INDEXES_OF_ROWS: &str = include_str!("../migrations/indexes.sql");
const WITH_ROWS: usize = 2;

/// The table that is there as long as something is to be overwritten: see `remains.rs`.
pub(crate) const CREATE_REMAINS: &str = "CREATE TABLE IF NOT EXISTS remains (zeros BLOB)";

/// The length of the header of a SQLite file.
pub(crate) const HEADER: usize = 100;

/// Looks at the first bytes of a file: empty, or a store of a version we know.
pub(crate) fn recognise(header: &[u8], known: Migrations) -> Result<(), Failure> {
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
    number(60).map_or(Err(Failure::Foreign), |version| {
        pending(version, known).map(drop)
    })
}

/// The migrations that a store of `version` still needs.
pub(crate) fn pending(version: i32, known: Migrations) -> Result<Migrations, Failure> {
    usize::try_from(version)
        .ok()
        .and_then(|done| known.get(done..))
        .ok_or(Failure::Newer)
}

/// Refuses a store whose tables are not those that its version makes, before anything is asked of them: a
/// view can answer without end, and a trigger do anything. What is no store is left to others to tell.
pub(crate) fn expect_own(connection: &Connection, known: Migrations) -> Result<(), Failure> {
    let (id, version) = identity(connection)?;
    let made = usize::try_from(version).ok().and_then(|n| known.get(..n));
    let (APPLICATION_ID, Some(made)) = (id, made) else {
        return Ok(());
    };
    if made.len() == known.len() && is_as_written(connection, known)? {
        return Ok(());
    }
    let like = Connection::open_in_memory()?;
    for migration in made {
        like.execute_batch(migration.sql)?;
        like.execute_batch(migration.drops)?;
    }
    let tables = definitions(&like)?;
    if made.len() <= WITH_ROWS && !made.is_empty() {
        like.execute_batch(INDEXES_OF_ROWS)?;
    }
    // It is there as long as something is to be overwritten.
    like.execute_batch(CREATE_REMAINS)?;
    let all = definitions(&like)?;
    let found = definitions(connection)?;
    if found.is_subset(&all) && found.is_superset(&tables) {
        Ok(())
    } else {
        Err(Failure::Damaged(
            "its tables are not those of a store",
            "seine Tabellen sind nicht die eines Bestands",
        ))
    }
}

/// The tables of the latest version.
const TABLES: [&str; 8] = [
    "asked_group",
    "kept",
    "name_block",
    "place_block",
    "place_colour",
    "place_group",
    "position_block",
    "store",
];

/// Whether the tables are those of the latest version as its migrations write them, and nothing else is there. To see
/// it no other database is made; one that is its own in another way, such as with statistics, is not seen to be.
fn is_as_written(connection: &Connection, known: Migrations) -> Result<bool, Failure> {
    let mut statement = connection.prepare("SELECT name, sql FROM sqlite_schema")?;
    let mut rows = statement.query([])?;
    let mut missing = TABLES.to_vec();
    while let Some(row) = rows.next()? {
        let (name, definition) = (row.get_ref(0)?, row.get_ref(1)?);
        let Ok(name) = name.as_str() else {
            return Ok(false);
        };
        // The index of a column that is unique: it is made with the table.
        if name.starts_with("sqlite_autoindex_") && definition == ValueRef::Null {
            continue;
        }
        let known_at = missing.iter().position(|table| *table == name);
        let (Ok(definition), Some(at)) = (definition.as_str(), known_at) else {
            return Ok(false);
        };
        missing.swap_remove(at);
        let is_made = || known.iter().any(|it| it.sql.contains(definition));
        let is_table = definition
            .strip_prefix("CREATE TABLE ")
            .and_then(|rest| rest.strip_prefix(name))
            .is_some_and(|rest| rest.starts_with(" (") && rest.ends_with(") STRICT"));
        if !is_table || !is_made() {
            return Ok(false);
        }
    }
    Ok(missing.is_empty())
}

/// Whether nothing is to be done for a store before it is read: of this version, without remains.
pub(crate) fn is_current(connection: &Connection, known: Migrations) -> Result<bool, Failure> {
    Ok(
        identity(connection)? == (APPLICATION_ID, known.len() as i32)
            && is_as_written(connection, known)?
            && is_folded(connection)?,
    )
}

/// What a database is made of: kind, name, table and definition. Statistics that SQLite keeps for itself do
/// not count.
fn definitions(connection: &Connection) -> Result<BTreeSet<[Option<String>; 4]>, Failure> {
    let sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema \
               WHERE NOT (type = 'table' AND name IN ('sqlite_stat1', 'sqlite_stat4'))";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether a store is as this version keeps it; one that is not is refused, not changed.
pub(crate) fn expect_latest(connection: &Connection, known: Migrations) -> Result<(), Failure> {
    expect_own(connection, known)?;
    match identity(connection)? {
        (APPLICATION_ID, version) if pending(version, known)?.is_empty() => {
            // Looked at, since a file that cannot be read is to be told of at once; both answers will do.
            is_folded(connection).map(drop)
        }
        (APPLICATION_ID, _) => Err(Failure::Older),
        _ => Err(Failure::Foreign),
    }
}

/// Whether its places are in blocks.
pub(crate) fn has_blocks(connection: &Connection) -> Result<bool, Failure> {
    let (_, version) = identity(connection)?;
    Ok(usize::try_from(version).is_ok_and(|version| version > WITH_ROWS))
}

/// The application id and the version of the schema.
pub(crate) fn identity(connection: &Connection) -> Result<(i32, i32), Failure> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get(0));
    Ok((number("application_id")?, number("user_version")?))
}

/// Folds all names anew if they were folded by other rules.
pub(crate) fn refold(connection: &mut Connection) -> Result<(), Failure> {
    if is_folded(connection)? {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    fold_all(&transaction)?;
    Ok(transaction.commit()?)
}

/// Makes the blocks of names anew.
pub(crate) fn fold_all(connection: &Connection) -> Result<(), Failure> {
    NAMES.clear(connection)?;
    let mut names = Sorter::new(NAMES.order, 0);
    let mut lines = String::new();
    PLACES.scan(connection, &[b""], |block| {
        for n in 0..block.len() {
            let [key, name, _] = block.entry(n)?;
            let folded = FoldedName::new(text(name)?);
            let (sort, spell) = readings(&folded, &mut lines);
            names.push(&[sort, key, spell], false)?;
        }
        Ok(ControlFlow::Continue(()))
    })?;
    fill_with(Filler::new(connection, NAMES)?, names)?;
    connection.execute("UPDATE store SET fold_version = ?1", [FoldedName::VERSION])?;
    Ok(())
}

/// Whether the names were folded by the rules of this version. Where they were not, and nothing may
/// be changed, the folded ones do not count: who reads folds anew.
pub(crate) fn is_folded(connection: &Connection) -> Result<bool, Failure> {
    let sql = "SELECT fold_version FROM store";
    Ok(is_of_this_version(connection.query_row(
        sql,
        [],
        |row| row.get(0),
    )?))
}

/// Whether names that were folded by the rules of this version are those of it.
pub(crate) fn is_of_this_version(folded: i64) -> bool {
    folded == i64::from(FoldedName::VERSION)
}
