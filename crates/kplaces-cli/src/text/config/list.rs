//! What `config list` says.

use kplaces_config::{Origin, SettingKey};
use kplaces_domain::one_line;
use kplaces_text::{Hint, Language, Text, command, say, text};

use crate::text::format::hanging;
use crate::{CliError, Kind, Terminal};

const INDENT: &str = "  ";

/// A key, and what is in force.
pub(crate) struct Listed {
    pub(crate) key: SettingKey,
    /// Which editions have it, where this one does not.
    pub(crate) missing: Option<kplaces_edition::NotInEdition>,
    /// What is in force; `None` where the settings cannot be read, and for a part of the login that no setting
    /// has.
    pub(crate) entry: Option<kplaces_config::Entry>,
}

/// Each key with its value, then what it is for and what it takes.
pub(crate) fn list(all: &[Listed], terminal: Terminal, language: Language) -> String {
    let mut out = String::new();
    for listed in all {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&head(listed, language));
        out.push('\n');
        for line in about(listed, language) {
            let width = terminal.width.unwrap_or(usize::MAX);
            hanging(&mut out, INDENT, &line, INDENT.len(), width);
        }
    }
    out
}

fn head(listed: &Listed, language: Language) -> String {
    let name = listed.key.name();
    let Some(entry) = &listed.entry else {
        return name.to_owned();
    };
    let value = one_line(entry.value.in_language(language), 200);
    if entry.source == Origin::Default {
        return format!("{name}: {value}");
    }
    let source = entry.source.text();
    let source = one_line(source.in_language(language), 200);
    format!("{name}: {value} ({source})")
}

fn about(listed: &Listed, language: Language) -> Vec<String> {
    let takes = listed.key.takes();
    let takes = takes.in_language(language);
    let takes = match listed.key.default() {
        Some(default) => say!(
            language,
            "{takes}; default {default}",
            "{takes}; Vorgabe: {default}"
        ),
        None => takes.to_owned(),
    };
    let mut lines = vec![listed.key.meaning().in_language(language).to_owned(), takes];
    if let Some(missing) = &listed.missing {
        lines.push(missing.text().in_language(language).to_owned());
    }
    lines
}

/// The settings cannot be read.
pub(crate) fn nothing_is_in_force() -> Text {
    text!(
        "the configuration has mistakes, so what is in force is not shown; {check} names them",
        "die Konfiguration hat Fehler, daher fehlt, was gilt; {check} nennt sie",
        check = command("config check")
    )
}

/// There is no such key.
pub(crate) fn no_such_key(name: &str) -> CliError {
    let name = one_line(name, 64);
    let error = CliError::new(
        Kind::Configuration,
        text!(
            "there is no setting `{name}`",
            "es gibt keine Einstellung `{name}`"
        ),
    );
    let error = match SettingKey::near(&name) {
        Some(near) => error.hint(text!(
            "did you mean `{near}`?",
            "meinten Sie `{near}`?",
            near = near.name()
        )),
        None => error,
    };
    error.hint(Hint::run("config list", |list| {
        text!("{list} names all of them", "{list} nennt alle")
    }))
}
