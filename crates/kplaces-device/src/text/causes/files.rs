//! Records, backups, exports, archives.

use kplaces_app::BackupError;
use kplaces_domain::one_line;
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
