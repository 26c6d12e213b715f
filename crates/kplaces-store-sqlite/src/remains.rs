//! What may be left in the file of what was removed, until it is overwritten.
//!
//! `secure_delete` overwrites what is deleted, but a page keeps remains of rows that were moved in it
//! before. Packed, each page is made anew of what is left. That shortens the content; the end of the file,
//! which SQLite would cut off as it is, is covered with zeros first.
//!
//! The table `remains` is there from the change that removes something until all this is done, so that it
//! is done by who opens the store next, should a program be killed. It holds the zeros.

use rusqlite::limits::Limit;
use rusqlite::{Connection, OptionalExtension};

use crate::failure::Failure;
use crate::log;

/// The most bytes of one row; a longer end is covered by several.
const MOST: u64 = 64 * 1024 * 1024;

/// Writes down that pages may hold remains, as a part of the change that makes them.
pub(crate) fn note(connection: &Connection) -> Result<(), Failure> {
    Ok(connection.execute_batch("CREATE TABLE IF NOT EXISTS remains (zeros BLOB)")?)
}

/// Whether pages may hold remains.
pub(crate) fn are_noted(connection: &Connection) -> Result<bool, Failure> {
    let sql = "SELECT 1 FROM sqlite_schema WHERE name = 'remains'";
    let found = connection.query_row(sql, [], |_| Ok(())).optional()?;
    Ok(found.is_some())
}

/// Overwrites remains if there may be any, and empties the log.
pub(crate) fn finish(connection: &mut Connection) -> Result<(), Failure> {
    if are_noted(connection)? {
        scrub(connection)
    } else {
        log::empty(connection)
    }
}

/// Writes the file anew out of what is left, overwrites its former end, and empties the log; `Occupied`
/// where somebody still reads what was there before.
pub(crate) fn scrub(connection: &mut Connection) -> Result<(), Failure> {
    note(connection)?;
    // Zeros that a killed program has left are not content.
    connection.execute_batch("DELETE FROM remains")?;
    pack(connection)?;
    let (used, covered) = cover_end(connection)?;
    // Here the packed pages and the zeros reach their places in the file.
    log::restart(connection)?;
    connection.execute_batch("DROP TABLE remains")?;
    if covered > used {
        // Of a file that is mostly zeros the zeros go.
        pack(connection)?;
    }
    log::empty(connection)
}

/// The same for a database in memory, where there is neither a file nor a log.
pub(crate) fn clear(connection: &Connection) -> Result<(), Failure> {
    if are_noted(connection)? {
        connection.execute_batch("DROP TABLE remains")?;
        pack(connection)?;
    }
    Ok(())
}

/// Writes every page anew.
pub(crate) fn pack(connection: &Connection) -> Result<(), Failure> {
    // `VACUUM` attaches what it writes; nothing else may be attached.
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 1)?;
    let packed = connection.execute_batch("VACUUM");
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    Ok(packed?)
}

/// Lengthens the content by pages of zeros to what the file has; says how many pages are content, and how
/// many zeros.
fn cover_end(connection: &Connection) -> Result<(u64, u64), Failure> {
    let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, u64>(0));
    let (used, size) = (number("page_count")?, number("page_size")?);
    let length = log::file_of(connection)
        .and_then(|path| path.metadata().ok())
        .map_or(0, |file| file.len());
    let covered = (length / size).saturating_sub(used);
    // So long that a row takes one page for each `room` bytes besides its beginning: the four others of
    // such a page are the number of the next.
    let room = size - 4;
    let mut left = covered;
    while left > 0 {
        let pages = left.min(MOST / room);
        let sql = "INSERT INTO remains VALUES (zeroblob(?1))";
        connection.execute(sql, [pages * room])?;
        left -= pages;
    }
    Ok((used, covered))
}
