#![doc = include_str!("../README.md")]

mod access;
mod command;
mod filter;
mod help;
mod json;

use kplaces_edition::Feature;
use kplaces_runner::Plugin;

pub use json::SHAPES;

/// The part an edition lists.
pub fn plugin() -> Plugin {
    Plugin::new(
        "kplaces-plugin:groups",
        [Feature::GroupList, Feature::GroupFilter],
    )
    .with_command(command::ListGroups)
    .with_groups(access::Groups)
}
