//! One watch at a time: a place is told once, by the map or by `watch`.

use std::fs::File;

use kplaces_device::{CliError, Device};
use kplaces_files::lock;

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
        match lock(&device.dirs().state, LOCK) {
            Ok(Some(lock)) => Ok(Self { _lock: Some(lock) }),
            Ok(None) => Err(text::told_elsewhere()),
            Err(_) => Ok(Self { _lock: None }),
        }
    }
}
