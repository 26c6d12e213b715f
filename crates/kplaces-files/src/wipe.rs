//! Files and folders, overwritten and deleted.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::folder::folder_of;
use crate::one_file::is_one_file;
use crate::overwrite::{open, overwrite_all};

/// Overwrites a file and deletes it; says whether there was one. A link is deleted, what it leads to stays.
/// A folder is an error.
pub fn wipe(path: &Path) -> io::Result<bool> {
    let found = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        found => found?,
    };
    if found.is_file() && found.len() > 0 {
        overwrite_all(&open(path)?)?;
    }
    match fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        removed => removed.map(|()| true),
    }
}

/// Overwrites and deletes a file, or a folder with all that is in it; says how many files that were.
pub fn wipe_all(path: &Path) -> io::Result<usize> {
    wipe_each(path, &wipe)
}

/// The same with what was left unfinished. In a folder, files are made that get their names beside it when they are
/// complete: one that is a file beside the folder is complete, and only loses the name in it, which a power cut can
/// have brought back.
pub fn wipe_unfinished(path: &Path) -> io::Result<usize> {
    if !fs::symlink_metadata(path).is_ok_and(|found| found.is_dir()) {
        return wipe(path).map(usize::from);
    }
    let beside = fs::read_dir(folder_of(path))?.collect::<io::Result<Vec<_>>>()?;
    wipe_each(path, &|file| {
        if beside.iter().any(|it| is_one_file(file, &it.path())) {
            fs::remove_file(file).map(|()| true)
        } else {
            wipe(file)
        }
    })
}

fn wipe_each(path: &Path, wipe: &impl Fn(&Path) -> io::Result<bool>) -> io::Result<usize> {
    if !fs::symlink_metadata(path).is_ok_and(|found| found.is_dir()) {
        return wipe(path).map(usize::from);
    }
    let mut wiped = 0;
    for entry in fs::read_dir(path)? {
        wiped += wipe_each(&entry?.path(), wipe)?;
    }
    fs::remove_dir(path)?;
    Ok(wiped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn bytes_are_overwritten_before_they_are_given_free() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&file, vec![7; 200_000]).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o400)).unwrap();
        // A second name shows what became of the bytes.
        fs::hard_link(&file, &link).unwrap();
        assert!(wipe(&file).unwrap());
        assert!(!file.exists());
        assert_eq!(fs::read(&link).unwrap(), vec![0; 200_000]);
        assert!(!wipe(&file).unwrap());
    }

    #[cfg(unix)]
    #[test]
    fn what_got_its_name_is_not_overwritten_with_what_is_unfinished() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("draft")).unwrap();
        fs::write(at("draft/complete"), "whole").unwrap();
        fs::hard_link(at("draft/complete"), at("named")).unwrap();
        fs::write(at("draft/half"), "half").unwrap();
        // A name that is not beside it is somebody else's.
        fs::create_dir(at("elsewhere")).unwrap();
        fs::hard_link(at("draft/half"), at("elsewhere/half")).unwrap();
        let half = fs::File::open(at("draft/half")).unwrap();
        assert_eq!(wipe_unfinished(&at("draft")).unwrap(), 2);
        assert!(!at("draft").exists());
        assert_eq!(fs::read(at("named")).unwrap(), b"whole");
        assert_eq!(io::read_to_string(half).unwrap(), "\0\0\0\0");
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_goes_with_all_in_it_and_a_link_leads_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("a/b")).unwrap();
        fs::create_dir(at("mine")).unwrap();
        for name in ["a/b/c", "a/d", "mine/e"] {
            fs::write(at(name), "x").unwrap();
        }
        std::os::unix::fs::symlink(at("mine"), at("a/link")).unwrap();
        std::os::unix::fs::symlink(at("mine/e"), at("a/b/link")).unwrap();
        wipe(&at("a")).unwrap_err();
        assert_eq!(wipe_all(&at("a")).unwrap(), 4);
        assert!(!at("a").exists());
        assert_eq!(fs::read(at("mine/e")).unwrap(), b"x");
    }
}
