//! What `config set` and `config unset` say.

use kplaces_app::group_meant;
use kplaces_config::Origin;
use kplaces_domain::{GroupName, one_line};
use kplaces_text::{Language, Text, command, say, text};

/// A key is set.
pub(crate) fn set(key: &str, file: &str, is_other: bool, language: Language) -> String {
    if is_other {
        say!(
            language,
            "`{key}` is set in {file}.\n",
            "`{key}` ist in {file} gesetzt.\n"
        )
    } else {
        say!(
            language,
            "{file} says so already; nothing was changed.\n",
            "{file} enthält das schon; es wurde nichts geändert.\n"
        )
    }
}

/// A key is not set any more.
pub(crate) fn unset(key: &str, file: &str, is_other: bool, language: Language) -> String {
    let key = one_line(key, 64);
    if is_other {
        say!(
            language,
            "`{key}` was taken out of {file}.\n",
            "`{key}` wurde aus {file} genommen.\n"
        )
    } else {
        say!(
            language,
            "`{key}` does not stand in {file}; nothing was changed.\n",
            "`{key}` steht nicht in {file}; es wurde nichts geändert.\n"
        )
    }
}

/// A setting names a group that this device does not know.
pub(crate) fn unknown_group(name: &GroupName, known: &[GroupName]) -> Text {
    let near = group_meant(name, known);
    let name = one_line(name.as_str(), 60);
    match near {
        Some(near) => text!(
            "this device knows no group `{name}`; did you mean `{near}`?",
            "dieses Gerät kennt keine Gruppe `{name}`; meinten Sie `{near}`?"
        ),
        None => text!(
            "this device knows no group `{name}`; {groups} lists those that there are",
            "dieses Gerät kennt keine Gruppe `{name}`; {groups} zählt die vorhandenen auf",
            groups = command("groups"),
        ),
    }
}

/// What the file says is not what is in force.
pub(crate) fn counts_elsewhere(key: &str, source: &Origin) -> Text {
    let source = source.text();
    text!(language =>
        "`{key}` is also set by {source}, and that is what counts",
        "`{key}` ist auch durch {source} gesetzt, und das gilt",
        source = source.in_language(language)
    )
}
