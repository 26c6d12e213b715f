use kplaces_extract::ExtractError;

use crate::error::{CliError, Kind};

pub(crate) fn unusable(error: &ExtractError) -> CliError {
    let found = CliError::new(Kind::Store, "the archive cannot be used").caused_by(error);
    match error {
        ExtractError::Newer { .. } => {
            found.hint("nothing was changed; update 3Kplaces, then run the command again")
        }
        _ => found
            .hint("nothing was changed; `3kplaces privacy extract` writes archives that can be"),
    }
}
