//! `cargo xtask test`.

use std::panic::resume_unwind;
use std::process::Command;
use std::thread;

use crate::args::TestOptions;
use crate::runner::{Report, Runner, doctests};
use crate::target::Target;
use crate::{browser, page};
use kplaces_tools::cargo::{executable, package};
use kplaces_tools::page::{Need, page};
use kplaces_tools::process;
use kplaces_tools::programs::Programs;

/// Runs the tests. A failing test is not an error here, but in [`Report::conclude`].
pub(crate) fn test(options: &TestOptions, programs: &Programs) -> anyhow::Result<Report> {
    page(Need::Wanted)?;
    let runner = Runner::choose();
    if options.edition.is_some() || !options.extra.is_empty() {
        let mut command = command(runner, options);
        if let (Some(edition), Some(target)) = (options.edition, &options.target) {
            let target = Target::of(Some(target))?;
            let program = executable(target.build(&package(edition), false)?)?;
            command.env("KPLACES_TRIED", target.startable(&program)?);
        }
        let report = runner.run(&mut command)?;
        println!("Only a part of the tests was asked for: no doctests.");
        return Ok(report);
    }
    // A browser draws by the processor and waits for what it drew: nothing is compiled beside it.
    let (built, _) = process::tee(command(runner, options).arg("--no-run"))?;
    if !built.success() {
        return Ok(Report {
            passed: false,
            closing: vec!["the tests do not compile".to_owned()],
        });
    }
    let mut others = vec![doctests()?, page::unit_tests()?];
    let in_browser = browser::tests(&[], programs)?;
    let (tests, in_browser) = side_by_side(runner, &mut command(runner, options), in_browser)?;
    if let Some(report) = in_browser {
        browser::the_same_page_compiles_nothing(programs)?;
        others.push(report);
    }
    let passed = tests.passed && others.iter().all(|other| other.passed);
    let mut closing: Vec<String> = others.into_iter().flat_map(|other| other.closing).collect();
    closing.extend(tests.closing);
    Ok(Report { passed, closing })
}

/// The command for the tests that are asked for.
fn command(runner: Runner, options: &TestOptions) -> Command {
    let mut command = runner.command();
    match options.edition {
        Some(edition) => command.args(["-p", &package(edition)]),
        None => command.arg("--workspace"),
    };
    command.args(&options.extra);
    command
}

/// The tests of Rust, and those in a browser beside them: neither keeps all processors busy. What the browser's say is
/// shown afterwards.
fn side_by_side(
    runner: Runner,
    tests: &mut Command,
    in_browser: Option<Command>,
) -> anyhow::Result<(Report, Option<Report>)> {
    thread::scope(|scope| {
        let beside = in_browser.map(|mut node| {
            println!("The tests of the page run in a browser meanwhile.");
            scope.spawn(move || process::lines(&mut node))
        });
        let report = runner.run(tests)?;
        let Some(beside) = beside else {
            return Ok((report, None));
        };
        println!("\nIn a browser:\n");
        let (status, lines) = beside.join().unwrap_or_else(|panic| resume_unwind(panic))?;
        println!("{}", lines.join("\n"));
        Ok((report, Some(browser::report(status, &lines)?)))
    })
}
