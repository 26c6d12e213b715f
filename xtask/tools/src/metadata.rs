//! What cargo knows of the workspace.

use std::path::PathBuf;

use anyhow::Context as _;

use crate::{cargo, process};

/// Where cargo puts what it builds.
pub fn target_dir() -> anyhow::Result<PathBuf> {
    let dir = metadata()?["target_directory"].as_str().map(PathBuf::from);
    dir.context("cargo names no target folder")
}

/// The version of a package of the workspace.
pub fn version(package: &str) -> anyhow::Result<String> {
    let metadata = metadata()?;
    metadata["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|candidate| candidate["name"] == package)
        .and_then(|package| package["version"].as_str().map(str::to_owned))
        .with_context(|| format!("there is no package {package}"))
}

fn metadata() -> anyhow::Result<serde_json::Value> {
    let mut command = cargo::cargo();
    command.args(["metadata", "--no-deps", "--format-version", "1"]);
    Ok(serde_json::from_slice(&process::output(&mut command)?)?)
}
