//! Connections and their settings.

use std::path::Path;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};

use crate::failure::Failure;

/// How long to wait for another process that writes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// The page cache, in KiB; SQLite's own 2 MiB make a first sync write pages over and over.
const CACHE_KIB: i64 = 8 * 1024;

/// The same of a connection that only reads: what is above the leaves of a million places. Leaves are looked at once,
/// and a page that is used again is nearer to the processor than a new one.
const READ_CACHE_KIB: i64 = 1024;

/// Opens a connection that can write, to a database as it is.
pub(crate) fn plain(path: &Path) -> Result<Connection, Failure> {
    open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
}

/// Opens a file that nobody else knows of, to write to it without a journal beside it, which would be deleted with
/// places in it. A program that is killed meanwhile leaves nothing that anybody would use.
pub(crate) fn alone(path: &Path) -> Result<Connection, Failure> {
    let connection = plain(path)?;
    let mode = connection.pragma_update_and_check(None, "journal_mode", "MEMORY", |row| {
        row.get::<_, String>(0)
    })?;
    debug_assert_eq!(mode, "memory");
    connection.pragma_update(None, "synchronous", "OFF")?;
    Ok(connection)
}

/// Opens a connection that cannot write. The writer must have been there before.
pub(crate) fn reader(path: &Path) -> Result<Connection, Failure> {
    open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

/// What stands in a path of a URI as something else.
const IN_A_URI: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_');

/// Opens a file that nobody changes, without a file beside it and without locks.
pub(crate) fn immutable(path: &Path) -> Result<Connection, Failure> {
    let access = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let path = percent_encode(path.as_os_str().as_encoded_bytes(), IN_A_URI);
    let uri = format!("file:{path}?immutable=1");
    open(Path::new(&uri), access)
}

/// Opens a database with the settings that every connection has.
fn open(path: &Path, access: OpenFlags) -> Result<Connection, Failure> {
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let connection = Connection::open_with_flags(path, flags)?;
    settle(&connection)?;
    if access.contains(OpenFlags::SQLITE_OPEN_READ_ONLY) {
        connection.pragma_update(None, "cache_size", -READ_CACHE_KIB)?;
    }
    Ok(connection)
}

/// Makes the settings that every connection has.
pub(crate) fn settle(connection: &Connection) -> Result<(), Failure> {
    connection.busy_timeout(PATIENCE)?;
    // The file may have been made by someone who wants it to be read.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    // Nothing of an address in a temporary file.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    Ok(())
}
