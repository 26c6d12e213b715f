//! Which names are of one file.

use std::path::Path;

/// Whether two paths are names of one file. Neither is opened: closing a file that is an open database gives up the
/// locks on it.
#[cfg(unix)]
pub fn is_one_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let of = |path: &Path| path.symlink_metadata().ok().map(|it| (it.dev(), it.ino()));
    of(one).is_some() && of(one) == of(other)
}

/// Whether two paths are names of one file; nobody knows here.
#[cfg(not(unix))]
pub fn is_one_file(_: &Path, _: &Path) -> bool {
    false
}
