//! Node.js and its packages.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail, ensure};

use crate::{environment, process};

/// The oldest that the packages run on.
const OLDEST: u32 = 20;

/// Why Node.js cannot be used here, if it cannot.
pub fn trouble() -> Option<String> {
    let version = process::output(Command::new("node").arg("--version"));
    let version = version.ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let Some(version) = version else {
        return Some(format!("Node.js {OLDEST} or later is not installed"));
    };
    let major = version.trim().trim_start_matches('v').split('.').next();
    let is_old = major
        .and_then(|major| major.parse::<u32>().ok())
        .is_none_or(|it| it < OLDEST);
    if is_old {
        let version = version.trim();
        return Some(format!("Node.js {version} is too old, {OLDEST} is needed"));
    }
    (!process::works(npm().arg("--version"))).then(|| "npm is not installed".to_owned())
}

/// Whether there is no Node.js; says what follows. In CI that is an error.
pub fn skipped(what: &str) -> anyhow::Result<bool> {
    let Some(trouble) = trouble() else {
        return Ok(false);
    };
    if environment::is_ci() {
        bail!("{trouble}: {what}");
    }
    println!("{trouble}: {what} (skipped)");
    Ok(true)
}

/// npm, which is a script on Windows.
pub fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// Installs the packages of a folder, exactly those of its lock file, where that has not been done.
pub fn install(folder: &Path) -> anyhow::Result<()> {
    let lock = fs::read(folder.join("package-lock.json")).context("there is no lock file")?;
    // npm empties this folder whenever it installs.
    let done = folder.join("node_modules/.installed-lock.json");
    if fs::read(&done).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    process::run(npm().arg("ci").current_dir(folder))?;
    ensure!(
        folder.join("node_modules").is_dir(),
        "npm installed nothing"
    );
    fs::write(&done, lock).context("cannot write beside the packages")
}

/// Runs a script that a folder's `package.json` names.
pub fn script(folder: &Path, name: &str) -> Command {
    let mut npm = npm();
    npm.args(["run", "--silent", name]).current_dir(folder);
    npm
}
