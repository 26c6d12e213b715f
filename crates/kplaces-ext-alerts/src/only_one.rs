//! One watch at a time: a place is told once, by the map or by `watch`.

use std::fs::{File, TryLockError};
use std::io;

use kplaces_device::{CliError, Device};
use kplaces_files::{create_folder, private};

use crate::text;

/// An empty file, in the folder of what the device remembers.
const LOCK: &str = "watch.lock";

/// The right to tell. Ends when dropped, or with the process.
#[derive(Debug)]
pub(crate) struct OnlyOne {
    _lock: Option<File>,
}

impl OnlyOne {
    /// Fails where another program has it. Where there can be no lock, as on a medium that is read-only, nobody else can have
    /// it either.
    pub(crate) fn take(device: &Device) -> Result<Self, CliError> {
        match lock(device) {
            Ok(lock) => Ok(Self { _lock: Some(lock) }),
            Err(TryLockError::WouldBlock) => Err(text::told_elsewhere()),
            Err(TryLockError::Error(_)) => Ok(Self { _lock: None }),
        }
    }
}

fn lock(device: &Device) -> Result<File, TryLockError> {
    let folder = &device.dirs().state;
    let open = || -> io::Result<File> {
        create_folder(folder)?;
        let mut options = private();
        let options = options.create(true).truncate(false).write(true);
        options.open(folder.join(LOCK))
    };
    let file = open().map_err(TryLockError::Error)?;
    file.try_lock()?;
    Ok(file)
}
