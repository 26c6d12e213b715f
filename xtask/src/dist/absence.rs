//! The proof that a binary holds what its edition lists, and nothing of what it does not list.

use std::collections::BTreeSet;

use anyhow::{Context as _, ensure};
use kplaces_edition::EditionId;

use kplaces_tools::{environment, workspace};

/// What every plugin puts before its id.
const MARKER: &[u8] = b"kplaces-plugin:";
/// The report only the group list asks for.
const GROUP_REPORT: &[u8] = b"showAddressGroupReportExtern";

/// Fails unless `binary` has just its [`parts`], and nothing tells of the machine it was built on.
pub(super) fn prove(
    edition: EditionId,
    binary: &[u8],
    plugins: &BTreeSet<String>,
    all: &BTreeSet<String>,
) -> anyhow::Result<()> {
    parts(edition, binary, plugins, all)?;
    for path in [workspace::root().to_owned(), environment::cargo_home()?] {
        ensure!(
            !contains(binary, path.to_string_lossy().as_bytes()),
            "{edition}: the binary holds a path of this machine: {}",
            path.display()
        );
    }
    Ok(())
}

/// Fails unless `binary` has the marker of each of `plugins` and no other.
pub(super) fn parts(
    edition: EditionId,
    binary: &[u8],
    plugins: &BTreeSet<String>,
    all: &BTreeSet<String>,
) -> anyhow::Result<()> {
    let found = markers(binary, all)?;
    ensure!(
        found == *plugins,
        "{edition}: the binary holds the plugins {found:?}, its main.rs lists {plugins:?}"
    );
    let has_group_list = plugins.contains("groups");
    ensure!(
        contains(binary, GROUP_REPORT) == has_group_list,
        "{edition}: the code that asks for the group report is {}",
        if has_group_list {
            "missing"
        } else {
            "in the binary"
        }
    );
    Ok(())
}

/// The ids of the markers in a binary. Texts lie there without a gap, so an id ends where a known
/// one does; a marker of no known id is an error.
fn markers(binary: &[u8], all: &BTreeSet<String>) -> anyhow::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for position in positions(binary, MARKER) {
        let rest = &binary[position + MARKER.len()..];
        // The longest, as one id may begin another.
        let id = all
            .iter()
            .filter(|id| rest.starts_with(id.as_bytes()))
            .max_by_key(|id| id.len())
            .with_context(|| {
                let rest = String::from_utf8_lossy(&rest[..rest.len().min(30)]);
                format!("the binary holds the marker of an unknown plugin: `{rest}`")
            })?;
        found.insert(id.clone());
    }
    Ok(found)
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    positions(haystack, needle).next().is_some()
}

fn positions<'a>(haystack: &'a [u8], needle: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    haystack
        .windows(needle.len())
        .enumerate()
        .filter(move |(_, window)| *window == needle)
        .map(|(position, _)| position)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ids: &[&str]) -> BTreeSet<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    #[test]
    fn markers_are_found_between_other_texts() {
        let all = ids(&["groups", "groups-import", "alerts"]);
        let binary = b"\0kplaces-plugin:groupsgroup listkplaces-plugin:groups-importkplaces-plug";
        assert_eq!(
            markers(binary, &all).unwrap(),
            ids(&["groups", "groups-import"])
        );
        assert_eq!(markers(b"", &all).unwrap(), ids(&[]));
    }

    #[test]
    fn a_marker_nobody_knows_is_an_error() {
        assert!(markers(b"kplaces-plugin:vault", &ids(&["groups"])).is_err());
        assert!(markers(b"kplaces-plugin:", &ids(&["groups"])).is_err());
    }

    #[test]
    fn a_binary_with_too_much_or_too_little_fails() {
        let (all, none) = (ids(&["groups"]), ids(&[]));
        let full = b"kplaces-plugin:groups showAddressGroupReportExtern";
        let prove = |edition, binary: &[u8], plugins| prove(edition, binary, plugins, &all);
        assert!(prove(EditionId::Pro, full, &all).is_ok());
        assert!(prove(EditionId::Basic, full, &none).is_err());
        assert!(prove(EditionId::Basic, b"showAddressGroupReportExtern", &none).is_err());
        assert!(prove(EditionId::Pro, b"kplaces-plugin:groups", &all).is_err());
        assert!(prove(EditionId::Pro, b"", &all).is_err());
        assert!(prove(EditionId::Basic, b"nothing of it", &none).is_ok());
        let path = workspace::root().join("crates/x.rs");
        let local = path.to_string_lossy();
        assert!(prove(EditionId::Basic, local.as_bytes(), &none).is_err());
    }
}
