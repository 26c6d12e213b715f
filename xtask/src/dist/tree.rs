//! The crates that a program of an edition is made of, as cargo resolves them for a target.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Context as _;
use kplaces_edition::EditionId;
use serde_json::Value;

use kplaces_tools::cargo::{cargo, package};
use kplaces_tools::process;

/// A crate that is in the program.
#[derive(Clone, Debug)]
pub(super) struct Crate {
    pub(super) name: String,
    pub(super) version: String,
    /// In the words of SPDX, as its author writes it.
    pub(super) licence: String,
    pub(super) authors: Vec<String>,
    /// Where its source is on this machine.
    pub(super) folder: PathBuf,
    /// It is of this workspace.
    pub(super) is_ours: bool,
    /// The crates that it needs itself.
    pub(super) needs: Vec<Id>,
}

/// A name and a version.
pub(super) type Id = (String, String);

/// All of them but the edition itself, by name and version: what is linked, not what only builds or tests it.
///
/// That of one edition alone only `cargo tree` tells: `cargo metadata` has the features that any package of the workspace
/// asks for, and what they bring.
pub(super) fn crates(edition: EditionId, target: &str) -> anyhow::Result<Vec<Crate>> {
    let mut tree = cargo();
    tree.args(["tree", "--locked", "-p", &package(edition)]);
    tree.args(["--target", target, "-e", "normal,no-proc-macro"]);
    tree.args(["--prefix", "depth", "--no-dedupe", "--format", " {p}"]);
    let tree = String::from_utf8(process::output(&mut tree)?)?;
    let mut metadata = cargo();
    metadata.args(["metadata", "--locked", "--format-version", "1"]);
    let metadata = serde_json::from_slice(&process::output(&mut metadata)?)?;
    let mut needs = needs(&tree)?;
    needs.retain(|(name, _), _| *name != package(edition));
    let facts = facts(&metadata);
    needs
        .into_iter()
        .map(|(id, needs)| {
            let facts = facts.get(&id);
            let (name, version) = id;
            let facts = facts.with_context(|| format!("cargo knows nothing of {name}"))?;
            Ok(described(name, version, facts, needs))
        })
        .collect()
}

/// Each crate of a tree, with those that it needs itself. Lines are as `2 serde v1.0.229 (proc-macro)`: the depth first.
fn needs(tree: &str) -> anyhow::Result<BTreeMap<Id, Vec<Id>>> {
    let mut needs = BTreeMap::<Id, Vec<Id>>::new();
    let mut above: Vec<Id> = Vec::new();
    for line in tree.lines() {
        let mut words = line.split(' ');
        let mut word = || words.next().context("cargo's tree has another form");
        let (depth, name, version) = (word()?.parse()?, word()?, word()?);
        let id = (name.to_owned(), version.trim_start_matches('v').to_owned());
        above.truncate(depth);
        if let Some(parent) = above.last() {
            let siblings = needs.entry(parent.clone()).or_default();
            if !siblings.contains(&id) {
                siblings.push(id.clone());
            }
        }
        needs.entry(id.clone()).or_default();
        above.push(id);
    }
    Ok(needs)
}

/// What cargo knows of each package.
fn facts(metadata: &Value) -> BTreeMap<Id, &Value> {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    packages
        .map(|package| {
            let id = (text(&package["name"]), text(&package["version"]));
            (id, package)
        })
        .collect()
}

fn described(name: String, version: String, facts: &Value, needs: Vec<Id>) -> Crate {
    let mut folder = PathBuf::from(text(&facts["manifest_path"]));
    folder.pop();
    let authors = facts["authors"].as_array().into_iter().flatten();
    Crate {
        name,
        version,
        licence: text(&facts["license"]),
        authors: authors.map(text).collect(),
        folder,
        is_ours: facts["source"].is_null(),
        needs,
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

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
        for name in ["reqwest", "tokio", "serde", "kplaces-app"] {
            assert!(basic.contains(name), "{name}");
        }
        // What builds it, what tests it, what another package asks its crates for, and itself.
        for name in [
            "serde_derive",
            "cc",
            "insta",
            "wiremock",
            "h2",
            "quinn",
            "kplaces-pro",
        ] {
            assert!(!pro.contains(name), "{name}");
        }
        assert!(pro.is_superset(&basic));
        assert!(pro.contains("kplaces-ext-groups") && !basic.contains("kplaces-ext-groups"));
    }

    #[test]
    fn who_needs_what_is_read_off_the_depths() {
        let tree = "0 a v1.0.0 (/here)\n1 b v2.0.0\n2 c v3.0.0+x\n1 c v3.0.0+x\n";
        let needs = needs(tree).unwrap();
        let id = |name: &str, version: &str| (name.to_owned(), version.to_owned());
        let (b, c) = (id("b", "2.0.0"), id("c", "3.0.0+x"));
        assert_eq!(needs[&id("a", "1.0.0")], [b.clone(), c.clone()]);
        assert_eq!(needs[&b], std::slice::from_ref(&c));
        assert!(needs[&c].is_empty());
        assert!(super::needs("a v1.0.0\n").is_err());
    }
}
