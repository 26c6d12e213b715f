//! Connections and their settings.

use std::path::Path;
use std::time::Duration;

use kplaces_store::StoreErrorKind;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};

use crate::failure::Failure;
use crate::migration::{self, Keep};
use crate::schema::{self, Migrations};

/// How long to wait for another process that writes.
const PATIENCE: Duration = Duration::from_secs(5);

/// The page cache, in KiB; SQLite's own 2 MiB make a first sync write pages over and over.
const CACHE_KIB: i64 = 8 * 1024;

/// Opens the connection that writes, and brings the schema up to date.
pub(crate) fn writer(path: &Path, known: Migrations) -> Result<Connection, Failure> {
    let mut connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // A commit is on the medium before it is reported.
    connection.pragma_update(None, "synchronous", "FULL")?;
    // What is removed is overwritten, not only marked as free.
    connection.pragma_update(None, "secure_delete", true)?;
    // Before the write-ahead log is in use: it puts the header into the file itself, where it is
    // looked for next time.
    migration::migrate(&mut connection, known, Keep::Beside(path))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // It is emptied after each sync.
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    // Without folded names nothing is lost but time; who writes now may be folding them.
    connection.busy_timeout(Duration::ZERO)?;
    match schema::refold(&mut connection) {
        Err(failure) if is_passing(&failure) => {}
        refolded => refolded?,
    }
    connection.busy_timeout(PATIENCE)?;
    Ok(connection)
}

/// Whether a change failed for a reason that leaves the content to be read.
fn is_passing(failure: &Failure) -> bool {
    use StoreErrorKind as Kind;

    matches!(failure.kind(), Kind::Busy | Kind::Full | Kind::Denied)
}

/// Opens a further connection to a database that is open for writing.
pub(crate) fn plain(path: &Path) -> Result<Connection, Failure> {
    open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
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

fn open(path: &Path, access: OpenFlags) -> Result<Connection, Failure> {
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let connection = Connection::open_with_flags(path, flags)?;
    settle(&connection)?;
    Ok(connection)
}

/// Makes the settings that every connection has.
pub(crate) fn settle(connection: &Connection) -> Result<(), Failure> {
    connection.busy_timeout(PATIENCE)?;
    // The file may have been made by someone who wants it to be read.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // Nothing of an address in a temporary file.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    Ok(())
}
