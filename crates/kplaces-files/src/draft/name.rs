//! How drafts are called, and the lock that says that their process lives.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::Path;

const PREFIX: &str = ".3kplaces-";
/// Of a folder that programs in a cage of their own have to see, which see no hidden ones.
const VISIBLE: &str = "3kplaces-open-";
const LETTERS: usize = 12;

/// The one file that belongs into a folder that is not hidden.
pub const ONE_FILE: &str = "open.html";

/// Whether a file is called as drafts are.
pub(crate) fn is_of_a_draft(name: &OsStr) -> bool {
    has_letters_behind(PREFIX, name)
}

/// Whether a folder is called as visible ones are. As people may call one like that too, it counts only where a
/// note says so, and goes only with the one file that belongs in it.
pub(crate) fn is_visible(name: &OsStr) -> bool {
    has_letters_behind(VISIBLE, name)
}

fn has_letters_behind(prefix: &str, name: &OsStr) -> bool {
    let letters = name.to_str().and_then(|name| name.strip_prefix(prefix));
    letters.is_some_and(|it| it.len() == LETTERS && it.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Names as drafts have them.
pub(crate) fn hidden_names() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).rand_bytes(LETTERS);
    builder
}

/// Names of folders that are not hidden.
pub(crate) fn visible_names() -> tempfile::Builder<'static, 'static> {
    let mut builder = hidden_names();
    builder.prefix(VISIBLE);
    builder
}

/// Locks a file or folder that was just created. Somebody who looks for what is left over may have come between:
/// then it is as if the name were taken.
pub(crate) fn lock(file: &File, path: &Path) -> io::Result<()> {
    let is_taken = match file.try_lock() {
        Ok(()) => path.symlink_metadata().is_err(),
        Err(fs::TryLockError::WouldBlock) => true,
        // Where nothing can be locked nothing is taken for left over either.
        Err(fs::TryLockError::Error(_)) => false,
    };
    if is_taken {
        return Err(ErrorKind::AlreadyExists.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_others_are_no_drafts() {
        for (name, is_one) in [
            (".3kplaces-abcDEF012345", true),
            (".3kplaces-abcDEF", false),
            (".3kplaces-my-own-notes", false),
            (".3kplaces-abcDEF012345.csv", false),
            ("3kplaces-abcDEF012345", false),
            (".3kplaces-", false),
        ] {
            assert_eq!(is_of_a_draft(OsStr::new(name)), is_one, "{name}");
        }
    }
}
