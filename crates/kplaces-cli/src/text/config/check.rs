//! What `config check` says.

use std::path::Path;

use kplaces_text::{Language, Text, command, say, text};

/// Nothing is wrong.
pub(crate) fn sound(file: &str, keys: usize, language: Language) -> String {
    let keys = language.count(
        keys as u64,
        ["setting", "settings"],
        ["Einstellung", "Einstellungen"],
    );
    say!(
        language,
        "{file}: {keys}, no mistakes\n",
        "{file}: {keys}, keine Fehler\n"
    )
}

/// There is no file, and nothing is wrong with what is set elsewhere.
pub(crate) fn no_file(file: &str, set: usize, language: Language) -> String {
    let init = command("config init");
    let from = match set {
        0 => language
            .pick(
                "Nothing is set in the environment.",
                "In der Umgebung ist nichts gesetzt.",
            )
            .to_owned(),
        1 => language
            .pick(
                "1 setting comes from the environment, without mistakes.",
                "1 Einstellung kommt aus der Umgebung, ohne Fehler.",
            )
            .to_owned(),
        _ => say!(
            language,
            "{set} settings come from the environment, all without mistakes.",
            "{set} Einstellungen kommen aus der Umgebung, alle ohne Fehler.",
            set = language.number(set as u64)
        ),
    };
    say!(
        language,
        "There is no configuration file {file}; {init} begins one.\n{from}\n",
        "Es gibt keine Konfigurationsdatei {file}; {init} legt eine an.\n{from}\n"
    )
}

/// A user name or a password stands where others may read it.
pub(crate) fn exposed(key: &str, file: &Path) -> Text {
    let file = file.display();
    text!(
        "`{key}` holds a user name or a password, and others may read the file: run `chmod 600 {file}`",
        "`{key}` enthält einen Benutzernamen oder ein Kennwort, und andere können die Datei lesen: `chmod 600 {file}` ausführen"
    )
}
