//! The plugins an edition is made of, out of the list in its `main.rs`.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context as _, bail};
use kplaces_edition::EditionId;

use kplaces_tools::workspace::root;

/// The ids of the plugins of an edition.
pub(super) fn plugins(edition: EditionId) -> anyhow::Result<BTreeSet<String>> {
    let path = format!("editions/{edition}/src/main.rs");
    let source = fs::read_to_string(root().join(&path)).with_context(|| format!("no {path}"))?;
    listed(&source).with_context(|| format!("in {path}"))
}

/// The ids of all plugins there are.
pub(super) fn all_plugins() -> anyhow::Result<BTreeSet<String>> {
    let mut ids = BTreeSet::new();
    for entry in fs::read_dir(root().join("crates"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        ids.extend(name.strip_prefix("kplaces-ext-").map(str::to_owned));
    }
    Ok(ids)
}

/// `plugins: [kplaces_ext_groups]` is `groups`.
fn listed(source: &str) -> anyhow::Result<BTreeSet<String>> {
    let code: String = source
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect();
    let list = code
        .split_once("plugins:")
        .and_then(|(_, rest)| rest.trim_start().strip_prefix('['))
        .and_then(|rest| rest.split_once(']'))
        .context("there is no `plugins: […]`")?
        .0;
    let mut ids = BTreeSet::new();
    for name in list
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
    {
        match name.strip_prefix("kplaces_ext_") {
            Some(id) => ids.insert(id.replace('_', "-")),
            None => bail!("`{name}` is listed as a plugin and is no kplaces_ext_* crate"),
        };
    }
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(source: &str) -> Vec<String> {
        listed(source).unwrap().into_iter().collect()
    }

    #[test]
    fn the_list_is_read_in_every_form_it_can_have() {
        assert!(ids("edition! {\n    plugins:  [],\n}").is_empty());
        assert_eq!(ids("plugins: [kplaces_ext_groups],"), ["groups"]);
        let lines = "plugins: [\n  kplaces_ext_fleet_time, // ] not the end\n  kplaces_ext_a,\n],";
        assert_eq!(ids(lines), ["a", "fleet-time"]);
    }

    #[test]
    fn no_list_and_a_foreign_name_are_errors() {
        assert!(listed("stores: [a]").is_err());
        assert!(listed("// plugins: []").is_err());
        assert!(listed("plugins: [kplaces_export]").is_err());
    }

    #[test]
    fn the_editions_list_plugins_that_are_there() {
        let all = all_plugins().unwrap();
        for edition in EditionId::all() {
            let plugins = plugins(edition).unwrap();
            assert!(plugins.is_subset(&all), "{edition}: {plugins:?}");
            assert_eq!(plugins.is_empty(), edition == EditionId::Basic);
        }
    }
}
