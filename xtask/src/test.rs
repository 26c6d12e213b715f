//! `cargo xtask test`.

use crate::args::TestOptions;
use crate::tools::cargo::package;
use crate::tools::tests::{Report, Runner, doctests};

/// Runs the tests. A failing test is not an error here, but in [`Report::conclude`].
pub(crate) fn test(options: &TestOptions) -> anyhow::Result<Report> {
    let runner = Runner::choose();
    let mut command = runner.command();
    match options.edition {
        Some(edition) => command.args(["-p", &package(edition)]),
        None => command.arg("--workspace"),
    };
    command.args(&options.extra);
    let report = runner.run(&mut command)?;
    if options.edition.is_some() || !options.extra.is_empty() {
        println!("Only a part of the tests was asked for: no doctests.");
        return Ok(report);
    }
    let doctests = doctests()?;
    Ok(Report {
        passed: report.passed && doctests.passed,
        closing: [doctests.closing, report.closing].concat(),
    })
}
