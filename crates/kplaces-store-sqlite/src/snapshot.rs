//! Copies of a store: complete, or not there.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use kplaces_files::{
    create_file, create_folder, create_new_folder, folder_of, sync_folder, tighten, wipe,
    wipe_unfinished,
};
use kplaces_store::{StoreError, StoreErrorKind};
use kplaces_text::text;
use rusqlite::Connection;
use rusqlite::limits::Limit;
use rusqlite::types::{ToSqlOutput, ValueRef};

use crate::connection;
use crate::failure::{Failure, io_error};
use crate::file::real_path;
use crate::location::name_of;
use crate::origin::Origin;
use crate::reading::FileStamp;
use crate::{check, remains, schema};

/// A copy is made in a folder with such a name, beside the place where it is to be.
const PREFIX: &str = ".snapshot-";
const SUFFIX: &str = ".tmp";

/// Held by who makes a copy, as long as the program runs.
const LOCK: &str = "lock";

/// Writes what `connection` sees of the store `from` to a new file, as long as it is `wanted`.
///
/// The copy is packed: it has no free page, so nothing that was removed. It has no write-ahead log
/// either, so it can be read where nothing can be written. Opening it to write gives it one.
///
/// A program that is killed meanwhile leaves a folder `.snapshot-N.tmp`; the next copy removes it.
pub(crate) fn write(
    connection: &Connection,
    from: &Origin,
    to: &Path,
    stamp: Option<&FileStamp>,
    wanted: impl Fn() -> bool,
) -> Result<(), StoreError> {
    place(to, &wanted, |copy| {
        let copied = if wanted() {
            copy_into(connection, copy)
        } else {
            Err(Failure::Abandoned)
        };
        let copied = match stamp {
            Some(stamp) => stamp.check_unchanged(copied),
            None => copied,
        };
        copied.map_err(|failure| match failure.kind() {
            // It is the store that cannot be read, not the copy that cannot be written.
            StoreErrorKind::Corrupt => from.error(failure),
            _ => failure.of(&name_of(to)),
        })
    })
}

/// Has a new file filled at a place where nobody looks, and gives it its name when it is complete and
/// on the medium, as long as it is `wanted`. Nothing is ever replaced: what is there is `Exists`.
///
/// `fill` gets the path of an empty, private file.
pub fn place(
    to: &Path,
    wanted: impl Fn() -> bool,
    fill: impl FnOnce(&Path) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let name = name_of(to);
    let io = |error: io::Error| io_error(&name, error);
    let folder = folder_of(to);
    create_folder(folder).map_err(io)?;
    let to = real_path(to).map_err(io)?;
    let folder = folder_of(&to);
    if to.symlink_metadata().is_ok() {
        return Err(exists(&name));
    }
    let staging = StagingDir::build(folder).map_err(io)?;
    let copy = staging.path("copy.db");
    create_file(&copy).map_err(io)?;
    fill(&copy)?;
    tighten(&copy).map_err(io)?;
    File::open(&copy)
        .and_then(|file| file.sync_all())
        .map_err(io)?;
    if !wanted() {
        return Err(Failure::Abandoned.of(&name));
    }
    publish(&copy, &to).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => exists(&name),
        _ => io(error),
    })?;
    sync_folder(folder).map_err(io)
}

fn exists(name: &str) -> StoreError {
    let message = text!(
        "{name} is there already; it was left as it is",
        "{name} ist schon da und blieb, wie es war"
    );
    StoreError::new(StoreErrorKind::Exists, message)
}

fn copy_into(connection: &Connection, copy: &Path) -> Result<(), Failure> {
    // A store of rows is copied before it is changed.
    if schema::has_blocks(connection)? {
        check::blocks(connection)?;
    }
    vacuum_into(connection, copy)?;
    let whole = connection::alone(copy)?;
    if !remains::are_noted(&whole)? {
        return Ok(());
    }
    // Of a store whose removed places are being overwritten the zeros are no content. Cutting them off here would
    // leave what stood behind them; the folder of this copy is wiped.
    whole.execute_batch("DROP TABLE remains")?;
    let packed = copy.with_extension("packed");
    let io = |error| Failure::Below(io_error(&name_of(copy), error));
    create_file(&packed).map_err(io)?;
    vacuum_into(&whole, &packed)?;
    drop(whole);
    wipe(copy).map_err(io)?;
    fs::rename(&packed, copy).map_err(io)
}

fn vacuum_into(connection: &Connection, copy: &Path) -> Result<(), Failure> {
    // `VACUUM INTO` attaches the copy; nothing else may be attached.
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 1)?;
    let copied = connection.execute("VACUUM INTO ?1", [text_of(copy)]);
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    copied?;
    Ok(())
}

