#![doc = include_str!("../README.md")]

mod error;
mod finding;
#[expect(missing_docs, reason = "the words say it")]
pub mod text;

pub use error::{CliError, Kind};
pub use finding::{Finding, State};
