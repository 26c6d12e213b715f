//! The command line of an edition: names of arguments, and what people read of them.

mod alone;
mod named;

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{ArgMatches, Args as _, Subcommand as _};
use kplaces_device::Product;
use kplaces_edition::Feature;
use kplaces_text::Language;

use crate::args::{Command, Global};
use crate::help;
use crate::plugin::{Commands, foreign_commands};

/// Reads a command line.
///
/// Nearly every run is of one command and needs none of the help on all of them, which is most of the work:
/// it is put together for who mistyped something, and as far as it is shown for who asks for it.
pub(crate) fn read(
    product: &Product,
    commands: &Commands,
    arguments: &[OsString],
    language: Language,
) -> Result<ArgMatches, clap::Error> {
    let read = bare(product, commands, arguments).try_get_matches_from(arguments);
    let again = match read.as_ref().map_err(clap::Error::kind) {
        Ok(_) | Err(ErrorKind::DisplayVersion) => return read,
        Err(ErrorKind::DisplayHelp) => shown(product, commands, arguments, language),
        Err(_) => whole(product, commands, language),
    };
    again.try_get_matches_from(arguments)
}

/// The commands that a line names, one below the other: `config set`; nothing where it names none.
pub(crate) fn meant(product: &Product, commands: &Commands, arguments: &[OsString]) -> String {
    let command = whole(product, commands, Language::English);
    named::commands_of(&command, arguments).join(" ")
}

/// The program itself, without a command.
fn root() -> clap::Command {
    let root = clap::Command::new("3kplaces")
        .bin_name("3kplaces")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .max_term_width(100);
    Global::augment_args(root)
}

/// The program and the common commands.
pub(crate) fn common() -> clap::Command {
    Command::augment_subcommands(root())
}

/// What reads `arguments` as [`whole`] does, without a word of help: other commands than those that are
/// named in them are not looked for.
fn bare(product: &Product, commands: &Commands, arguments: &[OsString]) -> clap::Command {
    let mut command = help::silent(root());
    for name in named(arguments) {
        let plugin = commands
            .iter()
            .find(|it| it.feature().command() == Some(name));
        let sub = alone::command(name)
            .or_else(|| plugin.map(|plugin| plugin.command()))
            .or_else(|| {
                foreign_commands(product)
                    .find(|it| *it == name)
                    .map(foreign)
            });
        if let Some(sub) = sub {
            command = command.subcommand(sub);
        }
    }
    command
}

/// What may be the name of a command, each once.
fn named(arguments: &[OsString]) -> Vec<&str> {
    let mut named: Vec<&str> = arguments.iter().filter_map(|it| it.to_str()).collect();
    named.sort_unstable();
    named.dedup();
    named
}

/// What shows the help that `arguments` ask for as [`whole`] does: of other commands than those that are named in them
/// it knows what a list of commands says.
fn shown(
    product: &Product,
    commands: &Commands,
    arguments: &[OsString],
    language: Language,
) -> clap::Command {
    let named = named(arguments);
    let mut command = root();
    let mut listed = Vec::new();
    let mut texts = help::commands(product.policy.manifest());
    let plugins = commands.iter().map(|plugin| {
        texts.extend(plugin.help());
        (plugin.feature().command(), Some(plugin))
    });
    let plugins: Vec<_> = plugins.collect();
    let common = alone::NAMES.map(|name| (Some(name), None));
    for (name, plugin) in common.into_iter().chain(plugins) {
        let Some(name) = name else { continue };
        if !named.contains(&name) {
            listed.push(name);
        } else if let Some(sub) =
            plugin.map_or_else(|| alone::command(name), |it| Some(it.command()))
        {
            command = command.subcommand(sub);
        }
    }
    let command = without_foreign_options(help::describe_values(command, language), product);
    let command = command.subcommands(listed.iter().map(|name| clap::Command::new(*name)));
    let command = help::worded_but(command, &listed, &texts, language);
    with_foreign(command, product, language)
}

/// The common commands, and those of the features of an edition.
pub(crate) fn own(product: &Product, commands: &Commands, language: Language) -> clap::Command {
    let mut command = common();
    let mut texts = help::commands(product.policy.manifest());
    for plugin in commands {
        command = command.subcommand(plugin.command());
        texts.extend(plugin.help());
    }
    let command = help::describe_values(command, language);
    help::worded(without_foreign_options(command, product), &texts, language)
}

/// Hides what only other editions have; it still answers where that is to be had.
fn without_foreign_options(command: clap::Command, product: &Product) -> clap::Command {
    let hide = |arg: clap::Arg, feature| arg.hide(!product.policy.has(feature));
    let command = command.mut_arg("tenant", |arg| hide(arg, Feature::Tenants));
    command.mut_subcommands(|sub| match sub.get_name() {
        "sync" => sub
            .mut_arg("groups", |arg| hide(arg, Feature::GroupFilter))
            .mut_arg("scheduled", |arg| hide(arg, Feature::ScheduledSync)),
        "list" | "export" | "import-check" => {
            sub.mut_arg("groups", |arg| hide(arg, Feature::GroupFilter))
        }
        _ => sub,
    })
}

/// The same with the commands of other editions: they answer where they are to be had,
/// but neither help nor completions offer them.
fn whole(product: &Product, commands: &Commands, language: Language) -> clap::Command {
    with_foreign(own(product, commands, language), product, language)
}

