#![doc = include_str!("../README.md")]

mod access;
mod belongings;
mod command;
mod folders;
mod help;
mod json;
mod name;
mod remove;
mod text;

use kplaces_edition::Feature;
use kplaces_runner::Plugin;

pub use json::SHAPES;
pub use name::{BadName, TenantName};

/// The part an edition lists.
pub fn plugin() -> Plugin {
    Plugin::new("kplaces-plugin:tenants", [Feature::Tenants])
        .with_command(command::Tenants)
        .with_installed(command::Tenants)
        .with_tenants(access::Apart)
}
