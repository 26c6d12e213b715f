//! `3kplaces watch`: tells of places before they are reached.

use std::time::Duration;

use async_trait::async_trait;
use kplaces_cli::clap::{Arg, ArgAction, ArgMatches, Command};
use kplaces_cli::{Help, Output, PluginCommand, Session, signal};
use kplaces_config::AlertSettings;
use kplaces_device::CliError;
use kplaces_edition::Feature;
use kplaces_fixes::{Health, Pace, Signal};
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::feed::{Heard, listen};
use crate::json::WatchEndedJson;
use crate::only_one::OnlyOne;
use crate::plan::Plan;
use crate::source_text::Source;
use crate::tell::{Reader, Teller};
use crate::text;
use crate::watched::Watched;

/// After so long without a position it is said that there is none.
const SILENCE: Duration = Duration::from_secs(10);

/// How often it is looked whether the places have changed.
const LOOK_AGAIN: u64 = 5;

/// `3kplaces watch`
#[derive(Debug)]
pub(crate) struct Watch;

#[async_trait(?Send)]
impl PluginCommand for Watch {
    fn feature(&self) -> Feature {
        Feature::ApproachAlerts
    }

    fn command(&self) -> Command {
        let option =
            |name: &'static str, value: &'static str| Arg::new(name).long(name).value_name(value);
        Command::new("watch")
            .arg(option("source", "SOURCE"))
            .arg(option("pace", "PACE").default_value("1"))
            .arg(Arg::new("notify").long("notify").action(ArgAction::SetTrue))
    }

    fn help(&self) -> Vec<Help> {
        crate::help::watch()
    }

    fn hears_signals(&self) -> bool {
        true
    }

    async fn run(&self, session: &Session, matches: &ArgMatches) -> Result<Output, CliError> {
        let settings = &session.settings()?.alerts;
        let written = matches.get_one::<String>("source");
        let source = written.unwrap_or(&settings.source);
        let source = Source::read(source)
            .map_err(|why| text::bad_source(why, written.is_none()))?
            .at_home(|path| session.sources().at_home(path));
        let pace = pace(matches)?;
        let mut teller = Teller::of(session, settings, matches.get_flag("notify"));
        let told = watch(session, settings, source, pace, &mut teller).await;
        teller.end();
        let ended = WatchEndedJson { alerts: told? };
        let output = Output::of(
            ended,
            |ended, language| text::ended(ended.alerts, language),
            |ended| serde_json::to_value(ended),
        );
        Ok(output.as_report().in_one_line())
    }
}

pub(crate) fn pace(matches: &ArgMatches) -> Result<Pace, CliError> {
    let written = matches
        .get_one::<String>("pace")
        .map_or("1", String::as_str);
    written.parse().map_err(|_| text::bad_pace(written))
}

/// Watches until somebody ends it or there are no more positions; says how many alerts were told.
async fn watch(
    session: &Session,
    settings: &AlertSettings,
    source: Source,
    pace: Pace,
    teller: &mut Teller,
) -> Result<u64, CliError> {
    let plan = Plan::of(settings)?;
    let _only = if source.is_live() {
        Some(OnlyOne::take(session)?)
    } else {
        None
    };
    let app = session.reading().await?;
    let mut watched = Watched::of(&app, plan).await?;
    for doubt in watched.doubts() {
        teller.say(doubt);
    }
    let now_ms = session.now().unix().saturating_mul(1_000);
    let name = source.text();
    let language = session.language();
    let mut heard = listen(source, pace, now_ms).map_err(text::deaf)?;
    let mut state = State::default();
    let mut told = 0;
    let mut ticks = interval(Duration::from_secs(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut seconds: u64 = 0;
    let mut places = Renewals::default();
    let mut ended = std::pin::pin!(signal());
    loop {
        tokio::select! {
            biased;
            () = &mut ended => return Ok(told),
            next = heard.recv() => match next {
                Some(Heard::Fix(fix)) => {
                    state.fix();
                    let alerts = match watched.fix(&app, &fix).await {
                        Ok(alerts) => alerts,
                        Err(error) => {
                            places.renewed(Err(error))?;
                            Vec::new()
                        }
                    };
                    for alert in alerts {
                        told += 1;
                        if teller.tell(&alert)? == Reader::Gone {
                            return Ok(told);
                        }
                    }
                }
                Some(Heard::Break) => watched.interrupt(),
                Some(Heard::Health(health)) => {
                    if let Some(words) = state.health(&health) {
                        teller.say(&text::nonsense(words, &name));
                    }
                }
                Some(Heard::Gone) => {
                    if state.is_gone_now() {
                        teller.say(&text::gone(&name));
                    }
                }
                Some(Heard::There) => {
                    if state.is_there_now() {
                        teller.say(&text::there(&name));
                    }
                }
                Some(Heard::Deaf(why)) => return Err(text::deaf(why)),
                Some(Heard::End) | None => return Ok(told),
            },
            _ = ticks.tick() => {
                seconds += 1;
                if seconds.is_multiple_of(LOOK_AGAIN) {
                    places.renewed(watched.renew(&app).await)?;
                }
                let words =
                    text::status(watched.len() as u64, state.silence(), state.signal, language);
                teller.show(&words);
            }
        }
    }
}

/// How looking for changed places went. A sync that is under way may be in the way for a moment.
#[derive(Default)]
struct Renewals {
    failed: u32,
}

impl Renewals {
    /// So often in a row it may fail before the watch ends: places that are gone are not to be told.
    const MOST: u32 = 6;

    fn renewed(&mut self, outcome: Result<bool, CliError>) -> Result<(), CliError> {
        match outcome {
            Ok(_) => self.failed = 0,
            Err(_) if self.failed < Self::MOST => self.failed += 1,
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

/// What is known of the source.
#[derive(Default)]
struct State {
    last_fix: Option<Instant>,
    signal: Signal,
    is_gone: bool,
    is_nonsense: bool,
}

impl State {
    fn fix(&mut self) {
        self.last_fix = Some(Instant::now());
    }

    /// How long there was no position, once that is worth a word.
    fn silence(&self) -> Option<Duration> {
        match self.last_fix {
            Some(last) => Some(last.elapsed()).filter(|it| *it >= SILENCE),
            None => Some(Duration::ZERO),
        }
    }

    /// How many lines were not understood, where that is said for the first time.
    fn health(&mut self, health: &Health) -> Option<u64> {
        self.signal = health.signal;
        let is_nonsense = health.is_nonsense();
        let is_new = is_nonsense && !self.is_nonsense;
        self.is_nonsense = is_nonsense;
        is_new.then_some(health.nothing_for)
    }

    fn is_gone_now(&mut self) -> bool {
        !std::mem::replace(&mut self.is_gone, true)
    }

    fn is_there_now(&mut self) -> bool {
        std::mem::replace(&mut self.is_gone, false)
    }
}
