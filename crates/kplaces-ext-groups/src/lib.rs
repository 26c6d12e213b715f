#![doc = include_str!("../README.md")]

mod access;
mod command;
mod filter;
mod help;

use kplaces_edition::Feature;
use kplaces_runner::Plugin;

/// The part an edition lists.
pub fn plugin() -> Plugin {
    Plugin::new(
        "kplaces-plugin:groups",
        [Feature::GroupList, Feature::GroupFilter],
    )
    .with_command(command::ListGroups)
    .with_groups(access::Groups)
}
