//! The licences of what others wrote and the program holds.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use anyhow::{Context as _, bail};

use super::tree::Crate;
use kplaces_tools::workspace;

/// What files with licences are called.
const NAMES: [&str; 6] = [
    "LICENSE",
    "LICENCE",
    "COPYING",
    "COPYRIGHT",
    "NOTICE",
    "UNLICENSE",
];

/// Every licence once, below the crates that it is of.
pub(super) fn notices(crates: &[Crate]) -> anyhow::Result<String> {
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for found in crates.iter().filter(|found| !found.is_ours) {
        let who = format!("{} {} ({})", found.name, found.version, found.licence);
        for text in licences(found)? {
            texts.entry(text).or_default().push(who.clone());
        }
    }
    let mut by_name: Vec<(Vec<String>, String)> = texts
        .into_iter()
        .map(|(text, whose)| (whose, text))
        .collect();
    by_name.sort();
    let mut notices =
        "3Kplaces contains work of others. Each licence stands below the crates that it is of.\n"
            .to_owned();
    for (whose, text) in by_name {
        let line = "=".repeat(80);
        write!(
            notices,
            "\n{line}\n{}\n{line}\n\n{text}\n",
            whose.join("\n")
        )?;
    }
    Ok(notices)
}

/// The texts that a crate is handed on with: one of those that may be chosen from, or all that hold together.
fn licences(found: &Crate) -> anyhow::Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(&found.folder)
        .with_context(|| format!("the source of {} is missing", found.name))?
    {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().to_uppercase();
        if NAMES.iter().any(|begin| name.starts_with(begin)) && entry.file_type()?.is_file() {
            files.push((name, entry.path()));
        }
    }
    files.sort();
    let may_choose = !found.licence.contains("AND");
    if may_choose && files.iter().any(|(name, _)| name.contains("MIT")) {
        files.retain(|(name, _)| name.contains("MIT"));
    }
    let read = |path: &std::path::Path| -> anyhow::Result<String> {
        // As they are everywhere, whatever ends their lines.
        let text = String::from_utf8_lossy(&fs::read(path)?).into_owned();
        Ok(text.replace("\r\n", "\n").trim().to_owned())
    };
    if !files.is_empty() {
        return files.iter().map(|(_, path)| read(path)).collect();
    }
    // Not every archive has the text that its manifest names.
    let ours = if found.licence.contains("Apache-2.0") {
        read(&workspace::root().join("LICENSE-APACHE"))?
    } else if found.licence == "MIT" {
        let mit = read(&workspace::root().join("LICENSE-MIT"))?;
        let (_, permission) = mit
            .split_once("Permission is hereby")
            .context("LICENSE-MIT is another licence")?;
        let authors = match found.authors.as_slice() {
            [] => format!("the authors of {}", found.name),
            some => some.join(", "),
        };
        format!("MIT License\n\nCopyright (c) {authors}\n\nPermission is hereby{permission}")
    } else {
        bail!(
            "{} has no text of its licence, {}",
            found.name,
            found.licence
        );
    };
    Ok(vec![ours])
}

#[cfg(test)]
mod tests {
    use kplaces_edition::EditionId;

    use super::super::tree;
    use super::*;
    use crate::target::Target;

    #[test]
    fn every_crate_of_every_edition_has_a_licence() {
        let target = Target::here().unwrap();
        for edition in EditionId::all() {
            let crates = tree::crates(edition, target.triple()).unwrap();
            let notices = notices(&crates).unwrap();
            for found in crates.iter().filter(|found| !found.is_ours) {
                let line = format!("\n{} {} (", found.name, found.version);
                assert!(notices.contains(&line), "{edition}: {line}");
            }
            assert!(notices.contains("Permission is hereby granted"));
        }
    }
}
