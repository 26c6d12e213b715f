//! The help of the commands that every edition has.

mod config;
mod files;
mod options;
mod places;
mod privacy;
mod program;
mod upkeep;
mod webfleet;

use kplaces_edition::Manifest;
use kplaces_text::text;

use super::Help;

/// All of it, for one edition.
pub(crate) fn commands(manifest: &Manifest) -> Vec<Help> {
    let mut all = vec![program(manifest)];
    all.extend(webfleet::commands());
    all.extend(places::commands());
    all.extend(files::commands());
    all.extend(upkeep::commands());
    all.extend(privacy::commands());
    all.extend(config::reading());
    all.extend(config::writing());
    all.extend(program::commands());
    all
}

/// The program itself, with the options that every command takes.
fn program(manifest: &Manifest) -> Help {
    let (title, summary) = (&manifest.title, manifest.summary.text());
    let about = text!(language =>
        "{title}: {summary}\n\nAll commands but `login` and `sync` work without a network. Addresses are \
         downloaded to and processed on this device only.",
        "{title}: {summary}\n\nAlle Befehle außer `login` und `sync` arbeiten ohne Netz. Adressen werden nur \
         auf dieses Gerät geladen und nur hier verarbeitet.",
        summary = summary.in_language(language),
    );
    Help::of("", about)
        .argument(
            "json",
            text!(
                "Answer in JSON, for programs",
                "In JSON antworten, für Programme"
            ),
        )
        .argument(
            "quiet",
            text!(
                "Print only results and errors",
                "Nur Ergebnisse und Fehler ausgeben"
            ),
        )
        .argument(
            "config",
            text!(
                "Configuration file to read instead of the user's",
                "Konfigurationsdatei, die statt der des Benutzers gelesen wird"
            ),
        )
        .argument(
            "data_dir",
            text!(
                "Folder to keep the places in",
                "Ordner, in dem die Orte liegen"
            ),
        )
        .argument(
            "tenant",
            text!(
                "Tenant to work for: a WEBFLEET account with folders of its own",
                "Mandant, für den gearbeitet wird: ein WEBFLEET-Konto mit eigenen Ordnern"
            ),
        )
        .argument(
            "lang",
            text!(
                "Language of all texts (default: that of the system)",
                "Sprache aller Texte (Vorgabe: die des Systems)"
            ),
        )
        .argument(
            "log",
            text!(
                "Write what happens to standard error: error, warn, info, debug or trace",
                "Ablauf auf die Fehlerausgabe schreiben: error, warn, info, debug oder trace"
            ),
        )
        .example("login", text!("Store the login", "Die Anmeldung speichern"))
        .example(
            "sync",
            text!("Download the addresses", "Die Adressen laden"),
        )
        .example(
            "find depot",
            text!("Find places by name", "Orte nach Namen suchen"),
        )
}
