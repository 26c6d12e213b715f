//! The common commands one by one: to read what is asked of one, the others need not be there.

use clap::{Args, Command, Subcommand};

use crate::args::{
    Backup, Completions, Config, Doctor, Export, Find, ImportCheck, List, Log, Login, Man, Map,
    Near, Open, Privacy, Show, Sync,
};

/// Their names.
pub(super) const NAMES: [&str; 20] = [
    "login",
    "logout",
    "sync",
    "list",
    "show",
    "find",
    "near",
    "export",
    "import-check",
    "map",
    "open",
    "status",
    "log",
    "backup",
    "privacy",
    "doctor",
    "edition",
    "config",
    "completions",
    "man",
];

/// The common command of this name, as [`crate::args::Command`] has it; nothing where there is none.
pub(super) fn command(name: &str) -> Option<Command> {
    Some(match name {
        "login" => taking::<Login>("login"),
        "logout" => Command::new("logout"),
        "sync" => taking::<Sync>("sync"),
        "list" => taking::<List>("list"),
        "show" => taking::<Show>("show"),
        "find" => taking::<Find>("find"),
        "near" => taking::<Near>("near"),
        "export" => taking::<Export>("export"),
        "import-check" => taking::<ImportCheck>("import-check"),
        "map" => taking::<Map>("map"),
        "open" => taking::<Open>("open"),
        "status" => Command::new("status"),
        "log" => taking::<Log>("log"),
        "backup" => above::<Backup>("backup"),
        "privacy" => above::<Privacy>("privacy"),
        "doctor" => taking::<Doctor>("doctor"),
        "edition" => Command::new("edition"),
        "config" => above::<Config>("config"),
        "completions" => taking::<Completions>("completions"),
        "man" => taking::<Man>("man"),
        _ => return None,
    })
}

fn taking<A: Args>(name: &'static str) -> Command {
    A::augment_args(Command::new(name))
}

/// One with commands below it.
fn above<S: Subcommand>(name: &'static str) -> Command {
    let command = Command::new(name)
        .subcommand_required(true)
        .arg_required_else_help(true);
    S::augment_subcommands(command)
}
