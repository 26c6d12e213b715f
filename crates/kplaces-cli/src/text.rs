//! Every sentence people read, in one place, in both languages. Numbers and names come in as values; nothing
//! here decides anything.

use kplaces_domain::one_line;
use kplaces_text::{Hint, Language, say, text};

use crate::{CliError, Kind};

pub(crate) mod autostart;
pub(crate) mod backup;
pub(crate) mod changes;
pub(crate) mod config;
pub(crate) mod doctor;
pub(crate) mod edition;
pub(crate) mod exit_codes;
pub(crate) mod export;
pub(crate) mod format;
mod groups;
pub(crate) mod import_check;
pub(crate) mod log;
pub(crate) mod map;
pub(crate) mod odd;
pub(crate) mod places;
pub(crate) mod privacy;
pub(crate) mod status;
pub(crate) mod sync;
mod table;
pub(crate) mod tenant;
pub(crate) mod then;

pub(crate) use kplaces_device::text::{errors, login, record};

pub use groups::group_table;
pub use table::{Column, table};

/// A line that must not be overlooked.
pub(crate) fn warning(warning: &str, language: Language) -> String {
    say!(language, "warning: {warning}", "Warnung: {warning}")
}

/// There is no page of this name.
pub(crate) fn no_such_page(name: &str, near: Option<&str>) -> CliError {
    let name = one_line(name, 64);
    let found = CliError::new(
        Kind::NotFound,
        text!(
            "there is no manual page `{name}`",
            "es gibt keine Handbuchseite `{name}`"
        ),
    );
    let near = near.map(|near| {
        Hint::run(format!("man {near}"), |man| {
            text!("did you mean {man}?", "meinten Sie {man}?")
        })
    });
    near.into_iter()
        .fold(found, CliError::hint)
        .hint(Hint::run("man --dir man1", |man| {
            text!("{man} writes all pages", "{man} schreibt alle Seiten")
        }))
}

pub(crate) fn manual_written(pages: usize, dir: &str, language: Language) -> String {
    say!(
        language,
        "{pages} in {dir}\n",
        "{pages} in {dir}\n",
        pages = language.count(pages as u64, ["page", "pages"], ["Seite", "Seiten"])
    )
}

pub use format::iso;
