//! Files that nobody else may read.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// Options that create files for the user alone: a file made private later was open for a moment. Where a file is
/// there already, and where the medium keeps no modes, they change nothing.
pub fn private() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "modes are of Unix"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Creates a file for the user alone, to be written, where nothing may be: what is there stays, and the error is of
/// the kind `AlreadyExists`.
pub fn create_file(path: &Path) -> io::Result<File> {
    private().write(true).create_new(true).open(path)
}

/// Takes from others what they may do with a file, if there is one. What is no file, and what cannot be made private,
/// is an error.
#[cfg(unix)]
pub fn tighten(path: &Path) -> io::Result<()> {
    use std::fs::{self, Permissions};
    use std::io::ErrorKind;
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
    fs::set_permissions(path, Permissions::from_mode(private))
}

/// Elsewhere the data folder of the user carries the permissions.
#[cfg(not(unix))]
pub fn tighten(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::ErrorKind;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn a_file_is_private_from_the_start_and_takes_the_place_of_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        create_file(&at("new")).unwrap();
        private().create(true).append(true).open(at("log")).unwrap();
        for name in ["new", "log"] {
            assert_eq!(mode(&at(name)), 0o600, "{name}");
        }
        symlink(at("none"), at("link")).unwrap();
        for taken in ["new", "link"] {
            let error = create_file(&at(taken)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::AlreadyExists, "{taken}");
        }
        assert!(!at("none").exists());
    }

    #[test]
    fn what_others_may_do_is_taken_from_them_and_nothing_is_given() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for (name, is, becomes) in [("open", 0o666, 0o600), ("mine", 0o400, 0o400)] {
            fs::write(at(name), "").unwrap();
            fs::set_permissions(at(name), fs::Permissions::from_mode(is)).unwrap();
            tighten(&at(name)).unwrap();
            assert_eq!(mode(&at(name)), becomes, "{name}");
        }
        tighten(&at("none")).unwrap();
        symlink(at("open"), at("link")).unwrap();
        for refused in ["link", "."] {
            let error = tighten(&at(refused)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::PermissionDenied, "{refused}");
        }
    }
}
