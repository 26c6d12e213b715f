//! A file that takes the place of another one.

use std::fs;
use std::io;
use std::path::Path;

use kplaces_text::text;

use crate::folder::{folder_of, sync_folder};
use crate::overwrite::{open, overwrite_all};
use crate::wipe::wipe;

/// Gives the file `new` the name `to`; what had it is overwritten and deleted. Who opens `to` finds the
/// old file or the new one, whole, also after a power cut.
///
/// The two change places, so that until it is overwritten the old one has the name `new`, which is where a
/// program that is killed leaves it. Systems and media that cannot do that leave it deleted and not
/// overwritten then.
///
/// An error says that nobody knows which of the two will be there after a power cut; neither was
/// overwritten. `false` says that the new one is there for good, and the old one could not be overwritten.
pub fn rename_and_wipe(new: &Path, to: &Path) -> io::Result<bool> {
    must_be_file(to)?;
    if fs::symlink_metadata(to).is_err() {
        fs::rename(new, to)?;
        sync_folder(folder_of(to))?;
        return Ok(true);
    }
    if exchange(new, to).is_ok() {
        sync_folder(folder_of(to))?;
        return Ok(wipe(new).is_ok());
    }
    let is_file = fs::symlink_metadata(to).is_ok_and(|found| found.is_file());
    let old = if is_file { open(to).ok() } else { None };
    fs::rename(new, to)?;
    sync_folder(folder_of(to))?;
    Ok(old.is_some_and(|old| overwrite_all(&old).is_ok()))
}

/// Fails where something is that a file cannot take the place of, and that is not to be lost: a folder, a pipe, a
/// device. A file, a link or nothing may be there.
pub fn must_be_file(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => Err(io::Error::new(
            io::ErrorKind::IsADirectory,
            text!("it is a folder", "ist ein Ordner"),
        )),
        Ok(found) if !found.is_file() && !found.is_symlink() => Err(io::Error::other(text!(
            "it is not a regular file",
            "ist keine gewöhnliche Datei"
        ))),
        _ => Ok(()),
    }
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};

    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    #[test]
    fn what_is_replaced_is_overwritten_and_who_has_it_open_reads_zeros() {
        use std::io::{Read, Seek, SeekFrom};

        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("new"), "new").unwrap();
        assert!(rename_and_wipe(&at("new"), &at("file")).unwrap());
        fs::write(at("new"), "newer").unwrap();
        let mut old = File::open(at("file")).unwrap();
        assert!(rename_and_wipe(&at("new"), &at("file")).unwrap());
        assert_eq!(fs::read(at("file")).unwrap(), b"newer");
        assert!(!at("new").exists());
        let mut left = Vec::new();
        old.seek(SeekFrom::Start(0)).unwrap();
        old.read_to_end(&mut left).unwrap();
        assert_eq!(left, [0; 3]);
    }

    #[test]
    fn a_folder_keeps_its_name_and_what_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("file")).unwrap();
        fs::write(at("file/mine"), "mine").unwrap();
        fs::write(at("new"), "new").unwrap();
        let error = rename_and_wipe(&at("new"), &at("file")).unwrap_err();
        assert_eq!(error.to_string(), "it is a folder");
        assert_eq!(fs::read(at("file/mine")).unwrap(), b"mine");
    }

    #[test]
    fn a_file_that_cannot_be_replaced_stays() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("file"), "old").unwrap();
        rename_and_wipe(&at("none"), &at("file")).unwrap_err();
        assert_eq!(fs::read(at("file")).unwrap(), b"old");
    }
}
