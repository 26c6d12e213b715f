use std::ffi::OsString;
use std::sync::Arc;

use clap::error::ErrorKind;
use clap::{ArgMatches, FromArgMatches};
use kplaces_config::Sources;
use kplaces_device::{Attempt, Device, Product, pause};
use kplaces_edition::Feature;
use kplaces_state::{Clock, Trigger};
use kplaces_text::{Language, spoken};
use serde_json::json;

use crate::args::{Command, Global};
use crate::clap_error::{no_command, usage};
use crate::interrupt::{at_once, insist, unless_interrupted};
use crate::json::FailedJson;
use crate::output::Output;
use crate::plugin::{Commands, foreign_commands};
use crate::prompt::Person;
use crate::session::Session;
use crate::streams::{fitting, say_to_stderr, to_stderr, to_stdout};
use crate::text::format::wrapped;
use crate::{CliError, Terminal, command_line, commands, language, text};

/// An edition as a program.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its parts.
    pub product: Product,
    /// The commands of its features, ordered by feature.
    pub commands: Commands,
}

/// What a process brings along.
#[derive(Debug)]
pub struct Process {
    /// The command line, the program's name first.
    pub arguments: Vec<OsString>,
    /// Files, environment and folders.
    pub sources: Sources,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// What the output goes to.
    pub terminal: Terminal,
}

/// A command that is ready to be done.
#[derive(Debug)]
pub struct Run {
    session: Session,
    commands: Commands,
    arguments: Vec<OsString>,
    matches: ArgMatches,
}

/// Looks what is asked for. What needs no device is answered at once, and the exit code comes back: help,
/// the version, what is wrong with the command line. `listen` is told the log level once it is known.
pub fn look(program: Program, process: Process, listen: impl FnOnce(&str)) -> Result<Run, u8> {
    let arguments = process.arguments.clone();
    let language = language::asked_for(&arguments, &process.sources);
    match attempt(program, process, language, listen) {
        Ok(Some(run)) => Ok(run),
        Ok(None) => Err(0),
        Err(error) => Err(fail(&error, &arguments, language)),
    }
}

impl Run {
    /// Does it, and returns the exit code. Asked for the first time it gets as far as no runtime is needed.
    pub async fn run(self) -> u8 {
        let done = execute(&self.session, &self.commands, &self.matches).await;
        done.map_err(|error| error.for_tenant(self.session.tenant()))
            .unwrap_or_else(|error| fail(&error, &self.arguments, self.session.language))
    }
}

/// Tells of an error, for people or for programs as the arguments want it, and returns its exit
/// code. It must work whatever is wrong with the rest of the command line.
pub fn fail(error: &CliError, arguments: &[OsString], language: Language) -> u8 {
    let report = if wants_json(arguments) {
        crate::json::shown(&json!(FailedJson { error }))
    } else {
        fitting(&text::errors::human(error, language))
    };
    to_stderr(report.trim_end());
    error.kind.exit_code()
}

/// Tells why there are no sources, and returns the exit code. `doctor` says it as one of its findings:
/// it is the command for a device on which nothing else works.
pub fn look_without_sources(
    program: Program,
    error: CliError,
    arguments: Vec<OsString>,
    clock: Arc<dyn Clock>,
    terminal: Terminal,
    locale: String,
) -> Result<Run, u8> {
    let nothing = Sources {
        locale,
        ..Sources::default()
    };
    let language = language::asked_for(&arguments, &nothing);
    let matches = command_line::read(&program.product, &program.commands, &arguments, language);
    let matches = matches
        .ok()
        .filter(|it| it.subcommand_name() == Some("doctor"));
    let Some((matches, global)) = matches.and_then(|matches| {
        let global = Global::from_arg_matches(&matches).ok()?;
        Some((matches, global))
    }) else {
        return Err(fail(&error, &arguments, language));
    };
    let person = Person::at(terminal, language);
    let device = Device::new(program.product, nothing, clock, Arc::new(person));
    let session = Session {
        device: device.without_sources(error),
        terminal,
        quiet: global.quiet,
        json: global.json,
        language,
    };
    Ok(Run {
        session,
        commands: program.commands,
        arguments,
        matches,
    })
}

fn wants_json(arguments: &[OsString]) -> bool {
    arguments.iter().any(|argument| argument == "--json")
}

/// The command of a command line; nothing where that is already answered.
fn attempt(
    program: Program,
    process: Process,
    language: Language,
    listen: impl FnOnce(&str),
) -> Result<Option<Run>, CliError> {
    let Program { product, commands } = program;
    let read = |language| command_line::read(&product, &commands, &process.arguments, language);
    let matches = match read(language) {
        Ok(matches) => matches,
        Err(error) => {
            let json = wants_json(&process.arguments);
            let meant = || command_line::meant(&product, &commands, &process.arguments);
            let told = explain(&error, json, meant, || {
                let of = |language| read(language).err();
                of(Language::English).zip(of(Language::German))
            });
            return told.map(|()| None);
        }
    };
    // Before anything else: what this edition lacks needs no configuration to say so.
    let name = matches.subcommand_name().unwrap_or_default();
    if let Some(name) = foreign_commands(&product).find(|foreign| *foreign == name) {
        return match Feature::all().find(|feature| feature.command() == Some(name)) {
            Some(feature) => Ok(product.policy.require(feature).map(|()| None)?),
            None => Ok(None),
        };
    }

    let global = Global::from_arg_matches(&matches).map_err(|error| usage(&error, &error, name))?;
    let mut sources = process.sources;
    let mut named_paths = Vec::new();
    let mut missing = None;
    if let Some(file) = global.config {
        let file = sources.at_home(file);
        named_paths.push(("--config", file.clone()));
        if !file.exists() && !makes_config(&matches) {
            missing = Some(text::errors::no_config_file(&file));
        }
        sources.user_file = Some(file);
    }
    if let Some(level) = global.log {
        sources.flags.push(("log".to_owned(), level));
    }
    if let Some(dir) = global.data_dir {
        named_paths.push(("--data-dir", dir.clone()));
        let dir = dir
            .to_str()
            .ok_or_else(|| text::errors::not_utf8("--data-dir"))?;
        sources.flags.push(("data_dir".to_owned(), dir.to_owned()));
    }
    let person = Person::at(process.terminal, language);
    let device = Device::new(product, sources, process.clock, Arc::new(person));
    let mut device = device.naming(named_paths);
    if let Some(error) = missing {
        if let Some(attempt) = wanted_sync(&matches) {
            attempt.failed(&device, &error);
        }
        return Err(error);
    }
    let tenant = wanted_tenant(&device, global.tenant, name)?;
    if let Some(tenant) = &tenant {
        device = device.of_tenant(Some(tenant))?;
    }
    let session = Session {
        device,
        terminal: process.terminal,
        quiet: global.quiet,
        json: global.json,
        language,
    };
    if name != "doctor" {
        language::check(session.sources())?;
    }
    if let Ok(settings) = session.settings() {
        listen(&settings.log);
    }

    Ok(Some(Run {
        session,
        commands,
        arguments: process.arguments,
        matches,
    }))
}

