//! Records, backups, exports, archives.

use kplaces_app::BackupError;
use kplaces_domain::one_line;
use kplaces_extract::ExtractError;
use kplaces_state::{Deed, StateError};
use kplaces_text::Text;

pub(super) fn state(error: &StateError) -> Text {
    let path = error.path().display();
    let german = match error.deed() {
        Deed::Read => format!("{path} lässt sich nicht lesen"),
        Deed::Write => format!("{path} lässt sich nicht schreiben"),
        Deed::Lock => format!("{path} lässt sich nicht sperren"),
    };
    Text::new(error.to_string(), german)
}

pub(crate) fn backup(error: &BackupError) -> Text {
    let german = match error {
        BackupError::NothingKept => {
            "dieser Bestand bewahrt nichts auf, also gibt es keine Sicherungen".to_owned()
        }
        BackupError::NothingThere => "auf diesem Gerät gibt es nichts zu sichern".to_owned(),
        BackupError::Unknown { name } => {
            format!("es gibt keine Sicherung `{}`", one_line(name, 60))
        }
        BackupError::Folder { folder, .. } => format!(
            "die Sicherungen in {} lassen sich nicht lesen oder ändern",
            folder.display()
        ),
        BackupError::Unsound { name, .. } => {
            format!("die Sicherung {name} ist nicht zu gebrauchen")
        }
        BackupError::NotMade(_) => {
            "die Orte auf diesem Gerät ließen sich vorher nicht sichern".to_owned()
        }
    };
    Text::new(error.to_string(), german)
}

pub(super) fn extract(error: &ExtractError) -> Text {
    let german = match error {
        ExtractError::NotAnArchive => "die Datei ist kein ganzes ZIP-Archiv".to_owned(),
        ExtractError::NotAnExtract => "die Datei ist kein Auszug von 3Kplaces".to_owned(),
        ExtractError::Several => "in der Datei ist mehr als ein Auszug von 3Kplaces".to_owned(),
        ExtractError::Newer { version } => format!(
            "die Datei hat Version {version} des Formats, und dieses Programm kennt {}",
            kplaces_extract::VERSION
        ),
        ExtractError::Damaged {
            entry,
            line: Some(line),
            ..
        } => format!("{entry}, Zeile {line}, ist beschädigt"),
        ExtractError::Damaged { entry, .. } => format!("{entry} fehlt oder ist beschädigt"),
        ExtractError::TooLarge { entry, .. } => {
            format!("{entry} ist zu groß: so ist kein Auszug")
        }
        ExtractError::Io(_) => "die Datei lässt sich nicht lesen".to_owned(),
    };
    Text::new(error.to_string(), german)
}
