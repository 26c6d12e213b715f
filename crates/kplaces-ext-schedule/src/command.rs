use std::path::{Path, PathBuf};

use async_trait::async_trait;
use kplaces_cli::clap::{self, Arg, ArgAction, ArgMatches, Command, value_parser};
use kplaces_cli::{Help, Output, PlannedJson, PluginCommand, RemovedJson, Session};
use kplaces_device::autostart::{self, StartFile, Unfit, systemd as unit};
use kplaces_device::{CliError, Device, Finding, Installed, Stock};
use kplaces_edition::Feature;
use kplaces_text::{Text, text};

use crate::plan::{Every, Job, MARK, Rhythm, time_of_day};
use crate::{launchd, systemd, text, windows};

/// `3kplaces schedule print|install|remove`
#[derive(Debug)]
pub(crate) struct Schedule;

/// Whose scheduler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum System {
    Systemd,
    Launchd,
    Windows,
}

impl System {
    const NAMES: [&'static str; 3] = ["systemd", "launchd", "windows"];

    fn here() -> Self {
        if cfg!(windows) {
            Self::Windows
        } else if cfg!(target_os = "macos") {
            Self::Launchd
        } else {
            Self::Systemd
        }
    }

    /// What people call it.
    fn name(self) -> Text {
        match self {
            Self::Systemd => Text::same("systemd"),
            Self::Launchd => Text::same("launchd"),
            Self::Windows => text!("the Windows task scheduler", "der Windows-Aufgabenplanung"),
        }
    }

    fn named(name: &str) -> Self {
        match name {
            "launchd" => Self::Launchd,
            "windows" => Self::Windows,
            _ => Self::Systemd,
        }
    }

    /// Where its files belong.
    fn folder(self, device: &Device) -> PathBuf {
        match self {
            Self::Systemd => autostart::systemd::folder(device),
            Self::Launchd => autostart::launchd::folder(device),
            Self::Windows => device.dirs().data.clone(),
        }
    }

    /// What its files are called.
    fn names(self, tenant: Option<&str>) -> Vec<String> {
        match self {
            Self::Systemd => systemd::units(tenant).to_vec(),
            Self::Launchd => vec![format!("{}.plist", launchd::label(tenant))],
            Self::Windows => vec![windows::file(tenant)],
        }
    }

    fn files(self, job: &Job, folder: &Path) -> Result<Vec<StartFile>, Unfit> {
        match self {
            Self::Systemd => systemd::files(job, folder),
            Self::Launchd => launchd::files(job, folder),
            Self::Windows => windows::files(job, folder),
        }
    }

    /// What puts the files into effect.
    fn enable(self, folder: &Path, tenant: Option<&str>) -> Vec<String> {
        let [_, timer] = systemd::units(tenant);
        match self {
            Self::Systemd => vec![
                "systemctl --user daemon-reload".to_owned(),
                format!("systemctl --user enable --now {timer}"),
            ],
            Self::Launchd => {
                let agent = format!("{}.plist", launchd::label(tenant));
                vec![autostart::launchd::enable(&folder.join(agent))]
            }
            Self::Windows => vec![format!(
                "schtasks /Create /F /TN \"{}\" /XML \"{}\"",
                windows::task(tenant),
                folder.join(windows::file(tenant)).display()
            )],
        }
    }
}

fn timing(command: Command) -> Command {
    command
        .arg(
            Arg::new("every")
                .long("every")
                .value_name("TIME")
                .default_value("1h")
                .value_parser(value_parser!(Every)),
        )
        .arg(
            Arg::new("at")
                .long("at")
                .value_name("HH:MM")
                .value_parser(time_of_day),
        )
        .arg(
            Arg::new("for")
                .long("for")
                .value_name("SYSTEM")
                .value_parser(System::NAMES),
        )
}

#[async_trait(?Send)]
impl PluginCommand for Schedule {
    fn feature(&self) -> Feature {
        Feature::ScheduledSync
    }

    fn command(&self) -> Command {
        let flag = |name: &'static str, long| Arg::new(name).long(long).action(ArgAction::SetTrue);
        let install = timing(Command::new("install"))
            .arg(flag("no_enable", "no-enable"))
            .arg(flag("no_check", "no-check"))
            .arg(flag("force", "force"));
        Command::new("schedule")
            .subcommand_required(true)
            .subcommand(timing(Command::new("print")))
            .subcommand(install)
            .subcommand(Command::new("remove"))
    }

    fn help(&self) -> Vec<Help> {
        crate::help::commands()
    }

    async fn run(&self, session: &Session, matches: &ArgMatches) -> Result<Output, CliError> {
        match matches.subcommand() {
            Some(("install", matches)) => install(session, matches).await,
            Some(("remove", _)) => remove(session),
            Some((_, matches)) => print(session, matches),
            None => Err(CliError::internal(clap::Error::new(
                clap::error::ErrorKind::MissingSubcommand,
            ))),
        }
    }
}

impl Installed for Schedule {
    fn feature(&self) -> Feature {
        Feature::ScheduledSync
    }

    fn runs_by_itself(&self, device: &Device) -> Vec<PathBuf> {
        let (_, paths) = ours(device);
        paths.into_iter().filter(|path| path.exists()).collect()
    }

