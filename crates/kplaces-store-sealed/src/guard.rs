//! One writer at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use kplaces_files::{create_file, create_folder, folder_of};
use kplaces_store::{StoreError, StoreErrorKind};
use kplaces_store_sqlite::disk::{io_error, name_of};
use kplaces_text::text;

/// Locked by who writes a store of this folder. It is empty and never deleted: who waits for it would
/// lock a file that nobody else sees.
pub(crate) const LOCK: &str = ".sealed.lock";

/// How long to wait for another one who writes.
const PATIENCE: Duration = Duration::from_secs(5);

const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// Held by the one who writes; ends with its process.
#[derive(Debug)]
pub(crate) struct Guard {
    _lock: File,
}

impl Guard {
    /// Waits until nobody else writes a store in the folder of `path`, and creates the folder.
    pub(crate) fn take(path: &Path) -> Result<Self, StoreError> {
        let name = name_of(path);
        let lock = open(path).map_err(|error| io_error(&name, error))?;
        let start = Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(Self { _lock: lock }),
                Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => {
                    thread::sleep(LOOK_AGAIN);
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(StoreError::new(
                        StoreErrorKind::Busy,
                        text!(
                            "another program is writing {name}; try again in a moment",
                            "ein anderes Programm schreibt gerade {name}; versuchen Sie es gleich noch einmal"
                        ),
                    ));
                }
                Err(TryLockError::Error(error)) => return Err(io_error(&name, error)),
            }
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    let folder = folder_of(path);
    create_folder(folder)?;
    let lock = folder.join(LOCK);
    match create_file(&lock) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            OpenOptions::new().write(true).open(&lock)
        }
        made => made,
    }
}
