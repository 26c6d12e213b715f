//! What is wrong with a command line, out of what clap knows of it: never out of its sentences.

use std::error::Error as _;

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use kplaces_text::{Hint, Language, Text, say, text};

use crate::CliError;
use crate::Kind;
use crate::values::BadValue;

/// The same mistake as the command line in either language tells it: they name values differently. `command` is what the
/// line names.
pub(crate) fn usage(english: &Error, german: &Error, command: &str) -> CliError {
    let of = |read: &dyn Fn(&Error, Language) -> String| {
        Text::new(
            read(english, Language::English),
            read(german, Language::German),
        )
    };
    let mut found = CliError::new(Kind::Usage, of(&what));
    let why = of(&|error, language| why(error, language).unwrap_or_default());
    if !why.is_empty() {
        found = found.because(why);
    }
    for hint in similar(english) {
        found = found.hint(hint);
    }
    found.hint(see_help(command))
}

/// Nothing was asked for; `listed` if what there is stands above.
pub(crate) fn no_command(command: &str, listed: bool) -> CliError {
    let found = CliError::new(
        Kind::Usage,
        text!("no command given", "kein Befehl angegeben"),
    );
    if !listed {
        return found.hint(see_help(command));
    }
    found.hint(text!(language =>
        "{one} explains one",
        "{one} erklärt einen",
        one = one_of(command, language),
    ))
}

/// The help of one of the commands below another.
fn one_of(command: &str, language: Language) -> String {
    let one = language.pick("COMMAND --help", "BEFEHL --help");
    kplaces_text::command(format!("{command} {one}").trim_start())
}

fn see_help(command: &str) -> Hint {
    if !command.is_empty() {
        return Hint::run(format!("{command} --help"), |help| {
            text!("{help} explains the command", "{help} erklärt den Befehl")
        });
    }
    Hint::run("--help", |help| {
        text!(language =>
            "{help} lists the commands, {one} explains one",
            "{help} listet die Befehle auf, {one} erklärt einen",
            one = one_of(command, language),
        )
    })
}

