//! `cargo xtask check`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use kplaces_edition::EditionId;

use crate::{docs, page};
use kplaces_tools::cargo::{cargo, package};
use kplaces_tools::environment;
use kplaces_tools::metadata::target_dir;
use kplaces_tools::page::{Need, page};
use kplaces_tools::process::{run, works};
use kplaces_tools::workspace::root;

/// Everything that can be said without the tests.
pub(crate) fn check(advisories: bool) -> anyhow::Result<()> {
    code(advisories)?;
    docs::docs(true)
}

/// What can be said of the code without running it.
pub(crate) fn code(advisories: bool) -> anyhow::Result<()> {
    // First: what is compiled depends on whether it is there.
    page(Need::Wanted)?;
    page::types()?;
    run(cargo().args(["fmt", "--all", "--check"]))?;
    run(cargo().args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))?;
    run(cargo()
        .args(["doc", "--workspace", "--no-deps"])
        .env("RUSTDOCFLAGS", "-D warnings"))?;
    dependencies(advisories)
}

/// Each edition alone: a dependency that only another one declares must not help out. Where all are built for release,
/// that says the same.
pub(crate) fn editions() -> anyhow::Result<()> {
    for edition in EditionId::all() {
        run(cargo().args(["check", "-p", &package(edition)]))?;
    }
    Ok(())
}

/// `deny.toml`. The database of advisories comes over the network, so it is asked for by name, or out of a folder that
/// `KPLACES_ADVISORIES` names.
fn dependencies(advisories: bool) -> anyhow::Result<()> {
    if !works(cargo().args(["deny", "--version"])) {
        let what = "cargo-deny is not installed: deny.toml was not checked";
        if advisories || environment::is_ci() {
            bail!("{what}; `cargo install --locked cargo-deny`");
        }
        println!("{what} (skipped)");
        return Ok(());
    }
    let mut deny = cargo();
    deny.args(["deny", "check", "--hide-inclusion-graph"]);
    deny.args(["bans", "licenses", "sources"]);
    if advisories {
        deny.arg("advisories");
    }
    run(&mut deny)?;
    match environment::advisories() {
        Some(folder) => known_advisories(&folder),
        None if advisories => Ok(()),
        None => {
            println!(
                "NOT CHECKED: advisories. Name a copy of the database with KPLACES_ADVISORIES, or use --advisories"
            );
            Ok(())
        }
    }
}

/// What cargo-deny calls the folder of the database that it knows by itself.
const DATABASE: &str = "advisory-db-3157b0e258782691";

/// Looks into a copy of the database, without a network.
fn known_advisories(folder: &Path) -> anyhow::Result<()> {
    let folder = folder
        .canonicalize()
        .with_context(|| format!("{} is not there", folder.display()))?;
    let databases = if folder.join(DATABASE).is_dir() {
        folder
    } else {
        if !folder.join("crates").is_dir() {
            bail!(
                "{} is no copy of the database of advisories",
                folder.display()
            );
        }
        linked(&folder)?
    };
    // Where the databases are can be said in the settings only.
    let settings = fs::read_to_string(root().join("deny.toml"))?;
    let path = serde_json::to_string(&databases)?;
    let own = settings.replacen(
        "[advisories]\n",
        &format!("[advisories]\ndb-path = {path}\n"),
        1,
    );
    let file = target_dir()?.join("deny-advisories.toml");
    fs::write(&file, own)?;
    let mut deny = cargo();
    deny.args(["deny", "--offline", "--config"]);
    deny.arg(&file)
        .args(["check", "--hide-inclusion-graph", "advisories"]);
    run(&mut deny)
}

/// A folder in which a clone of the database lies under the name that is looked for.
fn linked(database: &Path) -> anyhow::Result<PathBuf> {
    let folder = target_dir()?.join("advisory-dbs");
    fs::create_dir_all(&folder)?;
    let link = folder.join(DATABASE);
    if link.symlink_metadata().is_ok() {
        fs::remove_file(&link)?;
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(database, &link)?;
    #[cfg(not(unix))]
    bail!(
        "put {} into a folder as {DATABASE}, and name that",
        database.display()
    );
    Ok(folder)
}
