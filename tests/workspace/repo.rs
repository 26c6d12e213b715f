//! The workspace as data: its packages, its files, its text.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// The top of this workspace.
pub(crate) fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The cargo that built this test, in a folder, without the network.
pub(crate) fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command
        .current_dir(folder)
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_TERM_COLOR", "never");
    command
}

/// Runs a command to its end; it has to work.
pub(crate) fn run(command: &mut Command) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let stdout = String::from_utf8(stdout).unwrap();
    let stderr = String::from_utf8(stderr).unwrap();
    assert!(status.success(), "{command:?}\n{stdout}\n{stderr}");
    stdout
}

/// A package of the workspace, as cargo reads its manifest.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    /// Its folder from the top: `crates/kplaces-app`.
    pub(crate) folder: String,
    pub(crate) dependencies: Vec<Dependency>,
    pub(crate) features: Vec<String>,
    pub(crate) published: bool,
    /// The root file of every target.
    pub(crate) targets: Vec<PathBuf>,
}

/// A line of a manifest: any kind, for any platform, optional or not.
#[derive(Debug)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// Only for tests and examples.
    pub(crate) dev: bool,
}

impl Package {
    /// What the package is built with: no test code.
    pub(crate) fn built_with(&self) -> impl Iterator<Item = &str> {
        let built = self.dependencies.iter().filter(|found| !found.dev);
        built.map(|found| found.name.as_str())
    }
}

/// The packages of a workspace, ordered by name.
pub(crate) fn packages(root: &Path) -> Vec<Package> {
    let top = root.canonicalize().unwrap();
    let text = run(cargo(root).args(["metadata", "--no-deps", "--format-version", "1"]));
    let metadata: Value = serde_json::from_str(&text).unwrap();
    let mut packages: Vec<Package> = list(&metadata["packages"])
        .map(|package| package_of(package, &top))
        .collect();
    packages.sort_by(|a, b| a.name.cmp(&b.name));
    packages
}

fn package_of(package: &Value, top: &Path) -> Package {
    let manifest = PathBuf::from(text_of(&package["manifest_path"]));
    let folder = manifest.parent().unwrap().canonicalize().unwrap();
    let dependency = |found: &Value| Dependency {
        name: text_of(&found["name"]),
        dev: found["kind"] == "dev",
    };
    Package {
        name: text_of(&package["name"]),
        folder: slashed(folder.strip_prefix(top).unwrap()),
        dependencies: list(&package["dependencies"]).map(dependency).collect(),
        features: package["features"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect(),
        // `null` is every registry, an empty list is none.
        published: package["publish"] != Value::Array(Vec::new()),
        targets: list(&package["targets"])
            .map(|target| PathBuf::from(text_of(&target["src_path"])))
            .collect(),
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().unwrap().iter()
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// A path as it is written in documents.
pub(crate) fn slashed(path: &Path) -> String {
    path.to_str().unwrap().replace('\\', "/")
}

/// Every file from the top, without what cargo builds and git keeps: `crates/kplaces-app/src/lib.rs`.
pub(crate) fn files(root: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_symlink() || !path.is_dir() {
                found.insert(slashed(path.strip_prefix(root).unwrap()));
            } else if !(is_built(name(&path)) && folder == root || name(&path) == "node_modules") {
                folders.push(path);
            }
        }
    }
    found
}

/// The files with one of these endings.
pub(crate) fn files_ending(root: &Path, endings: &[&str]) -> Vec<String> {
    let wanted = |file: &String| endings.iter().any(|ending| file.ends_with(ending));
    files(root).into_iter().filter(wanted).collect()
}

/// Folders of the root that hold nothing people write.
fn is_built(folder: &str) -> bool {
    ["target", "dist", ".git"].contains(&folder)
}

fn name(path: &Path) -> &str {
    path.file_name().and_then(OsStr::to_str).unwrap()
}

/// The text of a file.
pub(crate) fn read(root: &Path, file: &str) -> String {
    fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Writes a file, with its folders. One that is the same already keeps its time, so that cargo does
/// not build it again.
pub(crate) fn write(root: &Path, file: &str, content: impl AsRef<[u8]>) {
    let path = root.join(file);
    if fs::read(&path).is_ok_and(|there| there == content.as_ref()) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// Changes a file; the change has to be one.
pub(crate) fn edit(root: &Path, file: &str, from: &str, to: &str) {
    let before = read(root, file);
    assert!(before.contains(from), "{file} holds no `{from}`");
    write(root, file, before.replacen(from, to, 1));
}

/// Makes `to` the same as this workspace: files are added, replaced and removed.
pub(crate) fn copy_to(to: &Path) {
    fs::create_dir_all(to).unwrap();
    let wanted = files(root());
    for file in files(to).difference(&wanted) {
        fs::remove_file(to.join(file)).unwrap();
    }
    for file in &wanted {
        // Others may be at work in the tree: a file can go between two looks.
        if let Ok(content) = fs::read(root().join(file)) {
            write(to, file, content);
        }
    }
    remove_empty_folders(to);
}

/// A folder that holds no file is not part of a workspace, but `crates/*` would find it.
fn remove_empty_folders(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.is_symlink() {
            remove_empty_folders(&path);
            // Fails where something is left in it.
            let _ = fs::remove_dir(&path);
        }
    }
}

/// A copy of this workspace for one test.
pub(crate) fn copy() -> tempfile::TempDir {
    let folder = tempfile::Builder::new()
        .prefix("kplaces-")
        .tempdir()
        .unwrap();
    copy_to(folder.path());
    folder
}

/// Fails with every finding on a line of its own.
pub(crate) fn assert_none(claim: &str, findings: &[String]) {
    assert!(findings.is_empty(), "{claim}:\n  {}", findings.join("\n  "));
}

/// The findings of a claim that are there only after a folder was changed.
pub(crate) fn found_by(
    folder: &Path,
    claim: impl Fn(&Path) -> Vec<String>,
    change: impl FnOnce(&Path),
) -> Vec<String> {
    let before = claim(folder);
    change(folder);
    let after = claim(folder).into_iter();
    after.filter(|finding| !before.contains(finding)).collect()
}

/// Fails if a claim does not see what breaks it.
pub(crate) fn assert_seen(findings: &[String], part: &str) {
    let seen = findings.iter().any(|finding| finding.contains(part));
    assert!(seen, "not seen: {part}\nfindings: {findings:#?}");
}

/// The variants of the enum that derives `Subcommand` and is called `Command`, in kebab-case: the
/// names clap gives them.
pub(crate) fn subcommands(source: &str) -> BTreeSet<String> {
    let Some((_, body)) = source.split_once("enum Command {") else {
        return BTreeSet::new();
    };
    let body = body.split("\n}").next().unwrap_or_default();
    let mut found = BTreeSet::new();
    for line in body.lines() {
        let Some(rest) = line.strip_prefix("    ") else {
            continue;
        };
        if rest.starts_with(|c: char| c.is_ascii_uppercase()) {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric());
            found.insert(kebab(&rest[..end.unwrap_or(rest.len())]));
        }
    }
    found
}

/// `NewBackend` as `new-backend`.
pub(crate) fn kebab(camel: &str) -> String {
    let mut out = String::new();
    for (n, c) in camel.chars().enumerate() {
        if c.is_ascii_uppercase() && n > 0 {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}
