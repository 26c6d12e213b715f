//! The shapes of `--json`.

use std::time::Duration;

use kplaces_cli::{Shape, form};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{Outcome, Timetable, text};

/// What the commands of this crate answer.
pub const SHAPES: &[Shape] = &[
    Shape::new("fleet plan", &[form::<PlanJson>]),
    Shape::new("fleet simulate", &[form::<SimulationJson>]),
];

/// When the devices of a fleet call.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PlanJson {
    devices: u32,
    /// How many calls there may be in a window.
    calls: u32,
    window_s: u64,
    slot_s: f64,
    /// What no order of calls can fall below.
    floor_s: f64,
    /// How long it takes until every device has called once.
    round_s: f64,
    /// `null` for a fleet that is not the one of the settings.
    own: Option<OwnJson>,
}

/// The slot of this device.
#[derive(Serialize, JsonSchema)]
struct OwnJson {
    /// Counted from 1.
    slot: u32,
    next_in_s: f64,
}

/// How fresh the devices of a fleet are, by strategy.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SimulationJson {
    devices: u32,
    floor_s: f64,
    horizon_s: f64,
    strategies: Vec<StrategyJson>,
}

#[derive(Serialize, JsonSchema)]
struct StrategyJson {
    strategy: String,
    /// How many devices had places in the end.
    fresh: usize,
    /// Seconds until half of the devices had places; `null` where they never had.
    half_fresh_s: Option<f64>,
    /// The same for 95 of 100.
    nearly_all_fresh_s: Option<f64>,
    /// The same for all.
    all_fresh_s: Option<f64>,
    /// Calls.
    refused: u64,
    /// Whether it was stopped for too many calls before its time was over.
    cut_short: bool,
}

fn seconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1000.0).round() / 1000.0
}

impl From<&text::Plan> for PlanJson {
    fn from(plan: &text::Plan) -> Self {
        Self {
            devices: plan.table.devices(),
            calls: plan.calls,
            window_s: plan.window.as_secs(),
            slot_s: seconds(plan.table.slot()),
            floor_s: seconds(plan.table.floor()),
            round_s: seconds(plan.table.round()),
            own: plan.own.as_ref().map(|own| OwnJson {
                slot: own.slot + 1,
                next_in_s: seconds(own.wait),
            }),
        }
    }
}

impl SimulationJson {
    pub(crate) fn new(outcomes: &[Outcome], table: Timetable, horizon: Duration) -> Self {
        let strategies = outcomes.iter().map(|it| StrategyJson::new(it, table));
        Self {
            devices: table.devices(),
            floor_s: seconds(table.floor()),
            horizon_s: seconds(horizon),
            strategies: strategies.collect(),
        }
    }
}

impl StrategyJson {
    fn new(outcome: &Outcome, table: Timetable) -> Self {
        let at = |percent| {
            let at = outcome.percent_at(percent, table.devices());
            at.map(|ms| seconds(Duration::from_millis(ms)))
        };
        Self {
            strategy: outcome.strategy.to_string(),
            fresh: outcome.fresh_at.len(),
            half_fresh_s: at(50),
            nearly_all_fresh_s: at(95),
            all_fresh_s: at(100),
            refused: outcome.rejected,
            cut_short: outcome.cut_short,
        }
    }
}
