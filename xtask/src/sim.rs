//! `cargo xtask sim`.

use std::ffi::OsString;
use std::process::ExitCode;

use crate::tools::cargo::cargo;
use crate::tools::process;

/// Runs the stand-in for WEBFLEET until it is interrupted.
pub(crate) fn sim(args: &[OsString]) -> ExitCode {
    let mut command = cargo();
    command.args(["run", "--quiet", "-p", "kplaces-webfleet-sim", "--"]);
    process::become_it(command.args(args))
}
