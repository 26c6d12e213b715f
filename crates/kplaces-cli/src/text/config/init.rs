//! What `config init` asks and says.

use std::path::Path;

use kplaces_config::SettingKey;
use kplaces_domain::{GroupName, one_line};
use kplaces_text::{Language, Text, say, text};

use crate::{CliError, Kind};

/// What comes before the first question.
pub(crate) fn intro() -> Text {
    text!(
        "A few questions; Enter leaves a setting at its default.\n",
        "Einige Fragen; mit der Eingabetaste bleibt es bei der Vorgabe.\n"
    )
}

/// What comes before the other ones.
pub(crate) fn nothing() -> Text {
    Text::default()
}

/// The same with the groups that can be named.
pub(crate) fn with_groups(before: &Text, groups: &[GroupName], most: usize) -> Text {
    if groups.is_empty() {
        return before.clone();
    }
    let shown = groups
        .iter()
        .take(most)
        .map(|name| one_line(name.as_str(), 60));
    let mut shown = shown.collect::<Vec<_>>().join(", ");
    if groups.len() > most {
        shown.push_str(", …");
    }
    text!(language =>
        "{before}\nGroups of the places on this device: {shown}",
        "{before}\nGruppen der Orte auf diesem Gerät: {shown}",
        before = before.in_language(language)
    )
}

/// A question for a key.
pub(crate) fn question(before: &Text, key: SettingKey) -> Text {
    let (meaning, takes) = (key.meaning(), key.takes());
    Text::made(|language| {
        let default = key.default().map_or_else(
            || language.pick("not set", "nicht gesetzt").to_owned(),
            |default| say!(language, "default {default}", "Vorgabe: {default}"),
        );
        format!(
            "{before}\n{meaning}\n({takes}; {default})\n{name}: ",
            before = before.in_language(language),
            meaning = meaning.in_language(language),
            takes = takes.in_language(language),
            name = key.name(),
        )
    })
}

/// The same once more, where the answer cannot be taken.
pub(crate) fn again(key: SettingKey, expected: &Text) -> Text {
    let name = key.name();
    text!(language =>
        "`{name}` {expected}\n{name}: ",
        "`{name}` {expected}\n{name}: ",
        expected = expected.in_language(language)
    )
}

/// The file was written.
pub(crate) fn begun(file: &str, keys: usize, language: Language) -> String {
    if keys == 0 {
        return say!(
            language,
            "{file} was written. Nothing is set; each setting is explained in the file.\n",
            "{file} ist geschrieben. Nichts ist gesetzt; jede Einstellung ist in der Datei erklärt.\n"
        );
    }
    let keys = language.count(
        keys as u64,
        ["setting counts", "settings count"],
        ["Einstellung gilt", "Einstellungen gelten"],
    );
    say!(
        language,
        "{file} was written: {keys}, all others are explained in it and commented out.\n",
        "{file} ist geschrieben: {keys}, alle anderen sind darin erklärt und auskommentiert.\n"
    )
}

/// There is a file already.
pub(crate) fn is_there(file: &Path) -> CliError {
    let file = file.display();
    CliError::new(
        Kind::Store,
        text!(
            "there is a configuration file already: {file}",
            "es gibt schon eine Konfigurationsdatei: {file}"
        ),
    )
    .hint(text!("--force replaces it", "--force ersetzt sie"))
}
