use std::path::PathBuf;

use kplaces_device::autostart::systemd::NotStarted;
use kplaces_device::autostart::{StartFile, text as words};
use kplaces_text::{Language, Text, say, text};

/// A variable that is not written into the file.
pub(crate) fn left_out(name: &str) -> Text {
    text!(
        "{name} is set here only: it belongs to a login, so it is not written down",
        "{name} ist nur hier gesetzt: Die Variable gehört zu einer Anmeldung und wird nicht aufgeschrieben"
    )
}

/// What must not be overlooked where the file is there and nothing runs.
pub(crate) fn not_started(why: NotStarted) -> Text {
    text!(language =>
        "the map does not run yet: {why}",
        "die Karte läuft noch nicht: {why}",
        why = words::not_started(why).in_language(language),
    )
}

pub(crate) fn installed(
    files: &[StartFile],
    started: Option<Result<(), NotStarted>>,
    enable: &[String],
    language: Language,
) -> String {
    let out = words::written(files, language);
    if let Some(Err(why)) = started {
        return out + &words::to_start(why, "open --autostart --no-open", enable, language);
    }
    let more = if started.is_some() {
        language.pick(
            "The map is running, and is started at each login. A bookmark of its page works every day.\n",
            "Die Karte läuft und wird bei jeder Anmeldung am Rechner gestartet. Ein Lesezeichen ihrer Seite gilt \
             jeden Tag.\n",
        )
    } else if enable.is_empty() {
        language.pick(
            "The map is started at your next login to this computer.\n",
            "Die Karte wird bei Ihrer nächsten Anmeldung am Rechner gestartet.\n",
        )
    } else {
        return out + &words::to_enable(enable, language);
    };
    let remove = kplaces_text::command("map remove");
    out + more
        + &say!(
            language,
            "{remove} undoes this.\n",
            "{remove} macht das rückgängig.\n"
        )
}

pub(crate) fn removed(paths: &[PathBuf], language: Language) -> String {
    if paths.is_empty() {
        let none = language.pick(
            "No system starts the map.\n",
            "Kein System startet die Karte.\n",
        );
        return none.to_owned();
    }
    words::removed(paths, language)
}
