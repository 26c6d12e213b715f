//! A database file that nobody else has open.

use std::fs::File;
use std::path::Path;

use kplaces_store::StoreErrorKind;
use rusqlite::{Connection, OpenFlags};

use crate::failure::{Failure, io_error};
use crate::location::name_of;

/// Keeps everybody out of a database until it is dropped.
///
/// When it is dropped SQLite closes the database; by then its files have to be gone.
pub(crate) enum Hold {
    /// By SQLite, which knows all who have it open.
    Database { _connection: Connection },
    /// Of a file that is no database, or cannot be opened as one. Only other programs are kept out.
    File { _locked: File },
}

/// Takes a database for oneself; `InUse` if somebody has it open. No room is needed for it.
pub(crate) fn hold(path: &Path) -> Result<Hold, Failure> {
    match by_sqlite(path) {
        Ok(connection) => Ok(Hold::Database {
            _connection: connection,
        }),
        Err(failure) if failure.kind() == StoreErrorKind::Busy => Err(Failure::InUse),
        Err(_) => {
            let failed = |error| Failure::Below(io_error(&name_of(path), error));
            let file = File::options().read(true).write(true).open(path);
            let file = file.map_err(failed)?;
            if !lock(&file).map_err(failed)? {
                return Err(Failure::InUse);
            }
            Ok(Hold::File { _locked: file })
        }
    }
}

fn by_sqlite(path: &Path) -> Result<Connection, Failure> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let connection = Connection::open_with_flags(path, flags)?;
    // Set before the log is looked at, this makes the lock one for all, and the index of the log one in
    // memory.
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.execute_batch("BEGIN EXCLUSIVE")?;
    Ok(connection)
}

/// Locks the whole file in the way of SQLite.
#[cfg(unix)]
fn lock(file: &File) -> std::io::Result<bool> {
    use rustix::fs::{FlockOperation, fcntl_lock};
    use rustix::io::Errno;

    match fcntl_lock(file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(true),
        Err(Errno::ACCESS | Errno::AGAIN) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(unix))]
fn lock(file: &File) -> std::io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(std::fs::TryLockError::WouldBlock) => Ok(false),
        Err(std::fs::TryLockError::Error(error)) => Err(error),
    }
}
