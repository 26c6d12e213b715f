//! What people read.

use std::path::PathBuf;

use kplaces_device::autostart::systemd::NotStarted;
use kplaces_device::autostart::{StartFile, text as words};
use kplaces_device::{CliError, Finding, Kind, Secrets};
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

/// What `doctor` says of one that is installed, and with which nothing is wrong.
pub(crate) fn in_order() -> Finding {
    let text = text!(
        "a scheduled sync is installed for this user",
        "für diesen Benutzer ist ein zeitgesteuerter Abgleich eingerichtet"
    );
    Finding::ok(ID, "installed", text)
}

/// What `doctor` says of one that would fail.
pub(crate) fn no_login(trouble: CliError, secrets: &Secrets) -> Finding {
    let text = text!(
        "a scheduled sync is installed for this user, and cannot read the login",
        "für diesen Benutzer ist ein zeitgesteuerter Abgleich eingerichtet, der die Anmeldung nicht lesen kann"
    );
    let found = Finding::warning(ID, "no-login", text).details([trouble.in_one_line()]);
    readable(secrets).into_iter().fold(found, Finding::hint)
}

/// What `doctor` says of one that nothing starts.
pub(crate) fn stopped(enable: &[String]) -> Finding {
    does_not_run().hint(started_by(enable))
}

fn does_not_run() -> Finding {
    let text = text!(
        "a scheduled sync is installed for this user, and its timer does not run",
        "für diesen Benutzer ist ein zeitgesteuerter Abgleich eingerichtet, sein Zeitgeber läuft aber nicht"
    );
    Finding::warning(ID, "not-running", text)
}

/// What `doctor` says of one that nothing may start.
pub(crate) fn perhaps_stopped(why: NotStarted, enable: &[String]) -> Finding {
    let why_not = [words::not_started(why)];
    if why == NotStarted::Missing {
        return does_not_run().details(why_not).hint(by_others());
    }
    let text = text!(
        "a scheduled sync is installed for this user; whether its timer runs cannot be seen",
        "für diesen Benutzer ist ein zeitgesteuerter Abgleich eingerichtet; ob sein Zeitgeber läuft, lässt sich nicht \
         feststellen"
    );
    let found = Finding::warning(ID, "perhaps-not-running", text).details(why_not);
    found.hint(started_by(enable))
}

fn started_by(enable: &[String]) -> Text {
    let enable = enable.join(" && ");
    text!(
        "log in to this computer as this user, and run `{enable}`",
        "sich als dieser Benutzer am Rechner anmelden und `{enable}` ausführen"
    )
}

/// What to do without a systemd.
fn by_others() -> Hint {
    Hint::run("sync --scheduled", |sync| {
        text!(
            "have another program of this system run {sync}, such as cron",
            "{sync} von einem anderen Programm dieses Systems ausführen lassen, etwa cron"
        )
    })
}

/// What must not be overlooked where the files are there and nothing runs.
pub(crate) fn not_started(why: NotStarted) -> Text {
    text!(language =>
        "the timer does not run yet: {why}",
        "der Zeitgeber läuft noch nicht: {why}",
        why = words::not_started(why).in_language(language),
    )
}

/// How a login can be kept so that nobody has to be asked: what works on this device.
fn readable(secrets: &Secrets) -> Vec<Hint> {
    let sealed = text!(
        "a login that is sealed needs no terminal with `passphrase_command` in the settings, or KPLACES_PASSPHRASE_FILE",
        "eine verschlüsselte Anmeldung kommt mit `passphrase_command` in den Einstellungen oder \
         KPLACES_PASSPHRASE_FILE ohne Terminal aus"
    );
    let keyring = Hint::run("login --keep keyring", |login| {
        text!(
            "{login} keeps a login that needs no terminal",
            "{login} speichert eine Anmeldung, die kein Terminal braucht"
        )
    });
    let answers = secrets.keyring().and_then(|it| it.answers()).is_ok();
    let hints = [Some(sealed.into()), answers.then_some(keyring)];
    hints.into_iter().flatten().collect()
}

/// The scheduled sync would fail each time.
pub(crate) fn unattended(
    error: CliError,
    left_out: &[Text],
    system: &Text,
    secrets: &Secrets,
) -> CliError {
    let what = text!(language =>
        "a sync that {system} starts would fail for its login, so nothing was installed",
        "ein von {system} gestarteter Abgleich scheitert an der Anmeldung; eingerichtet wurde nichts",
        system = system.in_language(language),
    );
    let found = CliError::new(error.kind, what).because(error.what);
    let found = error.why.into_iter().fold(found, CliError::because);
    let found = left_out.iter().cloned().fold(found, CliError::because);
    // Where nobody is logged in that comes first.
    let is_login =
        |hint: &&Hint| matches!(hint, Hint::Run { arguments, .. } if arguments == "login");
    let login = error.hints.iter().find(is_login).cloned();
    let found = login.into_iter().fold(found, CliError::hint);
    let found = readable(secrets).into_iter().fold(found, CliError::hint);
    found.hint(text!(
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
    started: Option<Result<(), NotStarted>>,
    enable: &[String],
    language: Language,
) -> String {
    let out = words::written(files, language);
    match started {
        Some(Ok(())) => {
            let log = command("log");
            out + &say!(
                language,
                "The timer is running. {log} shows what it does.\n",
                "Der Zeitgeber läuft. {log} zeigt, was er tut.\n"
            )
        }
        Some(Err(why)) => out + &words::to_start(why, "sync --scheduled", enable, language),
        None => out + &words::to_enable(enable, language),
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
