//! `cargo xtask sim`.

use std::ffi::OsString;
use std::process::ExitCode;

use kplaces_tools::cargo::cargo;
use kplaces_tools::process;

/// Runs the stand-in for WEBFLEET until it is interrupted.
pub(crate) fn sim(args: &[OsString]) -> ExitCode {
    let mut command = cargo();
    command.args(["run", "--quiet", "-p", "kplaces-webfleet-sim", "--"]);
    process::become_it(command.args(args))
}
