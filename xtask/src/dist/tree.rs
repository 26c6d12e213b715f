//! The crates that a program of an edition is made of, as cargo resolves them for a target.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::Context as _;
use kplaces_edition::EditionId;
use serde_json::Value;

use kplaces_tools::cargo::{cargo, package};
use kplaces_tools::process;

/// A crate of somebody else that is in the program.
#[derive(Clone, Debug)]
pub(super) struct Crate {
    pub(super) name: String,
    pub(super) version: String,
    /// In the words of SPDX, as its author writes it.
    pub(super) licence: String,
    pub(super) authors: Vec<String>,
    /// Where its source is on this machine.
    pub(super) folder: PathBuf,
}

/// All of them by name and version: what is linked, not what only builds or tests it.
pub(super) fn crates(edition: EditionId, target: &str) -> anyhow::Result<Vec<Crate>> {
    let mut command = cargo();
    command.args(["metadata", "--format-version", "1", "--filter-platform"]);
    let metadata = process::output(command.arg(target))?;
    linked(&serde_json::from_slice(&metadata)?, &package(edition))
}

fn linked(metadata: &Value, root: &str) -> anyhow::Result<Vec<Crate>> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let packages: BTreeMap<String, Value> = list(&metadata["packages"])
        .into_iter()
        .map(|package| (text(&package["id"]), package))
        .collect();
    let nodes: BTreeMap<String, Value> = list(&metadata["resolve"]["nodes"])
        .into_iter()
        .map(|node| (text(&node["id"]), node))
        .collect();
    let root = packages.iter().find(|(_, package)| package["name"] == root);
    let mut next = vec![root.context("cargo does not know the edition")?.0.clone()];
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    while let Some(id) = next.pop() {
        let package = packages.get(&id).context("cargo names no package")?;
        let runs_in_the_compiler = |target: &Value| target["kind"][0] == "proc-macro";
        if list(&package["targets"]).iter().any(runs_in_the_compiler) || !seen.insert(id.clone()) {
            continue;
        }
        let is_linked = |dependency: &&Value| {
            let kinds = dependency["dep_kinds"].as_array();
            kinds.is_some_and(|kinds| kinds.iter().any(|kind| kind["kind"].is_null()))
        };
        let dependencies = list(&nodes.get(&id).context("cargo resolves no package")?["deps"]);
        let dependencies = dependencies.iter().filter(is_linked);
        next.extend(dependencies.map(|dependency| text(&dependency["pkg"])));
        if package["source"].is_null() {
            continue;
        }
        let mut folder = PathBuf::from(text(&package["manifest_path"]));
        folder.pop();
        found.push(Crate {
            name: text(&package["name"]),
            version: text(&package["version"]),
            licence: text(&package["license"]),
            authors: list(&package["authors"]).iter().map(text).collect(),
            folder,
        });
    }
    found.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::Target;

    fn names(edition: EditionId) -> BTreeSet<String> {
        let target = Target::here().unwrap();
        let crates = crates(edition, target.triple()).unwrap();
        crates.into_iter().map(|found| found.name).collect()
    }

    #[test]
    fn what_is_linked_is_listed_and_what_builds_it_is_not() {
        let (basic, pro) = (names(EditionId::Basic), names(EditionId::Pro));
        for name in ["reqwest", "tokio", "serde"] {
            assert!(basic.contains(name), "{name}");
        }
        for name in ["serde_derive", "async-trait", "insta", "wiremock", "cc"] {
            assert!(!pro.contains(name), "{name}");
        }
        assert!(pro.is_superset(&basic));
    }
}
