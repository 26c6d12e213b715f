use std::path::Path;

use kplaces_edition::Manifest;
use kplaces_text::{Language, Text, of_io, say, text};
use kplaces_web::{Ended, StreetsError, WebError};

use crate::{CliError, Kind};

pub(crate) fn no_browser() -> Text {
    text!(
        "no browser could be started: open the link by hand",
        "es ließ sich kein Browser starten: den Link von Hand öffnen"
    )
}

/// `page` always leads into the map of this store, if there is such a one.
pub(crate) fn announcement(
    link: &str,
    page: Option<&Path>,
    can_ask: bool,
    language: Language,
) -> String {
    let more = if can_ask {
        language.pick(
            "Enter prints another link, Ctrl-C ends the map.",
            "Die Eingabetaste zeigt einen weiteren Link, Strg-C beendet die Karte.",
        )
    } else {
        language.pick("Ctrl-C ends the map.", "Strg-C beendet die Karte.")
    };
    let mut said = say!(
        language,
        "The map is here, for this user of this computer only:\n\n  {link}\n\n\
         The link works once, within ten minutes. {more}\n",
        "Hier ist die Karte, nur für diesen Benutzer dieses Rechners:\n\n  {link}\n\n\
         Der Link gilt einmal, zehn Minuten lang. {more}\n"
    );
    said.extend(page.map(|page| bookmark(page, language)));
    said
}

/// Without it nobody finds the page that leads into the map again and again.
fn bookmark(page: &Path, language: Language) -> String {
    say!(
        language,
        "\nThis file in a browser leads into it every day, as a bookmark too:\n\n  {page}\n",
        "\nDiese Datei führt im Browser jeden Tag hinein, auch als Lesezeichen:\n\n  {page}\n",
        page = page.display()
    )
}

/// The map was running before.
pub(crate) fn running(link: &str, page: &Path, language: Language) -> String {
    let running = say!(
        language,
        "The map is running already, for this user of this computer only:\n\n  {link}\n\n\
         The link works once.\n",
        "Die Karte läuft schon, nur für diesen Benutzer dieses Rechners:\n\n  {link}\n\n\
         Der Link gilt einmal.\n"
    );
    running + &bookmark(page, language)
}

/// The map that has the right to be it does not say where it is.
pub(crate) fn silent() -> CliError {
    let what = text!(
        "the map that is running does not say where it is",
        "die laufende Karte sagt nicht, wo sie ist"
    );
    CliError::new(Kind::Busy, what).hint(text!(
        "try again, or end it and start `3kplaces map`",
        "noch einmal versuchen, oder sie beenden und `3kplaces map` starten"
    ))
}

pub(crate) fn another(link: &str) -> String {
    format!("  {link}\n")
}

pub(crate) fn ended(ended: Ended, language: Language) -> String {
    match ended {
        Ended::Asked => say!(language, "The map has ended.\n", "Die Karte ist beendet.\n"),
        Ended::Idle => say!(
            language,
            "The map has ended: nobody has looked for a while.\n",
            "Die Karte ist beendet: Eine Zeit lang hat niemand hingesehen.\n"
        ),
    }
}

pub(crate) fn no_page(manifest: &Manifest) -> CliError {
    let what = text!(
        "the map is not in this build",
        "die Karte ist in diesem Programm nicht enthalten"
    );
    CliError::new(Kind::Usage, what)
        .because(text!(
            "its page was not built before the program was",
            "ihre Seite wurde nicht vor dem Programm gebaut"
        ))
        .hint(text!(
            "install Node.js 20 or later, then run `cargo xtask build {id}`",
            "Node.js 20 oder neuer installieren, dann `cargo xtask build {id}` ausführen",
            id = manifest.id
        ))
}

/// The map cannot be served.
pub(crate) fn unserved(error: WebError) -> CliError {
    match error {
        WebError::Device(error) => error,
        WebError::Port(0, error) => {
            let what = text!("there is no free port", "es ist kein Port frei");
            CliError::new(Kind::Network, what).because(of_io(&error))
        }
        WebError::Port(port, error) => {
            let what = text!(
                "port {port} cannot be used",
                "Port {port} lässt sich nicht benutzen"
            );
            CliError::new(Kind::Usage, what)
                .because(of_io(&error))
                .hint(text!(
                    "name another port with --port, or leave it out for any that is free",
                    "mit --port einen anderen Port nennen oder ihn weglassen: dann wird ein freier genommen"
                ))
        }
        WebError::Streets(error) => streets(&error),
        WebError::Random => CliError::new(
            Kind::Internal,
            text!(
                "the system gives no random numbers",
                "das System liefert keine Zufallszahlen"
            ),
        ),
        WebError::Serve(error) => CliError::internal(error),
    }
}

fn streets(error: &StreetsError) -> CliError {
    let of = |path: &Path, why: Text| {
        let what = text!(
            "{path} cannot be the basemap",
            "{path} ist als Grundkarte nicht verwendbar",
            path = path.display()
        );
        CliError::new(Kind::Usage, what).because(why)
    };
    match error {
        StreetsError::Unreadable(path, error) => of(path, of_io(error)),
        StreetsError::NotPmtiles(path) => of(
            path,
            text!(
                "it is not in the PMTiles format, version 3",
                "die Datei ist nicht im Format PMTiles, Version 3"
            ),
        )
        .hint(text!(
            "files of the format can be cut out of OpenStreetMap data with `pmtiles extract`",
            "Dateien dieses Formats lassen sich mit `pmtiles extract` aus Daten von OpenStreetMap ausschneiden"
        )),
        StreetsError::Cut(path) => of(
            path,
            text!(
                "it ends before all of what it says is in it",
                "die Datei endet, bevor alles da ist, was sie enthalten soll"
            ),
        )
        .hint(text!(
            "copy or download it once more",
            "sie noch einmal kopieren oder herunterladen"
        )),
        StreetsError::NotVector(path) => of(
            path,
            text!(
                "its tiles are pictures, not shapes",
                "ihre Kacheln sind Bilder, keine Formen"
            ),
        ),
    }
}
