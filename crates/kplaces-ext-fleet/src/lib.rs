#![doc = include_str!("../README.md")]

mod command;
mod help;
mod identity;
mod json;
mod plot;
mod simulation;
mod start_delay;
mod text;
mod timetable;

use kplaces_edition::Feature;
use kplaces_runner::Plugin;

pub use json::SHAPES;
pub use simulation::{Conditions, Outcome, Strategy, simulate};
pub use timetable::Timetable;

/// The part an edition lists.
pub fn plugin() -> Plugin {
    Plugin::new("kplaces-plugin:fleet", [Feature::FleetTimetable])
        .with_command(command::Fleet)
        .with_start_delay(start_delay::Slot)
}
