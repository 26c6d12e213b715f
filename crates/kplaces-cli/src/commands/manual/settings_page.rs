//! The page on settings, made of the keys themselves.

use clap_mangen::roff::{Roff, bold, roman};
use kplaces_config::SettingKey;
use kplaces_text::{Language, Text, say, text};

use super::sections::{entry, exit_codes, files};
use crate::help::Words;
use crate::{CliError, Session};

/// The name of its file.
pub(super) const SETTINGS_PAGE: &str = "3kplaces-config.5";

/// The page, with the keys of this edition.
pub(super) fn settings_page(session: &Session) -> Result<Vec<u8>, CliError> {
    let language = session.language;
    let words = Words::of(language);
    let mut out = Roff::new();
    out.control("TH", ["3KPLACES-CONFIG", "5"]);
    out.control("SH", [words.name_section]);
    out.text([roman(language.pick(
        "3kplaces-config - settings of 3Kplaces",
        "3kplaces-config - Einstellungen von 3Kplaces",
    ))]);
    out.control("SH", [words.description_section]);
    paragraph(&mut out, &about(), language);
    out.control("SH", [words.order_section]);
    paragraph(&mut out, &order(), language);
    out.control("SH", [words.keys_section]);
    let has = |feature| session.product().policy.has(feature);
    let keys = SettingKey::all().filter(|key| key.feature().is_none_or(has));
    let (above, in_sections): (Vec<_>, Vec<_>) = keys.partition(|key| key.section().is_none());
    let mut section = None;
    for setting in above.into_iter().chain(in_sections) {
        if let Some(name) = setting.section().filter(|_| setting.section() != section) {
            out.control("SS", [format!("[{name}]").as_str()]);
            if let Some(meaning) = setting.section_meaning() {
                out.text([roman(meaning.in_language(language))]);
            }
        }
        section = setting.section();
        key(&mut out, setting, language);
    }
    files(&mut out, &words, language);
    environment(&mut out, &words, language);
    exit_codes(&mut out, &words, language);
    out.control("SH", [words.examples_section]);
    out.control("nf", []);
    for line in [
        "[map]",
        "port = 8080",
        "",
        "[webfleet]",
        "proxy = \"http://proxy.example:3128\"",
    ] {
        out.text([roman(line)]);
    }
    out.control("fi", []);
    out.control("SH", [words.see_also_section]);
    out.text([
        bold("3kplaces"),
        roman("(1), "),
        bold("3kplaces-config"),
        roman("(1)"),
    ]);
    let mut page = Vec::new();
    out.to_writer(&mut page)?;
    Ok(page)
}

fn paragraph(out: &mut Roff, text: &Text, language: Language) {
    for line in text.in_language(language).lines() {
        out.text([roman(line)]);
        out.control("PP", []);
    }
}

fn key(out: &mut Roff, key: SettingKey, language: Language) {
    let (meaning, takes) = (key.meaning(), key.takes());
    let takes = takes.in_language(language);
    let takes = match key.default() {
        Some(default) => say!(
            language,
            "{takes}; default {default}",
            "{takes}; Vorgabe: {default}"
        ),
        None => takes.to_owned(),
    };
    let variable = key.variable();
    let guarded = language.pick(
        "not taken from a file that others may change",
        "gilt nicht aus einer Datei, die andere ändern können",
    );
    let mut lines = vec![meaning.in_language(language), &takes, &variable];
    if key.is_guarded() {
        lines.push(guarded);
    }
    entry(out, key.name(), &lines);
}

