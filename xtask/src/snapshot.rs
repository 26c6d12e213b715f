//! `cargo xtask snapshot`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use crate::args::SnapshotOptions;
use crate::runner::Runner;
use kplaces_tools::metadata::target_dir;
use kplaces_tools::workspace::{files, root, shown};

/// Runs the whole workspace, as a snapshot may belong to any test.
pub(crate) fn snapshot(options: &SnapshotOptions) -> anyhow::Result<()> {
    let asked_for = target_dir()?.join("snapshots-asked-for.txt");
    // Left over from an earlier run, if it is there.
    let _ = std::fs::remove_file(&asked_for);

    let runner = Runner::choose();
    let mut command = runner.command();
    command
        .arg("--workspace")
        .env("INSTA_UPDATE", if options.accept { "always" } else { "no" })
        .env("INSTA_SNAPSHOT_REFERENCES_FILE", &asked_for);
    let report = runner.run(&mut command)?;

    pending()?;
    if options.prune {
        ensure!(report.passed, "not all tests pass: nothing is deleted");
        prune(&asked_for)?;
    }
    if options.accept {
        println!("Snapshot files are as the tests have it now; review them with `git diff`.");
    }
    report.conclude()
}

/// Says what is waiting for a decision.
fn pending() -> anyhow::Result<()> {
    for path in files(root(), &|path| ends_with(path, ".snap.new"))? {
        println!("not accepted: {}", shown(&path));
    }
    for path in files(root(), &|path| ends_with(path, ".pending-snap"))? {
        println!("inline snapshots to change by hand: {}", shown(&path));
    }
    Ok(())
}

/// Deletes the snapshot files that no test of a complete run has asked for.
fn prune(asked_for: &Path) -> anyhow::Result<()> {
    // There is no such file if no test has asked.
    let list = std::fs::read_to_string(asked_for)
        .context("the tests have asked for no snapshot at all: nothing is deleted")?;
    let asked_for: BTreeSet<PathBuf> = list
        .lines()
        .filter_map(|line| real(line.as_ref()))
        .collect();
    let mut deleted = 0_usize;
    for path in files(root(), &|path| ends_with(path, ".snap"))? {
        if real(&path).is_some_and(|path| !asked_for.contains(&path)) {
            std::fs::remove_file(&path)
                .with_context(|| format!("cannot delete {}", path.display()))?;
            println!("deleted: {}", shown(&path));
            deleted += 1;
        }
    }
    println!("{deleted} snapshots were asked for by no test.");
    Ok(())
}

/// insta names files by way of the crate's folder: `crates/x/../../tests/y.snap`.
fn real(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}

fn ends_with(path: &Path, ending: &str) -> bool {
    path.to_string_lossy().ends_with(ending)
}
