//! `cargo xtask dist`.

mod absence;
mod archive;
mod contents;
mod deb;
mod installed;
mod notices;
mod parts;
mod release;
mod tree;
mod tried;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use kplaces_edition::EditionId;
use sha2::{Digest as _, Sha256};

use crate::table::{number, table};
use kplaces_tools::cargo::package;
use kplaces_tools::metadata::version;
use kplaces_tools::page::{Need, page};
use kplaces_tools::workspace::{root, shown};

pub(crate) use release::command as release;

/// Builds, examines and packs the editions, and tries their packages where that is asked for; all of them if none is
/// named. Gives their programs.
pub(crate) fn dist(
    editions: &[EditionId],
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
    let (time, target) = (release::time()?, release::target()?);

    release::build_all(&editions)?;
    let mut sizes = vec![
        ["file", "binary", "packed", "plugins"]
            .map(str::to_owned)
            .to_vec(),
    ];
    let (mut programs, mut packages) = (BTreeMap::new(), Vec::new());
    for edition in editions {
        let mut entries = contents::documents(edition)?;
        let notices = notices::notices(&tree::crates(edition, &target)?)?;
        entries.push(archive::Entry::file("NOTICES.txt", notices.into_bytes()));
        let program = release::build(edition)?;
        programs.insert(edition, program.clone());
        let binary =
            fs::read(&program).with_context(|| format!("cannot read {}", program.display()))?;
        let plugins = parts::plugins(edition)?;
        absence::prove(edition, &binary, &plugins, &parts::all_plugins()?)?;

        let version = version(&package(edition))?;
        let name = format!("3kplaces-{edition}-{version}-{target}");
        let size = binary.len();
        entries.extend(contents::program(edition, &program, binary)?);
        let package = deb::Package {
            edition,
            version: &version,
            target: &target,
            time,
        };
        let package = deb::build(&package, &entries, &program, &folder)?;
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
        tried::packages(&packages)?;
    }
    sums(&folder)?;
    println!("\n{}", table(&sizes));
    println!("The sums are in dist/SHA256SUMS: `sha256sum --check SHA256SUMS` in that folder.");
    Ok(programs)
}

/// `SHA256SUMS` over all archives and packages that are there, in the form `sha256sum` reads.
fn sums(folder: &Path) -> anyhow::Result<()> {
    let mut lines = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if [".tar.gz", ".deb"].iter().any(|end| name.ends_with(end)) {
            let sum = Sha256::digest(fs::read(entry.path())?);
            lines.push((name.clone(), format!("{sum:x}  {name}\n")));
        }
    }
    lines.sort();
    let text: String = lines.into_iter().map(|(_, line)| line).collect();
    fs::write(folder.join("SHA256SUMS"), text).context("cannot write dist/SHA256SUMS")
}

fn kib(bytes: usize) -> String {
    format!("{} KiB", number(bytes as u64 / 1024))
}
