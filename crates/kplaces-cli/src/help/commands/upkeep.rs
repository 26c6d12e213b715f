use kplaces_text::{Text, text};

use super::options;
use crate::help::Help;

/// Keeping a device in order.
pub(super) fn commands() -> [Help; 9] {
    [
        status(),
        log(),
        backup(),
        create(),
        list(),
        verify(),
        restore(),
        import(),
        doctor(),
    ]
}

fn status() -> Help {
    Help::of(
        "status",
        text!(
            "Show what is stored on this device",
            "Zeigen, was auf diesem Gerät gespeichert ist"
        ),
    )
    .example("status", text!("Show it", "Es anzeigen"))
}

fn log() -> Help {
    Help::of(
        "log",
        text!(
            "Show the last syncs and their results",
            "Die letzten Abgleiche und ihre Ergebnisse zeigen"
        ),
    )
    .argument(
        "limit",
        text!(
            "Maximum number of syncs; with --changes, of places of each kind",
            "Höchstzahl der Abgleiche; mit --changes die der Orte jeder Art"
        ),
    )
    .argument(
        "changes",
        text!(
            "Name the places that the last sync with changes has changed",
            "Die Orte nennen, die der letzte Abgleich mit Änderungen geändert hat"
        ),
    )
    .argument(
        "all",
        text!(
            "With --changes, name all places",
            "Mit --changes alle Orte nennen"
        ),
    )
    .example(
        "log --changes",
        text!(
            "What is new, and what is different",
            "Was neu und was anders ist"
        ),
    )
    .example("log --limit 3", text!("The last three", "Die letzten drei"))
}

fn backup() -> Help {
    Help::of(
        "backup",
        text!(
            "Back up the places on this device, or restore them",
            "Die Orte auf diesem Gerät sichern oder wiederherstellen"
        ),
    )
    .example("backup create", text!("Back up now", "Jetzt sichern"))
    .example(
        "backup restore latest",
        text!(
            "Restore the latest backup",
            "Die letzte Sicherung wiederherstellen"
        ),
    )
}

fn create() -> Help {
    Help::of(
        "backup create",
        text!(
            "Back up the places on this device now",
            "Die Orte auf diesem Gerät jetzt sichern"
        ),
    )
    .example("backup create", text!("Back up now", "Jetzt sichern"))
}

fn list() -> Help {
    Help::of(
        "backup list",
        text!("List the backups", "Die Sicherungen auflisten"),
    )
    .example("backup list", text!("List them", "Alle auflisten"))
}

fn which() -> Text {
    text!(
        "Which one, as `backup list` shows it, or `latest`",
        "Welche, wie `backup list` sie zeigt, oder `latest`"
    )
}

fn verify() -> Help {
    Help::of(
        "backup verify",
        text!(
            "Check backups from end to end",
            "Sicherungen vollständig prüfen"
        ),
    )
    .argument(
        "name",
        text!(
            "Only this one, as `backup list` shows it, or `latest`",
            "Nur diese, wie `backup list` sie zeigt, oder `latest`"
        ),
    )
    .example(
        "backup verify",
        text!("Check all backups", "Alle Sicherungen prüfen"),
    )
    .example(
        "backup verify latest",
        text!("Check the latest one", "Die letzte prüfen"),
    )
}

fn restore() -> Help {
    Help::of(
        "backup restore",
        text!(
            "Restore the places of a backup",
            "Die Orte einer Sicherung wiederherstellen"
        ),
    )
    .argument("name", which())
    .example(
        "backup restore latest",
        text!(
            "Restore the latest backup",
            "Die letzte Sicherung wiederherstellen"
        ),
    )
}

fn import() -> Help {
    Help::of(
        "backup import",
        text!(
            "Restore the places of an extract (`privacy extract`)",
            "Die Orte eines Auszugs wiederherstellen (`privacy extract`)"
        ),
    )
    .argument("file", text!("Archive to read", "Archiv, das gelesen wird"))
    .example(
        "backup import extract.zip",
        text!(
            "Restore the places in this archive",
            "Die Orte in diesem Archiv wiederherstellen"
        ),
    )
}

fn doctor() -> Help {
    Help::of(
        "doctor",
        text!("Check this device for problems", "Dieses Gerät auf Probleme prüfen"),
    )
    .argument(
        "online",
        text!(
            "Send one request to WEBFLEET as well, and say how far it gets",
            "Auch eine Anfrage an WEBFLEET senden und sagen, wie weit sie kommt"
        ),
    )
    .argument(
        "bundle",
        text!(
            "Write a file for support, without addresses, names and secrets; `-` is standard output",
            "Eine Datei für den Support schreiben, ohne Adressen, Namen und Geheimnisse; `-` ist die \
             Standardausgabe"
        ),
    )
    .argument("force", options::force())
    .example("doctor", text!("Check this device", "Dieses Gerät prüfen"))
    .example(
        "doctor --bundle support.txt",
        text!("Write a file for support", "Eine Datei für den Support schreiben"),
    )
}