fn about() -> Text {
    text!(
        "A file of settings is `TOML`: a line is a key, an equals sign and a value, below the name of its section in \
         brackets; texts stand in quotes, and what follows # is a remark. A key with a point, as they are named \
         here, is the section and the key in it.\n\
         `config list` shows all keys with what is in force, `config check` looks for mistakes, `config set` changes one, \
         `config init` begins a file. What is no key, or not of the right kind, is an error. \
         A password and an API key may not stand in a file of settings: `login` keeps them.",
        "Eine Datei mit Einstellungen ist `TOML`: Eine Zeile ist ein Schlüssel, ein Gleichheitszeichen und ein Wert, unter dem \
         Namen ihres Abschnitts in eckigen Klammern; Texte stehen in Anführungszeichen, und was auf # folgt, ist eine \
         Bemerkung. Ein Schlüssel mit Punkt, wie er hier genannt ist, meint den Abschnitt und den Schlüssel darin.\n\
         `config list` zeigt alle Schlüssel und was gilt, `config check` sucht Fehler, `config set` ändert einen, \
         `config init` legt eine Datei an. Was kein Schlüssel oder nicht von der richtigen Art ist, wird abgelehnt. \
         Kennwort und API-Schlüssel dürfen nicht in einer Datei mit Einstellungen stehen: `login` bewahrt sie auf."
    )
}

fn order() -> Text {
    text!(
        "What comes later counts more: defaults, the file of the administrator, the file of the user (or the one that \
         --config or KPLACES_CONFIG name), environment variables, options of the command line. A list replaces the \
         list before it. Each of them is checked, also where another one counts.",
        "Das Spätere gilt mehr: Vorgaben, die Datei des Administrators, die Datei des Benutzers (oder die, welche \
         --config oder KPLACES_CONFIG nennen), Umgebungsvariablen, Optionen der Befehlszeile. Eine Liste ersetzt die \
         Liste davor. Jede Quelle wird geprüft, auch wenn eine andere gilt."
    )
}

fn environment(out: &mut Roff, words: &Words, language: Language) {
    out.control("SH", [words.environment_section]);
    for (name, meaning) in variables() {
        entry(out, name, &[meaning.in_language(language)]);
    }
}

fn variables() -> [(&'static str, Text); 9] {
    [
        (
            "KPLACES_SECTION__KEY",
            text!(
                "A key: in capitals, with two underscores for the point; a list is written with commas",
                "Ein Schlüssel: in Großbuchstaben, mit zwei Unterstrichen für den Punkt; eine Liste mit Kommas"
            ),
        ),
        (
            "KPLACES_CONFIG",
            text!(
                "File of the user's settings",
                "Datei mit den Einstellungen des Benutzers"
            ),
        ),
        (
            "KPLACES_LANG",
            text!(
                "Language of all texts: en or de",
                "Sprache aller Texte: en oder de"
            ),
        ),
        (
            "KPLACES_TENANT",
            text!("Tenant to work for", "Mandant, für den gearbeitet wird"),
        ),
        (
            "KPLACES_LOGIN__ACCOUNT, KPLACES_LOGIN__USER",
            text!(
                "Account and user, in place of those that `login` keeps",
                "Konto und Benutzer, anstelle der mit `login` aufbewahrten"
            ),
        ),
        (
            "KPLACES_LOGIN__PASSWORD_FILE, KPLACES_LOGIN__APIKEY_FILE",
            text!(
                "Files whose first line is the secret; with _COMMAND a program that prints it, without an ending the secret itself",
                "Dateien, deren erste Zeile das Geheimnis ist; mit _COMMAND ein Programm, das es ausgibt, ohne Endung das Geheimnis selbst"
            ),
        ),
        (
            "KPLACES_PASSPHRASE_FILE",
            text!(
                "File whose first line is the passphrase of what is encrypted",
                "Datei, deren erste Zeile die Passphrase des Verschlüsselten ist"
            ),
        ),
        (
            "LC_ALL, LC_MESSAGES, LANG",
            text!(
                "The language where nothing else says it",
                "Die Sprache, wenn nichts anderes sie bestimmt"
            ),
        ),
        (
            "NO_COLOR",
            text!("No colours on a terminal", "Keine Farben im Terminal"),
        ),
    ]
}