/// What clap knows of one kind, as text.
fn known(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn all(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

/// What is wrong, in one line.
fn what(error: &Error, language: Language) -> String {
    let argument = known(error, ContextKind::InvalidArg);
    let value = known(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => say!(
            language,
            "a value is required for '{argument}' but none was supplied",
            "für '{argument}' fehlt der Wert"
        ),
        ErrorKind::InvalidValue => say!(
            language,
            "invalid value '{value}' for '{argument}'",
            "ungültiger Wert '{value}' für '{argument}'"
        ),
        ErrorKind::ValueValidation => {
            let bad = error.source().and_then(|source| source.downcast_ref());
            match bad {
                Some(BadValue(expected)) => say!(
                    language,
                    "invalid value '{value}' for '{argument}': {expected}",
                    "ungültiger Wert '{value}' für '{argument}': {expected}",
                    expected = expected.in_language(language)
                ),
                None => say!(
                    language,
                    "invalid value '{value}' for '{argument}'",
                    "ungültiger Wert '{value}' für '{argument}'"
                ),
            }
        }
        ErrorKind::UnknownArgument => say!(
            language,
            "unexpected argument '{argument}' found",
            "unbekanntes Argument '{argument}'"
        ),
        ErrorKind::InvalidSubcommand => say!(
            language,
            "unrecognized subcommand '{name}'",
            "unbekannter Befehl '{name}'",
            name = known(error, ContextKind::InvalidSubcommand)
        ),
        ErrorKind::NoEquals => say!(
            language,
            "'{argument}' takes its value behind an equals sign",
            "'{argument}' erwartet seinen Wert hinter einem Gleichheitszeichen"
        ),
        ErrorKind::TooManyValues => say!(
            language,
            "unexpected value '{value}' for '{argument}': no more were expected",
            "überzähliger Wert '{value}' für '{argument}'"
        ),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => say!(
            language,
            "'{argument}' takes another number of values",
            "'{argument}' erwartet eine andere Anzahl von Werten"
        ),
        ErrorKind::ArgumentConflict => {
            let others = known(error, ContextKind::PriorArg);
            let argument = if argument.is_empty() {
                known(error, ContextKind::InvalidSubcommand)
            } else {
                argument
            };
            if others == argument || others.is_empty() {
                say!(
                    language,
                    "the argument '{argument}' cannot be used multiple times",
                    "das Argument '{argument}' darf nur einmal vorkommen"
                )
            } else {
                say!(
                    language,
                    "the argument '{argument}' cannot be used with '{others}'",
                    "das Argument '{argument}' geht nicht zusammen mit '{others}'"
                )
            }
        }
        ErrorKind::MissingRequiredArgument => missing(error, language),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            say!(language, "no command given", "kein Befehl angegeben")
        }
        ErrorKind::InvalidUtf8 => say!(
            language,
            "an argument is not valid UTF-8",
            "ein Argument ist kein gültiges UTF-8"
        ),
        _ => say!(
            language,
            "the command line cannot be read",
            "die Befehlszeile ist nicht lesbar"
        ),
    }
}

fn missing(error: &Error, language: Language) -> String {
    let names = all(error, ContextKind::InvalidArg);
    if let [one_of] = names.as_slice()
        && let Some(list) = choice(one_of, language)
    {
        return say!(
            language,
            "one of {list} is missing",
            "eines von {list} fehlt"
        );
    }
    let list = language.list(&names);
    match names.len() {
        1 => say!(language, "{list} is missing", "{list} fehlt"),
        _ => say!(language, "{list} are missing", "{list} fehlen"),
    }
}

/// The options of a group of which one is needed, as clap writes it: `<--all|--group <GROUP>>`.
fn choice(group: &str, language: Language) -> Option<String> {
    let inner = group.strip_prefix('<')?.strip_suffix('>')?;
    let options = inner.split('|').map(|option| option.split(' ').next());
    let options: Vec<&str> = options.collect::<Option<_>>()?;
    let (last, others) = options.split_last()?;
    if others.is_empty() || options.iter().any(|option| !option.starts_with('-')) {
        return None;
    }
    let or = language.pick("or", "oder");
    Some(format!("{} {or} {last}", others.join(", ")))
}

/// Which values there are, or how many are wanted.
fn why(error: &Error, language: Language) -> Option<String> {
    match error.kind() {
        ErrorKind::InvalidValue => {
            let values = all(error, ContextKind::ValidValue);
            let values = (!values.is_empty()).then(|| values.join(", "))?;
            Some(say!(
                language,
                "possible values: {values}",
                "mögliche Werte: {values}"
            ))
        }
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => Some(say!(
            language,
            "values expected: {expected}, given: {given}",
            "erwartete Werte: {expected}, angegeben: {given}",
            expected = known(error, ContextKind::ExpectedNumValues)
                + &known(error, ContextKind::MinValues),
            given = known(error, ContextKind::ActualNumValues)
        )),
        _ => None,
    }
}

/// What may have been meant, the likeliest first.
fn similar(error: &Error) -> Vec<Text> {
    let commands = all(error, ContextKind::SuggestedSubcommand);
    let arguments = all(error, ContextKind::SuggestedArg);
    let values = all(error, ContextKind::SuggestedValue);
    let command = |name| {
        text!(
            "a similar command exists: '{name}'",
            "ein ähnlicher Befehl: '{name}'"
        )
    };
    let argument = |name| {
        text!(
            "a similar argument exists: '{name}'",
            "ein ähnliches Argument: '{name}'"
        )
    };
    let value = |name| {
        text!(
            "a similar value exists: '{name}'",
            "ein ähnlicher Wert: '{name}'"
        )
    };
    let commands = commands.into_iter().rev().map(command);
    let arguments = arguments.into_iter().rev().map(argument);
    commands
        .chain(arguments)
        .chain(values.into_iter().rev().map(value))
        .collect()
}

#[cfg(test)]
mod tests {
    use clap::{Arg, ArgAction, Command};

    use super::*;

    fn line() -> Command {
        let few = Arg::new("few").long("few").num_args(2..=3);
        let two = Arg::new("two").long("two").num_args(2);
        let equals = Arg::new("equals").long("equals").require_equals(true);
        let choice = Arg::new("choice")
            .long("choice")
            .value_parser(["red", "blue"]);
        let count = Arg::new("count")
            .long("count")
            .value_parser(crate::values::count);
        let this = Arg::new("this").long("this").action(ArgAction::SetTrue);
        let that = Arg::new("that")
            .long("that")
            .action(ArgAction::SetTrue)
            .conflicts_with("this");
        Command::new("line")
            .args([few, two, equals, choice, count, this, that])
            .subcommand(
                Command::new("list")
                    .arg(Arg::new("name").required(true))
                    .subcommand_required(false),
            )
            .subcommand(
                Command::new("config")
                    .subcommand_required(true)
                    .subcommand(Command::new("show")),
            )
    }

    /// Mistakes, and how they are told in English and in German.
    const MISTAKES: [(&str, ErrorKind, [&str; 2]); 14] = [
        (
            "--choice",
            ErrorKind::InvalidValue,
            [
                "a value is required for '--choice <choice>' but none was supplied; possible values: red, blue",
                "für '--choice <choice>' fehlt der Wert; mögliche Werte: red, blue",
            ],
        ),
        (
            "--choice green",
            ErrorKind::InvalidValue,
            [
                "invalid value 'green' for '--choice <choice>'; possible values: red, blue",
                "ungültiger Wert 'green' für '--choice <choice>'; mögliche Werte: red, blue",
            ],
        ),
        (
            "--choice blu",
            ErrorKind::InvalidValue,
            [
                "invalid value 'blu' for '--choice <choice>'; possible values: red, blue; a similar value exists: 'blue'",
                "ungültiger Wert 'blu' für '--choice <choice>'; mögliche Werte: red, blue; ein ähnlicher Wert: 'blue'",
            ],
        ),
        (
            "--count many",
            ErrorKind::ValueValidation,
            [
                "invalid value 'many' for '--count <count>': it must be a whole number from 1 to 4294967295",
                "ungültiger Wert 'many' für '--count <count>': erwartet wird eine ganze Zahl von 1 bis 4294967295",
            ],
        ),
        (
            "--cuont 3",
            ErrorKind::UnknownArgument,
            [
                "unexpected argument '--cuont' found; a similar argument exists: '--count'",
                "unbekanntes Argument '--cuont'; ein ähnliches Argument: '--count'",
            ],
        ),
        (
            "lst",
            ErrorKind::InvalidSubcommand,
            [
                "unrecognized subcommand 'lst'; a similar command exists: 'list'",
                "unbekannter Befehl 'lst'; ein ähnlicher Befehl: 'list'",
            ],
        ),
        (
            "--equals 3",
            ErrorKind::NoEquals,
            [
                "'--equals=<equals>' takes its value behind an equals sign",
                "'--equals=<equals>' erwartet seinen Wert hinter einem Gleichheitszeichen",
            ],
        ),
        (
            "--few 1",
            ErrorKind::TooFewValues,
            [
                "'--few <few> <few>...' takes another number of values; values expected: 2, given: 1",
                "'--few <few> <few>...' erwartet eine andere Anzahl von Werten; erwartete Werte: 2, angegeben: 1",
            ],
        ),
        (
            "--two 1",
            ErrorKind::WrongNumberOfValues,
            [
                "'--two <two> <two>' takes another number of values; values expected: 2, given: 1",
                "'--two <two> <two>' erwartet eine andere Anzahl von Werten; erwartete Werte: 2, angegeben: 1",
            ],
        ),
        (
            "--this --that",
            ErrorKind::ArgumentConflict,
            [
                "the argument '--this' cannot be used with '--that'",
                "das Argument '--this' geht nicht zusammen mit '--that'",
            ],
        ),
        (
            "--this --this",
            ErrorKind::ArgumentConflict,
            [
                "the argument '--this' cannot be used multiple times",
                "das Argument '--this' darf nur einmal vorkommen",
            ],
        ),
        (
            "--this=3",
            ErrorKind::TooManyValues,
            [
                "unexpected value '3' for '--this': no more were expected",
                "überzähliger Wert '3' für '--this'",
            ],
        ),
        (
            "list",
            ErrorKind::MissingRequiredArgument,
            ["<name> is missing", "<name> fehlt"],
        ),
        (
            "config",
            ErrorKind::MissingSubcommand,
            ["no command given", "kein Befehl angegeben"],
        ),
    ];

    #[test]
    fn of_a_group_one_option_is_asked_for_without_its_values() {
        let group = clap::ArgGroup::new("scope")
            .required(true)
            .args(["all", "days"]);
        let all = Arg::new("all").long("all").action(ArgAction::SetTrue);
        let line = Command::new("line").args([all, Arg::new("days").long("days")]);
        let error = line
            .group(group)
            .try_get_matches_from(["line"])
            .unwrap_err();
        let told = usage(&error, &error, "line").what;
        assert_eq!(
            told.in_language(Language::English),
            "one of --all or --days is missing"
        );
        assert_eq!(
            told.in_language(Language::German),
            "eines von --all oder --days fehlt"
        );
    }

    #[test]
    fn each_kind_of_mistake_is_told_in_both_languages() {
        for (words, kind, expected) in MISTAKES {
            let words = std::iter::once("line").chain(words.split(' '));
            let error = line().try_get_matches_from(words).unwrap_err();
            assert_eq!(error.kind(), kind);
            let error = usage(&error, &error, "");
            let (_, hints) = error.hints.split_last().unwrap();
            let texts = [vec![error.what.clone()], error.why.clone()].concat();
            let texts = texts.iter().chain(hints.iter().map(Hint::text));
            let texts: Vec<&Text> = texts.collect();
            let told = Text::joined(&texts, "; ");
            let told =
                [Language::English, Language::German].map(|it| told.in_language(it).to_owned());
            assert_eq!(told, expected);
        }
    }
}
