#![doc = include_str!("../README.md")]

mod command;
mod erase;
mod help;
mod json;
mod keep;
mod keeper;
mod key_file;
mod move_over;
mod off;
mod on;
mod place;
mod rekey;
mod status;
mod text;
mod turning;

use kplaces_edition::Feature;
use kplaces_runner::Plugin;

pub use json::SHAPES;

/// The part an edition lists.
pub fn plugin() -> Plugin {
    Plugin::new("kplaces-plugin:encrypt", [Feature::EncryptedStore])
        .with_command(command::Encrypt)
        .with_installed(command::Encrypt)
        .with_keeper(keeper::Keeper)
}
