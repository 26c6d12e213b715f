//! `3kplaces alerts`: what a way would have told, and what is odd about radii.

use std::path::PathBuf;

use async_trait::async_trait;
use kplaces_cli::clap::{self, Arg, ArgAction, ArgMatches, Command, value_parser};
use kplaces_cli::{Help, Output, PluginCommand, Session, map_of_tour};
use kplaces_device::{CliError, Tour, TourAlert};
use kplaces_domain::{Fix, Position, one_line};
use kplaces_edition::Feature;
use kplaces_text::Text;

use crate::alert::Alert;
use crate::feed::track;
use crate::json::{CheckJson, RadiiJson};
use crate::plan::Plan;
use crate::radii::{Area, Odd, odd};
use crate::text;
use crate::watched::Watched;

/// `3kplaces alerts check|radii`
#[derive(Debug)]
pub(crate) struct Alerts;

#[async_trait(?Send)]
impl PluginCommand for Alerts {
    fn feature(&self) -> Feature {
        Feature::AlertCheck
    }

    fn command(&self) -> Command {
        let track = Arg::new("track")
            .value_name("TRACK")
            .required(true)
            .value_hint(clap::ValueHint::FilePath)
            .value_parser(value_parser!(PathBuf));
        let flag = |name: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue);
        Command::new("alerts")
            .subcommand_required(true)
            .subcommand(
                Command::new("check")
                    .arg(track)
                    .arg(flag("map"))
                    .arg(flag("no-open").requires("map")),
            )
            .subcommand(Command::new("radii"))
    }

    fn help(&self) -> Vec<Help> {
        crate::help::alerts()
    }

    fn hears_signals(&self) -> bool {
        true
    }

    async fn run(&self, session: &Session, matches: &ArgMatches) -> Result<Output, CliError> {
        match matches.subcommand() {
            Some(("check", matches)) => {
                let path = matches
                    .get_one::<PathBuf>("track")
                    .cloned()
                    .unwrap_or_default();
                let checked = Checked::of(session, path).await?;
                if matches.get_flag("map") {
                    map_of_tour(session, checked.tour(), matches.get_flag("no-open")).await
                } else {
                    Ok(checked.told(session))
                }
            }
            _ => radii(session).await,
        }
    }
}

/// What a recorded way would have told, by the rules that are set now.
struct Checked {
    parts: Vec<Vec<Fix>>,
    /// Each where it would have been told.
    alerts: Vec<(Position, Alert)>,
    places: u64,
    doubts: Vec<Text>,
}

impl Checked {
    async fn of(session: &Session, path: PathBuf) -> Result<Self, CliError> {
        let now_ms = session.now().unix().saturating_mul(1_000);
        let plan = Plan::of(&session.settings()?.alerts)?;
        let path = session.sources().at_home(path);
        let parts = track(&path, now_ms).map_err(text::deaf)?;
        let app = session.glance().await?;
        let mut watched = Watched::of(&app, plan).await?;
        let mut alerts = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                watched.interrupt();
            }
            for fix in part {
                let told = watched.fix(&app, fix).await?.into_iter();
                alerts.extend(told.map(|alert| (fix.position, alert)));
            }
        }
        Ok(Self {
            alerts,
            places: watched.len() as u64,
            doubts: watched.doubts().to_vec(),
            parts,
        })
    }

    fn told(self, session: &Session) -> Output {
        let fixes = self.parts.iter().map(Vec::len).sum::<usize>() as u64;
        let places = self.places;
        let terminal = session.terminal();
        let alerts: Vec<Alert> = self.alerts.into_iter().map(|(_, alert)| alert).collect();
        let mut output = Output::of(
            alerts,
            move |alerts, language| text::checked(alerts, fixes, places, terminal, language),
            move |alerts| {
                serde_json::to_value(CheckJson {
                    fixes,
                    places,
                    alerts: alerts.iter().map(Alert::json).collect(),
                })
            },
        );
        output.warn(self.doubts);
        output
    }

    fn tour(self) -> Tour {
        let positions = |part: Vec<Fix>| part.into_iter().map(|fix| fix.position).collect();
        let alerts = self.alerts.into_iter();
        Tour {
            parts: self.parts.into_iter().map(positions).collect(),
            alerts: alerts
                .map(|(at, alert)| TourAlert {
                    at,
                    event: alert.word(),
                    key: alert.key,
                })
                .collect(),
        }
    }
}

/// Places whose radius tells too much, too little or twice.
async fn radii(session: &Session) -> Result<Output, CliError> {
    let app = session.glance().await?;
    let mut areas = Vec::new();
    app.each_place(|place| {
        if let Some(position) = place.position {
            areas.push(Area {
                key: place.key.to_owned(),
                name: one_line(place.name, usize::MAX),
                position,
                radius_m: place.radius.metres(),
                groups: place.groups.iter().map(ToString::to_string).collect(),
            });
        }
    })
    .await?;
    let found: Vec<(usize, Odd)> = odd(&areas);
    let terminal = session.terminal();
    Ok(Output::of(
        (areas, found),
        move |(areas, found), language| text::radii(areas, found, terminal, language),
        |(areas, found)| serde_json::to_value(RadiiJson::of(areas, found)),
    ))
}
