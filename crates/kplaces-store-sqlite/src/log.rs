//! The write-ahead log, which is emptied so that no byte of it is left on the medium.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use kplaces_files::overwrite;
use rusqlite::{Connection, TransactionBehavior};

use crate::connection;
use crate::failure::{Failure, io_error};
use crate::location::{beside, name_of};

/// So often the log is overwritten at most where others go on writing to it.
const TRIES: usize = 5;

/// The header of a log, and that of each page in it.
const HEADER: u64 = 32;
const FRAME_HEADER: u64 = 24;

/// The file of a database; `None` for one in memory.
pub(crate) fn file_of(connection: &Connection) -> Option<PathBuf> {
    let path = connection.path().filter(|path| !path.is_empty());
    path.map(PathBuf::from)
}

/// Moves the log into the file, overwrites it where it is, and cuts it. `Occupied` where somebody still
/// reads what was there before. One without a name in it is left: SQLite deletes it in the end.
pub(crate) fn empty(connection: &mut Connection) -> Result<(), Failure> {
    let Some(path) = file_of(connection) else {
        return Ok(());
    };
    if is_empty(&path) || is_nameless(connection, &path)? {
        return Ok(());
    }
    for _ in 0..TRIES {
        restart(connection)?;
        // Now that nobody needs it, a change makes the log begin anew: all behind its page is of no use to
        // anybody.
        touch(connection)?;
        if overwritten(connection, &path)? {
            return checkpoint(connection, "TRUNCATE");
        }
    }
    Err(Failure::Occupied)
}

/// The numbers of all pages that were written since the log was emptied last. Some may be there that were not: of a
/// change that was taken back.
pub(crate) fn pages(path: &Path) -> Result<BTreeSet<u32>, Failure> {
    let mut pages = BTreeSet::new();
    each_page(path, |number| {
        pages.insert(number);
        ControlFlow::Continue(())
    })?;
    Ok(pages)
}

/// Gives the number of each page that was written, as [`pages`] does, until `look` has seen enough.
fn each_page(path: &Path, look: impl FnMut(u32) -> ControlFlow<()>) -> Result<(), Failure> {
    let log = beside(path, "-wal");
    numbers(&log, look).map_err(|error| Failure::Below(io_error(&name_of(&log), error)))
}

fn numbers(log: &Path, mut look: impl FnMut(u32) -> ControlFlow<()>) -> io::Result<()> {
    // Closing it gives up no lock: those of SQLite are on other files.
    let mut file = match File::open(log) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        // Of each page only a few bytes are read, and nothing ahead of them.
        file => BufReader::with_capacity(FRAME_HEADER as usize, file?),
    };
    let mut header = [0; HEADER as usize];
    if !fill(&mut file, &mut header)? {
        return Ok(());
    }
    let page_size = u32::from_be_bytes([header[8], header[9], header[10], header[11]]);
    let mut frame = [0; FRAME_HEADER as usize];
    while fill(&mut file, &mut frame)? {
        let number = u32::from_be_bytes([frame[0], frame[1], frame[2], frame[3]]);
        if look(number).is_break() {
            break;
        }
        file.seek_relative(i64::from(page_size))?;
    }
    Ok(())
}

/// Reads so many bytes; `false` where the file ends before.
fn fill(file: &mut impl Read, bytes: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(bytes) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        read => read.map(|()| true),
    }
}

/// Writes a page without a name, the way it was: a file that holds the same has the same bytes.
fn touch(connection: &mut Connection) -> Result<(), Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for _ in 0..2 {
        // The other one of two neighbours, which take as many bytes.
        transaction.execute(
            "UPDATE store SET revision = (revision | 1) - (revision & 1)",
            [],
        )?;
    }
    Ok(transaction.commit()?)
}

/// Whether all that was written is the one row of numbers, as after a sync that has changed nothing.
fn is_nameless(connection: &Connection, path: &Path) -> Result<bool, Failure> {
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'store'";
    let page: u32 = connection.query_row(sql, [], |row| row.get(0))?;
    let mut is_nameless = true;
    each_page(path, |number| {
        is_nameless = number == page;
        if is_nameless {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })?;
    Ok(is_nameless)
}

fn is_empty(path: &Path) -> bool {
    let log = beside(path, "-wal").metadata();
    log.is_ok_and(|log| log.len() == 0)
}

/// The same without waiting for anybody: before the store is closed, when SQLite would delete the log as it
/// is.
pub(crate) fn empty_at_once(connection: &mut Connection) -> Result<(), Failure> {
    connection.busy_timeout(std::time::Duration::ZERO)?;
    empty(connection)
}

/// Moves the log into the file, so that all who read from now on find everything there.
pub(crate) fn restart(connection: &Connection) -> Result<(), Failure> {
    checkpoint(connection, "RESTART")
}

fn checkpoint(connection: &Connection, how: &str) -> Result<(), Failure> {
    let sql = format!("PRAGMA wal_checkpoint({how})");
    let busy: i64 = connection.query_row(&sql, [], |row| row.get(0))?;
    if busy == 0 {
        Ok(())
    } else {
        Err(Failure::Occupied)
    }
}

/// Overwrites all of the log that is not in use; says whether that was nearly all.
fn overwritten(connection: &mut Connection, path: &Path) -> Result<bool, Failure> {
    let log = beside(path, "-wal");
    let failed = |error: io::Error| Failure::Below(io_error(&name_of(&log), error));
    // Closing it gives up no lock: those of SQLite are on other files.
    let file = match File::options().write(true).open(&log) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(true),
        file => file.map_err(failed)?,
    };
    let page: u64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
    // Who begins to write now waits until it is done, so what is in use stays so.
    let guard = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let used = used_pages(path)?;
    overwrite(&file, HEADER + used * (FRAME_HEADER + page)..u64::MAX).map_err(failed)?;
    guard.rollback()?;
    // The first is the one that made SQLite begin anew.
    Ok(used <= 1)
}

/// How many pages of the log SQLite takes for such.
fn used_pages(path: &Path) -> Result<u64, Failure> {
    // A connection that is in a transaction cannot be asked.
    let other = connection::plain(path)?;
    let sql = "PRAGMA wal_checkpoint(PASSIVE)";
    // Not told is a negative number, and nothing is overwritten then.
    let pages: i64 = other.query_row(sql, [], |row| row.get(1))?;
    Ok(u64::try_from(pages).unwrap_or(u64::from(u32::MAX)))
}

/// What [`empty`] does between moving the log and cutting it.
#[cfg(test)]
pub(crate) fn overwritten_for_test(connection: &mut Connection, path: &Path) -> bool {
    touch(connection).is_ok_and(|()| overwritten(connection, path).unwrap_or(false))
}
