use std::io;
use std::path::Path;

use kplaces_extract::About;
use kplaces_text::Language;

use crate::error::{CliError, Kind};

pub(crate) fn written(path: &str, size: u64, about: &About, language: Language) -> String {
    let (places, groups, records) = (
        language.number(about.counts.places),
        language.number(about.counts.groups),
        language.number(about.counts.records),
    );
    let size = language.bytes(size);
    match language {
        Language::English => format!(
            "Written: {path}, {size}\n\n  places: {places}, groups: {groups}, records of syncs: {records}, \
             and the settings; no password and no key\n  README.txt inside says what is what; \
             `3kplaces backup import {path}` brings the places back\n  Only you can read the file. It holds \
             addresses of customers: who passes it on passes them on.\n"
        ),
        Language::German => format!(
            "Geschrieben: {path}, {size}\n\n  Orte: {places}, Gruppen: {groups}, Aufzeichnungen über Abgleiche: \
             {records}, dazu die Einstellungen; kein Kennwort, kein Schlüssel\n  README.txt darin sagt, \
             was was ist; `3kplaces backup import {path}` bringt die Orte zurück\n  Nur Sie können die \
             Datei lesen. Sie enthält Adressen von Kunden: Wer sie weitergibt, gibt sie weiter.\n"
        ),
    }
}

pub(crate) fn no_stream() -> CliError {
    CliError::new(Kind::Usage, "an extract is not written to standard output")
        .because("it holds everything, and a file can be made for your eyes only")
        .hint("name a file: `3kplaces privacy extract -o FILE.zip`")
}

pub(crate) fn no_archive(path: &Path) -> CliError {
    CliError::new(
        Kind::NotFound,
        format!("there is no file {}", path.display()),
    )
    .hint("`3kplaces privacy extract -o FILE.zip` writes an extract")
}

pub(crate) fn unreadable(path: &Path, error: &io::Error) -> CliError {
    CliError::new(Kind::Store, format!("{} cannot be read", path.display())).caused_by(error)
}
