//! What may be left in the file of what was removed, until it is overwritten.
//!
//! `secure_delete` overwrites what is deleted, but a page keeps remains of rows that were moved in it
//! before, in its [gaps]. After a sync those of the pages that it wrote are overwritten; they are the pages of
//! the log. Where little is left of the content, each page is made anew of what is left. That shortens the content;
//! the end of the file, which SQLite would cut off as it is, is covered with zeros first.
//!
//! The table `remains` is there from the change that removes something until all this is done, so that it
//! is done by who opens the store next, should a program be killed. It holds the zeros.

use std::collections::BTreeSet;

use rusqlite::limits::Limit;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use crate::failure::Failure;
use crate::schema::CREATE_REMAINS;
use crate::{gaps, log};

/// The most bytes of one row; a longer end is covered by several.
const MOST: u64 = 64 * 1024 * 1024;

const CLEAR: &str = "DELETE FROM remains";

/// Writes down that pages may hold remains, as a part of the change that makes them.
pub(crate) fn note(connection: &Connection) -> Result<(), Failure> {
    Ok(connection.execute_batch(CREATE_REMAINS)?)
}

/// Whether pages may hold remains.
pub(crate) fn are_noted(connection: &Connection) -> Result<bool, Failure> {
    let sql = "SELECT 1 FROM sqlite_schema WHERE name = 'remains'";
    let found = connection.query_row(sql, [], |_| Ok(())).optional()?;
    Ok(found.is_some())
}

/// Overwrites remains if there may be any, and empties the log. What there is of it is of changes since the log was
/// emptied last, so it is in pages of the log.
pub(crate) fn finish(connection: &mut Connection) -> Result<(), Failure> {
    let Some(path) = log::file_of(connection) else {
        return clear(connection);
    };
    if !are_noted(connection)? {
        return log::empty(connection);
    }
    let pages = log::pages(&path)?;
    overwrite(connection, Some(pages))
}

/// Overwrites what a program that was killed has left, wherever it may be. A log without remains is not touched: others
/// may be at it, and whoever closes the store empties it.
pub(crate) fn finish_for_another(connection: &mut Connection) -> Result<(), Failure> {
    if are_noted(connection)? {
        overwrite(connection, None)
    } else {
        Ok(())
    }
}

/// Overwrites the remains that are noted.
fn overwrite(connection: &mut Connection, pages: Option<BTreeSet<u32>>) -> Result<(), Failure> {
    if !gaps::can_be_overwritten(connection)? || is_mostly_free(connection)? {
        return scrub(connection);
    }
    clear_gaps(connection, pages)?;
    log::empty(connection)
}

/// Overwrites gaps in one change, which also says that it is done.
fn clear_gaps(connection: &mut Connection, pages: Option<BTreeSet<u32>>) -> Result<(), Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch("DROP TABLE IF EXISTS remains")?;
    gaps::overwrite(&transaction, pages)?;
    Ok(transaction.commit()?)
}

/// Whether packing is worth its cost.
fn is_mostly_free(connection: &Connection) -> Result<bool, Failure> {
    let free: u64 = connection.pragma_query_value(None, "freelist_count", |row| row.get(0))?;
    Ok(free > pages(connection)? / 2)
}

/// Writes the file anew out of what is left, overwrites its former end, and empties the log; `Occupied`
/// where somebody still reads what was there before.
pub(crate) fn scrub(connection: &mut Connection) -> Result<(), Failure> {
    note(connection)?;
    // Zeros that a killed program has left are not content.
    connection.execute_batch(CLEAR)?;
    pack(connection)?;
    let (used, end) = (pages(connection)?, pages_of_file(connection)?);
    cover(connection, end)?;
    // Here the packed pages and the zeros reach their places in the file.
    log::restart(connection)?;
    connection.execute_batch(CLEAR)?;
    if end > 2 * used {
        // Of a file that is mostly zeros the zeros go; only now are they all there, as the last page of a
        // row is zeros to the end of the row only. What is content stays where it is.
        log::restart(connection)?;
        pack(connection)?;
        cover(connection, used)?;
    }
    connection.execute_batch("DROP TABLE remains")?;
    log::empty(connection)
}

/// The same for a database in memory, where there is neither a file nor a log.
pub(crate) fn clear(connection: &mut Connection) -> Result<(), Failure> {
    if !are_noted(connection)? {
        return Ok(());
    }
    if gaps::can_be_overwritten(connection)? && !is_mostly_free(connection)? {
        return clear_gaps(connection, None);
    }
    connection.execute_batch("DROP TABLE remains")?;
    pack(connection)
}

/// Writes every page anew.
pub(crate) fn pack(connection: &Connection) -> Result<(), Failure> {
    // `VACUUM` attaches what it writes; nothing else may be attached.
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 1)?;
    let packed = connection.execute_batch("VACUUM");
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    Ok(packed?)
}

