//! Whether somebody else may change a file, or put another one in its place.

#[cfg(unix)]
mod group;
#[cfg(unix)]
mod walk;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use kplaces_text::{Text, text};

/// Why a file is not trusted: it, or a folder or a link on the way to it, is not only the user's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Doubt {
    /// What others may change: the file, a folder or a link.
    pub(crate) path: PathBuf,
    pub(crate) why: Distrust,
}

/// How somebody else can change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Distrust {
    /// It belongs neither to this user nor to root.
    Foreign {
        /// The user it belongs to.
        uid: u32,
    },
    /// Its permissions, with these bits, let others write.
    Writable {
        /// The permission bits.
        mode: u32,
    },
}

impl Doubt {
    /// What people read of it.
    pub(crate) fn text(&self) -> Text {
        let path = self.path.display();
        match self.why {
            Distrust::Foreign { uid } => text!(
                "{path} belongs to another user ({uid}): make it your own with `chown`, or use a file \
                 of your own",
                "{path} gehört einem anderen Benutzer ({uid}): mit `chown` zur eigenen machen oder eine \
                 eigene Datei benutzen"
            ),
            Distrust::Writable { mode } => text!(
                "others may change {path} ({mode:04o}): run `chmod go-w {path}`",
                "andere können {path} ändern ({mode:04o}): `chmod go-w {path}` ausführen"
            ),
        }
    }
}

/// Looks for somebody else who may change the opened `file`, or put another one at `path`; `None` where
/// nobody can but this user and root.
///
/// As sshd does with `StrictModes`: the file and each folder and link that leads to it has to belong to this
/// user or to root, and nobody else may write it. Folders above `home` do not count for what is in it, since whoever
/// may change those can do worse. A folder in which only owners may rename or remove (`/tmp`) is no
/// danger, and neither is a group in which nobody else is. Windows has no such bits: there the folder of
/// the user is private by its access list, and nothing is looked at.
pub(crate) fn doubt(path: &Path, file: &File, home: Option<&Path>) -> io::Result<Option<Doubt>> {
    #[cfg(unix)]
    {
        walk::doubt(path, file, home)
    }
    #[cfg(not(unix))]
    {
        let _ = (path, file, home);
        Ok(None)
    }
}

/// The same of a file that this user is about to make at `path`.
pub(crate) fn doubt_of_new(path: &Path, home: Option<&Path>) -> io::Result<Option<Doubt>> {
    #[cfg(unix)]
    {
        walk::doubt_of_new(path, home)
    }
    #[cfg(not(unix))]
    {
        let _ = (path, home);
        Ok(None)
    }
}
