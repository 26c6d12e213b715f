use kplaces_domain::one_line;
use kplaces_text::{Hint, Text, text};

use crate::{CliError, Kind};

/// What was to follow a sync is no export.
pub(crate) fn no_export(line: &str) -> CliError {
    let line = one_line(line, 80);
    CliError::new(
        Kind::Usage,
        text!(
            "`{line}` cannot follow a sync",
            "`{line}` kann auf keinen Abgleich folgen"
        ),
    )
    .because(text!(
        "only an export into a file or a folder can",
        "das kann nur ein Export in eine Datei oder einen Ordner"
    ))
    .hint(Hint::run("export --help", |help| {
        text!(
            "write it as behind `3kplaces`, such as `export gpx -o ~/places.gpx`; {help} has the rest",
            "ihn schreiben wie hinter `3kplaces`, etwa `export gpx -o ~/orte.gpx`; den Rest sagt {help}"
        )
    }))
}

/// An export that is set to follow a sync goes to a place that depends on where the sync is started.
pub(crate) fn no_whole_path(line: &str) -> CliError {
    let line = one_line(line, 80);
    CliError::new(
        Kind::Usage,
        text!(
            "`{line}` does not say where in the system it writes",
            "`{line}` sagt nicht, wohin genau geschrieben wird"
        ),
    )
    .because(text!(
        "a sync may be started in any folder",
        "ein Abgleich kann in jedem Ordner gestartet werden"
    ))
    .hint(text!(
        "give the whole path, or one with ~/ for the home folder",
        "den ganzen Pfad angeben, oder einen mit ~/ für den Benutzerordner"
    ))
}

/// The same where the setting of a key says it.
pub(crate) fn in_settings(key: &'static str, error: CliError) -> CliError {
    let error = CliError {
        kind: Kind::Configuration,
        ..error
    };
    error.hint(Hint::set(key, |setting| {
        text!("correct {setting}", "{setting} berichtigen")
    }))
}

/// What followed a sync failed; the sync did not.
pub(crate) fn failed(line: &str, error: &CliError) -> Text {
    let line = one_line(line, 80);
    let why = error.clone().in_one_line();
    text!(language =>
        "the sync is done, but `{line}` failed: {why}",
        "der Abgleich ist fertig, aber `{line}` ist gescheitert: {why}",
        why = why.in_language(language),
    )
}

/// What followed a sync.
pub(crate) fn done(line: &str) -> Text {
    let line = one_line(line, 80);
    text!("Done as well: {line}", "Danach ausgeführt: {line}")
}
