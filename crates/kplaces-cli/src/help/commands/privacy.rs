use kplaces_text::text;

use super::options;
use crate::help::Help;

/// What is processed here, and the rights of those it is about.
pub(super) fn commands() -> [Help; 7] {
    [
        privacy(),
        papers(
            "privacy statement",
            text!(
                "Answer questions about personal data, with the facts of this device",
                "Fragen zu personenbezogenen Daten beantworten, mit den Angaben dieses Geräts"
            ),
        )
        .example("privacy statement", text!("Print it", "Sie ausgeben"))
        .example(
            "privacy statement -o privacy.html",
            text!("Write a page for a browser", "Eine Seite für den Browser schreiben"),
        ),
        papers(
            "privacy record",
            text!(
                "Fill in a template for the record of processing activities (Art. 30 GDPR)",
                "Eine Vorlage für das Verzeichnis von Verarbeitungstätigkeiten ausfüllen (Art. 30 DSGVO)"
            ),
        )
        .example(
            "privacy record -o record.md",
            text!("Write it as Markdown", "Sie als Markdown schreiben"),
        ),
        network(),
        report(),
        extract(),
        erase(),
    ]
}

fn privacy() -> Help {
    Help::of(
        "privacy",
        text!(
            "Show what is processed and whom this device contacted; take data along or erase it",
            "Zeigen, was verarbeitet wird und wen dieses Gerät kontaktiert hat; Daten mitnehmen oder löschen"
        ),
    )
    .example(
        "privacy report",
        text!("Show what is on this device", "Zeigen, was auf diesem Gerät liegt"),
    )
}

fn papers(path: &'static str, about: kplaces_text::Text) -> Help {
    Help::of(path, about)
        .argument(
            "output",
            text!(
                "File to write; its ending .md or .html decides on the format, any other is text",
                "Datei, die geschrieben wird; die Endung .md oder .html bestimmt das Format, jede andere ist Text"
            ),
        )
        .argument(
            "format",
            text!("Format, whatever the file is called", "Format, wie auch immer die Datei heißt"),
        )
        .argument("force", options::force())
}

fn network() -> Help {
    Help::of(
        "privacy network",
        text!(
            "Show which hosts this device contacted, and which it may",
            "Zeigen, welche Gegenstellen dieses Gerät kontaktiert hat und welche es kontaktieren darf"
        ),
    )
    .example("privacy network", text!("Show them", "Sie anzeigen"))
}

fn report() -> Help {
    Help::of(
        "privacy report",
        text!(
            "Show what is on this device: where, who can read it, from where, for how long (Art. 15 GDPR)",
            "Zeigen, was auf diesem Gerät liegt: wo, wer es lesen kann, woher, wie lange (Art. 15 DSGVO)"
        ),
    )
    .example("privacy report", text!("Show it", "Es anzeigen"))
}

fn extract() -> Help {
    Help::of(
        "privacy extract",
        text!(
            "Write all data to one open archive, to take along (Art. 20 GDPR)",
            "Alle Daten in ein offenes Archiv schreiben, zum Mitnehmen (Art. 20 DSGVO)"
        ),
    )
    .argument(
        "output",
        text!(
            "Archive to write, a zip file",
            "Archiv, das geschrieben wird, eine Zip-Datei"
        ),
    )
    .argument("force", options::force())
    .argument(
        "allow_empty",
        text!(
            "With --force: replace an archive that has places also by one without any",
            "Mit --force: ein Archiv mit Orten auch durch eines ohne Orte ersetzen"
        ),
    )
    .example(
        "privacy extract -o extract.zip",
        text!("Write the archive", "Das Archiv schreiben"),
    )
}

fn erase() -> Help {
    Help::of(
        "privacy erase",
        text!(
            "Erase what is on this device, and print a receipt (Art. 17 GDPR)",
            "Löschen, was auf diesem Gerät liegt, und eine Quittung ausgeben (Art. 17 DSGVO)"
        ),
    )
    .argument(
        "all",
        text!(
            "Everything: places, backups, records, login, and what else is stored",
            "Alles: Orte, Sicherungen, Aufzeichnungen, Anmeldung und was sonst gespeichert ist"
        ),
    )
    .argument(
        "groups",
        text!(
            "Places of this group, and backups that know it; may be given several times",
            "Orte dieser Gruppe und Sicherungen, die sie kennen; mehrfach möglich"
        ),
    )
    .argument(
        "older_than",
        text!(
            "Backups and records older than so many days, and the places if they are",
            "Sicherungen und Aufzeichnungen, die älter sind als so viele Tage, und ebenso alte Orte"
        ),
    )
    .argument("yes", text!("Do not ask", "Nicht nachfragen"))
    .argument(
        "dry_run",
        text!(
            "Show what would be erased, and change nothing",
            "Nur anzeigen, was gelöscht würde; nichts ändern"
        ),
    )
    .argument(
        "receipt",
        text!(
            "File to write the receipt to, too",
            "Datei, in die die Quittung auch geschrieben wird"
        ),
    )
    .example(
        "privacy erase --all --dry-run",
        text!("Show what would be erased", "Anzeigen, was gelöscht würde"),
    )
    .example(
        "privacy erase --older-than 90",
        text!(
            "Erase what is older than 90 days",
            "Löschen, was älter als 90 Tage ist"
        ),
    )
}
