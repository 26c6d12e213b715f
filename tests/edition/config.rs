//! `config`: what can be set, what is wrong with a file, and how one is written.

mod change;
mod check;
mod init;
mod list;

use kplaces_tests::Sandbox;

/// The configuration file of the user.
const FILE: &str = ".config/3kplaces/config.toml";

fn content(device: &Sandbox) -> String {
    std::fs::read_to_string(device.path(FILE)).unwrap()
}
