#![doc = include_str!("../README.md")]

mod args;
mod commands;
mod done;
mod error;
mod finding;
mod interrupt;
mod json;
mod keep;
mod keeper;
mod output;
mod pacer;
mod plugin;
mod progress;
mod prompt;
mod reserved;
mod run;
mod session;
mod streams;
mod tenant;
mod terminal;
mod text;

pub use clap;
pub use commands::sync_as_set;
pub use error::{CliError, Kind};
pub use finding::{Finding, State};
pub use json::{GroupJson, PlaceJson};
pub use keeper::KeyKeeper;
pub use kplaces_config::{behind_links, remove_behind_links};
pub use output::Output;
pub use pacer::Pacer;
pub use plugin::PluginCommand;
pub use run::{Process, fail, run, run_without_sources};
pub use session::{Product, Session};
pub use tenant::TenantAccess;
pub use terminal::Terminal;
pub use text::{GroupTable, count, group_table, iso, moment};
