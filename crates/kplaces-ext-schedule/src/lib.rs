#![doc = include_str!("../README.md")]

mod command;
mod help;
mod json;
mod launchd;
mod notes;
mod plan;
mod start_delay;
mod systemd;
mod text;
mod windows;

use kplaces_edition::Feature;
use kplaces_runner::Plugin;

pub use json::SHAPES;
pub use plan::{Every, Job, Rhythm};

/// The part an edition lists.
pub fn plugin() -> Plugin {
    Plugin::new("kplaces-plugin:schedule", [Feature::ScheduledSync])
        .with_command(command::Schedule)
        .with_installed(command::Schedule)
        .with_start_delay(start_delay::Spread)
}

/// The files that make a system run a scheduled sync.
pub mod files {
    pub use crate::launchd::files as launchd;
    pub use crate::systemd::files as systemd;
    pub use crate::windows::files as windows;
}
