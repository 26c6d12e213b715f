//! What is written after `sealed:`.

use std::path::PathBuf;

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
                "sealed:{location} {why}",
                "sealed:{location} {why}",
                location = location.display(),
                why = why.in_language(language)
            ),
        ))
    };
    match bytes {
        b"" => refuse(text!(
            "names no file; write sealed:places.sealed",
            "nennt keine Datei; schreiben Sie sealed:places.sealed"
        )),
        _ if bytes.contains(&0) => refuse(text!("is not a path", "ist kein Pfad")),
        [.., b'/' | b'\\'] => refuse(text!(
            "is a folder; name a file in it",
            "ist ein Ordner; geben Sie eine Datei darin an"
        )),
        _ => Ok(request.data_dir.join(location)),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use kplaces_store::Access;

    use super::*;

    #[test]
    fn a_location_is_a_path_below_the_data_folder() {
        let path = |location: &str| {
            path_of(&OpenRequest {
                location: location.into(),
                data_dir: PathBuf::from("data"),
                access: Access::default(),
                keys: None,
            })
        };
        assert_eq!(path("a/b.sealed").unwrap(), Path::new("data/a/b.sealed"));
        for location in ["", "folder/", "a\0b"] {
            let error = path(location).unwrap_err();
            assert_eq!(error.kind(), StoreErrorKind::Location, "{location:?}");
        }
    }
}
