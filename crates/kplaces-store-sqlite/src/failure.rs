use std::io::{self, ErrorKind};

use kplaces_store::{StoreError, StoreErrorKind};
use kplaces_text::{Text, text};
use rusqlite::ErrorCode;

/// Why a job on the database did not succeed, before it is put into words.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The driver says so.
    Driver(rusqlite::Error),
    /// The plan does not fit; says why, in English and in German.
    Conflict(&'static str, &'static str),
    /// A value that this crate never writes; says which, in English and in German.
    Damaged(&'static str, &'static str),
    /// The file is a database, but not of ours.
    Foreign,
    /// The schema has a number higher than we know.
    Newer,
    /// The schema has a number lower than the latest, and must not be changed.
    Older,
    /// The file was changed while it was taken for unchanging.
    ChangedWhileReading,
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
            Self::Conflict(..) => Kind::Conflict,
            Self::Damaged(..) | Self::Foreign => Kind::Corrupt,
            Self::Newer => Kind::Newer,
            Self::Older => Kind::Older,
            Self::ChangedWhileReading | Self::Occupied | Self::InUse => Kind::Busy,
            Self::NotKept(cause) | Self::Below(cause) => cause.kind(),
            Self::Abandoned | Self::Unread(_) | Self::Passing => Kind::Io,
            Self::Driver(error) => kind(error),
        }
    }

    /// Whether it is said of pages of the file, as an error of reading is; not of what is in them.
    pub(crate) fn is_of_pages(&self) -> bool {
        match self {
            Self::Damaged(..) | Self::NotKept(_) => true,
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
            Self::Conflict(english, german) => Text::new(*english, *german),
            Self::Damaged(english, german) => text!(language =>
                "{file} is damaged ({what}); move it away and sync again",
                "{file} ist beschädigt ({what}); verschieben Sie die Datei und gleichen Sie noch einmal ab",
                what = language.pick(english, german)
            ),
            Self::Foreign => text!(
                "{file} is not a store of 3Kplaces; name another file",
                "{file} ist kein Bestand von 3Kplaces; geben Sie eine andere Datei an"
            ),
            Self::Newer => text!(
                "{file} was written by a newer version of 3Kplaces; update this one",
                "{file} stammt von einer neueren Version von 3Kplaces; aktualisieren Sie diese"
            ),
            Self::Older => text!(
                "{file} was written by an older version of 3Kplaces; sync to bring it up to date",
                "{file} stammt von einer älteren Version von 3Kplaces; ein Abgleich bringt die Datei auf den neuen Stand"
            ),
            Self::ChangedWhileReading => text!(
                "another program has changed {file}; open it again",
                "ein anderes Programm hat {file} geändert; öffnen Sie die Datei noch einmal"
            ),
            Self::InUse => text!(
                "another program has {file} open; end it and try again",
                "ein anderes Programm hat {file} geöffnet; beenden Sie es und versuchen Sie es noch einmal"
            ),
            Self::Occupied => text!(
                "another program still reads what {file} held before; end it and erase again",
                "ein anderes Programm liest noch, was vorher in {file} stand; beenden Sie es und löschen Sie noch einmal"
            ),
            Self::NotKept(_) => text!(
                "{file} is of an older version and was left so: no copy of it could be made",
                "{file} ist von einer älteren Version und blieb so: davon ließ sich keine Kopie anlegen"
            ),
            Self::Below(error) => error.text().clone(),
            Self::Abandoned => text!(
                "what was under way with {file} was abandoned",
                "was mit {file} begonnen war, wurde abgebrochen"
            ),
            Self::Unread(_) => text!(
                "{file} could not be read to its end",
                "{file} ließ sich nicht bis zum Ende lesen"
            ),
            Self::Passing => text!(
                "{file} could not be read, and could when it was tried again: it is sound",
                "{file} ließ sich erst beim zweiten Versuch lesen: die Datei ist in Ordnung"
            ),
            Self::Driver(error) => words(kind(error), file),
        };
        let error = StoreError::new(self.kind(), message);
        match self {
            Self::Driver(cause) => error.with_source(said_by_sqlite(&cause)),
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
            text!(
                "{name} cannot be opened or created; check its folder and permissions",
                "{name} lässt sich nicht öffnen oder anlegen; prüfen Sie den Ordner und die Zugriffsrechte"
            ),
        ),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => (
            StoreErrorKind::Full,
            text!("no room left for {name}", "kein Platz mehr für {name}"),
        ),
        _ => (
            StoreErrorKind::Io,
            text!(
                "{name} could not be opened, read or written",
                "{name} ließ sich nicht öffnen, lesen oder schreiben"
            ),
        ),
    };
    StoreError::new(kind, message).with_source(error)
}

