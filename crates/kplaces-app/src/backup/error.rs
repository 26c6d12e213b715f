use std::io;
use std::path::PathBuf;

use kplaces_domain::one_line;
use kplaces_store::StoreError;
use kplaces_text::{Text, text};

/// Why a copy cannot be made, found or used.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.text())]
pub enum BackupError {
    /// The store keeps nothing, so there is nothing to copy.
    NothingKept,
    /// Nothing was ever downloaded.
    NothingThere,
    /// There is no such copy.
    Unknown {
        /// What was asked for.
        name: String,
    },
    /// The folder of the copies cannot be read or changed.
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The copy is not sound.
    Unsound {
        /// Which one.
        name: String,
        /// What is wrong with it.
        source: StoreError,
    },
    /// No copy could be made. Nothing was changed.
    NotMade(#[source] StoreError),
}

impl BackupError {
    /// What people read of it, without what the store or the system said.
    pub fn text(&self) -> Text {
        match self {
            Self::NothingKept => text!(
                "this store keeps nothing, so there are no backups",
                "dieser Bestand bewahrt nichts auf, also gibt es keine Sicherungen"
            ),
            Self::NothingThere => text!(
                "there is nothing on this device to copy",
                "auf diesem Gerät gibt es nichts zu sichern"
            ),
            Self::Unknown { name } => text!(
                "there is no backup `{name}`",
                "es gibt keine Sicherung `{name}`",
                name = one_line(name, 60),
            ),
            Self::Folder { folder, .. } => text!(
                "the backups in {folder} cannot be read or changed",
                "die Sicherungen in {folder} lassen sich nicht lesen oder ändern",
                folder = folder.display(),
            ),
            Self::Unsound { name, .. } => text!(
                "the backup {name} cannot be used",
                "die Sicherung {name} ist nicht zu gebrauchen"
            ),
            Self::NotMade(_) => text!(
                "the places on this device could not be copied first",
                "die Orte auf diesem Gerät ließen sich vorher nicht sichern"
            ),
        }
    }
}