fn pages(connection: &Connection) -> Result<u64, Failure> {
    Ok(connection.pragma_query_value(None, "page_count", |row| row.get(0))?)
}

fn page_size(connection: &Connection) -> Result<u64, Failure> {
    Ok(connection.pragma_query_value(None, "page_size", |row| row.get(0))?)
}

/// The pages that the file has room for, whatever SQLite takes for content.
fn pages_of_file(connection: &Connection) -> Result<u64, Failure> {
    let file = log::file_of(connection).and_then(|path| path.metadata().ok());
    Ok(file.map_or(0, |file| file.len()) / page_size(connection)?)
}

/// Lengthens the content by zeros until it has so many pages.
fn cover(connection: &Connection, end: u64) -> Result<(), Failure> {
    // A row of so many bytes for each page takes just these pages: the four others of a page are the number
    // of the next one.
    let room = page_size(connection)? - 4;
    let mut left = end.saturating_sub(pages(connection)?);
    while left > 0 {
        let some = left.min(MOST / room);
        let sql = "INSERT INTO remains VALUES (zeroblob(?1))";
        connection.execute(sql, [some * room])?;
        left -= some;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::connection;
    use crate::location::beside;
    use crate::schema::MIGRATIONS;
    use crate::writing;

    const CANARY: &[u8] = b"zq4711";

    fn holds(bytes: &[u8]) -> bool {
        bytes.windows(CANARY.len()).any(|it| it == CANARY)
    }

    /// A store whose first half of rows has the canary; their removal is in its log.
    fn half_removed(folder: &tempfile::TempDir) -> (std::path::PathBuf, Connection) {
        let path = folder.path().join("places.db");
        fs::write(&path, "").unwrap();
        let mut connection = writing::open(&path, MIGRATIONS).unwrap();
        let sql = "WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 2000)
            INSERT INTO place_block SELECT
            CAST(printf('%s-%05d', iif(n % 3, 'zq4711', 'stays'), n) AS BLOB), x'00' FROM n";
        connection.execute_batch(sql).unwrap();
        log::empty(&mut connection).unwrap();
        let transaction = connection.transaction().unwrap();
        transaction
            .execute("DELETE FROM place_block WHERE first < CAST('zz' AS BLOB) AND first > CAST('zq' AS BLOB)", [])
            .unwrap();
        note(&transaction).unwrap();
        transaction.commit().unwrap();
        (path, connection)
    }

    #[test]
    fn the_end_of_a_file_is_zeros_before_it_is_cut() {
        let folder = tempfile::tempdir().unwrap();
        let (path, connection) = half_removed(&folder);
        let before = fs::read(&path).unwrap();
        assert!(holds(&before));
        pack(&connection).unwrap();
        assert!(pages(&connection).unwrap() < pages_of_file(&connection).unwrap());
        let end = pages_of_file(&connection).unwrap();
        cover(&connection, end).unwrap();
        log::restart(&connection).unwrap();
        let after = fs::read(&path).unwrap();
        assert_eq!(after.len(), before.len(), "nothing was cut yet");
        assert!(!holds(&after));
    }

    #[test]
    fn a_log_is_overwritten_before_it_is_cut() {
        let folder = tempfile::tempdir().unwrap();
        let (path, mut connection) = half_removed(&folder);
        connection
            .execute(
                "UPDATE place_block SET bytes = CAST('zq4711 in the log' AS BLOB)",
                [],
            )
            .unwrap();
        let log = beside(&path, "-wal");
        assert!(holds(&fs::read(&log).unwrap()));
        let length = fs::metadata(&log).unwrap().len();
        log::restart(&connection).unwrap();
        assert!(log::overwritten_for_test(&mut connection, &path));
        let bytes = fs::read(&log).unwrap();
        assert_eq!(bytes.len() as u64, length, "nothing was cut yet");
        assert!(!holds(&bytes));
    }

    #[test]
    fn what_a_killed_program_left_to_do_is_done_by_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let (path, connection) = half_removed(&folder);
        assert!(are_noted(&connection).unwrap());
        // As if it had been killed: the log is there, and nothing was packed.
        let copy = tempfile::tempdir().unwrap();
        let killed = copy.path().join("places.db");
        for part in ["", "-wal"] {
            fs::copy(beside(&path, part), beside(&killed, part)).unwrap();
        }
        kplaces_store_testsuite::block_on(async {
            drop(crate::SqliteStore::open(killed.clone()).await.unwrap());
        });
        assert!(!holds(&fs::read(&killed).unwrap()));
        let connection = connection::reader(&killed).unwrap();
        assert!(!are_noted(&connection).unwrap());
    }
}
