use std::ffi::OsStr;
use std::marker::PhantomData;

use clap::builder::{EnumValueParser, PossibleValue, TypedValueParser};
use clap::{Arg, Command, Error, ValueEnum};
use kplaces_text::{Language, Text, text};

use crate::args::{KeepWhere, PaperFormat, SplitBy};

/// A choice whose values have words of their own, for shells that show them.
trait Choice: ValueEnum + Clone + Send + Sync + 'static {
    fn text(&self) -> Text;
}

impl Choice for KeepWhere {
    fn text(&self) -> Text {
        match self {
            Self::Auto => text!(
                "in the keyring where one answers, else sealed",
                "im Schlüsselspeicher, wenn einer antwortet, sonst versiegelt"
            ),
            Self::Keyring => text!(
                "in the system's keyring",
                "im Schlüsselspeicher des Systems"
            ),
            Self::Sealed => text!(
                "in a file that is sealed with a passphrase",
                "in einer Datei, die eine Passphrase versiegelt"
            ),
            Self::File => text!(
                "in a file as plain text, for this user only",
                "unverschlüsselt in einer Datei, nur für diesen Benutzer"
            ),
        }
    }
}

impl Choice for SplitBy {
    fn text(&self) -> Text {
        match self {
            Self::Group => text!(
                "its group; of several the first, by the configured order or by name",
                "seine Gruppe; bei mehreren die erste nach der eingestellten Reihenfolge oder nach dem Namen"
            ),
        }
    }
}

impl Choice for PaperFormat {
    fn text(&self) -> Text {
        match self {
            Self::Text => text!("lines of text", "Textzeilen"),
            Self::Markdown => text!("Markdown source", "Markdown"),
            Self::Html => text!(
                "one page for a browser, to be printed",
                "eine Seite für den Browser, zum Drucken"
            ),
        }
    }
}

/// Reads a choice as clap does, and describes its values in one language.
#[derive(Clone)]
struct Described<C> {
    language: Language,
    of: PhantomData<C>,
}

impl<C: Choice> TypedValueParser for Described<C> {
    type Value = C;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<C, Error> {
        EnumValueParser::<C>::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let values = C::value_variants().iter().filter_map(|choice| {
            let text = choice.text().in_language(self.language).to_owned();
            Some(choice.to_possible_value()?.help(text))
        });
        Some(Box::new(values))
    }
}

fn described<C: Choice>(arg: Arg, language: Language) -> Arg {
    arg.value_parser(Described::<C> {
        language,
        of: PhantomData,
    })
}

/// Gives the values of the choices among the arguments their words.
pub(crate) fn describe_values(command: Command, language: Language) -> Command {
    let split =
        |command: Command| command.mut_arg("split_by", |arg| described::<SplitBy>(arg, language));
    let format =
        |command: Command| command.mut_arg("format", |arg| described::<PaperFormat>(arg, language));
    command.mut_subcommands(|sub| match sub.get_name() {
        "login" => sub.mut_arg("keep", |arg| described::<KeepWhere>(arg, language)),
        "export" | "import-check" => split(sub),
        "privacy" => sub
            .mut_subcommand("statement", format)
            .mut_subcommand("record", format),
        _ => sub,
    })
}
