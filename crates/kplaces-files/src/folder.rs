//! Folders that nobody else may look into, and their names on the medium.

use std::fs::DirBuilder;
use std::io::{self, ErrorKind};
use std::path::Path;

/// Creates a folder and those above it that are missing, each for the user alone. What is there stays as it is.
///
/// Their names outlive a power cut: what is synced in a folder that is lost is lost.
pub fn create_folder(folder: &Path) -> io::Result<()> {
    let missing = folder
        .ancestors()
        .take_while(|it| !it.as_os_str().is_empty() && !it.exists());
    let missing: Vec<&Path> = missing.collect();
    private_builder().recursive(true).create(folder)?;
    for made in missing {
        match sync_folder(folder_of(made)) {
            // One that may only be passed through.
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {}
            synced => synced?,
        }
    }
    Ok(())
}

/// Creates one folder for the user alone, where nothing may be: what is there stays, and the error is of the kind
/// `AlreadyExists`.
pub fn create_new_folder(folder: &Path) -> io::Result<()> {
    private_builder().create(folder)
}

/// With the mode from the start: a folder made private later was open for a moment.
fn private_builder() -> DirBuilder {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "modes are of Unix"))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// Waits until the names in a folder are on the medium.
///
/// File systems of some sticks and network drives cannot say when they are, and Windows opens no folder as a file and
/// writes names through: there it is done without. Any other failure is an error.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    match std::fs::File::open(folder)?.sync_all() {
        Err(error) if is_not_known_here(&error) => Ok(()),
        synced => synced,
    }
}

/// Whether it is what fsync(2) says of a file that cannot be synced.
fn is_not_known_here(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::InvalidInput | ErrorKind::Unsupported
    )
}

/// The folder that a path is in.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[cfg(unix)]
    fn mode(path: &Path) -> u32 {
        use std::os::unix::fs::PermissionsExt;

        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[cfg(unix)]
    #[test]
    fn folders_are_private_from_the_start_and_those_that_were_there_stay() {
        use std::os::unix::fs::PermissionsExt;

        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        for (name, is) in [("shared", 0o755), ("strict", 0o500)] {
            fs::create_dir(at(name)).unwrap();
            fs::set_permissions(at(name), fs::Permissions::from_mode(is)).unwrap();
            create_folder(&at(name)).unwrap();
            assert_eq!(mode(&at(name)), is, "{name}");
        }
        create_folder(&at("shared/a/b")).unwrap();
        create_new_folder(&at("shared/new")).unwrap();
        for made in ["shared/a", "shared/a/b", "shared/new"] {
            assert_eq!(mode(&at(made)), 0o700, "{made}");
        }
        assert_eq!(mode(&at("shared")), 0o755);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_folder_is_one_and_a_link_to_nothing_is_refused() {
        use std::os::unix::fs::symlink;

        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        fs::create_dir(at("real")).unwrap();
        symlink(at("real"), at("link")).unwrap();
        create_folder(&at("link/sub")).unwrap();
        assert!(at("real/sub").is_dir());
        symlink(at("none"), at("dangling")).unwrap();
        create_folder(&at("dangling")).unwrap_err();
        assert!(!at("none").exists());
    }

    #[test]
    fn a_new_folder_takes_the_place_of_nothing() {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        fs::create_dir(at("folder")).unwrap();
        fs::write(at("file"), "mine").unwrap();
        for taken in ["folder", "file"] {
            let error = create_new_folder(&at(taken)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::AlreadyExists, "{taken}");
        }
        create_folder(&at("file/sub")).unwrap_err();
        create_new_folder(&at("none/sub")).unwrap_err();
        assert_eq!(fs::read(at("file")).unwrap(), b"mine");
    }

    #[cfg(unix)]
    #[test]
    fn what_cannot_be_synced_anywhere_is_done_without_and_what_fails_is_an_error() {
        let root = tempfile::tempdir().unwrap();
        sync_folder(root.path()).unwrap();
        let none = sync_folder(&root.path().join("none")).unwrap_err();
        assert_eq!(none.kind(), ErrorKind::NotFound);
        // EINVAL and ENOTSUP are of the file system, EIO and ENOSPC of the medium.
        for (code, is_done_without) in [
            (rustix::io::Errno::INVAL, true),
            (rustix::io::Errno::NOTSUP, true),
            (rustix::io::Errno::IO, false),
            (rustix::io::Errno::NOSPC, false),
        ] {
            assert_eq!(is_not_known_here(&code.into()), is_done_without, "{code}");
        }
    }

    #[test]
    fn a_bare_name_is_in_the_folder_of_the_process() {
        for (path, folder) in [("a/b", "a"), ("a", "."), ("/a", "/"), ("/", ".")] {
            assert_eq!(folder_of(Path::new(path)), Path::new(folder), "{path}");
        }
    }
}
