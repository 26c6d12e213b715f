use std::time::Duration;

use async_trait::async_trait;
use kplaces_cli::clap::{self, Arg, ArgAction, ArgMatches, Command, value_parser};
use kplaces_cli::{CliError, Kind, Output, PluginCommand, Session};
use kplaces_edition::Feature;
use serde_json::json;
use strum::IntoEnumIterator;

use crate::{Conditions, Outcome, Strategy, Timetable, plot, simulate, start_delay, text};

/// `3kplaces fleet plan|simulate`
#[derive(Debug)]
pub(crate) struct Fleet;

/// An argument that takes a number.
fn number(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}

#[async_trait]
impl PluginCommand for Fleet {
    fn feature(&self) -> Feature {
        Feature::FleetTimetable
    }

    fn command(&self) -> Command {
        let devices = number(
            "devices",
            "N",
            "How many devices; `fleet.devices` by default",
        )
        .value_parser(value_parser!(u32).range(1..=1_000_000));
        let plan = Command::new("plan")
            .about("Show who comes when, and how long a round takes")
            .arg(devices.clone())
            .arg(
                number(
                    "every",
                    "MINUTES",
                    "Say whether each device can come once in that time",
                )
                .value_parser(value_parser!(u32).range(1..)),
            )
            .arg(
                number("limit", "N", "Show so many slots")
                    .default_value("10")
                    .value_parser(value_parser!(u32)),
            )
            .arg(
                Arg::new("all")
                    .long("all")
                    .action(ArgAction::SetTrue)
                    .help("Show all slots"),
            );
        let simulate = Command::new("simulate")
            .about("Show what many devices do to one quota, by five ways to decide when to come")
            .arg(devices)
            .arg(
                number(
                    "hours",
                    "N",
                    "Stop after so many hours; a day or three rounds by default",
                )
                .value_parser(value_parser!(u32).range(1..=100_000)),
            )
            .arg(
                number("drift", "SECONDS", "Clocks are wrong by up to so much")
                    .default_value("0")
                    .value_parser(value_parser!(u32).range(..=86_400)),
            )
            .arg(
                number("off", "PERCENT", "So many devices are off at first")
                    .default_value("0")
                    .value_parser(value_parser!(u32).range(..=100)),
            )
            .arg(
                number("seed", "N", "Another seed, another story")
                    .default_value("1")
                    .value_parser(value_parser!(u64)),
            )
            .arg(
                number("svg", "FILE", "Draw it into this file")
                    .value_parser(value_parser!(std::path::PathBuf)),
            )
            .arg(
                Arg::new("force")
                    .long("force")
                    .action(ArgAction::SetTrue)
                    .help("Replace a file that is there"),
            );
        Command::new("fleet")
            .about("Plan when each of many devices syncs")
            .subcommand_required(true)
            .subcommand(plan)
            .subcommand(simulate)
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
        .ok_or_else(|| {
            CliError::new(Kind::Usage, "it is not known how many devices there are")
                .hint("name it with --devices, or set `fleet.devices`")
        })?;
    start_delay::timetable(session, devices)
}

fn seconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1000.0).round() / 1000.0
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
    let window = Duration::from_secs(u64::from(rate.seconds.get()));
    let text = text::plan(table, rate.calls.get(), window, own.as_ref(), every, rows);
    Output::answer(
        text,
        &json!({
            "devices": table.devices(),
            "calls": rate.calls.get(),
            "window_s": rate.seconds.get(),
            "slot_s": seconds(table.slot()),
            "floor_s": seconds(table.floor()),
            "round_s": seconds(table.round()),
            "own": own.map(|own| json!({ "slot": own.slot + 1, "next_in_s": seconds(own.wait) })),
        }),
    )
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
    let mut answer = text::simulation(&outcomes, &conditions);
    if let Some(path) = matches.get_one::<std::path::PathBuf>("svg") {
        let picture = plot::svg(&outcomes, &conditions);
        session.write_file(path, matches.get_flag("force"), &picture)?;
        answer.push_str(&format!("Drawn: {}\n", path.display()));
    }
    let devices = table.devices();
    let list: Vec<_> = outcomes
        .iter()
        .map(|outcome| {
            let at = |percent| {
                let at = outcome.percent_at(percent, devices);
                at.map(|ms| seconds(Duration::from_millis(ms)))
            };
            json!({
                "strategy": outcome.strategy.to_string(),
                "fresh": outcome.fresh_at.len(),
                "half_fresh_s": at(50),
                "nearly_all_fresh_s": at(95),
                "all_fresh_s": at(100),
                "refused": outcome.rejected,
                "cut_short": outcome.cut_short,
            })
        })
        .collect();
    Output::answer(
        answer,
        &json!({
            "devices": devices,
            "floor_s": seconds(table.floor()),
            "horizon_s": seconds(horizon),
            "strategies": list,
        }),
    )
}
