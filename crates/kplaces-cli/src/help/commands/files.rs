use kplaces_text::{Text, text};

use super::options;
use crate::help::Help;

/// Files for other programs and devices.
pub(super) fn commands() -> [Help; 2] {
    [export(), import_check()]
}

fn within() -> Text {
    text!(
        "With --near: maximum distance in metres, or such as 20km",
        "Mit --near: höchste Entfernung in Metern, oder etwa 20km"
    )
}

fn limit() -> Text {
    text!(
        "Maximum number of places: the nearest with --near, else the first by name",
        "Höchstzahl der Orte: mit --near die nächsten, sonst die ersten nach Namen"
    )
}

fn split_by() -> Text {
    text!(
        "One file for each group, in a folder",
        "Eine Datei je Gruppe, in einem Ordner"
    )
}

fn export() -> Help {
    let about = text!(
        "Write the places to a file for another program or device",
        "Die Orte in eine Datei für ein anderes Programm oder Gerät schreiben"
    );
    Help::of("export", about)
        .argument(
            "profile",
            text!(
                "Profile: what the file is for",
                "Profil: wofür die Datei ist"
            ),
        )
        .argument(
            "output",
            text!(
                "File to write, or a folder; `-` is standard output",
                "Datei, die geschrieben wird, oder ein Ordner; `-` ist die Standardausgabe"
            ),
        )
        .argument("groups", options::group())
        .argument("near", options::near())
        .argument("within", within())
        .argument("limit", limit())
        .argument("split_by", split_by())
        .argument("force", options::force())
        .argument(
            "allow_empty",
            text!(
                "With --force: replace a file that has places also by one without any",
                "Mit --force: eine Datei mit Orten auch durch eine ohne Orte ersetzen"
            ),
        )
        .argument(
            "delta_hint",
            text!(
                "Show what changed since the existing file was written",
                "Zeigen, was sich seit dem Schreiben der vorhandenen Datei geändert hat"
            ),
        )
        .argument(
            "list_profiles",
            text!(
                "List the profiles of this edition",
                "Die Profile dieser Edition auflisten"
            ),
        )
        .needs(&["profile", "output"])
        .example(
            "export --list-profiles",
            text!("List the profiles", "Die Profile auflisten"),
        )
        .example(
            "export gpx -o places.gpx",
            text!("Write a GPX file", "Eine GPX-Datei schreiben"),
        )
}

fn import_check() -> Help {
    let about = text!(
        "Check whether an exported file is up to date",
        "Prüfen, ob eine exportierte Datei noch aktuell ist"
    );
    Help::of("import-check", about)
        .argument(
            "path",
            text!(
                "File of a device, or with --split-by the folder of its files",
                "Datei eines Geräts, oder mit --split-by der Ordner seiner Dateien"
            ),
        )
        .argument(
            "profile",
            text!(
                "Profile the file was written for (default: found out from the file)",
                "Profil, für das die Datei geschrieben wurde (Vorgabe: aus der Datei ermittelt)"
            ),
        )
        .argument("groups", options::group())
        .argument("near", options::near())
        .argument("within", within())
        .argument("limit", limit())
        .argument("split_by", split_by())
        .example(
            "import-check places.gpx",
            text!(
                "Compare the file with the places here",
                "Die Datei mit den Orten hier vergleichen"
            ),
        )
}
