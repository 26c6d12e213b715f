use std::fmt;

use kplaces_text::{Language, Text};
use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::CliError;

/// What a command has to say: a value once, of which the form that is wanted is made.
pub struct Output {
    answer: Box<dyn Answer>,
    /// Whether `--quiet` drops the text: it reports on work, it is not what was asked for.
    pub report: bool,
    /// Whether programs get it in one line: as the last of several answers.
    pub line: bool,
    /// Whether a terminal gets it in lines that fit: sentences, and nothing that is copied as it stands.
    pub wraps: bool,
    /// What must not be overlooked; goes to standard error, also with `--quiet`.
    pub warnings: Vec<Text>,
    /// The exit code: 0, unless the answer itself is a verdict.
    pub exit_code: u8,
}

/// A value in its two forms.
trait Answer: Send {
    fn text(&self, language: Language) -> String;
    fn json(&self) -> Result<Value, serde_json::Error>;
}

struct Rendered<T, P, J> {
    value: T,
    text: P,
    json: J,
}

impl<T, P, J> Answer for Rendered<T, P, J>
where
    T: Send,
    P: Fn(&T, Language) -> String + Send,
    J: Fn(&T) -> Result<Value, serde_json::Error> + Send,
{
    fn text(&self, language: Language) -> String {
        (self.text)(&self.value, language)
    }

    fn json(&self) -> Result<Value, serde_json::Error> {
        (self.json)(&self.value)
    }
}

impl Output {
    /// The exit code of a check that found a difference; no failure has it.
    pub const DIFFERS: u8 = 12;

    /// An answer to a question. `text` is what people read of the value: it ends with a line feed where it
    /// is not empty. `json` is what programs read, usually [`serde_json::to_value`] of its shape.
    pub fn of<T: Send + 'static>(
        value: T,
        text: impl Fn(&T, Language) -> String + Send + 'static,
        json: impl Fn(&T) -> Result<Value, serde_json::Error> + Send + 'static,
    ) -> Self {
        Self {
            answer: Box::new(Rendered { value, text, json }),
            report: false,
            line: false,
            wraps: false,
            warnings: Vec::new(),
            exit_code: 0,
        }
    }

    /// A report on work done; `--quiet` drops it.
    #[must_use]
    pub fn as_report(self) -> Self {
        Self {
            report: true,
            wraps: true,
            ..self
        }
    }

    /// With lines that fit a terminal.
    #[must_use]
    pub fn in_sentences(self) -> Self {
        Self {
            wraps: true,
            ..self
        }
    }

    /// With its lines as they are: some of them are commands.
    #[must_use]
    pub fn in_whole_lines(self) -> Self {
        Self {
            wraps: false,
            ..self
        }
    }

    /// For programs in one line, as the answers before it were.
    #[must_use]
    pub fn in_one_line(self) -> Self {
        Self { line: true, ..self }
    }

    /// With nothing of it to be read by people but its warnings.
    #[must_use]
    pub fn in_silence(self) -> Self {
        Self {
            answer: Box::new(Rendered {
                value: (),
                text: |(): &(), _| String::new(),
                json: |(): &()| Ok(Value::Null),
            }),
            ..self
        }
    }

    /// With this exit code.
    #[must_use]
    pub fn with_exit_code(self, exit_code: u8) -> Self {
        Self { exit_code, ..self }
    }

    /// Adds what must not be overlooked.
    pub fn warn(&mut self, warnings: impl IntoIterator<Item = Text>) {
        self.warnings.extend(warnings);
    }

    /// What people read.
    pub fn text(&self, language: Language) -> String {
        self.answer.text(language)
    }

    /// What programs read.
    pub fn json(&self) -> Result<Value, CliError> {
        self.answer.json().map_err(CliError::internal)
    }
}

/// What programs read.
impl Serialize for Output {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json = self.answer.json().map_err(S::Error::custom)?;
        json.serialize(serializer)
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Output")
            .field("report", &self.report)
            .field("line", &self.line)
            .field("warnings", &self.warnings)
            .field("exit_code", &self.exit_code)
            .finish_non_exhaustive()
    }
}
