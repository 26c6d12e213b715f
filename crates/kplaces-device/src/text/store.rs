//! What is wrong with the store.

use kplaces_store::{StoreError, StoreErrorKind};
use kplaces_text::{Hint, Text, command, text};

use super::errors::{check, run_again};
use crate::error::{CliError, Kind};

pub fn store(error: &StoreError) -> CliError {
    let new = |what: Text| CliError::new(kind_of(error.kind()), what).caused_by(error);
    match error.kind() {
        StoreErrorKind::Busy => new(text!(
            "another program is using the places on this device",
            "ein anderes Programm benutzt die Orte auf diesem Gerät"
        ))
        .hint(text!(
            "run the command again in a moment",
            "den Befehl gleich noch einmal ausführen"
        )),
        StoreErrorKind::Conflict => new(text!(
            "the places on this device changed meanwhile",
            "die Orte auf diesem Gerät haben sich inzwischen geändert"
        ))
        .hint(run_again()),
        StoreErrorKind::Corrupt => damaged(error),
        StoreErrorKind::Missing => new(text!(
            "there are no places on this device yet",
            "auf diesem Gerät sind noch keine Orte"
        ))
        .hint(Hint::run("sync", |sync| text!("run {sync}", "{sync} ausführen"))),
        StoreErrorKind::Older => new(text!(
            "the places there were written by an older 3Kplaces",
            "die Orte dort stammen von einem älteren 3Kplaces"
        ))
        .hint(text!(
            "any command that opens them for writing brings them up to date",
            "jeder Befehl, der sie zum Schreiben öffnet, bringt sie auf den neuen Stand"
        )),
        StoreErrorKind::Exists => new(text!("a file is in the way", "eine Datei ist im Weg"))
            .hint(text!("move it away", "die Datei verschieben")),
        StoreErrorKind::Unsupported => new(text!(
            "this store cannot do that",
            "dieser Bestand kann das nicht"
        ))
        .hint(Hint::set("store", |key| {
            text!(
                "{key} in the configuration says where places are kept",
                "{key} in der Konfiguration sagt, wo die Orte aufbewahrt werden"
            )
        })),
        StoreErrorKind::Newer => new(text!(
            "the places on this device were written by a newer 3Kplaces",
            "die Orte auf diesem Gerät stammen von einem neueren 3Kplaces"
        ))
        .hint(text!(
            "use that version or a later one",
            "diese Version oder eine spätere verwenden"
        )),
        StoreErrorKind::Denied => new(text!(
            "the places cannot be stored there",
            "die Orte lassen sich dort nicht speichern"
        ))
        .hint(text!(
            "check the folder's permissions, or choose another with --data-dir",
            "die Zugriffsrechte des Ordners prüfen oder mit --data-dir einen anderen wählen"
        )),
        StoreErrorKind::Locked => new(text!(
            "the places on this device are encrypted, and were not opened",
            "die Orte auf diesem Gerät sind verschlüsselt und wurden nicht geöffnet"
        ))
        .hint(text!(
            "the passphrase is asked for on a terminal, or is what KPLACES_PASSPHRASE, KPLACES_PASSPHRASE_FILE or `passphrase_command` say",
            "die Passphrase wird auf einem Terminal erfragt oder steht in KPLACES_PASSPHRASE, KPLACES_PASSPHRASE_FILE oder kommt von `passphrase_command`"
        ))
        .hint(Hint::run("encrypt status", |status| {
            text!(
                "{status} says what keeps the key",
                "{status} zeigt, wo der Schlüssel aufbewahrt ist"
            )
        })),
        StoreErrorKind::Full => new(text!(
            "there is no room left on this device",
            "auf diesem Gerät ist kein Platz mehr"
        ))
        .hint(text!(
            "nothing was changed; make room, then run the command again",
            "es wurde nichts geändert; Platz schaffen, dann den Befehl noch einmal ausführen"
        )),
        StoreErrorKind::Location => CliError::new(Kind::Configuration, error.text().clone())
            .hint(check("store")),
        _ => new(text!(
            "the places on this device cannot be read or written",
            "die Orte auf diesem Gerät lassen sich nicht lesen oder schreiben"
        ))
        .hint(try_again())
        .hint(failing_medium()),
    }
}

fn damaged(error: &StoreError) -> CliError {
    let (list, restore) = (command("backup list"), command("backup restore NAME"));
    let (sync, path) = (command("sync"), command("config path"));
    CliError::new(
        Kind::Store,
        text!(
            "the file with the places is damaged, or is not one of 3Kplaces",
            "die Datei mit den Orten ist beschädigt oder keine von 3Kplaces"
        ),
    )
    .caused_by(error)
    .hint(text!(
        "{list} lists copies, {restore} brings one back",
        "{list} zählt die Sicherungen auf, {restore} stellt eine wieder her"
    ))
    .hint(text!(
        "without one, move the file away, then run {sync}; {path} says where it is",
        "ohne Sicherung die Datei verschieben, dann {sync} ausführen; {path} zeigt, wo sie ist"
    ))
}

/// What helps against an error of a medium that passes.
pub fn try_again() -> Text {
    text!(
        "run the command again: not every error of a medium stays",
        "den Befehl noch einmal ausführen: nicht jeder Fehler eines Datenträgers bleibt"
    )
}

/// What helps against an error of a medium that stays.
pub fn failing_medium() -> Text {
    let path = command("config path");
    text!(
        "if it stays, the medium is failing: copy the data folder to another one while it can be read, and name it with --data-dir; {path} says where it is",
        "bleibt der Fehler, versagt der Datenträger: den Datenordner auf einen anderen kopieren, solange er lesbar ist, und ihn mit --data-dir angeben; {path} zeigt, wo er ist"
    )
}

pub fn store_is_set() -> CliError {
    let show = command("config show");
    CliError::new(
        Kind::Configuration,
        text!(
            "`store` is set, so places are not in their usual place",
            "`store` ist gesetzt, die Orte sind also nicht am üblichen Platz"
        ),
    )
    .because(text!(
        "only the store in its usual place is encrypted and decrypted",
        "nur der Bestand am üblichen Platz wird ver- und entschlüsselt"
    ))
    .hint(text!(
        "take `store` out of the settings; {show} says where it is set",
        "`store` aus den Einstellungen nehmen; {show} zeigt, wo es gesetzt ist"
    ))
    .hint(text!(
        "or set it to `sealed:PATH`: a new store there is encrypted, and filled by a sync",
        "oder auf `sealed:PFAD` setzen: ein neuer Bestand dort ist verschlüsselt, ein Abgleich füllt ihn"
    ))
}

/// Store failures that come from what the user wrote are not the store's.
fn kind_of(kind: StoreErrorKind) -> Kind {
    match kind {
        StoreErrorKind::Location => Kind::Configuration,
        _ => Kind::Store,
    }
}
