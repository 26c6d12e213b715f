//! Opening a store to change it.

use std::path::Path;
use std::time::Duration;

use kplaces_store::StoreErrorKind;
use rusqlite::Connection;

use crate::connection::{self, PATIENCE};
use crate::failure::Failure;
use crate::migration::{self, Keep};
use crate::schema::{self, Migrations};

/// Opens the connection that writes, and brings the schema up to date.
pub(crate) fn open(path: &Path, known: Migrations) -> Result<Connection, Failure> {
    let mut connection = connection::plain(path)?;
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
