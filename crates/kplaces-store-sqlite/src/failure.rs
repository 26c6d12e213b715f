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
    /// Who asked has gone away in the middle.
    Abandoned,
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Driver(error)
    }
}

impl Failure {
    /// The failure as the contract knows it; `file` is the name of the database.
    pub(crate) fn of(self, file: &str) -> StoreError {
        use StoreErrorKind as Kind;

        let (kind, message) = match &self {
            Self::Conflict(why) => (Kind::Conflict, (*why).to_owned()),
            Self::Damaged(what) => (
                Kind::Corrupt,
                format!("{file} is damaged ({what}); move it away and sync again"),
            ),
            Self::Foreign => (
                Kind::Corrupt,
                format!("{file} is not a store of 3Kplaces; name another file"),
            ),
            Self::Newer => (
                Kind::Newer,
                format!("{file} was written by a newer version of 3Kplaces; update this one"),
            ),
            Self::Abandoned => (Kind::Io, format!("the change of {file} was abandoned")),
            Self::Driver(error) => {
                let kind = kind(error);
                (kind, words(kind, file))
            }
        };
        let error = StoreError::new(kind, message);
        match self {
            Self::Driver(cause) => error.with_source(Cause::of(&cause)),
            _ => error,
        }
    }
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
        Kind::Full => format!("no room left to write {file}; the content is as it was"),
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
