use serde::Serialize;
use serde_json::Value;

use crate::CliError;

/// What a command has to say, for people and for programs.
#[derive(Debug)]
pub struct Output {
    /// For people, ends with a line feed where not empty.
    pub text: String,
    /// For programs.
    pub json: Value,
    /// Whether `--quiet` drops the text: it reports on work, it is not what was asked for.
    pub report: bool,
    /// What must not be overlooked; goes to standard error, also with `--quiet`.
    pub warnings: Vec<String>,
    /// The exit code: 0, unless the answer itself is a verdict.
    pub exit_code: u8,
}

impl Output {
    /// The exit code of a check that found a difference; no failure has it.
    pub const DIFFERS: u8 = 12;

    /// An answer to a question.
    pub fn answer(text: impl Into<String>, json: &impl Serialize) -> Result<Self, CliError> {
        let json = serde_json::to_value(json).map_err(CliError::internal)?;
        Ok(Self {
            text: text.into(),
            json,
            report: false,
            warnings: Vec::new(),
            exit_code: 0,
        })
    }

    /// A report on work done; `--quiet` drops it.
    pub fn report(text: impl Into<String>, json: &impl Serialize) -> Result<Self, CliError> {
        Ok(Self {
            report: true,
            ..Self::answer(text, json)?
        })
    }
}
