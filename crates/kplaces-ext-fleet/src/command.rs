use std::time::Duration;

use async_trait::async_trait;
use kplaces_cli::clap::{self, Arg, ArgAction, ArgMatches, Command, value_parser};
use kplaces_cli::{Help, Output, PluginCommand, Session, number};
use kplaces_device::CliError;
use kplaces_edition::Feature;
use strum::IntoEnumIterator;

use crate::json::{PlanJson, SimulationJson};
use crate::{Conditions, Outcome, Strategy, Timetable, plot, simulate, start_delay, text};

/// `3kplaces fleet plan|simulate`
#[derive(Debug)]
pub(crate) struct Fleet;

/// An argument that takes a whole number.
fn amount(name: &'static str, value: &'static str, least: u32, most: u32) -> Arg {
    let read = number::<u32>(u64::from(least), u64::from(most));
    Arg::new(name)
        .long(name)
        .value_name(value)
        .value_parser(read)
}

fn flag(name: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue)
}

#[async_trait(?Send)]
impl PluginCommand for Fleet {
    fn feature(&self) -> Feature {
        Feature::FleetTimetable
    }

    fn command(&self) -> Command {
        let devices = amount("devices", "N", 1, 1_000_000);
        let plan = Command::new("plan")
            .arg(devices.clone())
            .arg(amount("every", "MINUTES", 1, u32::MAX))
            .arg(amount("limit", "N", 0, u32::MAX).default_value("10"))
            .arg(flag("all"));
        let svg = Arg::new("svg").long("svg").value_name("FILE");
        let simulate = Command::new("simulate")
            .arg(devices)
            .arg(amount("hours", "N", 1, 100_000))
            .arg(amount("drift", "SECONDS", 0, 86_400).default_value("0"))
            .arg(amount("off", "PERCENT", 0, 100).default_value("0"))
            .arg(
                Arg::new("seed")
                    .long("seed")
                    .value_name("N")
                    .default_value("1")
                    .value_parser(number::<u64>(0, u64::MAX)),
            )
            .arg(svg.value_parser(value_parser!(std::path::PathBuf)))
            .arg(flag("force"));
        Command::new("fleet")
            .subcommand_required(true)
            .subcommand(plan)
            .subcommand(simulate)
    }

    fn help(&self) -> Vec<Help> {
        crate::help::commands()
    }

    async fn run(&self, session: &Session, matches: &ArgMatches) -> Result<Output, CliError> {
        match matches.subcommand() {
            Some(("plan", matches)) => plan(session, matches),
            Some((_, matches)) => run_simulation(session, matches),
            None => Err(CliError::internal(clap::Error::new(
                clap::error::ErrorKind::MissingSubcommand,
            ))),
        }
    }
}

fn table(session: &Session, matches: &ArgMatches) -> Result<Timetable, CliError> {
    let devices = matches.get_one::<u32>("devices").copied();
    let devices = devices
        .or(session.settings()?.fleet.devices)
        .ok_or_else(text::unknown_size)?;
    start_delay::timetable(session, devices)
}

fn plan(session: &Session, matches: &ArgMatches) -> Result<Output, CliError> {
    let table = table(session, matches)?;
    let settings = session.settings()?;
    let rate = settings.quota.addresses;
    // Of a fleet that is only thought of, this device has no slot.
    let own = if settings.fleet.devices == Some(table.devices()) {
        let place = start_delay::of_this_device(session, table)?;
        let now = start_delay::now(session);
        let wait = table.until(|round| place.slot(table, round), now);
        let slot = place.slot(table, table.round_at(now + wait));
        Some(text::Own { slot, wait })
    } else {
        None
    };
    let every = matches
        .get_one::<u32>("every")
        .map(|minutes| Duration::from_secs(u64::from(*minutes) * 60));
    let rows = if matches.get_flag("all") {
        u32::MAX
    } else {
        matches.get_one::<u32>("limit").copied().unwrap_or(10)
    };
    let plan = text::Plan {
        table,
        calls: rate.calls.get(),
        window: Duration::from_secs(u64::from(rate.seconds.get())),
        own,
        every,
        rows,
    };
    Ok(Output::of(plan, text::plan, |plan| {
        serde_json::to_value(PlanJson::from(plan))
    }))
}

fn run_simulation(session: &Session, matches: &ArgMatches) -> Result<Output, CliError> {
    let table = table(session, matches)?;
    let rate = session.settings()?.quota.addresses;
    let whole = |name: &str| matches.get_one::<u32>(name).copied();
    let horizon = whole("hours")
        .map_or((table.round() * 3).max(Duration::from_hours(24)), |hours| {
            Duration::from_secs(u64::from(hours) * 3600)
        });
    let conditions = Conditions {
        timetable: table,
        calls: rate.calls.get(),
        window_ms: u64::from(rate.seconds.get()) * 1000,
        drift_ms: u64::from(whole("drift").unwrap_or_default()) * 1000,
        off_percent: whole("off").unwrap_or_default(),
        horizon_ms: horizon.as_millis() as u64,
        seed: matches.get_one::<u64>("seed").copied().unwrap_or(1),
    };
    let outcomes: Vec<Outcome> = Strategy::iter()
        .map(|strategy| simulate(strategy, &conditions))
        .collect();
    let path = matches.get_one::<std::path::PathBuf>("svg");
    if let Some(path) = path {
        let labels = text::Labels::of(&conditions, session.language());
        let picture = plot::svg(&outcomes, &conditions, &labels);
        session.write_file(path, matches.get_flag("force"), &picture)?;
    }
    let drawn = path.map(|path| path.display().to_string());
    Ok(Output::of(
        outcomes,
        move |outcomes, language| {
            let drawn = drawn.as_ref().map(|path| text::drawn(path, language));
            text::simulation(outcomes, &conditions, language) + &drawn.unwrap_or_default()
        },
        move |outcomes| serde_json::to_value(SimulationJson::new(outcomes, table, horizon)),
    ))
}
