//! Sections that more than one page has.

use clap_mangen::roff::{Roff, bold, roman};
use kplaces_text::{Language, Text, text};

use crate::help::Words;
use crate::text::exit_codes;

/// A paragraph with what it is about in front.
pub(super) fn entry(out: &mut Roff, head: &str, lines: &[&str]) {
    out.control("TP", []);
    out.text([bold(head)]);
    for (n, line) in lines.iter().enumerate() {
        if n > 0 {
            out.control("br", []);
        }
        // Marks of code are of messages; here they only disturb.
        out.text([roman(*line)]);
    }
}

/// What the main page says at its end.
pub(super) fn end_of_main_page(language: Language) -> Roff {
    let words = Words::of(language);
    let mut out = Roff::new();
    exit_codes(&mut out, &words, language);
    files(&mut out, &words, language);
    out.control("SH", [words.see_also_section]);
    out.text([bold("3kplaces-config"), roman("(5)")]);
    out
}

/// The exit codes.
pub(super) fn exit_codes(out: &mut Roff, words: &Words, language: Language) {
    out.control("SH", [words.exit_section]);
    for (code, meaning) in exit_codes::all() {
        entry(out, &code.to_string(), &[meaning.in_language(language)]);
    }
}

/// Where everything of this program is.
pub(super) fn files(out: &mut Roff, words: &Words, language: Language) {
    out.control("SH", [words.files_section]);
    for (path, meaning) in all_files() {
        entry(out, path, &[meaning.in_language(language)]);
    }
    let windows = text!(
        "On Windows they are below %LOCALAPPDATA%\\3kplaces, in `config`, `data` and `state`. XDG_CONFIG_HOME, XDG_DATA_HOME and \
         XDG_STATE_HOME move them elsewhere. `config path` shows where they are on a device.",
        "Unter Windows liegen sie in %LOCALAPPDATA%\\3kplaces, in `config`, `data` und `state`. XDG_CONFIG_HOME, XDG_DATA_HOME und \
         XDG_STATE_HOME verlegen sie. `config path` zeigt, wo sie auf einem Gerät liegen."
    );
    out.control("PP", []);
    out.text([roman(windows.in_language(language))]);
}

fn all_files() -> [(&'static str, Text); 7] {
    [
        (
            "/etc/3kplaces/config.toml",
            text!(
                "Settings of the administrator, for all users; not on Windows",
                "Einstellungen des Administrators, für alle Benutzer; nicht unter Windows"
            ),
        ),
        (
            "~/.config/3kplaces/config.toml",
            text!("Settings of the user", "Einstellungen des Benutzers"),
        ),
        (
            "~/.config/3kplaces/login.toml",
            text!(
                "The login, or where it is kept",
                "Die Anmeldedaten, oder wo sie aufbewahrt werden"
            ),
        ),
        (
            "~/.config/3kplaces/login.age",
            text!(
                "The login, sealed with a passphrase",
                "Die Anmeldedaten, mit einer Passphrase verschlüsselt"
            ),
        ),
        (
            "~/.local/share/3kplaces/places.db",
            text!("The places", "Die Orte"),
        ),
        (
            "~/.local/share/3kplaces/backups",
            text!("Backups of the places", "Sicherungen der Orte"),
        ),
        (
            "~/.local/state/3kplaces",
            text!(
                "Records of syncs and requests, locks, the count of the quota",
                "Protokolle der Abgleiche und Anfragen, Sperren, der Zähler des Kontingents"
            ),
        ),
    ]
}
