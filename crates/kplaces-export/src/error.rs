use std::io;
use std::path::{Path, PathBuf};

/// Why there is no export, by meaning.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// Two parts of the program bring an exporter of the same name.
    #[error("two exporters are called {0}")]
    DuplicateId(&'static str),
    /// There is something already, and it was not asked to be replaced.
    #[error("{} exists already", .0.display())]
    Exists(PathBuf),
    /// A folder, a link, a device or no name at all: nothing an export could replace.
    #[error("{} is not a regular file", .0.display())]
    NotAFile(PathBuf),
    /// The program keeps something there, or would.
    #[error("{} is, or would be, a file that 3Kplaces keeps for itself", .0.display())]
    Reserved(PathBuf),
    /// The log of a database would be taken for that of the new file, and spoil it.
    #[error("{} is there: another program has that file open, or ended while it had", .0.display())]
    LogBeside(PathBuf),
    /// The folder does not exist.
    #[error("the folder of {} does not exist", .0.display())]
    NoFolder(PathBuf),
    /// The user may not write there.
    #[error("{} may not be written", .path.display())]
    Denied {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// No space, or the user's share of it is used up.
    #[error("there is no space left for {}", .path.display())]
    Full {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Anything else.
    #[error("{} could not be written", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl ExportError {
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
