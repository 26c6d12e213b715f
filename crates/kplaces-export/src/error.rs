use std::io;
use std::path::{Path, PathBuf};

use kplaces_text::{Text, of_io, text};

/// Why there is no export, by meaning.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.text())]
#[non_exhaustive]
pub enum ExportError {
    /// Two parts of the program bring an exporter of the same name.
    DuplicateId(&'static str),
    /// There is something already, and it was not asked to be replaced.
    Exists(PathBuf),
    /// A folder, a link, a device or no name at all: nothing an export could replace.
    NotAFile(PathBuf),
    /// The program keeps something there, or would.
    Reserved(PathBuf),
    /// The log of a database would be taken for that of the new file, and spoil it.
    LogBeside(PathBuf),
    /// The folder does not exist.
    NoFolder(PathBuf),
    /// The user may not write there.
    Denied {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// No space, or the user's share of it is used up.
    Full {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Anything else.
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl ExportError {
    /// What people read of it, without what the system said.
    pub fn text(&self) -> Text {
        match self {
            Self::DuplicateId(id) => {
                text!("two exporters are called {id}", "zwei Profile heißen {id}")
            }
            Self::Exists(path) => text!(
                "{path} exists already",
                "{path} gibt es schon",
                path = path.display()
            ),
            Self::NotAFile(path) => text!(
                "{path} is not a regular file",
                "{path} ist keine normale Datei",
                path = path.display()
            ),
            Self::Reserved(path) => text!(
                "{path} is, or would be, a file that 3Kplaces keeps for itself",
                "{path} ist eine Datei, die 3Kplaces selbst braucht, oder wäre eine",
                path = path.display()
            ),
            Self::LogBeside(path) => text!(
                "{path} is there: another program has that file open, or ended while it had",
                "{path} ist vorhanden: Ein anderes Programm hat die Datei dazu geöffnet oder ist dabei abgebrochen",
                path = path.display()
            ),
            Self::NoFolder(path) => text!(
                "the folder of {path} does not exist",
                "den Ordner von {path} gibt es nicht",
                path = path.display()
            ),
            Self::Denied { path, .. } => text!(
                "{path} may not be written",
                "{path} darf nicht geschrieben werden",
                path = path.display()
            ),
            Self::Full { path, .. } => text!(
                "there is no space left for {path}",
                "für {path} ist kein Platz mehr",
                path = path.display()
            ),
            Self::Io { path, .. } => text!(
                "{path} could not be written",
                "{path} konnte nicht geschrieben werden",
                path = path.display()
            ),
        }
    }

    /// What the system said, where it said something.
    pub fn system(&self) -> Option<Text> {
        match self {
            Self::Denied { source, .. } | Self::Full { source, .. } | Self::Io { source, .. } => {
                Some(of_io(source))
            }
            _ => None,
        }
    }

    /// Finds the meaning of an error that came up while writing `path`.
    pub fn writing(path: &Path, source: io::Error) -> Self {
        use io::ErrorKind as Kind;
        let path = path.to_owned();
        match source.kind() {
            Kind::AlreadyExists => Self::Exists(path),
            Kind::NotFound | Kind::NotADirectory => Self::NoFolder(path),
            Kind::IsADirectory => Self::NotAFile(path),
            Kind::PermissionDenied | Kind::ReadOnlyFilesystem => Self::Denied { path, source },
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => {
                Self::Full { path, source }
            }
            _ => Self::Io { path, source },
        }
    }
}
