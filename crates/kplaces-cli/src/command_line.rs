//! The command line of an edition: names of arguments, and what people read of them.

use clap::CommandFactory;
use kplaces_device::Product;
use kplaces_edition::Feature;
use kplaces_text::Language;

use crate::args::Cli;
use crate::help;
use crate::plugin::Commands;

/// The common commands, and those of the features of an edition.
pub(crate) fn own(product: &Product, commands: &Commands, language: Language) -> clap::Command {
    let mut command = Cli::command();
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
    let hidden = |feature| !product.policy.has(feature);
    let group = |command: clap::Command| {
        command.mut_arg("groups", |arg| arg.hide(hidden(Feature::GroupFilter)))
    };
    command
        .mut_arg("tenant", |arg| arg.hide(hidden(Feature::Tenants)))
        .mut_subcommand("sync", |sync| {
            group(sync).mut_arg("scheduled", |arg| arg.hide(hidden(Feature::ScheduledSync)))
        })
        .mut_subcommand("list", group)
        .mut_subcommand("export", group)
        .mut_subcommand("import-check", group)
}

/// The same with the commands of other editions: they answer where they are to be had,
/// but neither help nor completions offer them.
pub(crate) fn whole(product: &Product, commands: &Commands, language: Language) -> clap::Command {
    let mut command = own(product, commands, language);
    for feature in Feature::all() {
        let (Some(name), Err(refused)) = (feature.command(), product.policy.require(feature))
        else {
            continue;
        };
        let rest = clap::Arg::new("rest")
            .num_args(0..)
            .allow_hyphen_values(true)
            .trailing_var_arg(true);
        let foreign = clap::Command::new(name)
            .about(refused.text().in_language(language).to_owned())
            .help_template("{about}")
            .disable_help_flag(true)
            .hide(true)
            .arg(rest);
        command = command.subcommand(foreign);
    }
    command
}
