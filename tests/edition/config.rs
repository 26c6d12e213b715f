//! `config`: what can be set, what is wrong with a file, and how one is written.

mod check;
mod list;

/// The configuration file of the user.
const FILE: &str = ".config/3kplaces/config.toml";
