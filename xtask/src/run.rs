//! `cargo xtask run`.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use kplaces_edition::EditionId;

use kplaces_tools::cargo::{build_of, executable, package};
use kplaces_tools::page::{Need, page};
use kplaces_tools::process;

/// Builds one edition alone and runs it where the caller stands; its exit code is ours.
pub(crate) fn run(edition: EditionId, args: &[OsString]) -> ExitCode {
    if let Err(error) = page(Need::Wanted) {
        eprintln!("error: {error:#}");
        return ExitCode::FAILURE;
    }
    let mut build = build_of(&package(edition), false);
    build.arg("--quiet");
    match executable(build) {
        Ok(program) => process::become_it(Command::new(program).args(args)),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
