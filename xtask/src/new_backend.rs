//! `cargo xtask new-backend`.

mod lists;
mod name;
mod template;

use std::fs;

use anyhow::{Context as _, ensure};
use kplaces_edition::EditionId;

use crate::tools::cargo::cargo;
use crate::tools::process;
use crate::tools::workspace::{files, root};
use name::Name;

/// The backend a new one starts as a copy of: the smallest that keeps the contract.
const MODEL: &str = "crates/kplaces-store-memory";

/// Makes a crate that is a whole, passing backend, and enters it where it belongs.
pub(crate) fn new_backend(name: &str, editions: &[EditionId]) -> anyhow::Result<()> {
    let name = Name::parse(name)?;
    let folder = format!("crates/{}", name.package());
    ensure!(!root().join(&folder).exists(), "{folder} is there already");

    // All of it is worked out before the first file is written.
    let mut changes = Vec::new();
    let model = root().join(MODEL);
    for path in files(&model, &|_| true)? {
        let relative = path.strip_prefix(&model)?.to_string_lossy().into_owned();
        let text = read(&format!("{MODEL}/{relative}"))?;
        changes.push((
            format!("{folder}/{relative}"),
            template::adapt(&relative, &text, &name),
        ));
    }
    let mut enter = |path: String, how: &dyn Fn(&str) -> Option<String>| -> anyhow::Result<()> {
        let text = how(&read(&path)?)
            .with_context(|| format!("{path} does not have the lines this belongs into"))?;
        changes.push((path, text));
        Ok(())
    };
    enter("Cargo.toml".to_owned(), &|text| {
        let line = format!("{} = {{ path = \"{folder}\" }}", name.package());
        lists::with_line(text, &line)
    })?;
    for edition in editions {
        enter(format!("editions/{edition}/Cargo.toml"), &|text| {
            lists::with_line(text, &format!("{}.workspace = true", name.package()))
        })?;
        enter(format!("editions/{edition}/src/main.rs"), &|text| {
            lists::with_store(text, &name.library())
        })?;
    }

    for (path, text) in &changes {
        let path = root().join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    // A new name may sort differently among the imports, or need another line.
    process::run(cargo().args(["fmt", "-p", &name.package()]))?;

    println!("Written:");
    for (path, _) in &changes {
        println!("  {path}");
    }
    println!("\nIt passes already: cargo test -p {}", name.package());
    println!("Now replace what it does in src/, one test of the suite at a time.");
    if !editions.is_empty() {
        println!("What an edition holds is in snapshots: cargo xtask snapshot --accept");
    }
    Ok(())
}

fn read(path: &str) -> anyhow::Result<String> {
    fs::read_to_string(root().join(path)).with_context(|| format!("cannot read {path}"))
}
