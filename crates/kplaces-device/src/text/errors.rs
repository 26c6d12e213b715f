use std::path::Path;

use kplaces_app::{UnknownGroups, group_meant};
use kplaces_config::{ConfigError, ProblemKind};
use kplaces_domain::{Shrink, printable};
use kplaces_edition::NotInEdition;
use kplaces_state::Cause;
use kplaces_text::{Hint, Language, Text, command, text};

use crate::error::{CliError, Kind};

pub use super::fetch::{busy, fetch, with_time};
pub use super::store::{failing_medium, store, store_is_set, try_again};

pub fn internal() -> Text {
    text!("3Kplaces made a mistake", "Fehler in 3Kplaces")
}

pub(crate) fn internal_hint() -> Hint {
    Hint::run("status", |status| {
        text!(
            "please report this; {status} says what is on this device",
            "bitte melden; {status} zeigt, was auf diesem Gerät ist"
        )
    })
}

pub fn interrupted() -> Text {
    text!("ended before it was done", "vor dem Ende abgebrochen")
}

pub fn output() -> Text {
    text!(
        "the answer could not be written",
        "die Antwort ließ sich nicht schreiben"
    )
}

/// `KPLACES_LANG` names a language there are no texts in.
pub fn no_language() -> CliError {
    CliError::new(
        Kind::Configuration,
        text!(
            "the configuration is not valid",
            "die Konfiguration ist nicht gültig"
        ),
    )
    .because(text!(
        "KPLACES_LANG must be en or de",
        "KPLACES_LANG muss en oder de sein"
    ))
    .hint(text!(
        "correct it, or take it away",
        "berichtigen oder weglassen"
    ))
}

/// An error for people: what, why, what to do.
pub fn human(error: &CliError, language: Language) -> String {
    let what = error.spoken(&error.what, language);
    let word = language.pick("error", "Fehler");
    format!("{word}: {}\n{}", printable(&what), error.reasons(language))
}

/// The next step where the same may well succeed now.
pub(crate) fn run_again() -> Text {
    text!("run the command again", "den Befehl noch einmal ausführen")
}

/// Look at a setting.
pub(crate) fn check(key: &'static str) -> Hint {
    let show = command("config show");
    Hint::set(key, |key| {
        text!("check {key} with {show}", "{key} mit {show} prüfen")
    })
}

pub(crate) fn guard(shrink: Shrink, other_choice: bool, cut_at: Option<u32>) -> CliError {
    let why = match (shrink, cut_at) {
        _ if other_choice => text!(
            "other groups or another limit were asked for than the time before",
            "es wurde nach anderen Gruppen oder mit einer anderen Höchstzahl gefragt als beim letzten Mal"
        ),
        (Shrink::Places { .. }, Some(limit)) => text!(language =>
            "only the first {limit} addresses are taken, and WEBFLEET sent others first this time",
            "nur die ersten {limit} Adressen werden übernommen, und WEBFLEET hat diesmal andere zuerst geschickt",
            limit = language.number(limit.into())
        ),
        (Shrink::Places { removed, stored }, None) if removed == stored => text!(
            "that is all there are; a wrong account or a faulty reply does this",
            "das sind alle; ein falsches Konto oder eine fehlerhafte Antwort bewirkt das"
        ),
        (Shrink::Places { .. }, None) => text!(
            "that is more than a fifth; a wrong account or a faulty reply does this",
            "das ist mehr als ein Fünftel; ein falsches Konto oder eine fehlerhafte Antwort bewirkt das"
        ),
        (Shrink::Content { .. }, _) => text!(
            "a faulty report, or one that lacks fields, does this",
            "ein fehlerhafter Bericht oder einer, dem Felder fehlen, bewirkt das"
        ),
    };
    CliError::new(
        Kind::Guard,
        text!(language =>
            "the sync was stopped: it would {loss}",
            "der Abgleich wurde angehalten: er würde {loss}",
            loss = super::sync::loss(shrink, language)
        ),
    )
    .because(why)
    .hint(text!(
        "the same command with --dry-run shows what would be lost",
        "derselbe Befehl mit --dry-run zeigt, was verloren ginge"
    ))
    .hint(text!(
        "the same command with --accept-shrink does it",
        "derselbe Befehl mit --accept-shrink führt es aus"
    ))
}

pub(crate) fn not_in_edition(missing: &NotInEdition) -> CliError {
    let title = missing.edition.title();
    CliError::new(Kind::Edition, missing.text())
        .because(text!("this is {title}", "dies ist {title}"))
        .hint(Hint::run("edition", |edition| {
            text!(
                "{edition} compares the editions",
                "{edition} vergleicht die Editionen"
            )
        }))
}

pub fn blank_group() -> CliError {
    CliError::new(
        Kind::Usage,
        text!(
            "a group without a name was asked for",
            "es wurde nach einer Gruppe ohne Namen gefragt"
        ),
    )
    .because(text!(
        "an empty variable of a script does this",
        "eine leere Variable eines Skripts bewirkt das"
    ))
    .hint(text!(
        "leave --group out for all places",
        "für alle Orte --group weglassen"
    ))
}

