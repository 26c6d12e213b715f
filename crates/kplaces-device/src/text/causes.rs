//! What an error and its causes say, in both languages. Libraries say it in English, for logs; their German
//! is made here, by what they mean.

mod vault;
mod webfleet;

use std::error::Error as StdError;
use std::io;

use kplaces_app::{AppError, BackupError, UnknownGroups};
use kplaces_config::ConfigError;
use kplaces_edition::NotInEdition;
use kplaces_export::ExportError;
use kplaces_extract::ExtractError;
use kplaces_state::StateError;
use kplaces_store::StoreError;
use kplaces_text::Language::{self, German};
use kplaces_text::{Text, of_io};
use kplaces_webfleet::{ApiError, Error, ProxyFault};

pub(crate) use webfleet::{certificate, handshake};

/// What an error says, and what its causes say, a line each. Some repeat the line above; that stands once.
pub(crate) fn causes(error: &(dyn StdError + 'static)) -> Vec<Text> {
    let mut lines: Vec<Text> = Vec::new();
    for error in chain(error) {
        let line = said(error);
        let english = line.in_language(Language::English);
        if lines
            .iter()
            .all(|it| it.in_language(Language::English) != english)
        {
            lines.push(line);
        }
    }
    lines
}

/// The last cause: those between tell of the layers of the program, not of what is outside.
pub(crate) fn root_of(error: &(dyn StdError + 'static)) -> Text {
    chain(error).last().map_or_else(Text::default, said)
}

fn chain<'e>(
    error: &'e (dyn StdError + 'static),
) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

/// What one error says, without its causes.
pub fn said(error: &(dyn StdError + 'static)) -> Text {
    // Each of these may be a cause of another one, as itself or in a box.
    macro_rules! by_kind {
        ($($kind:ty => $text:expr),+ $(,)?) => {
            $(
                if let Some(error) = error.downcast_ref::<$kind>() {
                    let text: fn(&$kind) -> Text = $text;
                    return text(error);
                }
                if let Some(error) = error.downcast_ref::<Box<$kind>>() {
                    let text: fn(&$kind) -> Text = $text;
                    return text(error);
                }
            )+
        };
    }
    if let Some(error) = error.downcast_ref::<io::Error>() {
        // An error that was made of another one says what that says.
        return match error.get_ref() {
            Some(inner) => said(inner),
            None => of_io(error),
        };
    }
    by_kind! {
        Text => Text::clone,
        Error => webfleet::text,
        ApiError => webfleet::api,
        ProxyFault => |fault| Text::new(fault.to_string(), webfleet::proxy(*fault)),
        StoreError => |error| error.text().clone(),
        StateError => StateError::text,
        BackupError => BackupError::text,
        ExportError => ExportError::text,
        ExtractError => ExtractError::text,
        NotInEdition => NotInEdition::text,
        UnknownGroups => UnknownGroups::text,
        AppError => app,
        ConfigError => ConfigError::text,
        kplaces_vault::KeyringError => vault::keyring,
        kplaces_vault::SealError => |error| vault::seal(*error),
    }
    // What is left comes from outside: the HTTP client and what is below it, a codec of a file format. There
    // is no more known of it than its English words.
    Text::same(error.to_string())
}

/// What an error of a use case says that is none of its parts.
fn app(error: &AppError) -> Text {
    match error {
        AppError::Fetch(error) => webfleet::text(error),
        AppError::Store(error) => error.text().clone(),
        AppError::State(error) => error.text(),
        AppError::Backup(error) => error.text(),
        AppError::Extract(error) => error.text(),
        AppError::NotInEdition(missing) => missing.text(),
        AppError::UnknownGroups(groups) => groups.text(),
        AppError::Export(error) => error.text(),
        AppError::Busy(_) => Text::new(
            error.to_string(),
            "ein anderer Abgleich dieses Kontos läuft gerade",
        ),
        AppError::Guard { shrink, .. } => Text::new(
            error.to_string(),
            format!("der Abgleich würde {}", super::sync::loss(*shrink, German)),
        ),
        AppError::NoPositions { rows, forms } => {
            let forms: Vec<String> = forms.iter().map(|form| format!("`{form}`")).collect();
            let rows = German.number(*rows);
            Text::new(
                error.to_string(),
                format!(
                    "keine Position der {rows} Adressen ist lesbar; sie sehen so aus: {}",
                    forms.join(", ")
                ),
            )
        }
        AppError::Output(_) => {
            Text::new(error.to_string(), "die Ausgabe ließ sich nicht schreiben")
        }
        AppError::UnknownProfile { name, .. } => Text::new(
            error.to_string(),
            format!("es gibt kein Exportprofil `{name}`"),
        ),
    }
}
