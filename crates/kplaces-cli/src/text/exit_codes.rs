//! What the exit codes mean.

use kplaces_text::{Text, text};

use crate::{Kind, Output};

/// All of them, in their order.
pub(crate) fn all() -> Vec<(u8, Text)> {
    let answers = [
        (0, text!("done", "erledigt")),
        (
            Output::DIFFERS,
            text!(
                "an answer, not a failure: `import-check` found that a file is not current, `doctor` found a problem",
                "eine Antwort, kein Fehler: `import-check` fand eine veraltete Datei, `doctor` ein Problem"
            ),
        ),
    ];
    let failures = Kind::all().map(|kind| (kind.exit_code(), meaning(kind)));
    let mut all: Vec<(u8, Text)> = answers.into_iter().chain(failures).collect();
    all.sort_by_key(|(code, _)| *code);
    all
}

fn meaning(kind: Kind) -> Text {
    match kind {
        Kind::Usage => text!("the command line is wrong", "die Befehlszeile ist falsch"),
        Kind::Configuration => text!("a setting is wrong", "eine Einstellung ist falsch"),
        Kind::Login => text!(
            "there is no login, or WEBFLEET does not accept it",
            "es gibt keine Anmeldung, oder WEBFLEET nimmt sie nicht an"
        ),
        Kind::Quota => text!(
            "the request quota is used up; the error says when the next request can go out",
            "das Kontingent ist aufgebraucht; die Meldung sagt, wann die nächste Anfrage hinaus kann"
        ),
        Kind::Edition => text!(
            "the feature belongs to another edition",
            "die Funktion gehört zu einer anderen Edition"
        ),
        Kind::Limit => text!(
            "a limit was reached where it must not be",
            "eine Grenze wurde erreicht, wo das nicht sein darf"
        ),
        Kind::Network => text!(
            "WEBFLEET could not be reached, or did not give a sound report",
            "WEBFLEET war nicht zu erreichen oder gab keinen brauchbaren Bericht"
        ),
        Kind::Store => text!(
            "the places on this device, or a file, could not be read or written",
            "die Orte auf diesem Gerät oder eine Datei ließen sich nicht lesen oder schreiben"
        ),
        Kind::Guard => text!(
            "the sync would remove too much, or the export be empty",
            "der Abgleich würde zu viel entfernen, oder der Export wäre leer"
        ),
        Kind::Busy => text!(
            "another sync of the same account or store is under way on this device",
            "auf diesem Gerät läuft schon ein Abgleich desselben Kontos oder Bestands"
        ),
        Kind::NotFound => text!(
            "a place, group, tenant, backup or file that was named is not there",
            "ein genannter Ort, Mandant, eine genannte Gruppe, Sicherung oder Datei fehlt"
        ),
        Kind::Internal => text!("a defect in 3Kplaces", "ein Fehler in 3Kplaces"),
        Kind::Interrupted => text!(
            "ended by the user, with Ctrl-C or its terminal for example",
            "vom Benutzer beendet, zum Beispiel mit Strg-C oder durch Schließen des Terminals"
        ),
    }
}