pub(crate) fn unknown_groups(groups: &UnknownGroups) -> CliError {
    let mut error = CliError::new(Kind::NotFound, groups.text());
    for unknown in &groups.unknown {
        if let Some(near) = group_meant(unknown, &groups.known) {
            error = error.hint(text!("did you mean `{near}`?", "meinten Sie `{near}`?"));
        }
    }
    error.hint(Hint::run("groups", |groups| {
        text!(
            "{groups} lists the groups; quote names with blanks",
            "{groups} zählt die Gruppen auf; Namen mit Leerzeichen in Anführungszeichen setzen"
        )
    }))
}

pub(crate) fn not_written() -> Text {
    text!(
        "the file could not be written",
        "die Datei ließ sich nicht schreiben"
    )
}

pub(crate) fn config(error: &ConfigError) -> CliError {
    let path = command("config path");
    let mut found = match error {
        ConfigError::LoginMissing { problems } if problems.len() >= PARTS => {
            let mut found = nobody_logged_in();
            found.problems = error.problems().to_vec().into();
            return found;
        }
        ConfigError::LoginMissing { .. } => no_login(),
        ConfigError::LoginUnusable { .. } => CliError::new(
            Kind::Login,
            text!(
                "the WEBFLEET login on this device cannot be used",
                "die WEBFLEET-Anmeldung auf diesem Gerät ist nicht zu gebrauchen"
            ),
        ),
        ConfigError::LoginFile { path, .. } | ConfigError::File { path, .. } => {
            let what = match error {
                ConfigError::File { .. } => text!(
                    "the configuration could not be changed",
                    "die Konfiguration ließ sich nicht ändern"
                ),
                _ => text!(
                    "the login could not be changed",
                    "die Anmeldedaten ließen sich nicht ändern"
                ),
            };
            let found = CliError::new(Kind::Store, what);
            let found = found.caused_by(error);
            let is_login = matches!(error, ConfigError::LoginFile { .. });
            let is_odd = path.symlink_metadata().is_ok_and(|it| !it.is_file());
            return if is_login && is_odd && !path.is_symlink() {
                found.hint(text!(
                    "give it another name, or move it away: the login is kept under this one",
                    "umbenennen oder verschieben: Unter diesem Namen liegt die Anmeldung"
                ))
            } else if path.is_symlink() {
                found.hint(text!(
                    "let only you change the folder behind the link, or remove the link",
                    "den Ordner hinter dem Verweis nur für Sie selbst änderbar machen oder den Verweis entfernen"
                ))
            } else {
                found
            };
        }
        ConfigError::RelativeHome => {
            return CliError::new(Kind::Configuration, error.text())
                .because(text!(
                    "places and login would be kept in whatever folder is the current one",
                    "Orte und Anmeldung kämen in den Ordner, der gerade der aktuelle ist"
                ))
                .hint(text!(
                    "set HOME to the whole path, such as /home/anna",
                    "HOME auf den ganzen Pfad setzen, zum Beispiel /home/anna"
                ));
        }
        _ => CliError::new(Kind::Configuration, error.text()).hint(text!(
            "{path} says where the configuration is",
            "{path} zeigt, wo die Konfiguration ist"
        )),
    };
    found.problems = error.problems().to_vec().into();
    for problem in error.problems() {
        found = found.because(problem.text());
        if problem.kind == ProblemKind::Closed {
            found = found.hint(Hint::run("login", |login| {
                text!(
                    "if it cannot be opened any more, {login} keeps the login anew",
                    "lässt sie sich nicht mehr öffnen, bewahrt {login} die Anmeldung neu auf"
                )
            }));
        }
    }
    found
}

/// Account, user, password, API key.
pub(crate) const PARTS: usize = 4;

/// No part of a login is there, be it kept or in a variable.
fn nobody_logged_in() -> CliError {
    CliError::new(
        Kind::Login,
        text!(
            "nobody is logged in to WEBFLEET on this device yet",
            "auf diesem Gerät ist noch niemand bei WEBFLEET angemeldet"
        ),
    )
    .hint(Hint::run("login", |login| Text::same(login)))
}

pub(crate) fn no_login() -> CliError {
    CliError::new(
        Kind::Login,
        text!(
            "there is no complete WEBFLEET login on this device",
            "auf diesem Gerät ist keine vollständige WEBFLEET-Anmeldung"
        ),
    )
    .hint(Hint::run("login", |login| {
        text!("run {login}", "{login} ausführen")
    }))
}

pub fn no_config_file(path: &Path) -> CliError {
    let path = path.display();
    CliError::new(
        Kind::Configuration,
        text!(
            "there is no configuration file {path}",
            "es gibt keine Konfigurationsdatei {path}"
        ),
    )
    .recorded_as(Cause::NoConfigurationFile)
}

pub fn not_utf8(flag: &str) -> CliError {
    CliError::new(
        Kind::Usage,
        text!(
            "{flag} must be UTF-8 text",
            "{flag} muss Text in UTF-8 sein"
        ),
    )
}
