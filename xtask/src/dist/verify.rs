//! Looks through what was built, or downloaded, without a network.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, ensure};
use flate2::read::GzDecoder;
use kplaces_edition::EditionId;
use minisign_verify::{PublicKey, Signature};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tar::Archive;

use super::{SUMS, absence, contents, is_packed, parts};
use kplaces_tools::process;
use kplaces_tools::workspace::shown;

/// What the signature of a file adds to its name.
const SIGNED: &str = ".minisig";

/// The content of an archive or package, by path.
type Content = BTreeMap<String, Vec<u8>>;

/// Fails unless all is as its sums, its signature where a key is given, and its own words say.
pub(crate) fn verify(folder: &Path, key: Option<&Path>) -> anyhow::Result<()> {
    let sums = fs::read(folder.join(SUMS)).with_context(|| format!("there is no {SUMS}"))?;
    match key {
        Some(key) => {
            signature(folder, key, &sums)?;
            println!("{SUMS}: signed with the key of {}", key.display());
        }
        None => println!("NOT VERIFIED: who has made this, as no key is given (--key)"),
    }
    let named = named(&String::from_utf8(sums)?)?;
    let there: BTreeSet<String> = packed(folder)?;
    let listed: BTreeSet<String> = named.keys().cloned().collect();
    ensure!(
        there == listed,
        "{SUMS} names {listed:?}, and there are {there:?}"
    );
    for (name, sum) in &named {
        let path = folder.join(name);
        let bytes = fs::read(&path)?;
        ensure!(
            format!("{:x}", Sha256::digest(&bytes)) == *sum,
            "{name} is not what was built: it has another sum"
        );
        if path.extension().is_some_and(|it| it == "deb") {
            package(&path)?;
        } else {
            archive(name, &bytes)?;
        }
        println!("{}: as it says", shown(&path));
    }
    Ok(())
}

fn signature(folder: &Path, key: &Path, sums: &[u8]) -> anyhow::Result<()> {
    let key = PublicKey::from_file(key).context("that is no public key of minisign")?;
    let path = folder.join(format!("{SUMS}{SIGNED}"));
    let signature =
        Signature::from_file(&path).with_context(|| format!("no signature: {}", path.display()))?;
    key.verify(sums, &signature, false)
        .with_context(|| format!("{SUMS} was not signed with this key"))
}

/// The sums by name.
fn named(sums: &str) -> anyhow::Result<BTreeMap<String, String>> {
    let of = |line: &str| {
        let (sum, name) = line.split_once("  ")?;
        Some((name.to_owned(), sum.to_owned()))
    };
    let lines = sums.lines().map(|line| {
        let named = of(line).filter(|(name, _)| !name.contains(['/', '\\']));
        named.with_context(|| format!("{SUMS} has the line `{line}`"))
    });
    lines.collect()
}

fn packed(folder: &Path) -> anyhow::Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if is_packed(&name) {
            names.insert(name);
        }
    }
    Ok(names)
}

/// Its program has the parts of its edition and no other, and its papers are about it.
fn archive(name: &str, bytes: &[u8]) -> anyhow::Result<()> {
    let content: Content = unpacked(GzDecoder::new(bytes))?
        .into_iter()
        .filter_map(|(path, bytes)| Some((path.split_once('/')?.1.to_owned(), bytes)))
        .collect();
    papers(name, edition_of(name)?, &content)?;
    program(edition_of(name)?, &content, "3kplaces")
}

fn package(path: &Path) -> anyhow::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut unpack = Command::new("dpkg-deb");
    unpack.arg("--fsys-tarfile").arg(path);
    let tar = process::output(&mut unpack)?;
    let content: Content = unpacked(tar.as_slice())?
        .into_iter()
        .map(|(path, bytes)| (path.trim_start_matches("./").to_owned(), bytes))
        .collect();
    program(edition_of(&name)?, &content, "usr/bin/3kplaces")
}