/// The path as SQLite takes it: its bytes, which need not be UTF-8.
#[cfg(unix)]
fn text_of(path: &Path) -> ToSqlOutput<'_> {
    use std::os::unix::ffi::OsStrExt;

    ToSqlOutput::Borrowed(ValueRef::Text(path.as_os_str().as_bytes()))
}

#[cfg(not(unix))]
fn text_of(path: &Path) -> ToSqlOutput<'_> {
    path.to_string_lossy().into_owned().into()
}

/// Gives the copy its name; never to something that is there.
fn publish(copy: &Path, to: &Path) -> io::Result<()> {
    match rename_to_new(copy, to).or_else(|error| match error.kind() {
        ErrorKind::AlreadyExists => Err(error),
        _ => fs::hard_link(copy, to).and_then(|()| fs::remove_file(copy)),
    }) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
        // Not all media have links. Between the question and the answer somebody could put a
        // file there; that is for those who share a memory card.
        Err(_) if to.symlink_metadata().is_ok() => Err(ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(copy, to),
        Ok(()) => Ok(()),
    }
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn rename_to_new(from: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};

    Ok(renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE)?)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn rename_to_new(_: &Path, _: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// A private folder to make a store in that is not in use yet; gone with the value.
#[derive(Debug)]
pub struct StagingDir {
    folder: PathBuf,
    lock: Option<File>,
}

impl StagingDir {
    /// Makes one in this folder, and removes those that killed programs left there.
    pub fn build(beside: &Path) -> io::Result<Self> {
        remove_abandoned(beside);
        let mut number = 1_u32;
        loop {
            let folder = beside.join(format!("{PREFIX}{number}{SUFFIX}"));
            match create_new_folder(&folder) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    number = number.saturating_add(1);
                    continue;
                }
                Err(error) => return Err(error),
            }
            let mut staging = Self { folder, lock: None };
            let lock = create_file(&staging.folder.join(LOCK))?;
            // Where nothing can be locked, nothing is ever taken for abandoned either.
            let _without = lock.try_lock();
            staging.lock = Some(lock);
            return Ok(staging);
        }
    }

    /// Where a file of this name is in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

impl Drop for StagingDir {
    fn drop(&mut self) {
        // Some systems do not delete what is open.
        self.lock = None;
        // What stays is removed by the next copy.
        let _ = wipe_unfinished(&self.folder);
    }
}

/// Removes what a program left behind that was killed. It is no reason to fail.
fn remove_abandoned(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let staging = entry.path();
        if is_staging_dir(&staging) && is_abandoned(&staging) {
            let _ = wipe_unfinished(&staging);
        }
    }
}

/// Whether it is a folder in which copies are made.
pub fn is_staging_dir(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.and_then(|name| name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX))
        .is_some_and(|number| number.parse::<u32>().is_ok())
        && path.symlink_metadata().is_ok_and(|found| found.is_dir())
}

/// Whether nobody is at it any more.
pub fn is_abandoned(staging: &Path) -> bool {
    match File::open(staging.join(LOCK)) {
        Ok(lock) => match lock.try_lock() {
            Ok(()) => true,
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => false,
        },
        // Killed before there was a lock.
        Err(error) => error.kind() == ErrorKind::NotFound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::MIGRATIONS;
    use crate::writing;

    #[test]
    fn zeros_over_what_was_removed_are_in_no_copy() {
        let folder = tempfile::tempdir().unwrap();
        let (path, copy) = (
            folder.path().join("places.db"),
            folder.path().join("copy.db"),
        );
        fs::write(&path, "").unwrap();
        let store = writing::open(&path, MIGRATIONS).unwrap();
        remains::note(&store).unwrap();
        let sql = "INSERT INTO remains VALUES (zeroblob(1000000))";
        store.execute_batch(sql).unwrap();
        copy_into(&store, &copy).unwrap();
        assert!(copy.metadata().unwrap().len() < 100_000);
        let copy = connection::alone(&copy).unwrap();
        let mode: String = copy
            .pragma_query_value(None, "journal_mode", |row| row.get(0))
            .unwrap();
        assert_eq!(mode, "memory", "no journal of it is ever in a file");
        assert!(!remains::are_noted(&copy).unwrap());
        assert!(!folder.path().join("copy.packed").exists());
    }

    #[test]
    fn a_name_that_was_taken_meanwhile_is_not_given() {
        let folder = tempfile::tempdir().unwrap();
        let (copy, to) = (folder.path().join("copy.db"), folder.path().join("a.db"));
        fs::write(&copy, "copy").unwrap();
        fs::write(&to, "mine").unwrap();
        let error = publish(&copy, &to).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&to).unwrap(), b"mine");
    }
}
