//! Which language people read.

use std::ffi::OsString;

use kplaces_config::Sources;
use kplaces_text::Language;

use crate::CliError;
use crate::text;

const FLAG: &str = "--lang";

/// The language by `--lang`, by `KPLACES_LANG`, by the system's locale, else English. It works whatever is
/// wrong with the rest of the command line.
pub(crate) fn asked_for(arguments: &[OsString], sources: &Sources) -> Language {
    by_flag(arguments)
        .or_else(|| Language::of_locale(sources.language()?))
        .or_else(|| Language::of_locale(&sources.locale))
        .unwrap_or_default()
}

/// Fails where `KPLACES_LANG` names a language there are no texts in.
pub(crate) fn check(sources: &Sources) -> Result<(), CliError> {
    match sources.language() {
        Some(language) if Language::of_locale(language).is_none() => {
            Err(text::errors::no_language())
        }
        _ => Ok(()),
    }
}

/// What clap makes of the flag in the end is not known before it has read everything.
fn by_flag(arguments: &[OsString]) -> Option<Language> {
    let arguments = arguments.iter().filter_map(|argument| argument.to_str());
    let mut arguments = arguments.take_while(|argument| *argument != "--");
    while let Some(argument) = arguments.next() {
        match argument.strip_prefix(FLAG) {
            Some("") => return Language::of_locale(arguments.next()?),
            Some(value) => {
                if let Some(value) = value.strip_prefix('=') {
                    return Language::of_locale(value);
                }
            }
            None => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(arguments: &str, locale: &str) -> Language {
        let arguments: Vec<OsString> = arguments.split(' ').map(OsString::from).collect();
        let sources = Sources {
            locale: locale.to_owned(),
            ..Sources::default()
        };
        asked_for(&arguments, &sources)
    }

    #[test]
    fn the_flag_comes_before_the_locale_whatever_else_is_wrong() {
        for (arguments, locale, language) in [
            ("3kplaces list", "", Language::English),
            ("3kplaces list", "de_DE.UTF-8", Language::German),
            ("3kplaces list", "fr_FR.UTF-8", Language::English),
            ("3kplaces --lang en list", "de_DE.UTF-8", Language::English),
            ("3kplaces list --lang=de --no-such", "C", Language::German),
            ("3kplaces find -- --lang=de", "C", Language::English),
            ("3kplaces --lang", "de_DE", Language::German),
        ] {
            assert_eq!(asked(arguments, locale), language, "{arguments} {locale}");
        }
    }
}
