//! `cargo xtask dist`.

mod absence;
mod archive;
mod bare;
mod contents;
mod deb;
mod installed;
mod notices;
mod parts;
mod release;
mod sbom;
mod tree;
mod tried;
mod verify;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;
use kplaces_edition::EditionId;
use sha2::{Digest as _, Sha256};

use crate::table::{number, table};
use crate::target::Target;
use kplaces_tools::cargo::package;
use kplaces_tools::metadata::version;
use kplaces_tools::page::{Need, page};
use kplaces_tools::workspace::{root, shown};

pub(crate) use verify::verify;

/// Has the sums of all that is packed, in the form that `sha256sum` reads.
const SUMS: &str = "SHA256SUMS";

/// A program that is built and packed.
struct Shipped<'a> {
    edition: EditionId,
    version: &'a str,
    target: &'a Target,
    /// Of everything in its archive, in seconds.
    time: u64,
}

/// The build of a package for this machine as it is shipped.
pub(crate) fn release(package: &str) -> anyhow::Result<Command> {
    release::command(package, &Target::here()?)
}

/// Builds, examines and packs the editions for a system, and tries their packages where that is asked for; all of them if
/// none is named. Gives their programs.
pub(crate) fn dist(
    editions: &[EditionId],
    target: &Target,
    tries: bool,
) -> anyhow::Result<BTreeMap<EditionId, PathBuf>> {
    let editions = match editions {
        [] => EditionId::all().collect(),
        some => some.to_vec(),
    };
    // What is shipped has all of it.
    page(Need::Required)?;
    let folder = root().join("dist");
    fs::create_dir_all(&folder).context("cannot make the folder dist")?;
    let time = release::time()?;

    release::build_all(&editions, target)?;
    let mut sizes = vec![
        ["file", "binary", "packed", "plugins"]
            .map(str::to_owned)
            .to_vec(),
    ];
    let (mut programs, mut packages) = (BTreeMap::new(), Vec::new());
    for edition in editions {
        let mut entries = contents::documents(edition)?;
        let crates = tree::crates(edition, target.triple())?;
        let notices = notices::notices(&crates)?;
        entries.push(archive::Entry::file("NOTICES.txt", notices.into_bytes()));
        let program = release::build(edition, target)?;
        programs.insert(edition, program.clone());
        let binary =
            fs::read(&program).with_context(|| format!("cannot read {}", program.display()))?;
        let plugins = parts::plugins(edition)?;
        absence::prove(edition, &binary, &plugins, &parts::all_plugins()?)?;

        let version = version(&package(edition))?;
        let name = format!("3kplaces-{edition}-{version}-{}", target.triple());
        let size = binary.len();
        let shipped = Shipped {
            edition,
            version: &version,
            target,
            time,
        };
        entries.extend(sbom::bills(&shipped, &crates)?);
        entries.push(contents::built(&shipped)?);
        entries.extend(contents::program(&shipped, &program, binary)?);
        let package = deb::build(&shipped, &entries, &program, &folder)?;
        let packed = archive::pack(&name, entries, time)?;
        let path = folder.join(format!("{name}.tar.gz"));
        fs::write(&path, &packed).with_context(|| format!("cannot write {}", path.display()))?;
        sizes.push(vec![
            shown(&path).to_string(),
            kib(size),
            kib(packed.len()),
            plugins.into_iter().collect::<Vec<_>>().join(", "),
        ]);
        if let Some(path) = package {
            let packed = usize::try_from(fs::metadata(&path)?.len())?;
            let whole = [
                shown(&path).to_string(),
                kib(size),
                kib(packed),
                String::new(),
            ];
            sizes.push(whole.to_vec());
            packages.push(path);
        }
    }
    if tries {
        try_out(target, &packages, &programs)?;
    }
    sums(&folder)?;
    println!("\n{}", table(&sizes));
    println!("The sums are in dist/SHA256SUMS: `sha256sum --check SHA256SUMS` in that folder.");
    Ok(programs)
}

/// Packages where they can be installed, and static programs where there is nothing else.
fn try_out(
    target: &Target,
    packages: &[PathBuf],
    programs: &BTreeMap<EditionId, PathBuf>,
) -> anyhow::Result<()> {
    if target.emulator()?.is_none() {
        tried::packages(packages)?;
    } else {
        tried::judged(packages)?;
        println!(
            "NOT TRIED: installing packages of {}, which takes a machine of it",
            target.triple()
        );
    }
    if target.is_static() {
        for program in programs.values() {
            bare::program(program, target)?;
        }
    }
    Ok(())
}

/// Sums all archives and packages that are there.
fn sums(folder: &Path) -> anyhow::Result<()> {
    let mut lines = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_packed(&name) {
            let sum = Sha256::digest(fs::read(entry.path())?);
            lines.push((name.clone(), format!("{sum:x}  {name}\n")));
        }
    }
    lines.sort();
    let text: String = lines.into_iter().map(|(_, line)| line).collect();
    fs::write(folder.join(SUMS), text).with_context(|| format!("cannot write dist/{SUMS}"))
}

/// It is an archive or a package.
fn is_packed(name: &str) -> bool {
    [".tar.gz", ".deb"].iter().any(|end| name.ends_with(end))
}

fn kib(bytes: usize) -> String {
    format!("{} KiB", number(bytes as u64 / 1024))
}