/// The answer to a change where the store was opened to be read.
pub fn read_only(name: &str) -> StoreError {
    let message = text!(
        "{name} was opened to be read only",
        "{name} wurde nur zum Lesen geöffnet"
    );
    StoreError::new(StoreErrorKind::Denied, message)
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

fn words(kind: StoreErrorKind, file: &str) -> Text {
    use StoreErrorKind as Kind;

    match kind {
        Kind::Busy => text!(
            "another program is writing {file}; try again in a moment",
            "ein anderes Programm schreibt gerade {file}; versuchen Sie es gleich noch einmal"
        ),
        Kind::Full => text!(
            "no room left to write {file}",
            "kein Platz mehr, um {file} zu schreiben"
        ),
        Kind::Denied => text!(
            "{file} cannot be opened or written; check its permissions",
            "{file} lässt sich nicht öffnen oder schreiben; prüfen Sie die Zugriffsrechte"
        ),
        Kind::Corrupt => text!(
            "{file} is damaged; move it away and sync again",
            "{file} ist beschädigt; verschieben Sie die Datei und gleichen Sie noch einmal ab"
        ),
        _ => text!(
            "{file} could not be read or written",
            "{file} ließ sich nicht lesen oder schreiben"
        ),
    }
}

/// What SQLite calls it. Its messages may quote values of a row; the codes do not. Its own words for a code
/// are English; in German the number stands beside ours.
pub(crate) fn said_by_sqlite(error: &rusqlite::Error) -> Text {
    let rusqlite::Error::SqliteFailure(failure, _) = error else {
        return text!(
            "a value has an unexpected type",
            "ein Wert hat eine unerwartete Art"
        );
    };
    let german = match failure.code {
        ErrorCode::InternalMalfunction => "innerer Fehler",
        ErrorCode::PermissionDenied | ErrorCode::AuthorizationForStatementDenied => {
            "Zugriff verweigert"
        }
        ErrorCode::OperationAborted | ErrorCode::OperationInterrupted => "abgebrochen",
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            "ein anderes Programm benutzt die Datenbank"
        }
        ErrorCode::OutOfMemory => "nicht genug Arbeitsspeicher",
        ErrorCode::ReadOnly => "die Datenbank ist schreibgeschützt",
        ErrorCode::SystemIoFailure => "Lese- oder Schreibfehler",
        ErrorCode::DatabaseCorrupt => "die Datenbank ist beschädigt",
        ErrorCode::NotFound => "etwas ist der Datenbank unbekannt",
        ErrorCode::DiskFull => "kein Platz mehr",
        ErrorCode::CannotOpen => "die Datei lässt sich nicht öffnen",
        ErrorCode::FileLockingProtocolFailed => "die Datei lässt sich nicht sperren",
        ErrorCode::SchemaChanged => "der Aufbau der Datenbank hat sich geändert",
        ErrorCode::TooBig => "ein Wert ist zu groß",
        ErrorCode::ConstraintViolation => "ein Wert verletzt eine Bedingung",
        ErrorCode::TypeMismatch => "ein Wert hat eine unerwartete Art",
        ErrorCode::NoLargeFileSupport => "die Datei ist zu groß für dieses System",
        ErrorCode::NotADatabase => "die Datei ist keine Datenbank",
        ErrorCode::ApiMisuse | ErrorCode::ParameterOutOfRange | ErrorCode::Unknown => {
            "Fehler in einer Anweisung"
        }
        _ => "unbekannter Fehler",
    };
    let number = failure.extended_code;
    Text::new(
        failure.to_string(),
        format!("{german} (Fehler {number} von SQLite)"),
    )
}

#[cfg(test)]
mod tests {
    use kplaces_text::Language;

    use super::*;

    #[test]
    fn what_sqlite_says_has_its_number_in_both_languages() {
        for code in 1..=26 {
            let failure = rusqlite::ffi::Error::new(code);
            let text = said_by_sqlite(&rusqlite::Error::SqliteFailure(failure, None));
            let [english, german] =
                [Language::English, Language::German].map(|language| text.in_language(language));
            let number = code.to_string();
            assert!(
                english.contains(&number) && german.contains(&number),
                "{code}"
            );
            assert_ne!(english, german, "{code}");
        }
    }
}
