//! Files without a name, as Linux has them (open(2), `O_TMPFILE`).

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, open};

/// Begins a private file; `None` where the file system has none without a name, or where none could be given later.
pub(crate) fn begin(folder: &Path) -> Option<File> {
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    let file = File::from(open(folder, flags, Mode::RUSR | Mode::WUSR).ok()?);
    own_link(&file).symlink_metadata().ok()?;
    // Without a name nobody can find it; it is locked for the moment in which it has one for a while.
    file.try_lock().ok()?;
    Some(file)
}

/// Gives it a name that is free.
pub(crate) fn link(file: &File, path: &Path) -> io::Result<()> {
    linkat(CWD, own_link(file), CWD, path, AtFlags::SYMLINK_FOLLOW)?;
    Ok(())
}

/// By which the system knows a file that is open; linking the descriptor itself is for root.
fn own_link(file: &File) -> PathBuf {
    PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
}
