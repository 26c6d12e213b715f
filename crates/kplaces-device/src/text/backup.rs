use kplaces_app::BackupError;
use kplaces_store::StoreErrorKind;
use kplaces_text::{Hint, Text, command, text};

use super::causes::said;
use super::errors;
use crate::error::{CliError, Kind};

pub fn failure(error: &BackupError) -> CliError {
    let new = |what: Text| CliError::new(Kind::Store, what).caused_by(error);
    match error {
        BackupError::NothingKept => CliError::new(
            Kind::Store,
            text!(
                "this store has no backups",
                "dieser Bestand hat keine Sicherungen"
            ),
        )
        .because(text!(
            "it keeps nothing in a file",
            "er bewahrt nichts in einer Datei auf"
        ))
        .hint(Hint::set("store", |key| {
            text!(
                "{key} in the configuration says where places are kept",
                "{key} in der Konfiguration sagt, wo die Orte aufbewahrt werden"
            )
        })),
        BackupError::Unknown { .. } => CliError::new(Kind::NotFound, said(error))
            .hint(Hint::run("backup list", |list| {
                text!("{list} lists the backups", "{list} zeigt die Sicherungen")
            })),
        BackupError::Folder { .. } => new(text!(
            "the backups cannot be reached",
            "die Sicherungen sind nicht erreichbar"
        ))
        .hint(text!(
            "check the folder's permissions",
            "die Zugriffsrechte des Ordners prüfen"
        )),
        BackupError::Unsound { source, .. } if source.kind() == StoreErrorKind::Io => new(text!(
            "the backup could not be read",
            "die Sicherung ließ sich nicht lesen"
        ))
        .hint(errors::try_again())
        .hint(errors::failing_medium()),
        BackupError::Unsound { .. } => new(text!(
            "the backup cannot be used",
            "die Sicherung ist nicht zu gebrauchen"
        ))
        .hint(Hint::run("backup verify", |verify| {
            text!("{verify} says which can", "{verify} zeigt, welche es sind")
        })),
        BackupError::NotMade(_) => new(text!(
            "no backup could be made, so nothing was changed",
            "es ließ sich keine Sicherung anlegen, also wurde nichts geändert"
        ))
        .hint(text!(
            "make room, or check the folder's permissions",
            "Platz schaffen oder die Zugriffsrechte des Ordners prüfen"
        )),
        BackupError::NothingThere => CliError::new(Kind::Store, said(error))
            .hint(Hint::run("sync", |sync| {
                text!("run {sync} first", "erst {sync} ausführen")
            })),
    }
}

/// How a store that was set aside is used again.
pub(crate) fn comes_back(name: &str) -> Text {
    let verify = command(&format!("backup verify {name}"));
    let restore = command(&format!("backup restore {name}"));
    text!(
        "{verify} says whether it can be read, {restore} brings it back",
        "{verify} zeigt, ob er sich lesen lässt, {restore} stellt ihn wieder her"
    )
}