    fn examine(&self, device: &Device, _: Option<&Stock>) -> Vec<Finding> {
        // Without a home folder there is no place to look at.
        if device.dirs().config.as_os_str().is_empty() {
            return Vec::new();
        }
        let system = System::here();
        let folder = system.folder(device);
        let names = system.names(device.tenant());
        let mut files = names.iter().map(|name| folder.join(name));
        let Some(file) = files.find(|file| file.exists()) else {
            return vec![text::not_installed()];
        };
        // What it was given may be more than this terminal has.
        let own = std::fs::read_to_string(file).unwrap_or_default();
        let trouble = device.glance_unattended().err();
        let trouble = trouble.filter(|_| !own.contains("KPLACES_"));
        let mut found: Vec<Finding> = trouble
            .map(|trouble| text::no_login(trouble, &device.secrets()))
            .into_iter()
            .collect();
        found.extend(at_rest(system, device));
        if found.is_empty() {
            found.push(text::in_order());
        }
        found
    }
}

/// That the schedule that is installed does not run, where that can be known.
fn at_rest(system: System, device: &Device) -> Option<Finding> {
    if system != System::Systemd {
        return None;
    }
    let [_, timer] = systemd::units(device.tenant());
    let enable = system.enable(&system.folder(device), device.tenant());
    match unit::runs(&timer) {
        Ok(true) => None,
        Ok(false) => Some(text::stopped(&enable)),
        Err(why) => Some(text::perhaps_stopped(why, &enable)),
    }
}

/// The system that is meant, and its files.
fn planned(
    session: &Session,
    matches: &ArgMatches,
) -> Result<(System, Vec<StartFile>, Vec<String>), CliError> {
    let system = matches
        .get_one::<String>("for")
        .map_or_else(System::here, |name| System::named(name));
    let rhythm = match matches.get_one::<Rhythm>("at") {
        Some(at) => *at,
        None => match matches.get_one::<Every>("every") {
            Some(every) => Rhythm::Every(*every),
            None => Rhythm::At { hour: 6, minute: 0 },
        },
    };
    let mut start = session.start_with(&["sync", "--scheduled"])?;
    if system == System::Windows {
        // Its scheduler passes no variables on, but two of ours have a flag.
        for (name, flag) in [
            ("KPLACES_CONFIG", "--config"),
            ("KPLACES_DATA_DIR", "--data-dir"),
        ] {
            let (ours, others): (Vec<_>, Vec<_>) = start
                .environment
                .into_iter()
                .partition(|(known, _)| known == name);
            start.environment = others;
            for (_, value) in ours {
                start.arguments.extend([flag.to_owned(), value]);
            }
        }
        if !start.environment.is_empty() {
            return Err(text::no_variables(&start.environment));
        }
    }
    let tenant = session.tenant();
    let job = Job {
        start,
        tenant: tenant.map(str::to_owned),
        rhythm,
        spread_s: session.settings()?.schedule.spread_s,
        language: session.language(),
    };
    let folder = system.folder(session);
    let files = system
        .files(&job, &folder)
        .map_err(|error| autostart::text::unfit(&error))?;
    Ok((system, files, system.enable(&folder, tenant)))
}

fn print(session: &Session, matches: &ArgMatches) -> Result<Output, CliError> {
    let (system, files, enable) = planned(session, matches)?;
    let mut output = Output::of(
        (files, enable),
        |(files, enable), language| autostart::text::files(files, enable, language),
        |(files, enable)| serde_json::to_value(PlannedJson::new(files, enable, None)),
    );
    output.warn(left_out(session, system));
    Ok(output)
}

/// What a scheduled sync does not see of what is set here.
fn left_out(session: &Session, system: System) -> Vec<Text> {
    let names = session.carried().left_out;
    let names = names
        .iter()
        .map(|name| text::left_out(name, &system.name()));
    names.collect()
}

async fn install(session: &Session, matches: &ArgMatches) -> Result<Output, CliError> {
    let (system, files, enable) = planned(session, matches)?;
    let left_out = left_out(session, system);
    if !matches.get_flag("no_check") {
        let checked = session.check_unattended().await;
        checked.map_err(|error| {
            text::unattended(error, &left_out, &system.name(), &session.secrets())
        })?;
    }
    autostart::write(&files, matches.get_flag("force"))
        .map_err(|error| autostart::text::trouble(&error))?;
    let [_, timer] = systemd::units(session.tenant());
    let starts = system == System::Systemd
        && System::here() == System::Systemd
        && !matches.get_flag("no_enable");
    let started = starts.then(|| unit::start(&timer));
    let mut output = Output::of(
        (files, enable),
        move |(files, enable), language| text::installed(files, started, enable, language),
        move |(files, enable)| {
            let running = started == Some(Ok(()));
            serde_json::to_value(PlannedJson::new(files, enable, Some(running)))
        },
    );
    output.warn(left_out);
    output.warn(started.and_then(Result::err).map(text::not_started));
    Ok(output.as_report().in_whole_lines())
}

/// The scheduler of this system, and the files of ours that it may have.
fn ours(device: &Device) -> (System, Vec<PathBuf>) {
    let system = System::here();
    let folder = system.folder(device);
    let names = system.names(device.tenant());
    (system, names.iter().map(|name| folder.join(name)).collect())
}

fn remove(session: &Session) -> Result<Output, CliError> {
    let (system, paths) = ours(session);
    let [_, timer] = systemd::units(session.tenant());
    if system == System::Systemd && paths.iter().any(|path| path.exists()) {
        unit::stop(&timer);
    }
    let removed =
        autostart::remove(&paths, MARK).map_err(|error| autostart::text::trouble(&error))?;
    if system == System::Systemd && !removed.is_empty() {
        unit::reload();
    }
    Ok(Output::of(
        removed,
        |removed, language| text::removed(removed, language),
        |removed| serde_json::to_value(RemovedJson::new(removed)),
    )
    .as_report())
}
