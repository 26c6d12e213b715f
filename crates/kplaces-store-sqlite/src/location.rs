//! What is written after `sqlite:`.

use std::path::{Path, PathBuf};

use kplaces_store::{OpenRequest, StoreError, StoreErrorKind};
use kplaces_text::{Text, text};

/// The path a location means; nothing is looked at.
pub(crate) fn path_of(request: &OpenRequest) -> Result<PathBuf, StoreError> {
    let location = request.location.as_os_str();
    let bytes = location.as_encoded_bytes();
    let refuse = |why: Text| {
        Err(StoreError::new(
            StoreErrorKind::Location,
            text!(language =>
                "sqlite:{location} {why}",
                "sqlite:{location} {why}",
                location = location.display(),
                why = why.in_language(language)
            ),
        ))
    };
    match bytes {
        b"" => refuse(text!(
            "names no file; write sqlite:places.db",
            "nennt keine Datei; schreiben Sie sqlite:places.db"
        )),
        b":memory:" => refuse(text!(
            "would not be kept; write sqlite:places.db",
            "würde nicht behalten; schreiben Sie sqlite:places.db"
        )),
        _ if bytes.contains(&0) => refuse(text!("is not a path", "ist kein Pfad")),
        [.., b'/' | b'\\'] => refuse(text!(
            "is a folder; name a file in it",
            "ist ein Ordner; geben Sie eine Datei darin an"
        )),
        _ => Ok(request.data_dir.join(location)),
    }
}

/// A database is all of these; the first is the one without which the others are nothing.
pub(crate) const PARTS: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// The folder beside a store that has copies of it.
pub(crate) const BACKUPS: &str = "backups";

/// The path of a file that SQLite keeps beside a database, such as `-wal`.
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// The last part of a path, for messages.
pub fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use kplaces_store::Access;

    use super::*;

    fn path(location: &str) -> Result<PathBuf, StoreError> {
        path_of(&OpenRequest {
            location: location.into(),
            data_dir: PathBuf::from("data"),
            access: Access::default(),
            keys: None,
        })
    }

    #[test]
    fn a_location_is_a_path_below_the_data_folder() {
        assert_eq!(path("places.db").unwrap(), Path::new("data/places.db"));
        assert_eq!(path("a/b.db").unwrap(), Path::new("data/a/b.db"));
        let absolute = Path::new(env!("CARGO_MANIFEST_DIR")).join("c.db");
        assert_eq!(path(absolute.to_str().unwrap()).unwrap(), absolute);
        assert_eq!(name_of(&path("a/b.db").unwrap()), "b.db");
    }

    #[test]
    fn what_names_no_file_is_refused() {
        for location in ["", ":memory:", "folder/", "a\0b"] {
            let error = path(location).unwrap_err();
            assert_eq!(error.kind(), StoreErrorKind::Location, "{location:?}");
        }
    }
}
