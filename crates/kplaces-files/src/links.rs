//! Files of ours that are links, as those who keep their settings in a folder of their own make them.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use kplaces_text::{Text, text};

use crate::folder::{folder_of, sync_folder};
use crate::wipe::wipe;

/// Links lead to links no further than this, as in Linux.
const MOST: usize = 40;

/// Where the content of a file is: at `path`, or where the links there lead.
///
/// What is written goes there, and the links stay. They may lead only to where nobody else can put
/// something in its place: a folder that belongs to whom `path`'s own belongs, and that others cannot
/// change. Anything else is an error that says so.
pub fn behind_links(path: &Path) -> io::Result<PathBuf> {
    let mut real = path.to_owned();
    for _ in 0..MOST {
        match fs::read_link(&real) {
            Ok(to) => real = folder_of(&real).join(to),
            Err(_) if real == path => return Ok(real),
            Err(_) => {
                check(path, &real)?;
                return Ok(real);
            }
        }
    }
    Err(io::Error::other(text!(
        "it is a link that leads to itself",
        "ist ein Verweis, der auf sich selbst führt"
    )))
}

/// Overwrites and removes a file: what links lead to, and the link itself. What is kept behind a link would else
/// stay there, forgotten. No power cut brings them back.
pub fn remove_behind_links(path: &Path) -> io::Result<()> {
    match behind_links(path) {
        Ok(real) if real != path => {
            wipe(&real)?;
            sync_folder(folder_of(&real))?;
        }
        // Of a link that leads to nothing only the link is left.
        Err(error) if fs::metadata(path).is_ok() => return Err(error),
        _ => {}
    }
    if wipe(path)? {
        sync_folder(folder_of(path))
    } else {
        Err(ErrorKind::NotFound.into())
    }
}

fn check(path: &Path, real: &Path) -> io::Result<()> {
    let refused = |why| Err(refusal(real, &why));
    match fs::symlink_metadata(real) {
        Ok(found) if !found.is_file() => {
            return refused(text!(
                "which is not a regular file",
                "das Ziel ist keine gewöhnliche Datei"
            ));
        }
        _ => {}
    }
    let Ok(folder) = fs::metadata(folder_of(real)) else {
        return refused(text!(
            "whose folder is not there",
            "den Ordner des Ziels gibt es nicht"
        ));
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        if folder.uid() != fs::metadata(folder_of(path))?.uid() {
            return refused(text!(
                "whose folder belongs to somebody else",
                "der Ordner des Ziels gehört jemand anderem"
            ));
        }
        if folder.mode() & 0o022 != 0 {
            return refused(text!(
                "whose folder others may change",
                "den Ordner des Ziels dürfen andere ändern"
            ));
        }
    }
    #[cfg(not(unix))]
    let _ = (path, folder);
    Ok(())
}

fn refusal(to: &Path, why: &Text) -> io::Error {
    let to = to.display();
    io::Error::other(text!(
        "it is a link to {to}, {why}",
        "ist ein Verweis auf {to}: {why}"
    ))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn links_are_followed_to_where_only_the_user_can_write() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for sub in ["own", "dots", "open"] {
            fs::create_dir(at(sub)).unwrap();
            fs::set_permissions(at(sub), fs::Permissions::from_mode(0o755)).unwrap();
        }
        fs::set_permissions(at("open"), fs::Permissions::from_mode(0o777)).unwrap();
        fs::write(at("dots/login"), "").unwrap();
        let link = |to: PathBuf, name: &str| symlink(to, at("own").join(name)).unwrap();
        link("../dots/login".into(), "relative");
        link(at("own/relative"), "twice");
        link(at("dots/new"), "nothing-yet");
        link(at("open/login"), "open");
        link(at("none/login"), "nowhere");
        link(at("dots"), "folder");
        link(at("own/itself"), "itself");
        let real = |name: &str| behind_links(&at("own").join(name));
        assert_eq!(real("plain").unwrap(), at("own/plain"));
        for name in ["relative", "twice"] {
            let real = fs::canonicalize(real(name).unwrap()).unwrap();
            assert_eq!(real, fs::canonicalize(at("dots/login")).unwrap(), "{name}");
        }
        assert_eq!(real("nothing-yet").unwrap(), at("dots/new"));
        for name in ["open", "nowhere", "folder", "itself"] {
            let error = real(name).unwrap_err().to_string();
            assert!(error.starts_with("it is a link "), "{error}");
        }
    }

    #[test]
    fn what_is_behind_a_link_goes_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("secret"), "x").unwrap();
        symlink(at("secret"), at("link")).unwrap();
        remove_behind_links(&at("link")).unwrap();
        assert!(at("secret").symlink_metadata().is_err());
        assert!(at("link").symlink_metadata().is_err());
        let none = remove_behind_links(&at("link")).unwrap_err();
        assert_eq!(none.kind(), ErrorKind::NotFound);
    }
}
