//! Nested cargo calls.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};
use kplaces_edition::EditionId;

use crate::{environment, workspace};

/// What `cargo run` sets for the program it runs. A nested build that sees them differs from the
/// same build started by hand, and is done twice.
const SET_FOR_THIS_PROGRAM: &[&str] = &[
    "CARGO_BIN_",
    "CARGO_CRATE_NAME",
    "CARGO_MANIFEST_",
    "CARGO_PKG_",
    "CARGO_PRIMARY_PACKAGE",
    "CARGO_TARGET_TMPDIR",
];

/// Cargo in the workspace's root, as if started by hand.
pub fn cargo() -> Command {
    let mut command = Command::new(environment::cargo());
    command.current_dir(workspace::root()).env_remove("CARGO");
    for name in environment::names_with_prefix(SET_FOR_THIS_PROGRAM) {
        command.env_remove(name);
    }
    command
}

/// The package of an edition.
pub fn package(edition: EditionId) -> String {
    format!("kplaces-{edition}")
}

/// `cargo build -p PACKAGE` of one package alone: in a build of several, features of their
/// dependencies would mix.
pub fn build_of(package: &str, release: bool) -> Command {
    build_by(&["build"], package, release)
}

/// [`build_of`] by another subcommand of cargo that takes what `build` takes.
pub fn build_by(subcommand: &[&str], package: &str, release: bool) -> Command {
    let mut command = cargo();
    command.args(subcommand).args(["-p", package]);
    if release {
        command.args(["--release", "--locked"]);
    }
    command
}

/// Runs a `build_of` and returns the path of the program it made.
pub fn executable(build: Command) -> anyhow::Result<PathBuf> {
    let mut found = None;
    messages(build, |message| {
        if let Some(path) = message["executable"].as_str() {
            found = Some(PathBuf::from(path));
        }
    })?;
    found.context("the build made no program")
}

/// Runs a `build_of` and returns the names of what it compiled; what was there already is not among them.
pub fn compiled(build: Command) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    messages(build, |message| {
        if message["fresh"] == false {
            names.push(message["target"]["name"].as_str().unwrap_or("?").to_owned());
        }
    })?;
    Ok(names)
}

/// Runs a build, and gives `take` what cargo says of it for programs.
fn messages(mut build: Command, mut take: impl FnMut(serde_json::Value)) -> anyhow::Result<()> {
    let mut child = build
        .arg("--message-format=json-render-diagnostics")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start cargo")?;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            take(serde_json::from_str(&line?)?);
        }
    }
    if !child.wait()?.success() {
        bail!("the build failed");
    }
    Ok(())
}
