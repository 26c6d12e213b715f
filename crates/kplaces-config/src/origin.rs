use std::fmt;
use std::path::PathBuf;

use figment::{Metadata, Source};
use kplaces_text::{Text, text};

/// Where a value was found.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Origin {
    /// Built in.
    Default,
    /// A configuration file.
    File(PathBuf),
    /// An environment variable, by its name.
    Env(String),
    /// A command line flag, by the dotted key it sets.
    Flag(String),
}

const ENV: &str = "environment";

impl Origin {
    pub(crate) fn metadata(&self) -> Metadata {
        match self {
            Self::Default => Metadata::named("default"),
            Self::File(path) => Metadata::from("file", path.as_path()),
            Self::Env(name) => Metadata::from(ENV, Source::Custom(name.clone())),
            Self::Flag(key) => Metadata::from("flag", Source::Custom(key.clone())),
        }
    }

    pub(crate) fn from_metadata(metadata: Option<&Metadata>) -> Self {
        let Some(Metadata {
            name,
            source: Some(source),
            ..
        }) = metadata
        else {
            return Self::Default;
        };
        match source {
            Source::File(path) => Self::File(path.clone()),
            Source::Custom(variable) if name == ENV => Self::Env(variable.clone()),
            Source::Custom(key) => Self::Flag(key.clone()),
            _ => Self::Default,
        }
    }
}

impl Origin {
    /// Its name for people.
    pub fn text(&self) -> Text {
        match self {
            Self::Default => text!("default", "Voreinstellung"),
            Self::File(path) => Text::same(path.display().to_string()),
            Self::Env(name) => Text::same(name.clone()),
            Self::Flag(_) => text!("command line", "Befehlszeile"),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Env(name) => f.write_str(name),
            Self::Flag(_) => f.write_str("command line"),
        }
    }
}
