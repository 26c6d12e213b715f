#![doc = include_str!("../README.md")]

mod alert;
mod check;
mod examined;
pub mod feed;
mod help;
mod json;
mod mute_text;
mod notify;
mod numbers;
mod on_map;
mod only_one;
mod plan;
mod program;
mod radii;
mod rule_text;
mod source_text;
mod status_line;
mod tell;
mod text;
mod watch;
mod watched;

use kplaces_edition::Feature;
use kplaces_runner::Plugin;

pub use json::SHAPES;
pub use source_text::Source;

/// The part an edition lists.
pub fn plugin() -> Plugin {
    Plugin::new(
        "kplaces-plugin:alerts",
        [Feature::ApproachAlerts, Feature::AlertCheck],
    )
    .with_command(watch::Watch)
    .with_command(check::Alerts)
    .with_approaches(on_map::OnMap)
    .with_installed(examined::Examined)
}
