//! The page of the map: built with Node.js into one file that the program carries inside.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use sha2::{Digest as _, Sha256};

use crate::workspace::{files, root};
use crate::{environment, node, process};

/// What to do where the page cannot be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Fail.
    Required,
    /// Say so and go on, unless in CI: the program says what is missing when it is asked for a map.
    Wanted,
}

/// Where its sources are.
pub fn folder() -> PathBuf {
    root().join("crates/kplaces-web/page")
}

/// Builds the page where it is not as its sources are.
pub fn page(need: Need) -> anyhow::Result<()> {
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
        Some(trouble) => Err(anyhow!(trouble)),
        None => build(),
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

/// Builds the page, whether it is as its sources are or not.
pub fn build() -> anyhow::Result<()> {
    let folder = folder();
    node::install(&folder)?;
    process::run(&mut node::script(&folder, "build"))
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
