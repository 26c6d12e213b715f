//! A release build that is the same wherever it is made.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Context as _;
use kplaces_edition::EditionId;

use kplaces_tools::cargo::{build_of, executable, package};
use kplaces_tools::{environment, process, workspace};

/// Builds one edition alone.
pub(super) fn build(edition: EditionId) -> anyhow::Result<PathBuf> {
    println!("Building {} for release", edition.title());
    executable(command(&package(edition))?)
}

/// Builds several at a time: the last step of each keeps one processor busy for minutes. Each is what it is alone, as a
/// test of the workspace says.
pub(super) fn build_all(editions: &[EditionId]) -> anyhow::Result<()> {
    let [first, others @ ..] = editions else {
        return Ok(());
    };
    let mut build = command(&package(*first))?;
    for edition in others {
        build.args(["-p", &package(*edition)]);
    }
    process::run(&mut build)
}

/// The build of a package as it is shipped.
pub(crate) fn command(package: &str) -> anyhow::Result<Command> {
    let mut command = build_of(package, true);
    // Panic messages name source files; where they lay on this machine is nobody's business.
    let flags = [
        (workspace::root().to_owned(), "/3kplaces"),
        (environment::cargo_home()?, "/cargo"),
    ]
    .map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display()));
    command
        .env_remove("RUSTFLAGS")
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
        .env("SOURCE_DATE_EPOCH", time()?.to_string());
    Ok(command)
}

/// The time of everything in an archive: that of the commit it is made from.
pub(super) fn time() -> anyhow::Result<u64> {
    if let Some(time) = environment::source_date_epoch()? {
        return Ok(time);
    }
    let mut git = Command::new("git");
    git.args(["log", "-1", "--format=%ct"]);
    git.current_dir(workspace::root());
    let output = git.output().map(|output| output.stdout).unwrap_or_default();
    let text = String::from_utf8_lossy(&output);
    Ok(text.trim().parse().unwrap_or_else(|_| {
        println!("There is no commit to take the time from: files are dated 1980-01-01.");
        315_532_800
    }))
}

/// The target the compiler builds for.
pub(super) fn target() -> anyhow::Result<String> {
    let mut rustc = Command::new("rustc");
    rustc.arg("-vV").current_dir(workspace::root());
    let output = String::from_utf8(process::output(&mut rustc)?)?;
    let host = output.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc names no host")
}
