//! The mark that encryption is being turned on or off.
//!
//! As long as it and a plain store are there, that one counts, whatever else is there; without it the key
//! says that places are encrypted. So writing it, or taking it away, is the one moment in which the one
//! store takes the place of the other.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use kplaces_device::{CliError, TURNING_FILE};
use kplaces_files::sync_folder;

use crate::{key_file, text};

/// What is in the file, for whoever finds it.
const CONTENT: &[u8] = b"3kplaces: turning encryption on or off\n";

/// From now on the plain store counts.
pub(crate) fn plain_counts(folder: &Path) -> Result<(), CliError> {
    let path = folder.join(TURNING_FILE);
    key_file::write(folder, &path, CONTENT).map_err(|error| text::not_written(&path, &error))
}

/// From now on the key says what counts.
pub(crate) fn key_counts(folder: &Path) -> Result<(), CliError> {
    let path = folder.join(TURNING_FILE);
    remove(folder, &path).map_err(|error| text::not_written(&path, &error))
}

fn remove(folder: &Path, path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        removed => removed?,
    }
    // After a power cut it must not come back, with less to say.
    sync_folder(folder)
}
