use std::io;

use kplaces_text::{Text, say, text};

/// Why a file is not read as an archive of ours. No message holds anything of its content.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.text())]
pub enum ExtractError {
    /// It is no zip archive, or one that is cut short.
    NotAnArchive,
    /// It has no `about.json` that says what it is.
    NotAnExtract,
    /// It has more than one.
    Several,
    /// It was written by a later version.
    Newer {
        /// What it says.
        version: u32,
    },
    /// A part is missing or not as it should be.
    Damaged {
        /// Which part.
        entry: &'static str,
        /// Which line of it, from 1.
        line: Option<u64>,
        /// What is wrong with it.
        why: Text,
    },
    /// It is larger than anything we write.
    TooLarge {
        /// Which part.
        entry: &'static str,
        /// Which bound it is beyond.
        why: Text,
    },
    /// The file cannot be read.
    Io(#[from] io::Error),
}

impl ExtractError {
    /// What people read of it, without what the system said.
    pub fn text(&self) -> Text {
        match self {
            Self::NotAnArchive => text!(
                "it is not a whole zip archive",
                "es ist kein vollständiges ZIP-Archiv"
            ),
            Self::NotAnExtract => text!(
                "it is not an extract of 3Kplaces",
                "es ist kein Auszug von 3Kplaces"
            ),
            Self::Several => text!(
                "it has more than one extract of 3Kplaces in it",
                "es enthält mehr als einen Auszug von 3Kplaces"
            ),
            Self::Newer { version } => text!(
                "it has version {version} of the format, and this program knows {known}",
                "es hat Version {version} des Formats, und dieses Programm kennt {known}",
                known = crate::VERSION,
            ),
            Self::Damaged { entry, line, why } => Text::made(|language| {
                let why = why.in_language(language);
                match line {
                    Some(line) => say!(
                        language,
                        "{entry}, line {line}, {why}",
                        "{entry}, Zeile {line}, {why}"
                    ),
                    None => format!("{entry} {why}"),
                }
            }),
            Self::TooLarge { entry, why } => Text::made(|language| {
                let why = why.in_language(language);
                say!(
                    language,
                    "{entry} {why}: no extract is like that",
                    "{entry} {why}: So ist kein Auszug"
                )
            }),
            Self::Io(_) => text!("it cannot be read", "es lässt sich nicht lesen"),
        }
    }
}
