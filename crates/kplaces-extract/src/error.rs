use std::io;

/// Why a file is not read as an archive of ours. No message holds anything of its content.
#[derive(Debug, thiserror::Error)]
pub enum ExtractError {
    /// It is no zip archive, or one that is cut short.
    #[error("it is not a whole zip archive")]
    NotAnArchive,
    /// It has no `about.json` that says what it is.
    #[error("it is not an extract of 3Kplaces")]
    NotAnExtract,
    /// It has more than one.
    #[error("it has more than one extract of 3Kplaces in it")]
    Several,
    /// It was written by a later version.
    #[error(
        "it has version {version} of the format, and this program knows {}",
        crate::VERSION
    )]
    Newer {
        /// What it says.
        version: u32,
    },
    /// A part is missing or not as it should be.
    #[error("{entry}{} {why}", line.map(|line| format!(", line {line},")).unwrap_or_default())]
    Damaged {
        /// Which part.
        entry: &'static str,
        /// Which line of it, from 1.
        line: Option<u64>,
        /// What is wrong with it.
        why: &'static str,
    },
    /// It is larger than anything we write.
    #[error("{entry} {why}: no extract is like that")]
    TooLarge {
        /// Which part.
        entry: &'static str,
        /// Which bound it is beyond.
        why: &'static str,
    },
    /// The file cannot be read.
    #[error("it cannot be read")]
    Io(#[from] io::Error),
}
