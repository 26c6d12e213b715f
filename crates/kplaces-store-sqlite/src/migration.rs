//! Bringing a store up to date, and keeping what it was.

use std::path::{Path, PathBuf};

use kplaces_files::folder_of;
use kplaces_store::StoreError;
use rusqlite::{Connection, TransactionBehavior};

use crate::failure::Failure;
use crate::location::{BACKUPS, name_of};
use crate::origin::Origin;
use crate::schema::{APPLICATION_ID, Migrations, expect_own, identity, pending};
use crate::{connection, snapshot};

/// What happens to the content of an older store before it is changed.
#[derive(Clone, Copy)]
pub(crate) enum Keep<'a> {
    /// It is copied, beside the store in this file; without the copy nothing is changed.
    Beside(&'a Path),
    /// Nothing: it is a copy in memory that is changed.
    Elsewhere,
}

/// Creates the schema or brings it to the latest version, in one transaction.
pub(crate) fn migrate(
    connection: &mut Connection,
    known: Migrations,
    old: Keep<'_>,
) -> Result<(), Failure> {
    expect_own(connection, known)?;
    // A store that is up to date is opened without waiting for who writes to it.
    if identity(connection)? == (APPLICATION_ID, known.len() as i32) {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let todo = match identity(&transaction)? {
        (APPLICATION_ID, version) => {
            let todo = pending(version, known)?;
            if let Keep::Beside(path) = old
                && !todo.is_empty()
            {
                // The transaction keeps other writers out, so the copy is of the last content.
                let mark = Mark::of(&transaction)?;
                keep(path, version, known, &mark).map_err(Failure::NotKept)?;
            }
            todo
        }
        (0, 0) if is_blank(&transaction)? => known,
        _ => return Err(Failure::Foreign),
    };
    for migration in todo {
        transaction.execute_batch(migration.sql)?;
        if let Some(moves) = migration.moves {
            moves(&transaction)?;
        }
        transaction.execute_batch(migration.drops)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", known.len())?;
    Ok(transaction.commit()?)
}

fn is_blank(connection: &Connection) -> Result<bool, Failure> {
    let sql = "SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

/// What tells one content of a store from another.
#[derive(Debug, Default, PartialEq, Eq)]
struct Mark {
    revision: i64,
    as_of: Option<i64>,
}

impl Mark {
    fn of(connection: &Connection) -> Result<Self, Failure> {
        let sql = "SELECT revision, as_of FROM store";
        Ok(connection.query_row(sql, [], |row| {
            Ok(Self {
                revision: row.get(0)?,
                as_of: row.get(1)?,
            })
        })?)
    }

    /// That of a copy; `None` if it is damaged.
    fn of_copy(copy: &Path, known: Migrations) -> Option<Self> {
        let connection = connection::immutable(copy).ok()?;
        expect_own(&connection, known).ok()?;
        let verdict: String = connection
            .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
            .ok()?;
        Self::of(&connection).ok().filter(|_| verdict == "ok")
    }
}

/// Copies the store to the first free name of those for its version. Does nothing if nothing was
/// ever stored, or the same content was copied before: a migration that fails is tried again.
fn keep(path: &Path, version: i32, known: Migrations, mark: &Mark) -> Result<(), StoreError> {
    if *mark == Mark::default() {
        return Ok(());
    }
    let mut number = 1;
    let to = loop {
        let to = kept_as(path, version, number);
        if to.symlink_metadata().is_err() {
            break to;
        }
        if Mark::of_copy(&to, known).as_ref() == Some(mark) {
            return Ok(());
        }
        number += 1;
    };
    // A connection of its own: one that is in a transaction cannot copy.
    // Whoever opens the store judges whether it is damaged.
    let from = Origin::memory(&name_of(path));
    let reader = connection::reader(path).map_err(|failure| from.error(failure))?;
    snapshot::write(&reader, &from, &to, None, || true)
}

fn kept_as(path: &Path, version: i32, number: u32) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(format!("-v{version}-before-migration-{number}.db"));
    folder_of(path).join(BACKUPS).join(name)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use kplaces_domain::Timestamp;
    use kplaces_domain::{Groups, Place, PlaceKey, Provenance, Radius, Revision, SyncPlan};
    use kplaces_store::{PlaceStore, StoreErrorKind};
    use kplaces_store_testsuite::block_on;
    use tempfile::TempDir;

    use super::*;
    use crate::reading;
    use crate::schema::{MIGRATIONS, Migration};
    use crate::store::SqliteStore;

    const NEXT: Migrations = &[
        MIGRATIONS[0],
        MIGRATIONS[1],
        MIGRATIONS[2],
        Migration::of("ALTER TABLE store ADD COLUMN note TEXT"),
    ];

    /// Fails after it has done harm.
    const FAILING: Migrations = &[
        MIGRATIONS[0],
        MIGRATIONS[1],
        MIGRATIONS[2],
        Migration::of("DELETE FROM place_block; SELECT * FROM nothing"),
    ];

    const KEPT: &str = "backups/places-v3-before-migration-1.db";

    async fn filled(folder: &TempDir, base: u64) -> PathBuf {
        let path = folder.path().join("places.db");
        let store = SqliteStore::open(path.clone()).await.unwrap();
        let place = |n: u32| Place {
            key: PlaceKey::from(format!("{base}/{n}").as_str()),
            name: "A place".into(),
            position: None,
            radius: Radius::default(),
            colour: None,
            groups: Groups::default(),
        };
        let plan = SyncPlan {
            base: Revision(base),
            added: (0..100).map(place).collect(),
            changed: Vec::new(),
            removed: Vec::new(),
            group_list: None,
            provenance: Provenance {
                as_of: Timestamp::from_unix(5),
                selection: Vec::new(),
                cut_at: None,
            },
        };
        store.apply(&plan).await.unwrap();
        path
    }

    fn kept(folder: &TempDir) -> usize {
        fs::read_dir(folder.path().join("backups")).map_or(0, Iterator::count)
    }

    async fn holds(path: PathBuf, places: u64) {
        let store = SqliteStore::open_read_only(path).await.unwrap();
        store.check().await.unwrap();
        assert_eq!(store.state().await.unwrap().places, places);
    }

    #[test]
    fn the_old_content_is_kept_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        block_on(async {
            let path = filled(&folder, 0).await;
            let store = SqliteStore::open_with(path.clone(), NEXT).await.unwrap();
            assert_eq!(store.state().await.unwrap().places, 100);
            store.check().await.unwrap();
            drop(store);
            // The copy has the old schema: this version reads it, and no more the store itself.
            holds(folder.path().join(KEPT), 100).await;
            let error = SqliteStore::open(path.clone()).await.unwrap_err();
            assert_eq!(error.kind(), StoreErrorKind::Newer, "{error}");
            // Opened again there is nothing to do.
            drop(SqliteStore::open_with(path, NEXT).await.unwrap());
            assert_eq!(kept(&folder), 1);
        });
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_what_is_kept() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        block_on(async {
            let path = filled(&folder, 0).await;
            drop(SqliteStore::open_with(path, NEXT).await.unwrap());
        });
        for (name, expected) in [(KEPT, 0o600), ("backups", 0o700)] {
            let found = fs::metadata(folder.path().join(name)).unwrap();
            assert_eq!(found.permissions().mode() & 0o7777, expected, "{name}");
        }
    }

    #[test]
    fn after_a_failed_migration_everything_is_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        block_on(async {
            let path = filled(&folder, 0).await;
            for _ in 0..2 {
                let opened = SqliteStore::open_with(path.clone(), FAILING).await;
                assert_eq!(opened.unwrap_err().kind(), StoreErrorKind::Corrupt);
            }
            holds(path.clone(), 100).await;
            holds(folder.path().join(KEPT), 100).await;
            assert_eq!(kept(&folder), 1, "the same content is kept once");

            filled(&folder, 1).await;
            drop(SqliteStore::open_with(path, NEXT).await.unwrap());
            assert_eq!(kept(&folder), 2);
        });
    }

    #[test]
    fn without_a_copy_nothing_is_migrated() {
        let folder = tempfile::tempdir().unwrap();
        block_on(async {
            let path = filled(&folder, 0).await;
            fs::write(folder.path().join("backups"), "in the way").unwrap();
            let before = fs::read(&path).unwrap();
            let error = SqliteStore::open_with(path.clone(), NEXT)
                .await
                .unwrap_err();
            assert_eq!(error.kind(), StoreErrorKind::Denied, "{error}");
            assert!(
                error.to_string().starts_with("places.db is of an older"),
                "{error}"
            );
            assert_eq!(fs::read(&path).unwrap(), before);
            holds(path, 100).await;
        });
    }

    #[test]
    fn an_empty_store_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("places.db");
        block_on(async {
            drop(SqliteStore::open(path.clone()).await.unwrap());
            drop(SqliteStore::open_with(path, NEXT).await.unwrap());
        });
        assert_eq!(kept(&folder), 0);
    }

    #[test]
    fn who_only_reads_migrates_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = block_on(filled(&folder, 0));
        let before = fs::read(&path).unwrap();
        let failure = reading::open(&path, NEXT).unwrap_err();
        assert_eq!(failure.kind(), StoreErrorKind::Older);
        assert_eq!(fs::read(&path).unwrap(), before);
        assert_eq!(kept(&folder), 0);
    }
}
