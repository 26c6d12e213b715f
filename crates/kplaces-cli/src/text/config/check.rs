//! What `config check` says.

use std::path::Path;

use kplaces_text::{Language, Text, say, text};

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

/// A user name or a password stands where others may read it.
pub(crate) fn exposed(key: &str, file: &Path) -> Text {
    let file = file.display();
    text!(
        "`{key}` holds a user name or a password, and others may read the file: run `chmod 600 {file}`",
        "`{key}` enthält einen Benutzernamen oder ein Kennwort, und andere können die Datei lesen: `chmod 600 {file}` ausführen"
    )
}
