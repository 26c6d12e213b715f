//! What people read.

use std::path::PathBuf;

use kplaces_device::autostart::{StartFile, text as words};
use kplaces_device::{CliError, Finding, Kind};
use kplaces_text::{Hint, Language, Text, command, say, text};

const ID: &str = "schedule";

/// What `doctor` says where there is none.
pub(crate) fn not_installed() -> Finding {
    let text = text!(
        "no scheduled sync is installed for this user",
        "für diesen Benutzer ist kein zeitgesteuerter Abgleich eingerichtet"
    );
    Finding::ok(ID, "none", text)
}

/// What `doctor` says of one that is installed, and what it would fail with.
pub(crate) fn finding(trouble: Option<CliError>) -> Finding {
    let Some(trouble) = trouble else {
        let text = text!(
            "a scheduled sync is installed for this user",
            "für diesen Benutzer ist ein zeitgesteuerter Abgleich eingerichtet"
        );
        return Finding::ok(ID, "installed", text);
    };
    let text = text!(
        "a scheduled sync is installed for this user, and cannot read the login",
        "für diesen Benutzer ist ein zeitgesteuerter Abgleich eingerichtet, der die Anmeldung nicht lesen kann"
    );
    let found = Finding::warning(ID, "no-login", text).details([trouble.in_one_line()]);
    found.hint(readable())
}

/// How a login can be kept so that nobody has to be asked.
fn readable() -> Hint {
    Hint::run("login --keep keyring", |login| {
        text!(
            "{login} keeps a login that needs no terminal; one that is sealed needs `passphrase_command` in the \
             settings, or KPLACES_PASSPHRASE_FILE",
            "{login} speichert eine Anmeldung, die kein Terminal braucht; eine versiegelte braucht \
             `passphrase_command` in den Einstellungen oder KPLACES_PASSPHRASE_FILE"
        )
    })
}

/// The scheduled sync would fail each time.
pub(crate) fn unattended(error: CliError, left_out: &[Text], system: &Text) -> CliError {
    let what = text!(language =>
        "a sync that {system} starts would fail for its login, so nothing was installed",
        "ein von {system} gestarteter Abgleich scheitert an der Anmeldung; eingerichtet wurde nichts",
        system = system.in_language(language),
    );
    let found = CliError::new(error.kind, what).because(error.what);
    let found = error.why.into_iter().fold(found, CliError::because);
    let found = left_out.iter().cloned().fold(found, CliError::because);
    found.hint(readable()).hint(text!(
        "or install it all the same with --no-check",
        "oder ihn mit --no-check trotzdem einrichten"
    ))
}

/// A variable that is not written into the scheduler's file.
pub(crate) fn left_out(name: &str, system: &Text) -> Text {
    text!(language =>
        "{name} is set here only: it belongs to a login, so it is not written down for {system}",
        "{name} ist nur hier gesetzt: Die Variable gehört zu einer Anmeldung und wird nicht für {system} \
         aufgeschrieben",
        system = system.in_language(language),
    )
}

/// The scheduler cannot be given these variables.
pub(crate) fn no_variables(variables: &[(String, String)]) -> CliError {
    let names: Vec<&str> = variables.iter().map(|(name, _)| name.as_str()).collect();
    let names = names.join(", ");
    CliError::new(
        Kind::Usage,
        text!(
            "the Windows task scheduler cannot be given what the environment says here",
            "die Windows-Aufgabenplanung lässt sich keine Umgebungsvariablen mitgeben"
        ),
    )
    .because(text!("set is: {names}", "gesetzt ist: {names}"))
    .hint(Hint::run("config path", |path| {
        text!(
            "write it into the configuration file; {path} says where that is",
            "die Werte in die Konfigurationsdatei schreiben; {path} sagt, wo sie liegt"
        )
    }))
}

pub(crate) fn installed(
    files: &[StartFile],
    running: bool,
    enable: &[String],
    language: Language,
) -> String {
    let out = words::written(files, language);
    if running {
        let log = command("log");
        out + &say!(
            language,
            "The timer is running. {log} shows what it does.\n",
            "Der Zeitgeber läuft. {log} zeigt, was er tut.\n"
        )
    } else {
        out + &words::to_enable(enable, language)
    }
}

pub(crate) fn removed(paths: &[PathBuf], language: Language) -> String {
    if paths.is_empty() {
        return language
            .pick(
                "There was no scheduled sync.\n",
                "Es gab keinen zeitgesteuerten Abgleich.\n",
            )
            .to_owned();
    }
    words::removed(paths, language)
}
