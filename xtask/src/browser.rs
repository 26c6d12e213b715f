//! The map in a real browser.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use anyhow::{bail, ensure};
use kplaces_edition::EditionId;

use crate::args::BrowserOptions;
use crate::runner::{Report, node_closing};
use kplaces_tools::cargo::{build_of, compiled, executable, package};
use kplaces_tools::chromium::with_chromium;
use kplaces_tools::metadata::target_dir;
use kplaces_tools::page;
use kplaces_tools::process;
use kplaces_tools::programs::Programs;
use kplaces_tools::workspace::shown;

/// Tests or measures.
pub(crate) fn browser(options: &BrowserOptions) -> anyhow::Result<()> {
    if options.bench {
        return bench(&options.extra);
    }
    let programs = Programs::default();
    let Some(mut node) = tests(&options.extra, &programs)? else {
        return Ok(());
    };
    let (status, lines) = process::tee(&mut node)?;
    if options.extra.is_empty() {
        the_same_page_compiles_nothing(&programs)?;
    }
    report(status, &lines)?.conclude()
}

/// The tests of the page against the real programs, ready to be run; nothing where a part is missing.
pub(crate) fn tests(extra: &[OsString], programs: &Programs) -> anyhow::Result<Option<Command>> {
    let mut node = prepared(programs, false)?;
    if let Some(node) = &mut node {
        // All in one process: they share one Chromium.
        node.args(["--test", "--test-reporter=spec"]);
        node.args(extra).arg("run.mjs");
    }
    Ok(node)
}

/// What a run of these tests came to.
pub(crate) fn report(status: ExitStatus, lines: &[String]) -> anyhow::Result<Report> {
    println!("\nPictures: {}", shown(&pictures()?));
    Ok(Report {
        passed: status.success(),
        closing: node_closing("browser", lines),
    })
}

/// A line for each number of places: the number and the milliseconds to the first picture, the
/// median of so many runs. Nothing where Node.js or Chromium is missing.
pub(crate) fn measured(
    pro: &Path,
    stand_in: &Path,
    sizes: &[usize],
    runs: usize,
) -> anyhow::Result<Option<String>> {
    let Some(mut node) = with_chromium()? else {
        return Ok(None);
    };
    node.env("KPLACES_PRO", pro).env("KPLACES_SIM", stand_in);
    node.args(["bench.mjs", "--pictures", &runs.to_string()]);
    node.args(sizes.iter().map(usize::to_string));
    Ok(Some(String::from_utf8(process::output(&mut node)?)?))
}

fn bench(extra: &[OsString]) -> anyhow::Result<()> {
    let programs = Programs::These(
        [EditionId::Basic, EditionId::Pro]
            .into_iter()
            .map(|edition| Ok((edition, executable(build_of(&package(edition), true))?)))
            .collect::<anyhow::Result<_>>()?,
    );
    match prepared(&programs, true)? {
        Some(mut node) => process::run(node.arg("bench.mjs").args(extra)),
        None => bail!("nothing was measured"),
    }
}

/// Node.js in the folder of the tests, with everything they need; nothing where a part is missing,
/// which is said aloud, and in CI an error. Where something is measured the stand-in is a release build, too.
fn prepared(programs: &Programs, is_measured: bool) -> anyhow::Result<Option<Command>> {
    let Some(mut node) = with_chromium()? else {
        return Ok(None);
    };
    let stand_in = executable(build_of("kplaces-webfleet-sim", is_measured))?;
    let pictures = pictures()?;
    std::fs::create_dir_all(&pictures)?;
    node.env("KPLACES_BASIC", programs.of(EditionId::Basic)?)
        .env("KPLACES_PRO", programs.of(EditionId::Pro)?)
        .env("KPLACES_SIM", stand_in)
        .env("KPLACES_PICTURES", pictures);
    Ok(Some(node))
}

/// Builds the page once more, and fails if a program is compiled anew for it.
pub(crate) fn the_same_page_compiles_nothing(programs: &Programs) -> anyhow::Result<()> {
    page::build()?;
    let pro = package(EditionId::Pro);
    let compiled = compiled(match programs {
        Programs::Built => build_of(&pro, false),
        Programs::These(_) => crate::dist::release(&pro)?,
    })?;
    ensure!(
        compiled.is_empty(),
        "the page was built again as it was, and these were compiled anew: {}",
        compiled.join(", ")
    );
    Ok(())
}

/// Where the pictures of a run are.
fn pictures() -> anyhow::Result<PathBuf> {
    Ok(target_dir()?.join("pictures"))
}
