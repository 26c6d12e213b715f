//! `~` in a setting that is a path.

use std::path::{Path, PathBuf};

use kplaces_text::{Text, text};

/// The rest of a path behind `~/`; empty for `~` alone. `None` where the path does not begin so.
pub(crate) fn below_home(path: &str) -> Option<&str> {
    match path.strip_prefix('~')? {
        "" => Some(""),
        rest => rest.strip_prefix(std::path::is_separator),
    }
}

/// Whether a path names the home folder of somebody, `~anna/places`. Only a shell knows where that is.
pub(crate) fn is_of_another(path: &str) -> bool {
    path.starts_with('~') && below_home(path).is_none()
}

/// What is wrong with such a path, as the end of a sentence.
pub(crate) fn of_another() -> Text {
    text!(
        "names the home folder of another user by ~; only ~/ is known: write the whole path",
        "nennt mit ~ den Heimatordner eines anderen Benutzers; bekannt ist nur ~/: den ganzen Pfad schreiben"
    )
}

/// The path with the home folder for `~`; as it is where it does not begin so.
pub(crate) fn resolved(path: &Path, home: &Path) -> PathBuf {
    match path.to_str().and_then(below_home) {
        Some("") => home.to_owned(),
        Some(rest) => home.join(rest),
        None => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_tilde_that_stands_alone_is_the_home_folder() {
        let home = Path::new("/home/a");
        for (path, is) in [
            ("~", "/home/a"),
            ("~/", "/home/a"),
            ("~/places/x.db", "/home/a/places/x.db"),
            ("/srv/~/x", "/srv/~/x"),
            ("x~", "x~"),
            ("~anna/x", "~anna/x"),
        ] {
            assert_eq!(resolved(Path::new(path), home), Path::new(is), "{path}");
            assert_eq!(is_of_another(path), path == "~anna/x", "{path}");
        }
    }
}
