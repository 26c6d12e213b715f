//! Why an export came to nothing.

use kplaces_domain::{FoldedQuery, names_like, one_line};
use kplaces_export::ExportError;
use kplaces_text::{Hint, text};

use crate::{CliError, Kind};

/// Why an export could not be written.
pub fn failed(error: &ExportError) -> CliError {
    let failed = CliError::new(
        Kind::Store,
        text!(
            "the export could not be written",
            "der Export konnte nicht geschrieben werden"
        ),
    );
    let failed = error
        .system()
        .into_iter()
        .fold(failed.because(error.text()), CliError::because);
    match error {
        ExportError::Exists(_) => failed.hint(text!("--force replaces it", "--force ersetzt sie")),
        ExportError::LogBeside(_) => failed
            .because(text!(
                "it would be taken for a part of the new file, and spoil it",
                "sie würde für einen Teil der neuen Datei gehalten und diese verderben"
            ))
            .hint(text!(
                "close the file in that program, or write to another name",
                "die Datei in jenem Programm schließen oder unter einem anderen Namen schreiben"
            )),
        ExportError::Reserved(_) => failed
            .because(text!(
                "places, login or settings could be lost there, also with --force",
                "dort könnten Orte, Anmeldung oder Einstellungen verloren gehen, auch mit --force"
            ))
            .hint(text!(
                "write it into a folder of your own",
                "in einen eigenen Ordner schreiben"
            )),
        _ => failed,
    }
}

pub fn unknown_profile(name: &str, known: &[&str]) -> CliError {
    let like = FoldedQuery::new(name).map(|name| names_like(&name, known));
    let like = like.unwrap_or_default().join("`, `");
    let (name, known) = (one_line(name, 40), known.join(", "));
    let error = CliError::new(
        Kind::Usage,
        text!(
            "there is no export profile `{name}`",
            "ein Exportprofil `{name}` gibt es nicht"
        ),
    )
    .because(text!(
        "this edition has: {known}",
        "diese Edition hat: {known}"
    ));
    let error = if like.is_empty() {
        error
    } else {
        error.hint(text!("did you mean `{like}`?", "meinten Sie `{like}`?"))
    };
    error.hint(Hint::run("export --list-profiles", |list| {
        text!("{list} explains them", "{list} erklärt sie")
    }))
}
