//! A release build that is the same wherever it is made.

use std::path::PathBuf;
use std::process::Command;

use kplaces_edition::EditionId;

use crate::target::Target;
use kplaces_tools::cargo::{executable, package};
use kplaces_tools::{environment, process, workspace};

/// Builds one edition alone.
pub(super) fn build(edition: EditionId, target: &Target) -> anyhow::Result<PathBuf> {
    println!("Building {} for release", edition.title());
    executable(command(&package(edition), target)?)
}

/// Builds several at a time: the last step of each keeps one processor busy for minutes. Each is what it is alone, as a
/// test of the workspace says.
pub(super) fn build_all(editions: &[EditionId], target: &Target) -> anyhow::Result<()> {
    let [first, others @ ..] = editions else {
        return Ok(());
    };
    let mut build = command(&package(*first), target)?;
    for edition in others {
        build.args(["-p", &package(*edition)]);
    }
    process::run(&mut build)
}

/// The build of a package as it is shipped.
pub(crate) fn command(package: &str, target: &Target) -> anyhow::Result<Command> {
    let mut command = target.build(package, true)?;
    // Panic messages name source files; where they lay on this machine is nobody's business.
    let paths = [
        (workspace::root().to_owned(), "/3kplaces"),
        (environment::cargo_home()?, "/cargo"),
    ]
    .map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display()));
    let mut flags = paths.to_vec();
    flags.extend(target.flags().iter().map(|flag| (*flag).to_owned()));
    command
        .env_remove("RUSTFLAGS")
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
        .env("SOURCE_DATE_EPOCH", time()?.to_string());
    Ok(command)
}

/// The commit that is built, in words.
pub(super) fn commit() -> String {
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args(arguments).current_dir(workspace::root());
        let output = git.output().ok().filter(|output| output.status.success())?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let Some(commit) = git(&["rev-parse", "HEAD"]) else {
        return "sources without a commit".to_owned();
    };
    let changes = git(&["status", "--porcelain", "--untracked-files=no"]);
    if changes.is_some_and(|changes| changes.is_empty()) {
        format!("commit {commit}")
    } else {
        format!("commit {commit}, changed since")
    }
}

/// A moment as `date` of the system writes it in this form, in UTC.
pub(super) fn date(seconds: u64, form: &str) -> anyhow::Result<String> {
    let mut date = Command::new("date");
    date.args(["--utc", "--date", &format!("@{seconds}"), form]);
    let said = String::from_utf8(process::output(date.env("LC_ALL", "C"))?)?;
    Ok(said.trim_end().to_owned())
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
