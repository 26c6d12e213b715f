//! `cargo xtask test`.

use crate::args::TestOptions;
use crate::runner::{Report, Runner, doctests};
use crate::{browser, page};
use kplaces_tools::cargo::package;
use kplaces_tools::page::{Need, page};
use kplaces_tools::programs::Programs;

/// Runs the tests. A failing test is not an error here, but in [`Report::conclude`].
pub(crate) fn test(options: &TestOptions, programs: &Programs) -> anyhow::Result<Report> {
    page(Need::Wanted)?;
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
    let others = [
        doctests()?,
        page::unit_tests()?,
        browser::tests(&[], programs)?,
    ];
    let passed = report.passed && others.iter().all(|other| other.passed);
    let mut closing: Vec<String> = others.into_iter().flat_map(|other| other.closing).collect();
    closing.extend(report.closing);
    Ok(Report { passed, closing })
}
