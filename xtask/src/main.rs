//! Builds, checks and demonstrates 3Kplaces: `cargo xtask --help`.
#![expect(
    clippy::disallowed_methods,
    reason = "starting programs is what this program does"
)]
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "talking to the person at the terminal is what this program does"
)]

mod args;
mod bench;
mod browser;
mod build;
mod check;
mod ci;
mod demo;
mod dist;
mod docs;
mod home;
mod mode;
mod page;
mod run;
mod runner;
mod sim;
mod snapshot;
mod table;
mod target;
mod test;

use std::process::ExitCode;

use clap::Parser as _;
use kplaces_tools::programs::Programs;

use args::{Args, Command};
use target::Target;

fn main() -> ExitCode {
    let done = match Args::parse().command {
        Command::Demo { map: false, .. } => demo::demo(&Programs::default()),
        Command::Demo { edition, .. } => demo::map(edition),
        Command::Test(options) => {
            test::test(&options, &Programs::default()).and_then(|report| report.conclude())
        }
        Command::Check { advisories } => check::check(advisories).and_then(|()| check::editions()),
        Command::Build { edition, release } => build::build(edition, release),
        Command::Run { edition, args } => return run::run(edition, &args),
        Command::Sim { args } => return sim::sim(&args),
        Command::Snapshot(options) => snapshot::snapshot(&options),
        Command::Page => kplaces_tools::page::page(kplaces_tools::page::Need::Required),
        Command::Browser(options) => browser::browser(&options),
        Command::Bench(options) => bench::bench(&options),
        Command::Docs { check } => docs::docs(check),
        Command::Dist {
            verify: Some(folder),
            key,
            ..
        } => dist::verify(&folder, key.as_deref()),
        Command::Dist {
            editions,
            target,
            tries,
            ..
        } => Target::of(target.as_deref())
            .and_then(|target| dist::dist(&editions, &target, tries))
            .map(drop),
        Command::ProvePrivacy(options) => kplaces_prove::prove(&options.into()),
        Command::ProveInside {
            proof,
            edition,
            program,
            stand_in,
            scratch,
        } => kplaces_prove::inside(&proof, edition, &program, &stand_in, &scratch),
        Command::Campaign(options) => kplaces_prove::campaign(&options.into()),
        Command::Ci => ci::ci(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
