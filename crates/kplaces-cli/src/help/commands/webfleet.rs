use kplaces_text::text;

use super::options;
use crate::help::Help;

/// The account and its addresses.
pub(super) fn commands() -> [Help; 3] {
    [login(), logout(), sync()]
}

fn login() -> Help {
    let about = text!(
        "Store the WEBFLEET login on this device",
        "Die WEBFLEET-Anmeldung auf diesem Gerät speichern"
    );
    Help::of("login", about)
        .argument("account", text!("Name of the WEBFLEET account", "Name des WEBFLEET-Kontos"))
        .argument("user", text!("Name of the user", "Name des Benutzers"))
        .argument(
            "stdin",
            text!(
                "Read what is not given from standard input, a line each: account, user, password, API key",
                "Fehlende Angaben von der Standardeingabe lesen, je eine Zeile: Konto, Benutzer, Kennwort, \
                 API-Schlüssel"
            ),
        )
        .argument(
            "keep",
            text!(
                "Where to keep it: in the system's keyring, sealed with a passphrase, or as plain text",
                "Wo sie liegt: im Schlüsselspeicher des Systems, mit einer Passphrase versiegelt oder unverschlüsselt"
            ),
        )
        .argument(
            "no_check",
            text!(
                "Store it without checking it with WEBFLEET",
                "Speichern, ohne sie bei WEBFLEET zu prüfen"
            ),
        )
        .argument(
            "check",
            text!(
                "Check the stored login with WEBFLEET and change nothing",
                "Die gespeicherte Anmeldung bei WEBFLEET prüfen und nichts ändern"
            ),
        )
        .example(
            "login",
            text!("Ask for the login and store it", "Nach der Anmeldung fragen und sie speichern"),
        )
        .example("login --check", text!("Check the stored login", "Die gespeicherte Anmeldung prüfen"))
}

fn logout() -> Help {
    let about = text!(
        "Remove the WEBFLEET login from this device",
        "Die WEBFLEET-Anmeldung von diesem Gerät entfernen"
    );
    Help::of("logout", about).example(
        "logout",
        text!(
            "Remove the login; the places stay",
            "Die Anmeldung entfernen; die Orte bleiben"
        ),
    )
}

fn sync() -> Help {
    let about = text!(
        "Download addresses from WEBFLEET",
        "Adressen von WEBFLEET laden und die Orte abgleichen"
    );
    Help::of("sync", about)
        .argument("groups", options::group())
        .argument(
            "dry_run",
            text!(
                "Show what would change, and change nothing",
                "Änderungen nur anzeigen, nichts ändern"
            ),
        )
        .argument(
            "accept_shrink",
            text!(
                "Remove places even if it is more than a fifth of them",
                "Orte auch dann entfernen, wenn es mehr als ein Fünftel sind"
            ),
        )
        .argument(
            "limit",
            text!(
                "Maximum number of addresses (can only lower the edition's limit)",
                "Höchstzahl der Adressen (kann die Grenze der Edition nur senken)"
            ),
        )
        .argument(
            "wait",
            text!(
                "Wait for the request quota, or for another sync (default on a terminal)",
                "Auf das Kontingent oder einen anderen Abgleich warten (Vorgabe im Terminal)"
            ),
        )
        .argument(
            "no_wait",
            text!(
                "Do not wait: say when it can go on, and end (default elsewhere)",
                "Nicht warten, sondern sagen, wann es weitergeht, und enden (Vorgabe sonst)"
            ),
        )
        .argument(
            "scheduled",
            text!(
                "Run as one of many devices: start at a time of its own, quietly, with --wait",
                "Als eines von vielen Geräten laufen: zu eigener Zeit, still und mit --wait"
            ),
        )
        .argument(
            "then",
            text!(
                "If places changed: write this export anew; the rest of the line is about it",
                "Bei geänderten Orten diesen Export neu schreiben; der Rest der Zeile gehört dazu"
            ),
        )
        .example(
            "sync",
            text!(
                "Bring the places up to date",
                "Die Orte auf den neuesten Stand bringen"
            ),
        )
        .example(
            "sync --dry-run",
            text!("Show what would change", "Anzeigen, was sich ändern würde"),
        )
        .example(
            "sync --then export gpx -o places.gpx",
            text!("Keep a file current", "Eine Datei aktuell halten"),
        )
}
