//! What `--help`, manual pages and completions say. Names and types of arguments stand where they are read;
//! what people read of them stands here, by command and argument.

mod apply;
mod commands;
mod values;
mod words;

use clap::Command;
use kplaces_text::{Language, Text};

pub(crate) use apply::{silent, worded, worded_but};
pub(crate) use commands::commands;
pub(crate) use values::describe_values;
pub(crate) use words::Words;

/// What people read of one command.
#[derive(Clone, Debug)]
pub struct Help {
    path: &'static str,
    about: Text,
    arguments: Vec<(&'static str, Text)>,
    needed: &'static [&'static str],
    examples: Vec<(&'static str, Text)>,
}

impl Help {
    /// Of the command with this path: `backup restore`; the program itself has none. `about` starts with a
    /// verb and says what the command does.
    pub fn of(path: &'static str, about: Text) -> Self {
        Self {
            path,
            about,
            arguments: Vec::new(),
            needed: &[],
            examples: Vec::new(),
        }
    }

    /// An argument, by its id.
    #[must_use]
    pub fn argument(mut self, id: &'static str, help: Text) -> Self {
        self.arguments.push((id, help));
        self
    }

    /// Arguments that the usage names though there are cases in which they may be left out.
    #[must_use]
    pub fn needs(mut self, ids: &'static [&'static str]) -> Self {
        self.needed = ids;
        self
    }

    /// What can be typed behind the name of the program, and what that does.
    #[must_use]
    pub fn example(mut self, arguments: &'static str, does: Text) -> Self {
        self.examples.push((arguments, does));
        self
    }

    fn argument_of(&self, id: &str) -> Option<&Text> {
        let mut arguments = self.arguments.iter();
        arguments
            .find(|(known, _)| *known == id)
            .map(|(_, help)| help)
    }

    /// The examples, in two columns.
    pub(crate) fn examples(&self, language: Language) -> Option<String> {
        let widest = self
            .examples
            .iter()
            .map(|(line, _)| line.chars().count())
            .max()?;
        let line = |(line, does): &(&str, Text)| {
            let does = does.in_language(language);
            format!("  3kplaces {line:widest$}  {does}")
        };
        let lines: Vec<String> = self.examples.iter().map(line).collect();
        Some(lines.join("\n"))
    }
}

/// The help on a command, by its path.
pub(crate) fn of<'a>(help: &'a [Help], path: &str) -> Option<&'a Help> {
    help.iter().find(|help| help.path == path)
}

/// Commands and arguments without help, help that nobody gets to read, and what reads the same in both
/// languages.
pub fn gaps(command: &Command, help: &[Help]) -> Vec<String> {
    let mut gaps = Vec::new();
    let mut known = Vec::new();
    look(command, "", help, &mut known, &mut gaps);
    for help in help {
        for (id, _) in &help.arguments {
            if !known.contains(&(help.path.to_owned(), (*id).to_owned())) {
                gaps.push(format!("`{}` has no argument `{id}`", help.path));
            }
        }
        let arguments = help.arguments.iter().chain(&help.examples);
        let texts = std::iter::once(&help.about).chain(arguments.map(|(_, text)| text));
        for text in texts {
            if text.in_language(Language::English) == text.in_language(Language::German) {
                gaps.push(format!("`{}`: {text} in both languages", help.path));
            }
        }
        if help.examples.is_empty() && !help.path.is_empty() {
            gaps.push(format!("`{}` has no example", help.path));
        }
    }
    gaps
}

fn look(
    command: &Command,
    path: &str,
    help: &[Help],
    known: &mut Vec<(String, String)>,
    gaps: &mut Vec<String>,
) {
    let own = of(help, path);
    if own.is_none() {
        gaps.push(format!("`{path}` has no help"));
    }
    for argument in command.get_arguments() {
        let id = argument.get_id().as_str();
        if own.is_some_and(|own| own.argument_of(id).is_none()) {
            gaps.push(format!("`{path}`: `{id}` has no help"));
        }
        known.push((path.to_owned(), id.to_owned()));
    }
    for sub in command.get_subcommands() {
        look(sub, &below(path, sub.get_name()), help, known, gaps);
    }
}

/// The path of a command below another.
pub(crate) fn below(path: &str, name: &str) -> String {
    format!("{path} {name}").trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use kplaces_edition::{EditionId, Limits, Manifest, Summary};

    use super::*;
    use crate::command_line::common;

    fn help() -> Vec<Help> {
        let edition = EditionId::Basic;
        commands(&Manifest {
            id: edition,
            title: edition.title().to_owned(),
            summary: Summary::default(),
            features: BTreeSet::new(),
            limits: Limits {
                places: edition.places(),
            },
        })
    }

    #[test]
    fn every_command_and_argument_has_help_in_both_languages() {
        assert_eq!(gaps(&common(), &help()), [""; 0]);
    }

    #[test]
    fn the_command_line_is_sound_in_both_languages() {
        for language in Language::all() {
            let command = describe_values(common(), language);
            worded(command, &help(), language).debug_assert();
        }
    }
}
