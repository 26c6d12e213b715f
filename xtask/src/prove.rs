//! `cargo xtask prove-privacy`.

use anyhow::ensure;
use kplaces_edition::EditionId;

use crate::page::{Need, page};
use crate::tools::cargo::{build_of, cargo, executable, package};
use crate::tools::metadata::target_dir;

/// Builds editions and runs the proofs of the privacy promise over them.
pub(crate) fn prove(editions: &[EditionId], only: &[String]) -> anyhow::Result<()> {
    page(Need::Wanted)?;
    let editions = if editions.is_empty() {
        EditionId::all().collect()
    } else {
        editions.to_vec()
    };
    let report = target_dir()?.join("privacy.md");
    let mut run = cargo();
    run.args(["run", "--quiet", "-p", "kplaces-tests"]);
    run.args(["--bin", "prove-privacy", "--", "--report"]);
    run.arg(&report);
    for id in only {
        run.args(["--only", id]);
    }
    for edition in editions {
        let program = executable(build_of(&package(edition), false))?;
        run.arg(format!("{edition}={}", program.display()));
    }
    ensure!(run.status()?.success(), "the privacy promise is not proved");
    Ok(())
}
