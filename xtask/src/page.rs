//! The page of the map: built with Node.js into one file that the program carries inside.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use sha2::{Digest as _, Sha256};

use crate::tools::tests::{Report, node_closing};
use crate::tools::workspace::{files, root};
use crate::tools::{environment, node, process};

/// What to do where the page cannot be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Fail.
    Required,
    /// Say so and go on, unless in CI: the program says what is missing when it is asked for a map.
    Wanted,
}

fn folder() -> PathBuf {
    root().join("crates/kplaces-web/page")
}

/// Builds the page where it is not as its sources are.
pub(crate) fn page(need: Need) -> anyhow::Result<()> {
    let folder = folder();
    let sources = sources(&folder)?;
    let (pack, made_of) = (
        folder.join("dist/assets.pack"),
        folder.join("dist/sources.sha256"),
    );
    if pack.is_file() && fs::read_to_string(&made_of).is_ok_and(|known| known == sources) {
        return Ok(());
    }
    let built = match node::trouble() {
        Some(trouble) => Err(anyhow::anyhow!(trouble)),
        None => {
            node::install(&folder).and_then(|()| process::run(&mut node::script(&folder, "build")))
        }
    };
    let must = need == Need::Required || environment::is_ci();
    match built {
        Ok(()) => fs::write(&made_of, sources).context("cannot write beside the page"),
        Err(error) if must => Err(error.context("the page of the map cannot be built")),
        Err(error) => {
            // Not on standard output: `cargo xtask run` leaves that to the program.
            eprintln!("The page of the map cannot be built: {error:#}.");
            if pack.is_file() {
                eprintln!("The map shows the page as it was built before.");
            } else {
                eprintln!("`3kplaces map` says so too; everything else is as usual.");
            }
            Ok(())
        }
    }
}

/// Checks the types of the page.
pub(crate) fn types() -> anyhow::Result<()> {
    let folder = folder();
    if skipped("the types of the page were not checked")? {
        return Ok(());
    }
    node::install(&folder)?;
    process::run(&mut node::script(&folder, "check"))
}

/// Runs the unit tests of the page.
pub(crate) fn unit_tests() -> anyhow::Result<Report> {
    let folder = folder();
    if skipped("the unit tests of the page were not run")? {
        return Ok(Report {
            passed: true,
            closing: Vec::new(),
        });
    }
    node::install(&folder)?;
    let (status, lines) = process::tee(&mut node::script(&folder, "test"))?;
    Ok(Report {
        passed: status.success(),
        closing: node_closing("page", &lines),
    })
}

/// Whether there is no Node.js; says what follows. In CI that is an error.
pub(crate) fn skipped(what: &str) -> anyhow::Result<bool> {
    let Some(trouble) = node::trouble() else {
        return Ok(false);
    };
    if environment::is_ci() {
        bail!("{trouble}: {what}");
    }
    println!("{trouble}: {what} (skipped)");
    Ok(true)
}

/// A sum over everything the page is made of.
fn sources(folder: &Path) -> anyhow::Result<String> {
    let mut sum = Sha256::new();
    for file in files(folder, &|_| true)? {
        let name = file
            .strip_prefix(folder)?
            .to_string_lossy()
            .replace('\\', "/");
        let content = fs::read(&file).with_context(|| format!("cannot read {name}"))?;
        // Lengths keep two files from passing for other two.
        sum.update(format!("{} {} ", name, content.len()));
        sum.update(content);
    }
    Ok(format!("{:x}\n", sum.finalize()))
}
