#![doc = include_str!("../README.md")]

mod args;
mod clap_error;
mod commands;
mod done;
mod help;
mod interrupt;
mod json;
mod keep;
mod keeper;
mod language;
mod location;
mod output;
mod plugin;
mod progress;
mod prompt;
mod reserved;
mod run;
mod session;
mod start_delay;
mod streams;
mod tenant;
mod terminal;
mod text;
mod unattended;
mod values;

/// Where errors were found before the device had a crate.
mod error {
    pub(crate) use kplaces_device::{CliError, Kind};
}

/// The same for findings.
mod finding {
    pub(crate) use kplaces_device::{Finding, State};
}

pub use clap;
pub use commands::sync_as_set;
pub use help::{Help, gaps as help_gaps};
pub use json::{GroupJson, PlaceJson};
pub use keeper::KeyKeeper;
pub use kplaces_config::child_program;
pub use kplaces_device::{CliError, Finding, Kind, State};
pub use location::{KEY_FILE, Kept, Location, TURNING_FILE};
pub use output::Output;
pub use plugin::PluginCommand;
pub use run::{Process, fail, run, run_without_sources};
pub use session::{Product, Session};
pub use start_delay::StartDelay;
pub use tenant::TenantAccess;
pub use terminal::Terminal;
pub use text::{group_table, iso};
pub use values::{BadValue, number};
