use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, Command};
use kplaces_text::Language;

use super::words::{self, Words};
use super::{Help, below, of};

/// Commands in the order in which people meet them, those of features among them. Any other comes last.
const ORDER: [&str; 27] = [
    "login",
    "sync",
    "list",
    "find",
    "near",
    "show",
    "groups",
    "watch",
    "alerts",
    "export",
    "import-check",
    "open",
    "map",
    "status",
    "log",
    "schedule",
    "backup",
    "doctor",
    "privacy",
    "encrypt",
    "tenants",
    "fleet",
    "edition",
    "config",
    "logout",
    "completions",
    "man",
];

/// Gives a command and all below it their help in a language, clap's own words included.
pub(crate) fn worded(command: Command, help: &[Help], language: Language) -> Command {
    worded_but(command, &[], help, language)
}

/// The same; of the commands that are `listed` only what a list of commands says.
pub(crate) fn worded_but(
    command: Command,
    listed: &[&str],
    help: &[Help],
    language: Language,
) -> Command {
    let words = Words::of(language);
    let heading = words.global_options;
    at(command, ("", listed), help, language)
        .disable_version_flag(true)
        .arg(help_flag().help_heading(heading).help(words.help))
        .arg(version_flag().help_heading(heading).help(words.version))
}

/// Lets a command and all below it be read as if they had their help.
pub(crate) fn silent(command: Command) -> Command {
    command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .arg(help_flag())
        .arg(version_flag())
}

fn help_flag() -> Arg {
    let flag = Arg::new("help").short('h').long("help");
    flag.action(ArgAction::Help).global(true)
}

fn version_flag() -> Arg {
    let flag = Arg::new("version").short('V').long("version");
    flag.action(ArgAction::Version)
}

fn at(
    command: Command,
    (path, listed): (&str, &[&str]),
    help: &[Help],
    language: Language,
) -> Command {
    let words = Words::of(language);
    let own = of(help, path);
    let examples = own.and_then(|own| own.examples(language));
    let below_all = examples.as_ref().map_or_else(String::new, |examples| {
        format!("\n\n{}:\n{examples}", words.examples)
    });
    let mut command = command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .help_template(format!(
            "{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{below_all}",
            words.usage
        ))
        // Not in the template: for manual pages.
        .after_help(examples.unwrap_or_default())
        .subcommand_help_heading(words.commands)
        .subcommand_value_name(words.command)
        .mut_args(|arg| argument(arg, own, language));
    if let Some(own) = own {
        command = command.about(own.about.in_language(language).to_owned());
    }
    let usage = usage(&command, path, own, &words);
    command = command.override_usage(usage);
    let names: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    for name in &names {
        let path = below(path, name);
        let place = place(&path, help);
        command = command.mut_subcommand(name, |sub| {
            let sub = if listed.contains(&name.as_str()) {
                let own = of(help, &path);
                sub.about(
                    own.map_or("", |own| own.about.in_language(language))
                        .to_owned(),
                )
            } else {
                at(sub, (&path, &[]), help, language)
            };
            sub.display_order(place)
        });
    }
    command
}

/// Where a command stands in the list: below the first level as its help is written down.
fn place(path: &str, help: &[Help]) -> usize {
    let place = if path.contains(' ') {
        help.iter().position(|help| help.path == path)
    } else {
        ORDER.iter().position(|known| *known == path)
    };
    place.unwrap_or(usize::MAX)
}

fn argument(arg: Arg, own: Option<&Help>, language: Language) -> Arg {
    let words = Words::of(language);
    let heading = if arg.is_global_set() {
        words.global_options
    } else if arg.is_positional() {
        words.arguments
    } else {
        words.own_options
    };
    let help = own.and_then(|own| own.argument_of(arg.get_id().as_str()));
    let mut text = help
        .map_or("", |help| help.in_language(language))
        .to_owned();
    let mut arg = arg.help_heading(heading);
    if arg.get_action().takes_values() {
        arg = named(arg, language)
            .hide_default_value(true)
            .hide_possible_values(true);
        let values = arg.get_possible_values();
        let values: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
        if !values.is_empty() {
            text.push_str(&format!(" [{}]", values.join(", ")));
        }
        for value in arg.get_default_values() {
            text.push(' ');
            text.push_str(&words::default(&value.to_string_lossy(), language));
        }
    }
    arg.help(text)
}

/// Gives the name of its value in a language.
fn named(arg: Arg, language: Language) -> Arg {
    match words::placeholder(&value_name(&arg), language) {
        Some(name) => arg.value_name(name),
        None => arg,
    }
}

fn value_name(arg: &Arg) -> String {
    match arg.get_value_names() {
        Some([name, ..]) => name.to_string(),
        _ => arg.get_id().as_str().to_ascii_uppercase(),
    }
}

/// The usage: clap's own has English words in it.
fn usage(command: &Command, path: &str, own: Option<&Help>, words: &Words) -> String {
    let mut parts = vec![
        below("3kplaces", path).trim_end().to_owned(),
        words.options.to_owned(),
    ];
    let needed = |arg: &Arg| {
        arg.is_required_set() || own.is_some_and(|own| own.needed.contains(&arg.get_id().as_str()))
    };
    for arg in command.get_arguments().filter(|arg| !arg.is_positional()) {
        if let (true, Some(long)) = (needed(arg), arg.get_long()) {
            parts.push(format!("--{long} <{}>", value_name(arg)));
        }
    }
    for group in command.get_groups().filter(|group| group.is_required_set()) {
        let flags = group.get_args().filter_map(|id| {
            let mut args = command.get_arguments();
            args.find(|arg| arg.get_id() == id)?.get_long()
        });
        let flags: Vec<String> = flags.map(|flag| format!("--{flag}")).collect();
        parts.push(format!("<{}>", flags.join("|")));
    }
    for arg in command.get_positionals() {
        let name = value_name(arg);
        let many = match arg.get_action() {
            ArgAction::Append => "...",
            _ => "",
        };
        parts.push(if needed(arg) {
            format!("<{name}>{many}")
        } else {
            format!("[{name}]{many}")
        });
    }
    if command.is_subcommand_required_set() {
        parts.push(format!("<{}>", words.command));
    } else if command.has_subcommands() {
        parts.push(format!("[{}]", words.command));
    }
    parts.join(" ")
}
