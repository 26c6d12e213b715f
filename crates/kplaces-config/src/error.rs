use std::fmt;
use std::io;
use std::path::PathBuf;

use kplaces_text::{Language, Text, say, text};

use crate::Origin;

/// Why there are no settings or no login, by meaning.
///
/// The list of what to repair is in [`ConfigError::problems`]; no variant holds a value found in
/// a file, a variable or a flag.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.text())]
pub enum ConfigError {
    /// Files, variables or flags cannot be used.
    Invalid {
        /// All of them, in the order of the layers.
        problems: Vec<Problem>,
    },
    /// Parts of the login are nowhere to be found; nothing else is wrong with it.
    LoginMissing {
        /// One for each missing part.
        problems: Vec<Problem>,
    },
    /// A place for the login is there, but cannot be used.
    LoginUnusable {
        /// All of them, missing parts among them.
        problems: Vec<Problem>,
    },
    /// The login file could not be written or removed.
    LoginFile {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A configuration file could not be written.
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The platform names no home folder, so there is no place for files.
    NoHome,
    /// The home folder is named from the current folder, so places would be kept in any folder.
    RelativeHome,
}

impl ConfigError {
    /// What people read of it, without what the system said.
    pub fn text(&self) -> Text {
        match self {
            Self::Invalid { problems } => text!(language =>
                "the configuration has {problems}",
                "die Konfiguration hat {problems}",
                problems = count(problems, language),
            ),
            Self::LoginMissing { .. } => text!(
                "the WEBFLEET login is not complete",
                "die WEBFLEET-Anmeldung ist nicht vollständig"
            ),
            Self::LoginUnusable { problems } => text!(language =>
                "the WEBFLEET login has {problems}",
                "die WEBFLEET-Anmeldung hat {problems}",
                problems = count(problems, language),
            ),
            Self::LoginFile { path, .. } => text!(
                "the login file {path} could not be changed",
                "die Datei mit den Anmeldedaten {path} ließ sich nicht ändern",
                path = path.display(),
            ),
            Self::File { path, .. } => text!(
                "the configuration file {path} could not be changed",
                "die Konfigurationsdatei {path} ließ sich nicht ändern",
                path = path.display(),
            ),
            Self::NoHome => text!("no home folder is set", "es ist kein Heimatordner gesetzt"),
            Self::RelativeHome => text!(
                "the home folder is not a whole path, from the root on",
                "der Heimatordner ist kein ganzer Pfad, von der Wurzel an"
            ),
        }
    }

    /// Each thing to repair; empty where the error itself says all.
    pub fn problems(&self) -> &[Problem] {
        match self {
            Self::Invalid { problems }
            | Self::LoginMissing { problems }
            | Self::LoginUnusable { problems } => problems,
            Self::LoginFile { .. } | Self::File { .. } | Self::NoHome | Self::RelativeHome => &[],
        }
    }
}

fn count(problems: &[Problem], language: Language) -> String {
    let (english, german) = (["problem", "problems"], ["Problem", "Probleme"]);
    language.count(problems.len() as u64, english, german)
}

/// The kinds of problem, for those who phrase them in another language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProblemKind {
    /// A file or a variable cannot be read at all.
    Unreadable,
    /// A file is not TOML.
    Syntax,
    /// There is no such key.
    UnknownKey,
    /// The value is of the wrong type or out of range.
    BadValue,
    /// A secret stands where none may, or others can read it.
    Exposed,
    /// A part of the login is missing.
    Missing,
    /// A program that should print a secret did not.
    Command,
    /// The keyring or the sealed file that holds the login was not opened.
    Closed,
    /// Somebody else may have written what stands in a file.
    Untrusted,
    /// The login is kept for another address than the one that is set.
    Elsewhere,
    /// A key is for a feature that this edition does not have.
    OtherEdition,
}

/// One thing to repair: where it is, which key, and what is expected there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// What kind of problem.
    pub kind: ProblemKind,
    /// The file, variable or flag, if there is one.
    pub origin: Option<Origin>,
    /// The line in the file, counted from 1, where it is known.
    pub line: Option<usize>,
    /// The dotted key it is about.
    pub key: Option<String>,
    /// What is expected, or what to do; goes after the key.
    pub message: Text,
}

impl Problem {
    pub(crate) fn new(kind: ProblemKind, message: Text) -> Self {
        Self {
            kind,
            origin: None,
            line: None,
            key: None,
            message,
        }
    }

    pub(crate) fn at(mut self, origin: &Origin) -> Self {
        self.origin = Some(origin.clone());
        self
    }

    pub(crate) fn line(mut self, line: Option<usize>) -> Self {
        self.line = line;
        self
    }

    pub(crate) fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }
}

impl Problem {
    /// All of it in one sentence.
    pub fn text(&self) -> Text {
        Text::made(|language| {
            let mut out = String::new();
            if let Some(origin) = &self.origin {
                out.push_str(origin.text().in_language(language));
                if let Some(line) = self.line {
                    out.push_str(&say!(language, ", line {line}", ", Zeile {line}"));
                }
                out.push_str(": ");
            }
            if let Some(key) = &self.key {
                out.push_str(&format!("`{key}` "));
            }
            out.push_str(self.message.in_language(language));
            out
        })
    }
}

impl ProblemKind {
    /// Its name for programs.
    pub fn id(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Syntax => "syntax",
            Self::UnknownKey => "unknown-key",
            Self::BadValue => "bad-value",
            Self::Exposed => "exposed",
            Self::Missing => "missing",
            Self::Command => "command",
            Self::Closed => "closed",
            Self::Untrusted => "untrusted",
            Self::Elsewhere => "elsewhere",
            Self::OtherEdition => "other-edition",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text().fmt(f)
    }
}
