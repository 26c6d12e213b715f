//! What a program is made of, in the two forms that machines read: a bill of materials.

mod cyclonedx;
mod spdx;

use std::collections::BTreeMap;
use std::fs;

use anyhow::Context as _;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::archive::Entry;
use super::tree::Crate;
use super::{Shipped, contents, release};
use kplaces_tools::{page, workspace};

/// Something that is in the program.
struct Part {
    name: String,
    version: String,
    /// In the words of SPDX.
    licence: String,
    /// Who has written it is who makes the program.
    is_ours: bool,
    /// What is known of the archive it came in, as the lock file of cargo has it.
    sha256: Option<String>,
    /// Its package URL: how every registry and every tool calls it.
    purl: String,
    /// The package URLs of what it needs.
    needs: Vec<String>,
}

/// Both bills, as files of an archive.
pub(super) fn bills(shipped: &Shipped<'_>, crates: &[Crate]) -> anyhow::Result<[Entry; 2]> {
    let mut parts = of_crates(crates, &checksums()?);
    parts.extend(of_page()?);
    let date = release::date(shipped.time, "+%Y-%m-%dT%H:%M:%SZ")?;
    let number = number(shipped, &parts);
    let file = |name: &str, bill: &Value| -> anyhow::Result<Entry> {
        let mut text = serde_json::to_vec_pretty(bill)?;
        text.push(b'\n');
        Ok(Entry::file(name, text))
    };
    Ok([
        file(
            contents::CYCLONEDX,
            &cyclonedx::bill(shipped, &parts, &date, &number),
        )?,
        file(contents::SPDX, &spdx::bill(shipped, &parts, &date, &number))?,
    ])
}

fn of_crates(crates: &[Crate], checksums: &BTreeMap<String, String>) -> Vec<Part> {
    crates
        .iter()
        .map(|found| {
            let purl = purl_of_crate(&found.name, &found.version);
            Part {
                sha256: checksums.get(&purl).cloned(),
                purl,
                name: found.name.clone(),
                version: found.version.clone(),
                // As it was written before SPDX had a word for it.
                licence: found.licence.replace('/', " OR "),
                is_ours: found.is_ours,
                needs: found
                    .needs
                    .iter()
                    .map(|(name, version)| purl_of_crate(name, version))
                    .collect(),
            }
        })
        .collect()
}

/// The packages in the page of the map, as its build has listed them.
fn of_page() -> anyhow::Result<Vec<Part>> {
    let path = page::folder().join("dist/packages.json");
    let list = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let list: Vec<BTreeMap<String, String>> = serde_json::from_slice(&list)?;
    list.into_iter()
        .map(|package| {
            let field = |name: &str| {
                let value = package.get(name).cloned();
                value.with_context(|| format!("a package of the page has no {name}"))
            };
            let (name, version) = (field("name")?, field("version")?);
            Ok(Part {
                purl: purl("npm", &name.replace('@', "%40"), &version),
                name,
                version,
                licence: field("licence")?,
                is_ours: false,
                sha256: None,
                needs: Vec::new(),
            })
        })
        .collect()
}

fn purl(kind: &str, name: &str, version: &str) -> String {
    format!("pkg:{kind}/{name}@{}", version.replace('+', "%2B"))
}

fn purl_of_crate(name: &str, version: &str) -> String {
    purl("cargo", name, version)
}

/// Of the archives that crates came in, by package URL, out of `Cargo.lock`.
fn checksums() -> anyhow::Result<BTreeMap<String, String>> {
    let lock = fs::read_to_string(workspace::root().join("Cargo.lock"))?;
    let field = |package: &str, name: &str| {
        let mut lines = package.lines();
        let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(" = \""));
        value.and_then(|value| Some(value.strip_suffix('"')?.to_owned()))
    };
    let of = |package: &str| {
        let (name, version) = (field(package, "name")?, field(package, "version")?);
        Some((purl_of_crate(&name, &version), field(package, "checksum")?))
    };
    Ok(lock.split("[[package]]").filter_map(of).collect())
}

/// A number that no other bill has, and this one at every build: a UUID of the form that its maker defines (version 8).
fn number(shipped: &Shipped<'_>, parts: &[Part]) -> String {
    let mut sum = Sha256::new();
    sum.update(format!("{} {} ", shipped.edition, shipped.version));
    sum.update(format!("{} {} ", shipped.target.triple(), shipped.time));
    for part in parts {
        sum.update(format!("{} {:?} ", part.purl, part.sha256));
    }
    let sum = format!("{:x}", sum.finalize());
    format!(
        "{}-{}-8{}-8{}-{}",
        &sum[..8],
        &sum[8..12],
        &sum[13..16],
        &sum[17..20],
        &sum[20..32]
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use kplaces_edition::EditionId;

    use super::super::tree;
    use super::*;
    use crate::target::Target;

    #[test]
    fn what_a_part_needs_is_in_the_bill_and_what_was_fetched_has_its_sum() {
        let target = Target::here().unwrap();
        let crates = tree::crates(EditionId::Enterprise, target.triple()).unwrap();
        let parts = of_crates(&crates, &checksums().unwrap());
        let told: BTreeSet<&String> = parts.iter().map(|it| &it.purl).collect();
        for part in &parts {
            assert_eq!(part.is_ours, part.sha256.is_none(), "{}", part.purl);
            for need in &part.needs {
                assert!(told.contains(need), "{} needs {need}", part.purl);
            }
        }
    }

    #[test]
    fn a_number_is_a_uuid_and_that_of_one_program() {
        let number = |version| {
            let shipped = Shipped {
                edition: EditionId::Pro,
                version,
                target: &Target::here().unwrap(),
                time: 7,
            };
            number(&shipped, &[])
        };
        let one = number("1.2.3");
        assert_eq!(one, number("1.2.3"));
        assert_ne!(one, number("1.2.4"));
        let lengths: Vec<usize> = one.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
    }
}
