#![doc = include_str!("../README.md")]

mod args;
mod clap_error;
mod command_line;
mod commands;
mod done;
mod help;
mod interrupt;
mod json;
mod language;
mod output;
mod plugin;
mod progress;
mod prompt;
mod run;
mod session;
mod streams;
mod terminal;
mod text;
mod values;

pub use clap;
pub use commands::{map_of_tour, sync_as_wished};
pub use help::{Help, gaps as help_gaps};
pub use interrupt::{at_once, signal};
pub use json::{
    Form, GroupJson, MapEndedJson, MapJson, PlaceJson, PlannedJson, RemovedJson, SHAPES, Shape,
    SyncJson, form,
};
use kplaces_device::Product;
pub use kplaces_device::{CliError, ErrorJson, Finding, Kind, State};
pub use output::Output;
pub use plugin::{Commands, PluginCommand};
pub use run::{Process, Program, Run, fail, look, look_without_sources};
pub use session::Session;
pub use terminal::Terminal;
pub use text::{Column, group_table, iso, table};
pub use values::{BadValue, number};
