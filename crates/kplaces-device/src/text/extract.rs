use kplaces_extract::ExtractError;
use kplaces_text::{command, text};

use crate::error::{CliError, Kind};

pub(crate) fn unusable(error: &ExtractError) -> CliError {
    let extract = command("privacy extract");
    let found = CliError::new(
        Kind::Store,
        text!(
            "the archive cannot be used",
            "das Archiv lässt sich nicht verwenden"
        ),
    )
    .caused_by(error);
    found.hint(match error {
        ExtractError::Newer { .. } => text!(
            "nothing was changed; update 3Kplaces, then run the command again",
            "es wurde nichts geändert; 3Kplaces aktualisieren, dann den Befehl noch einmal ausführen"
        ),
        _ => text!(
            "nothing was changed; {extract} writes archives that can be",
            "es wurde nichts geändert; {extract} schreibt verwendbare Archive"
        ),
    })
}
