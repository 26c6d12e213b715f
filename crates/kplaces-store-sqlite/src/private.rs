//! Files and folders that nobody else may read.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;

#[cfg(unix)]
use crate::file::folder_of;

/// Creates a folder and those above it that are missing. Their names outlive a power cut: what is synced
/// in a folder that is lost is lost.
#[cfg(unix)]
pub fn create_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;

    let missing = folder
        .ancestors()
        .take_while(|it| !it.as_os_str().is_empty() && !it.exists());
    let missing: Vec<&Path> = missing.collect();
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    for made in missing {
        match sync_folder(folder_of(made)) {
            // One that may only be passed through.
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {}
            synced => synced?,
        }
    }
    Ok(())
}

/// Creates one folder, which must not be there.
#[cfg(unix)]
pub(crate) fn create_new_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;

    DirBuilder::new().mode(0o700).create(folder)
}

/// Creates a file, which must not be there, to be written.
#[cfg(unix)]
pub fn create_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    // With the mode from the start: a file made private later was open for a moment.
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

/// Takes from others what they may do with a file, if there is one.
#[cfg(unix)]
pub fn tighten(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let found = match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() => found.permissions(),
        Ok(_) => return Err(ErrorKind::PermissionDenied.into()),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let private = found.mode() & 0o7700;
    if found.mode() & 0o7777 == private {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(private))
}

/// Waits until the names in a folder are on the medium.
#[cfg(unix)]
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

// Elsewhere the data folder of the user carries the permissions.

/// Creates a folder and those above it that are missing.
#[cfg(not(unix))]
pub fn create_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).create(folder)
}

/// Creates one folder, which must not be there.
#[cfg(not(unix))]
pub(crate) fn create_new_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir(folder)
}

/// Creates a file, which must not be there, to be written.
#[cfg(not(unix))]
pub fn create_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Takes from others what they may do with a file, if there is one.
#[cfg(not(unix))]
pub fn tighten(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Waits until the names in a folder are on the medium.
#[cfg(not(unix))]
pub fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
