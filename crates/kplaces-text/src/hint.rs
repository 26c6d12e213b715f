use std::fmt;

use serde::{Serialize, Serializer};

use crate::{Text, command};

/// What somebody can do about something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Run a command of the program.
    Run {
        /// Its arguments: `sync --wait`.
        arguments: String,
        /// What it is for; names the command.
        text: Text,
    },
    /// Set something else, or look what it is set to.
    Set {
        /// The name of the setting: `webfleet.url`.
        key: &'static str,
        /// What to do with it; names the key.
        text: Text,
    },
    /// Anything that the program cannot do itself.
    Do(Text),
}

impl Hint {
    /// To run a command; `text` gets it as it stands in a sentence.
    pub fn run(arguments: impl Into<String>, text: impl FnOnce(&str) -> Text) -> Self {
        let arguments = arguments.into();
        Self::Run {
            text: text(&command(&arguments)),
            arguments,
        }
    }

    /// To look after a setting; `text` gets its name as it stands in a sentence.
    pub fn set(key: &'static str, text: impl FnOnce(&str) -> Text) -> Self {
        Self::Set {
            text: text(&format!("`{key}`")),
            key,
        }
    }

    /// The sentence.
    pub fn text(&self) -> &Text {
        match self {
            Self::Run { text, .. } | Self::Set { text, .. } | Self::Do(text) => text,
        }
    }
}

impl From<Text> for Hint {
    fn from(text: Text) -> Self {
        Self::Do(text)
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text().fmt(f)
    }
}

impl Serialize for Hint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text().serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;

    #[test]
    fn a_hint_is_a_sentence_around_what_can_be_done() {
        let run = Hint::run("sync", |sync| text!("run {sync}", "{sync} ausführen"));
        assert_eq!(run.to_string(), "run `3kplaces sync`");
        let set = Hint::set("webfleet.url", |key| text!("check {key}", "{key} prüfen"));
        assert_eq!(set.to_string(), "check `webfleet.url`");
    }
}
