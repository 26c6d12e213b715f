//! House rules: nothing forgotten, nothing left over, everything explained.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kplaces_webfleet_sim::{CANARY, SAMPLE_APIKEY, SAMPLE_PASSWORD};

use crate::repo::{
    assert_none, assert_seen, copy, edit, files, files_ending, found_by, packages, read, root,
    write,
};

// ---- nothing is left over ----

/// Rust files that no `mod` beside or above them names: code that looks alive and is never compiled.
fn forgotten_files(root: &Path) -> Vec<String> {
    let targets: Vec<PathBuf> = packages(root)
        .into_iter()
        .flat_map(|package| package.targets)
        .map(|file| file.canonicalize().unwrap())
        .collect();
    let sources = files_ending(root, &[".rs"]);
    // Fuzz targets are outside of the workspace; their own manifest names them.
    let is_target = |file: &str| {
        let path = root.join(file).canonicalize().unwrap();
        targets.contains(&path) || file.contains("/fuzz/") && !file.contains("/src/")
    };
    // The folders in which a file looks for its modules, with the names of these; and files that are named by their path.
    let mut declared = BTreeSet::new();
    let mut by_path = BTreeSet::new();
    for file in &sources {
        let (folder, _) = file.rsplit_once('/').unwrap();
        for line in read(root, file).lines() {
            let name = |after: &str| after.split_once(';').map(|(name, _)| name.to_owned());
            for name in line.split("mod ").skip(1).filter_map(name) {
                declared.insert((folder.to_owned(), name.clone()));
                declared.insert((file.trim_end_matches(".rs").to_owned(), name));
            }
            let path = line.split_once(".rs\"]").map(|(path, _)| path);
            by_path.extend(path.and_then(|path| Some(path.rsplit_once('/')?.1.to_owned())));
        }
    }
    let is_named = |file: &&String| {
        let (folder, name) = file.rsplit_once('/').unwrap();
        let (folder, name) = match name {
            "mod.rs" => folder.rsplit_once('/').unwrap(),
            _ => (folder, name.trim_end_matches(".rs")),
        };
        by_path.contains(name) || declared.contains(&(folder.to_owned(), name.to_owned()))
    };
    sources
        .iter()
        .filter(|file| !is_target(file) && !is_named(file))
        .cloned()
        .collect()
}

#[test]
fn every_rust_file_belongs_to_a_target() {
    assert_none("no `mod` names it", &forgotten_files(root()));
}

#[test]
fn a_forgotten_file_is_seen() {
    let folder = copy();
    let file = "crates/kplaces-webfleet/src/reply/forgotten.rs";
    write(folder.path(), file, "#[test]\nfn never_run() {}\n");
    assert_eq!(forgotten_files(folder.path()), [file]);
}

/// Snapshot files that hold what no output may hold.
fn secrets_in_snapshots(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for file in files_ending(root, &[".snap"]) {
        let text = read(root, &file);
        for secret in [SAMPLE_PASSWORD, SAMPLE_APIKEY, CANARY] {
            if text.contains(secret) {
                found.push(format!("{file}: {secret}"));
            }
        }
    }
    found
}

#[test]
fn no_snapshot_holds_a_secret_or_personal_data() {
    assert!(!files_ending(root(), &[".snap"]).is_empty());
    assert_none("in a snapshot", &secrets_in_snapshots(root()));
}

#[test]
fn a_secret_in_a_snapshot_is_seen() {
    let folder = copy();
    let file = "tests/edition/snapshots/leak.snap";
    write(
        folder.path(),
        file,
        format!("---\n---\nurl?password={SAMPLE_PASSWORD}\n"),
    );
    assert_seen(&secrets_in_snapshots(folder.path()), file);
}

// ---- everything is explained ----

/// Crates that do not say what they are, never do, or where they belong.
fn unexplained_crates(root: &Path) -> Vec<String> {
    let map = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap_or_default();
    let mut found = Vec::new();
    for package in packages(root) {
        if !package.folder.starts_with("crates/") {
            continue;
        }
        let name = &package.name;
        let text = |file: &str| {
            let path = root.join(&package.folder).join(file);
            fs::read_to_string(path).unwrap_or_default()
        };
        let readme = text("README.md");
        let purpose = readme
            .lines()
            .find(|line| !line.is_empty() && !line.starts_with('#'));
        if purpose.is_none_or(|line| line.starts_with("**")) {
            found.push(format!("{name}: README.md does not begin with its purpose"));
        }
        if !readme
            .lines()
            .any(|line| line.starts_with("**Invariant:** "))
        {
            found.push(format!("{name}: README.md has no **Invariant:** paragraph"));
        }
        let doc = "#![doc = include_str!(\"../README.md\")]";
        if !text("src/lib.rs").starts_with(doc) {
            found.push(format!("{name}: src/lib.rs does not begin with {doc}"));
        }
        if package.folder != format!("crates/{name}") {
            found.push(format!("{name}: its folder is {}", package.folder));
        }
        let row = format!("| `{name}` |");
        if !map.lines().any(|line| line.starts_with(&row)) {
            found.push(format!(
                "{name}: the code map in ARCHITECTURE.md has no row for it"
            ));
        }
    }
    found
}