fn with_foreign(
    mut command: clap::Command,
    product: &Product,
    language: Language,
) -> clap::Command {
    for feature in Feature::all() {
        let (Some(name), Err(refused)) = (feature.command(), product.policy.require(feature))
        else {
            continue;
        };
        let about = refused.text().in_language(language).to_owned();
        command = command.subcommand(foreign(name).about(about));
    }
    command
}

/// A command of another edition, whatever comes behind its name.
fn foreign(name: &'static str) -> clap::Command {
    let rest = clap::Arg::new("rest")
        .num_args(0..)
        .allow_hyphen_values(true)
        .trailing_var_arg(true);
    clap::Command::new(name)
        .help_template("{about}")
        .disable_help_flag(true)
        .hide(true)
        .arg(rest)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeSet;

    use clap::FromArgMatches;
    use kplaces_edition::{EditionId, Limits, Manifest, Policy, Summary};
    use kplaces_export::Exporters;
    use kplaces_store::Backends;

    use super::*;

    pub(crate) fn basic() -> Product {
        let edition = EditionId::Basic;
        let manifest = Manifest {
            id: edition,
            title: edition.title().to_owned(),
            summary: Summary::default(),
            features: BTreeSet::new(),
            limits: Limits {
                places: edition.places(),
            },
        };
        Product {
            policy: Policy::new(manifest, &BTreeSet::new()).unwrap(),
            backends: Backends::new(Vec::new()).unwrap(),
            exporters: Exporters::new(Vec::new()).unwrap(),
            groups: None,
            start_delays: Vec::new(),
            installed: Vec::new(),
            approaches: None,
            tenants: None,
            keeper: None,
        }
    }

    fn typed(line: &str) -> Vec<OsString> {
        let words = std::iter::once("3kplaces").chain(line.split(' '));
        words.map(OsString::from).collect()
    }

    #[test]
    fn a_common_command_alone_is_as_it_is_among_the_others() {
        let told = |command: clap::Command| format!("{:?}", command.about(None).display_order(0));
        for command in common().get_subcommands() {
            let name = command.get_name();
            let alone = alone::command(name).map(told);
            assert!(alone == Some(told(command.clone())), "{name}");
        }
        let common = common();
        let names: BTreeSet<&str> = common
            .get_subcommands()
            .map(clap::Command::get_name)
            .collect();
        assert_eq!(BTreeSet::from(alone::NAMES), names);
    }

    #[test]
    fn help_that_is_put_together_as_far_as_it_is_shown_is_the_whole_help() {
        let product = basic();
        let mut lines: Vec<String> = [
            "-h",
            "--help",
            "--json --help",
            "find list -h",
            "groups --help",
        ]
        .map(str::to_owned)
        .into();
        for command in common().get_subcommands() {
            let name = command.get_name();
            lines.push(format!("{name} --help"));
            let below = command.get_subcommands().map(clap::Command::get_name);
            lines.extend(below.map(|below| format!("{name} {below} -h")));
        }
        for line in lines {
            let typed = typed(&line);
            for language in Language::all() {
                let told = |read: Result<ArgMatches, clap::Error>| {
                    read.map_err(|error| (error.kind(), error.render().to_string()))
                        .map(|matches| format!("{matches:?}"))
                };
                let read = read(&product, &Vec::new(), &typed, language);
                let whole = whole(&product, &Vec::new(), language);
                assert_eq!(
                    told(read),
                    told(whole.try_get_matches_from(&typed)),
                    "{line}"
                );
            }
        }
    }

    #[test]
    fn what_is_read_without_help_is_what_is_read_with_it() {
        let product = basic();
        for line in [
            "list",
            "find sync list",
            "find --limit 3 --near -33.9,18.4 depot",
            "find a -- --help",
            "--config find status",
            "status --config=list -q",
            "--json --lang de near -1,2 --within 5",
            "sync --group A --group B --no-wait --log debug",
            "export gpx -o - --split-by group",
            "login --keep sealed --account a",
            "backup restore latest --json",
            "privacy statement --format html",
            "privacy erase --group A --yes",
            "config show --data-dir here",
            "completions zsh",
            "groups --whatever -x list",
            "encrypt",
        ] {
            let line = typed(line);
            let told = |command: clap::Command| {
                let matches = command.try_get_matches_from(&line).unwrap();
                let command = Command::from_arg_matches(&matches);
                let command = command.map_err(|error| error.kind());
                let name = matches.subcommand_name();
                let global = Global::from_arg_matches(&matches).unwrap();
                format!("{name:?} {command:?} {global:?}")
            };
            let bare = told(bare(&product, &Vec::new(), &line));
            for language in Language::all() {
                assert_eq!(bare, told(whole(&product, &Vec::new(), language)));
            }
        }
    }

    #[test]
    fn the_version_is_told_without_help() {
        let product = basic();
        for line in ["--version", "-V", "--json -V", "find -V", "-V --no-such"] {
            let line = typed(line);
            let told = |read: Result<ArgMatches, clap::Error>| {
                let error = read.unwrap_err();
                (error.kind(), error.render().to_string())
            };
            let read = read(&product, &Vec::new(), &line, Language::German);
            let whole = whole(&product, &Vec::new(), Language::German);
            assert_eq!(
                told(read),
                told(whole.try_get_matches_from(&line)),
                "{line:?}"
            );
        }
    }
}
