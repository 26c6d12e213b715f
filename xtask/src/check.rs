//! `cargo xtask check`.

use anyhow::bail;
use kplaces_edition::EditionId;

use crate::docs;
use crate::page::{self, Need, page};
use crate::tools::cargo::{cargo, package};
use crate::tools::environment;
use crate::tools::process::{run, works};

/// Everything that can be said without running the product.
pub(crate) fn check(advisories: bool) -> anyhow::Result<()> {
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
    for edition in EditionId::all() {
        // Alone: a dependency that only another edition declares must not help out.
        run(cargo().args(["check", "-p", &package(edition)]))?;
    }
    run(cargo()
        .args(["doc", "--workspace", "--no-deps"])
        .env("RUSTDOCFLAGS", "-D warnings"))?;
    docs::docs(true)?;
    dependencies(advisories)
}

/// `deny.toml`. The database of advisories comes over the network, so it is asked for by name.
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
    run(&mut deny)
}
