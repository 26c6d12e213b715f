//! Files that can be read to their end.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use kplaces_text::text;

/// Opens a file to read it. What is none is an error: a pipe would wait for somebody who writes, and a device need
/// not end.
pub fn open_regular(path: &Path) -> io::Result<File> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other(text!(
            "it is not a regular file",
            "ist keine gewöhnliche Datei"
        )));
    }
    File::open(path)
}
