//! Where a failure comes from, and whether it is damage.

use std::sync::Arc;

use kplaces_store::{StoreError, StoreErrorKind};

use crate::failure::Failure;
use crate::file::StoreFile;
use crate::schema::Migrations;
use crate::{check, connection, location, read, reading};

/// What a connection is open on. Every failure becomes an error here.
///
/// SQLite calls an error of reading damage: it turns `EIO` into `SQLITE_CORRUPT`, and
/// `integrity_check` tells of it as it tells of a wrong page. What is called damaged is set aside or
/// given up, so the file is asked by other means before.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    name: Arc<str>,
    file: Option<(Arc<StoreFile>, Migrations)>,
}

impl Origin {
    /// A database in memory, that messages call so: nothing of it is read from a medium.
    pub(crate) fn memory(name: &str) -> Self {
        Self {
            name: name.into(),
            file: None,
        }
    }

    /// The database in a file.
    pub(crate) fn file(file: &Arc<StoreFile>, known: Migrations) -> Self {
        Self {
            name: location::name_of(file.path()).into(),
            file: Some((Arc::clone(file), known)),
        }
    }

    pub(crate) fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// The failure as the contract knows it.
    pub(crate) fn error(&self, failure: Failure) -> StoreError {
        self.judge(failure).of(&self.name)
    }

    /// A verdict of damage is only passed on if the file can be read to its end, and a second look
    /// finds damage too.
    fn judge(&self, failure: Failure) -> Failure {
        let Some((file, known)) = &self.file else {
            return failure;
        };
        if failure.kind() != StoreErrorKind::Corrupt {
            return failure;
        }
        if let Err(error) = file.read_through() {
            return Failure::Unread(error);
        }
        match look(file, known) {
            Ok(()) | Err(Failure::Older) if failure.is_of_pages() => Failure::Passing,
            // No error of reading: a statement that does not fit what is there, of whatever version.
            Ok(()) | Err(Failure::Older | Failure::Newer) => failure,
            Err(second) if second.kind() == StoreErrorKind::Corrupt => failure,
            Err(second) => second,
        }
    }
}

/// Reads everything there is, on a connection that has nothing in its cache.
fn look(file: &StoreFile, known: Migrations) -> Result<(), Failure> {
    let (mut connection, stamp) = match reading::open(file.path(), known) {
        Err(Failure::Older) => {
            check::pages(&connection::reader(file.path())?)?;
            return Err(Failure::Older);
        }
        opened => opened?,
    };
    let found = check::check(&mut connection)
        .and_then(|()| read::state(&mut connection))
        .and_then(|_| read::groups(&mut connection));
    match stamp {
        Some(stamp) => stamp.check_unchanged(found),
        None => found,
    }
    .map(drop)
}

#[cfg(test)]
mod tests {
    use std::fs::{self, OpenOptions};
    use std::path::{Path, PathBuf};

    use kplaces_store_testsuite::block_on;
    use tempfile::TempDir;

    use super::*;
    use crate::SqliteStore;
    use crate::schema::MIGRATIONS;

    fn sound() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("places.db");
        block_on(SqliteStore::open(path.clone())).map(drop).unwrap();
        (folder, path)
    }

    /// What becomes of a verdict of SQLite on this file.
    fn verdict(file: StoreFile) -> StoreError {
        let origin = Origin::file(&Arc::new(file), MIGRATIONS);
        origin.error(Failure::Damaged(
            "SQLite finds fault with the file",
            "SQLite findet Fehler in der Datei",
        ))
    }

    fn found(path: &Path) -> StoreFile {
        StoreFile::find(path, MIGRATIONS).unwrap()
    }

    #[test]
    fn damage_that_is_found_twice_is_damage() {
        let (_folder, path) = sound();
        let mut bytes = fs::read(&path).unwrap();
        bytes[200..4096].fill(7);
        fs::write(&path, bytes).unwrap();
        assert_eq!(verdict(found(&path)).kind(), StoreErrorKind::Corrupt);
    }

    #[test]
    fn damage_that_is_not_found_again_was_an_error_of_reading() {
        let (_folder, path) = sound();
        let error = verdict(found(&path));
        assert_eq!(error.kind(), StoreErrorKind::Io, "{error}");
    }

    #[test]
    fn what_cannot_be_read_is_not_called_damaged() {
        let (_folder, path) = sound();
        let mut bytes = fs::read(&path).unwrap();
        bytes[200..4096].fill(7);
        fs::write(&path, bytes).unwrap();
        // A handle that cannot read stands for a medium that cannot.
        let deaf = OpenOptions::new().write(true).open(&path).unwrap();
        let error = verdict(StoreFile::reading_by(&path, deaf));
        assert_eq!(error.kind(), StoreErrorKind::Io, "{error}");
        assert!(std::error::Error::source(&error).is_some());
    }
}