/// Whether it is a command that makes the file of settings where there is none.
fn makes_config(matches: &ArgMatches) -> bool {
    let below = matches
        .subcommand()
        .filter(|(name, _)| *name == "config")
        .and_then(|(_, config)| config.subcommand_name());
    matches!(below, Some("set" | "init"))
}

/// The sync that a command line asks for; `None` if it is another command.
fn wanted_sync(matches: &ArgMatches) -> Option<Attempt> {
    let (_, sync) = matches.subcommand().filter(|(name, _)| *name == "sync")?;
    Some(Attempt {
        trigger: if sync.get_flag("scheduled") {
            Trigger::Scheduled
        } else {
            Trigger::ByHand
        },
        dry_run: sync.get_flag("dry_run"),
    })
}

/// The tenant that flag or variable ask for, where the edition has tenants.
fn wanted_tenant(
    device: &Device,
    flag: Option<String>,
    command: &str,
) -> Result<Option<String>, CliError> {
    let named = flag.is_some();
    let variable = || device.sources().wanted_tenant().map(str::to_owned);
    let Some(tenant) = flag.or_else(variable) else {
        return Ok(None);
    };
    device.product().policy.require(Feature::Tenants)?;
    // It is about all tenants; a variable may name one that it is to add.
    if Feature::Tenants.command() == Some(command) {
        return if named {
            Err(text::tenant::not_with_tenants())
        } else {
            Ok(None)
        };
    }
    Ok(Some(tenant))
}

/// Commands that mostly are done before they have to wait for anything, and need no runtime until then. A signal ends
/// them as it ends any process: there is nothing to tidy up.
const LOOKING: [&str; 8] = [
    "list", "find", "near", "show", "groups", "status", "edition", "config",
];

/// Does what the command line says, and prints the answer.
async fn execute(
    session: &Session,
    commands: &Commands,
    matches: &ArgMatches,
) -> Result<u8, CliError> {
    let name = matches.subcommand_name().unwrap_or_default();
    let plugin = commands
        .iter()
        .find(|plugin| plugin.feature().command() == Some(name))
        .cloned();
    let hears_signals = matches!(name, "map" | "open")
        || plugin.as_ref().is_some_and(|plugin| plugin.hears_signals());
    let work = async {
        if let (Some(plugin), Some((_, matches))) = (plugin, matches.subcommand()) {
            return plugin.run(session, matches).await;
        }
        let command =
            Command::from_arg_matches(matches).map_err(|error| usage(&error, &error, name))?;
        commands::run(session, command, commands).await
    };
    let mut work = Box::pin(work);
    if LOOKING.contains(&name)
        && let Some(done) = at_once(work.as_mut())
    {
        let output = done?;
        print(session, &output)?;
        return Ok(output.exit_code);
    }
    pause().await;
    let output = if hears_signals {
        work.await?
    } else {
        insist();
        unless_interrupted(work).await?
    };
    print(session, &output)?;
    Ok(output.exit_code)
}

fn print(session: &Session, output: &Output) -> Result<(), CliError> {
    for warning in &output.warnings {
        if !session.json {
            let warning = text::warning(warning.in_language(session.language), session.language);
            say_to_stderr(&spoken(&warning, session.tenant()));
        }
    }
    let text = if session.json {
        let json = output.json()?;
        if output.line {
            format!("{json}\n")
        } else {
            format!("{}\n", crate::json::shown(&json))
        }
    } else if output.report && session.quiet {
        String::new()
    } else {
        let text = spoken(&output.text(session.language), session.tenant());
        let width = session.terminal.width.filter(|_| output.wraps);
        wrapped(&text, width)
    };
    to_stdout(text.as_bytes())
}

/// Help and version are answers; everything else clap says is a usage error. `meant` are the commands of the line, `both` are the same error in
/// English and in German.
fn explain(
    error: &clap::Error,
    json: bool,
    meant: impl FnOnce() -> String,
    both: impl FnOnce() -> Option<(clap::Error, clap::Error)>,
) -> Result<(), CliError> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            to_stdout(error.render().to_string().as_bytes())
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            if !json {
                to_stderr(&error.render().to_string());
            }
            Err(no_command(&meant(), !json))
        }
        _ => {
            let (english, german) = both().unzip();
            let english = english.as_ref().unwrap_or(error);
            Err(usage(english, german.as_ref().unwrap_or(error), &meant()))
        }
    }
}
