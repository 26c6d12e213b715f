use std::io;
use std::path::Path;

use kplaces_extract::About;
use kplaces_text::{Hint, Language, command, of_io, say, text};

use crate::{CliError, Kind};

/// How an extract is written, for sentences that recommend it.
const EXTRACT: &str = "privacy extract -o extract.zip";

pub(crate) fn written(path: &str, size: u64, about: &About, language: Language) -> String {
    let [places, groups, records] = [
        about.counts.places,
        about.counts.groups,
        about.counts.records,
    ]
    .map(|n| language.number(n));
    let (size, import) = (
        language.bytes(size),
        command(&format!("backup import {path}")),
    );
    say!(
        language,
        "Written: {path}, {size}\n\n  places: {places}, groups: {groups}, records of syncs: {records}, \
         and the settings; no password and no key\n  README.txt inside says what is what; {import} \
         brings the places back\n  Only you can read the file. It holds addresses of customers: who \
         passes it on passes them on.\n",
        "Geschrieben: {path}, {size}\n\n  Orte: {places}, Gruppen: {groups}, Aufzeichnungen über \
         Abgleiche: {records}, dazu die Einstellungen; kein Kennwort, kein Schlüssel\n  README.txt darin \
         erklärt den Inhalt; {import} bringt die Orte zurück\n  Nur Sie können die Datei lesen. Sie \
         enthält Adressen von Kunden: Wer sie weitergibt, gibt auch diese weiter.\n"
    )
}

pub(crate) fn no_stream() -> CliError {
    CliError::new(
        Kind::Usage,
        text!(
            "an extract is not written to standard output",
            "ein Auszug geht nicht auf die Standardausgabe"
        ),
    )
    .because(text!(
        "it holds everything, and a file can be made for your eyes only",
        "er enthält alles, und eine Datei lässt sich so anlegen, dass nur Sie sie lesen können"
    ))
    .hint(Hint::run(EXTRACT, |extract| {
        text!("name a file: {extract}", "eine Datei nennen: {extract}")
    }))
}

pub(crate) fn no_archive(path: &Path) -> CliError {
    let path = path.display();
    CliError::new(
        Kind::NotFound,
        text!("there is no file {path}", "eine Datei {path} gibt es nicht"),
    )
    .hint(Hint::run(EXTRACT, |extract| {
        text!(
            "{extract} writes an extract",
            "{extract} schreibt einen Auszug"
        )
    }))
}

pub(crate) fn unreadable(path: &Path, error: &io::Error) -> CliError {
    let path = path.display();
    CliError::new(
        Kind::Store,
        text!("{path} cannot be read", "{path} lässt sich nicht lesen"),
    )
    .because(of_io(error))
}
