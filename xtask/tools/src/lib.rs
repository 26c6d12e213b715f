#![doc = include_str!("../README.md")]
#![expect(
    clippy::disallowed_methods,
    reason = "starting programs is what these tools do"
)]
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "talking to the person at the terminal is what these tools do"
)]

pub mod cargo;
pub mod chromium;
pub mod environment;
pub mod metadata;
pub mod node;
pub mod page;
pub mod process;
pub mod programs;
pub mod stand_in;
pub mod workspace;