fn unpacked(tar: impl std::io::Read) -> anyhow::Result<Content> {
    let mut content = Content::new();
    for entry in Archive::new(tar).entries()? {
        let mut entry = entry?;
        if entry.header().entry_type().is_file() {
            let path = entry.path()?.to_string_lossy().into_owned();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes)?;
            content.insert(path, bytes);
        }
    }
    Ok(content)
}

/// The edition of `3kplaces-pro-0.1.0-…` and `3kplaces-pro_0.1.0_…`.
fn edition_of(name: &str) -> anyhow::Result<EditionId> {
    let id = name.split(['-', '_']).nth(1).unwrap_or_default();
    id.parse()
        .ok()
        .with_context(|| format!("of which edition is {name}?"))
}

fn program(edition: EditionId, content: &Content, path: &str) -> anyhow::Result<()> {
    let program = content.get(path).context("there is no program in it")?;
    absence::parts(
        edition,
        program,
        &parts::plugins(edition)?,
        &parts::all_plugins()?,
    )
}

fn papers(name: &str, edition: EditionId, content: &Content) -> anyhow::Result<()> {
    let read = |path: &str| {
        let bytes = content.get(path);
        bytes.with_context(|| format!("{name} has no {path}"))
    };
    let built = String::from_utf8(read(contents::BUILT)?.clone())?;
    let target = built.lines().find_map(|line| line.strip_prefix("for "));
    let target = target.context("it does not say what it is for")?;
    ensure!(
        name.ends_with(&format!("-{target}.tar.gz")) && built.contains(edition.title()),
        "{name} is, as it says: {built}"
    );
    let cyclonedx: Value = serde_json::from_slice(read(contents::CYCLONEDX)?)?;
    let spdx: Value = serde_json::from_slice(read(contents::SPDX)?)?;
    let names = |list: &Value| -> BTreeSet<String> {
        let list = list.as_array().into_iter().flatten();
        list.filter_map(|part| {
            let version = part["version"].as_str().or(part["versionInfo"].as_str())?;
            Some(format!("{} {version}", part["name"].as_str()?))
        })
        .collect()
    };
    let parts = names(&cyclonedx["components"]);
    let mut all = parts.clone();
    all.extend(names(&Value::from(vec![
        cyclonedx["metadata"]["component"].clone(),
    ])));
    ensure!(
        all == names(&spdx["packages"]) && !parts.is_empty(),
        "the two bills of {name} do not name the same"
    );
    let listed = super::parts::plugins(edition)?;
    for plugin in super::parts::all_plugins()? {
        let begin = format!("kplaces-ext-{plugin} ");
        let is_in = parts.iter().any(|part| part.starts_with(&begin));
        ensure!(
            is_in == listed.contains(&plugin),
            "the bill of {name} is wrong about {plugin}"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::super::archive::{Entry, pack};
    use super::super::sums;
    use super::*;
    use serde_json::json;

    /// Made with minisign 0.11 for these tests, from [`SIGNED_SUMS`].
    const KEY: &str = "untrusted comment: minisign public key 87DCA2406A51F619\n\
        RWQZ9lFqQKLch2BQLK47kXNirmxYwMcuLaHlaGKtPwGf4K+AnBj+Vmsj\n";
    const SIGNATURE: &str = "untrusted comment: signature from minisign secret key\n\
        RUQZ9lFqQKLch2Qeqp3PXmjP2GWlVOKCV+/piOV4MHq8MyoSuTHvC8jbv/2ZTvAadKv/Us7ZSszxvviWWlObCkwciXVDxDGL+wg=\n\
        trusted comment: test\n\
        uznrZci0fJSnAvTQutZ1FIQio6fBDf+y3sMQNhWmJpiGSdLgb4TjgWJMTgSRvYa5ZoEaMTC3qhuR6yzuvVQ5CQ==\n";
    const SIGNED_SUMS: &[u8] = b"abc  3kplaces-pro-0.1.0-x.tar.gz\n";

    const NAME: &str = "3kplaces-basic-0.1.0-some-system";

    /// What an archive of Basic says of itself.
    struct Made {
        program: &'static [u8],
        built: &'static str,
        parts: Vec<&'static str>,
        packages: Vec<&'static str>,
    }

    fn sound() -> Made {
        Made {
            program: b"nothing that is paid for",
            built: "3Kplaces Basic 0.1.0\nfor some-system\n",
            parts: vec!["serde"],
            packages: vec!["3kplaces-basic", "serde"],
        }
    }

    fn folder(made: &Made) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        let named = |names: &[&str], version: &str| {
            let parts = names.iter();
            let parts = parts.map(|name| json!({ "name": name, version: "0.1.0" }));
            Value::from(parts.collect::<Vec<_>>())
        };
        let cyclonedx = json!({
            "metadata": { "component": { "name": "3kplaces-basic", "version": "0.1.0" } },
            "components": named(&made.parts, "version"),
        });
        let spdx = json!({ "packages": named(&made.packages, "versionInfo") });
        let entries = vec![
            Entry::program("3kplaces", made.program.to_vec()),
            Entry::file(contents::BUILT, made.built.as_bytes().to_vec()),
            Entry::file(contents::CYCLONEDX, cyclonedx.to_string().into_bytes()),
            Entry::file(contents::SPDX, spdx.to_string().into_bytes()),
        ];
        let path = folder.path().join(format!("{NAME}.tar.gz"));
        fs::write(path, pack(NAME, entries, 7).unwrap()).unwrap();
        sums(folder.path()).unwrap();
        folder
    }

    fn refused(made: &Made) -> String {
        let refused = verify(folder(made).path(), None).unwrap_err();
        format!("{refused:#}")
    }

    #[test]
    fn what_is_as_it_says_is_accepted() {
        verify(folder(&sound()).path(), None).unwrap();
    }

    #[test]
    fn a_changed_a_missing_and_an_unknown_file_are_seen() {
        let made = folder(&sound());
        let path = made.path().join(format!("{NAME}.tar.gz"));
        let mut bytes = fs::read(&path).unwrap();
        let whole = bytes.clone();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(&path, bytes).unwrap();
        assert!(verify(made.path(), None).is_err());
        fs::remove_file(&path).unwrap();
        assert!(verify(made.path(), None).is_err());
        fs::write(&path, whole).unwrap();
        verify(made.path(), None).unwrap();
        fs::write(made.path().join("3kplaces-pro_0.1.0_arm64.deb"), "").unwrap();
        assert!(verify(made.path(), None).is_err());
    }

    #[test]
    fn a_program_of_another_edition_and_papers_of_another_program_are_seen() {
        let paid: &[u8] = b"kplaces-plugin:groups showAddressGroupReportExtern";
        let made = Made {
            program: paid,
            ..sound()
        };
        assert!(refused(&made).contains("plugins"), "{}", refused(&made));
        let made = Made {
            built: "3Kplaces Pro 0.1.0\nfor some-system\n",
            ..sound()
        };
        assert!(refused(&made).contains("as it says"), "{}", refused(&made));
        let made = Made {
            parts: vec!["serde", "tokio"],
            ..sound()
        };
        assert!(refused(&made).contains("two bills"), "{}", refused(&made));
        let with_paid = || vec!["serde", "kplaces-ext-groups"];
        let mut packages = with_paid();
        packages.push("3kplaces-basic");
        let made = Made {
            parts: with_paid(),
            packages,
            ..sound()
        };
        assert!(
            refused(&made).contains("about groups"),
            "{}",
            refused(&made)
        );
    }

    #[test]
    fn only_the_signature_of_the_key_counts() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("key.pub");
        fs::write(&key, KEY).unwrap();
        let check = |sums: &[u8]| signature(folder.path(), &key, sums);
        assert!(check(SIGNED_SUMS).is_err(), "there is none");
        let path = folder.path().join("SHA256SUMS.minisig");
        fs::write(&path, SIGNATURE).unwrap();
        check(SIGNED_SUMS).unwrap();
        assert!(check(b"abd  3kplaces-pro-0.1.0-x.tar.gz\n").is_err());
        fs::write(&key, KEY.replace("87DC", "87DD").replace("2BQL", "2BQM")).unwrap();
        assert!(check(SIGNED_SUMS).is_err());
    }
}