#[test]
fn every_crate_says_what_it_is_and_what_it_never_does() {
    assert_none("crates", &unexplained_crates(root()));
}

#[test]
fn an_unexplained_crate_is_seen() {
    let folder = copy();
    edit(
        folder.path(),
        "ARCHITECTURE.md",
        "| `kplaces-edition` |",
        "| `it` |",
    );
    assert_eq!(
        unexplained_crates(folder.path()),
        ["kplaces-edition: the code map in ARCHITECTURE.md has no row for it"]
    );
}

/// Dependencies of the workspace that do not say what they are for.
fn unexplained_dependencies(root: &Path) -> Vec<String> {
    let manifest = read(root, "Cargo.toml");
    let (_, section) = manifest.split_once("[workspace.dependencies]\n").unwrap();
    let section = section.split("\n[").next().unwrap();
    let is_entry = |line: &&str| line.starts_with(|c: char| c.is_ascii_alphanumeric());
    let entries: Vec<&str> = section.lines().filter(is_entry).collect();
    let table: toml::Table = manifest.parse().unwrap();
    let known = table["workspace"]["dependencies"].as_table().unwrap().len();
    assert_eq!(entries.len(), known, "one line for each dependency");
    let unexplained = entries.into_iter().filter(|line| {
        let ours = line.contains("path = ");
        let reason = line.rsplit_once(" # ").map(|(_, reason)| reason);
        !ours && reason.is_none_or(|reason| reason.trim().is_empty())
    });
    unexplained.map(str::to_owned).collect()
}

#[test]
fn every_dependency_says_what_it_is_for() {
    assert_none(
        "write ` # what for` behind it",
        &unexplained_dependencies(root()),
    );
}

#[test]
fn an_unexplained_dependency_is_seen() {
    let folder = copy();
    let seen = found_by(folder.path(), unexplained_dependencies, |root| {
        let at = "[workspace.dependencies]\n";
        edit(root, "Cargo.toml", at, &format!("{at}left-pad = \"1\"\n"));
    });
    assert_eq!(seen, ["left-pad = \"1\""]);
}

// ---- every manifest is in shape ----

fn manifests_out_of_shape(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for package in packages(root) {
        let name = &package.name;
        if package.published {
            found.push(format!("{name} could be published"));
        }
        let text = read(root, &format!("{}/Cargo.toml", package.folder));
        let manifest: toml::Table = text.parse().unwrap();
        let lints = manifest
            .get("lints")
            .and_then(|lints| lints.get("workspace"));
        if lints.and_then(toml::Value::as_bool) != Some(true) {
            found.push(format!("{name} has lints of its own"));
        }
        for key in ["version", "edition", "rust-version", "license"] {
            let inherited = manifest["package"]
                .get(key)
                .and_then(|it| it.get("workspace"));
            if inherited.is_none() {
                found.push(format!("{name} does not take `{key}` from the workspace"));
            }
        }
        let described = manifest["package"].get("description");
        if described.is_none() {
            found.push(format!("{name} has no description"));
        }
        for (kind, table) in &manifest {
            if !kind.ends_with("dependencies") {
                continue;
            }
            for (dependency, it) in table.as_table().unwrap() {
                if it.get("workspace").is_none() {
                    found.push(format!("{name} states its own version of `{dependency}`"));
                }
            }
        }
    }
    found
}

#[test]
fn every_manifest_takes_versions_and_lints_from_the_workspace_and_is_not_published() {
    assert_none("manifests", &manifests_out_of_shape(root()));
}

#[test]
fn a_manifest_out_of_shape_is_seen() {
    let folder = copy();
    let app = "crates/kplaces-app/Cargo.toml";
    edit(folder.path(), app, "publish.workspace = true\n", "");
    assert_eq!(
        manifests_out_of_shape(folder.path()),
        ["kplaces-app could be published"]
    );
}

/// What the top level holds, beside names that begin with a dot.
const TOP: [&str; 19] = [
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "SECURITY.md",
    "STYLE.md",
    "clippy.toml",
    "crates",
    "deny.toml",
    "docs",
    "editions",
    "rust-toolchain.toml",
    "rustfmt.toml",
    "tests",
    "xtask",
];

/// What belongs to the project on the top level: what git knows or would take, else what is there.
fn top_level(root: &Path) -> BTreeSet<String> {
    let mut git = Command::new("git");
    git.current_dir(root).args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]);
    let known = match git.output() {
        Ok(output) if output.status.success() => String::from_utf8(output.stdout)
            .unwrap()
            .split('\0')
            .map(str::to_owned)
            .filter(|file| !file.is_empty() && root.join(file).exists())
            .collect(),
        _ => files(root),
    };
    let first = |file: &String| file.split('/').next().unwrap_or_default().to_owned();
    let mut top: BTreeSet<String> = known.iter().map(first).collect();
    top.retain(|name| !name.starts_with('.'));
    top
}

#[test]
fn the_top_level_holds_what_was_agreed() {
    let agreed: BTreeSet<String> = TOP.map(str::to_owned).into();
    assert_eq!(top_level(root()), agreed);
}
