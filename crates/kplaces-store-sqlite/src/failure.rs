use std::io::{self, ErrorKind};

use kplaces_store::{StoreError, StoreErrorKind};
use rusqlite::ErrorCode;

/// Why a job on the database did not succeed, before it is put into words.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The driver says so.
    Driver(rusqlite::Error),
    /// The plan does not fit; says why.
    Conflict(&'static str),
    /// A value that this crate never writes; says which.
    Damaged(&'static str),
    /// The file is a database, but not of ours.
    Foreign,
    /// The schema has a number higher than we know.
    Newer,
    /// The schema has a number lower than the latest, and must not be changed.
    Older,
    /// The file was changed while it was taken for unchanging.
    Restless,
    /// Another program has the file open.
    InUse,
    /// What was erased is out of the answers, but somebody still reads it.
    Occupied,
    /// The store could not be copied before it is changed.
    NotKept(StoreError),
    /// A file beside the database could not be used; in words already.
    Below(StoreError),
    /// Who asked has gone away in the middle.
    Abandoned,
    /// The medium does not give back what was written to it.
    Unread(io::Error),
    /// What looked like damage was none when it was looked at again.
    Passing,
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Driver(error)
    }
}

impl Failure {
    /// What it means.
    pub(crate) fn kind(&self) -> StoreErrorKind {
        use StoreErrorKind as Kind;

        match self {
            Self::Conflict(_) => Kind::Conflict,
            Self::Damaged(_) | Self::Foreign => Kind::Corrupt,
            Self::Newer => Kind::Newer,
            Self::Older => Kind::Older,
            Self::Restless | Self::Occupied | Self::InUse => Kind::Busy,
            Self::NotKept(cause) | Self::Below(cause) => cause.kind(),
            Self::Abandoned | Self::Unread(_) | Self::Passing => Kind::Io,
            Self::Driver(error) => kind(error),
        }
    }

    /// Whether it is said of pages of the file, as an error of reading is; not of what is in them.
    pub(crate) fn is_of_pages(&self) -> bool {
        match self {
            Self::Damaged(_) | Self::NotKept(_) => true,
            Self::Driver(rusqlite::Error::SqliteFailure(failure, _)) => matches!(
                failure.code,
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase
            ),
            _ => false,
        }
    }

    /// The failure as the contract knows it; `file` is the name of the database.
    pub(crate) fn of(self, file: &str) -> StoreError {
        if let Self::Below(error) = self {
            return error;
        }
        let message = match &self {
            Self::Conflict(why) => (*why).to_owned(),
            Self::Damaged(what) => {
                format!("{file} is damaged ({what}); move it away and sync again")
            }
            Self::Foreign => format!("{file} is not a store of 3Kplaces; name another file"),
            Self::Newer => {
                format!("{file} was written by a newer version of 3Kplaces; update this one")
            }
            Self::Older => format!(
                "{file} was written by an older version of 3Kplaces; sync to bring it up to date"
            ),
            Self::Restless => format!("another program has changed {file}; open it again"),
            Self::InUse => format!("another program has {file} open; end it and try again"),
            Self::Occupied => format!(
                "another program still reads what {file} held before; end it and erase again"
            ),
            Self::NotKept(_) => format!(
                "{file} is of an older version and was left so: no copy of it could be made"
            ),
            Self::Below(error) => error.to_string(),
            Self::Abandoned => format!("what was under way with {file} was abandoned"),
            Self::Unread(_) => format!("{file} could not be read to its end"),
            Self::Passing => {
                format!("{file} could not be read, and could when it was tried again: it is sound")
            }
            Self::Driver(error) => words(kind(error), file),
        };
        let error = StoreError::new(self.kind(), message);
        match self {
            Self::Driver(cause) => error.with_source(Cause::of(&cause)),
            Self::NotKept(cause) => error.with_source(cause),
            Self::Unread(cause) => error.with_source(cause),
            _ => error,
        }
    }
}

/// A failure of the system below; `name` is that of the file.
pub fn io_error(name: &str, error: io::Error) -> StoreError {
    let (kind, message) = match error.kind() {
        ErrorKind::PermissionDenied
        | ErrorKind::ReadOnlyFilesystem
        | ErrorKind::NotADirectory
        // A file where a folder should be.
        | ErrorKind::AlreadyExists => (
            StoreErrorKind::Denied,
            format!("{name} cannot be opened or created; check its folder and permissions"),
        ),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            (StoreErrorKind::Full, format!("no room left for {name}"))
        }
        _ => (
            StoreErrorKind::Io,
            format!("{name} could not be opened, read or written"),
        ),
    };
    StoreError::new(kind, message).with_source(error)
}

fn kind(error: &rusqlite::Error) -> StoreErrorKind {
    use StoreErrorKind as Kind;

    let rusqlite::Error::SqliteFailure(failure, _) = error else {
        // Our statements are fixed: a column of another type or number is not our schema.
        return Kind::Corrupt;
    };
    match failure.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Kind::Busy,
        ErrorCode::DiskFull => Kind::Full,
        // The file beside the log cannot be made as large as it has to be.
        ErrorCode::SystemIoFailure
            if failure.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE =>
        {
            Kind::Full
        }
        ErrorCode::ReadOnly
        | ErrorCode::PermissionDenied
        | ErrorCode::CannotOpen
        | ErrorCode::AuthorizationForStatementDenied => Kind::Denied,
        // `Unknown` is a statement that does not fit the schema.
        ErrorCode::DatabaseCorrupt
        | ErrorCode::NotADatabase
        | ErrorCode::SchemaChanged
        | ErrorCode::ConstraintViolation
        | ErrorCode::TypeMismatch
        | ErrorCode::Unknown => Kind::Corrupt,
        _ => Kind::Io,
    }
}

fn words(kind: StoreErrorKind, file: &str) -> String {
    use StoreErrorKind as Kind;

    match kind {
        Kind::Busy => format!("another program is writing {file}; try again in a moment"),
        Kind::Full => format!("no room left to write {file}"),
        Kind::Denied => format!("{file} cannot be opened or written; check its permissions"),
        Kind::Corrupt => format!("{file} is damaged; move it away and sync again"),
        _ => format!("{file} could not be read or written"),
    }
}

/// What SQLite calls it. Its messages may quote values of a row; the codes do not.
#[derive(Debug)]
struct Cause(String);

impl Cause {
    fn of(error: &rusqlite::Error) -> Self {
        Self(match error {
            rusqlite::Error::SqliteFailure(failure, _) => failure.to_string(),
            _ => "a value has an unexpected type".to_owned(),
        })
    }
}

impl std::fmt::Display for Cause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Cause {}
