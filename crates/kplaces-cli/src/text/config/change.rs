//! What `config set` and `config unset` say.

use kplaces_config::Origin;
use kplaces_domain::one_line;
use kplaces_text::{Language, Text, say, text};

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

/// What the file says is not what is in force.
pub(crate) fn counts_elsewhere(key: &str, source: &Origin) -> Text {
    let source = source.text();
    text!(language =>
        "`{key}` is also set by {source}, and that is what counts",
        "`{key}` ist auch durch {source} gesetzt, und das gilt",
        source = source.in_language(language)
    )
}
