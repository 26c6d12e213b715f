use kplaces_app::BackupError;
use kplaces_store::StoreErrorKind;

use super::errors;
use crate::error::{CliError, Kind};

pub fn failure(error: &BackupError) -> CliError {
    let new = |what: &str| CliError::new(Kind::Store, what).caused_by(error);
    match error {
        BackupError::NothingKept => CliError::new(Kind::Store, "this store has no backups")
            .because("it keeps nothing in a file")
            .hint("`store` in the configuration says where places are kept"),
        BackupError::Unknown { .. } => CliError::new(Kind::Usage, error.to_string())
            .hint("`3kplaces backup list` lists the backups"),
        BackupError::Folder { .. } => {
            new("the backups cannot be reached").hint("check the folder's permissions")
        }
        BackupError::Unsound { source, .. } if source.kind() == StoreErrorKind::Io => {
            new("the backup could not be read")
                .hint(errors::TRY_AGAIN)
                .hint(errors::FAILING_MEDIUM)
        }
        BackupError::Unsound { .. } => {
            new("the backup cannot be used").hint("`3kplaces backup verify` says which can")
        }
        BackupError::NotMade(_) => new("no backup could be made, so nothing was changed")
            .hint("make room, or check the folder's permissions"),
        BackupError::NothingThere => {
            CliError::new(Kind::Store, error.to_string()).hint("run `3kplaces sync` first")
        }
    }
}

/// How a store that was set aside is used again.
pub fn comes_back(name: &str) -> String {
    format!(
        "`3kplaces backup verify {name}` says whether it can be read, `3kplaces backup restore {name}` brings it back"
    )
}
