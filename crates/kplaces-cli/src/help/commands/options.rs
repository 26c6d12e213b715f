//! Options that several commands have.

use kplaces_text::{Text, text};

/// `--group`, of commands that choose places.
pub(super) fn group() -> Text {
    text!(
        "Only places of this group; may be given several times",
        "Nur Orte dieser Gruppe; mehrfach möglich"
    )
}

/// `--force`, of commands that write files.
pub(super) fn force() -> Text {
    text!("Replace an existing file", "Eine vorhandene Datei ersetzen")
}

/// `--no-open`, of commands that lead into the map.
pub(super) fn no_open() -> Text {
    text!(
        "Only print the link; start no browser",
        "Nur den Link ausgeben, keinen Browser starten"
    )
}

/// `--limit`, of commands that list.
pub(super) fn limit() -> Text {
    text!("Maximum number of results", "Höchstzahl der Ergebnisse")
}

/// `--near`, of commands that choose places.
pub(super) fn near() -> Text {
    text!(
        "Only places around this position, nearest first",
        "Nur Orte um diese Position, die nächsten zuerst"
    )
}
