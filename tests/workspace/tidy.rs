//! House rules: nothing forgotten, nothing left over, everything explained.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kplaces_webfleet_sim::{CANARY, SAMPLE_APIKEY, SAMPLE_PASSWORD};

use crate::repo::{
    assert_none, assert_seen, copy, edit, files, files_ending, found_by, packages, read, root,
    slashed, write,
};

// ---- no file is forgotten ----

/// Rust files that no target reaches: code that looks alive and is never compiled.
fn forgotten_files(root: &Path) -> Vec<String> {
    let top = root.canonicalize().unwrap();
    let mut reached = BTreeSet::new();
    let mut open: Vec<(PathBuf, bool)> = packages(root)
        .into_iter()
        .flat_map(|package| package.targets)
        .map(|file| (file, true))
        .collect();
    // Fuzz targets are outside of the workspace; their own manifest names them.
    for file in files_ending(root, &[".rs"]) {
        if let Some((folder, name)) = file.split_once("/fuzz_targets/") {
            let manifest = read(root, &format!("{folder}/Cargo.toml"));
            if manifest.contains(&format!("path = \"fuzz_targets/{name}\"")) {
                open.push((root.join(&file), true));
            }
        }
    }
    while let Some((file, is_root)) = open.pop() {
        let file = file.canonicalize().unwrap();
        let Ok(shown) = file.strip_prefix(&top) else {
            continue;
        };
        if reached.insert(slashed(shown)) {
            open.extend(modules(&file, is_root));
        }
    }
    let all = files_ending(root, &[".rs"]);
    all.into_iter()
        .filter(|file| !reached.contains(file))
        .collect()
}

/// The files of the modules that a file declares, and whether they are roots for their own.
fn modules(file: &Path, is_root: bool) -> Vec<(PathBuf, bool)> {
    let here = file.parent().unwrap();
    let owns_folder = is_root || file.file_name().is_some_and(|name| name == "mod.rs");
    let folder = if owns_folder {
        here.to_owned()
    } else {
        file.with_extension("")
    };
    let mut found = Vec::new();
    let mut named = None;
    for line in fs::read_to_string(file).unwrap().lines().map(str::trim) {
        if let Some(path) = line.strip_prefix("#[path = \"") {
            named = path.strip_suffix("\"]");
            continue;
        }
        let mut words = line
            .trim_end_matches(';')
            .split(' ')
            .skip_while(|word| word.starts_with("pub"));
        let is_module = line.ends_with(';') && words.next() == Some("mod");
        if let (true, Some(name), None) = (is_module, words.next(), words.next()) {
            let nested = folder.join(name).join("mod.rs");
            found.push(match named {
                Some(path) => (here.join(path), true),
                None if nested.exists() => (nested, false),
                None => (folder.join(format!("{name}.rs")), false),
            });
        }
        if !line.starts_with("#[") && !line.starts_with("//") {
            named = None;
        }
    }
    found
}

#[test]
fn every_rust_file_belongs_to_a_target() {
    assert_none("no `mod` names it", &forgotten_files(root()));
}

#[test]
fn a_forgotten_file_is_seen() {
    let folder = copy();
    let forgotten = [
        "crates/kplaces-store-sqlite/tests/store/forgotten.rs",
        "crates/kplaces-webfleet/fuzz/fuzz_targets/forgotten.rs",
        "crates/kplaces-webfleet/src/reply/forgotten.rs",
        "tests/edition/forgotten.rs",
        "tests/workspace/forgotten.rs",
    ];
    for file in forgotten {
        write(folder.path(), file, "#[test]\nfn never_run() {}\n");
    }
    assert_eq!(forgotten_files(folder.path()), forgotten);
}

// ---- nothing is left over ----

/// Text files that people write here.
const TEXT: [&str; 8] = [".rs", ".md", ".toml", ".sql", ".yml", ".ts", ".mjs", ".css"];

/// Words that mean "not done yet". Taken apart, so that this file does not hold them.
const UNDONE: [&str; 4] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("X", "XX"),
    concat!("todo", "!("),
];

fn undone(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for file in files_ending(root, &TEXT) {
        for (n, line) in read(root, &file).lines().enumerate() {
            for word in UNDONE.iter().filter(|word| line.contains(**word)) {
                found.push(format!("{file}:{}: {word}", n + 1));
            }
        }
    }
    found
}

#[test]
fn nothing_is_marked_as_not_done() {
    assert_none("open an issue instead", &undone(root()));
}

#[test]
fn a_mark_is_seen() {
    let folder = copy();
    for (n, word) in UNDONE.iter().enumerate() {
        let file = format!("crates/kplaces-domain/src/undone{n}.rs");
        write(folder.path(), &file, format!("\n// {word}: later\n"));
        assert_seen(&undone(folder.path()), &format!("{file}:2: {word}"));
    }
}

/// Tests that may not run, or pass for the wrong reason. A test that another one starts as a child
/// process says so: `#[ignore = "run by NAME"]`, and NAME is a function beside it.
fn weak_tests(root: &Path) -> Vec<String> {
    let ignore = concat!("#[", "ignore");
    let should_panic = concat!("#[", "should_panic");
    let mut found = Vec::new();
    for file in files_ending(root, &[".rs"]) {
        let text = read(root, &file);
        for (n, line) in text.lines().map(str::trim).enumerate() {
            let starter = line
                .strip_prefix(ignore)
                .and_then(|rest| rest.strip_prefix(" = \"run by "))
                .and_then(|rest| rest.strip_suffix("\"]"));
            let is_started = starter.is_some_and(|name| text.contains(&format!("fn {name}()")));
            if line.starts_with(should_panic) || line.starts_with(ignore) && !is_started {
                found.push(format!("{file}:{}: {line}", n + 1));
            }
        }
    }
    found
}

#[test]
fn every_test_runs_and_says_what_it_expects() {
    assert_none("write the expectation, or run it", &weak_tests(root()));
}

#[test]
fn a_weak_test_is_seen() {
    let folder = copy();
    let file = "tests/edition/weak.rs";
    let (ignore, should_panic) = (concat!("#[", "ignore"), concat!("#[", "should_panic"));
    for weak in [
        format!("{ignore}]"),
        format!("{ignore} = \"slow\"]"),
        format!("{ignore} = \"run by nobody\"]"),
        format!("{should_panic}]"),
        format!("{should_panic}(expected = \"x\")]"),
    ] {
        write(
            folder.path(),
            file,
            format!("#[test]\n{weak}\nfn weak() {{}}\n"),
        );
        assert_seen(&weak_tests(folder.path()), &format!("{file}:2: {weak}"));
    }
    let child = format!("{ignore} = \"run by parent\"]\nfn child() {{}}\nfn parent() {{}}\n");
    write(folder.path(), file, child);
    assert_none("started by a test", &weak_tests(folder.path()));
}

#[test]
fn no_snapshot_waits_for_a_decision() {
    let waiting = files_ending(root(), &[".snap.new", ".pending-snap"]);
    assert_none("accept or reject it", &waiting);
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
    for secret in [SAMPLE_PASSWORD, SAMPLE_APIKEY, "CANARY-STREET"] {
        write(
            folder.path(),
            file,
            format!("---\n---\nurl?password={secret}\n"),
        );
        let seen = secrets_in_snapshots(folder.path());
        assert!(
            matches!(&seen[..], [one] if one.starts_with(file)),
            "{seen:?}"
        );
    }
}

// ---- everything is explained ----

/// Crates that do not say what they are, never do, or where they belong.
pub(crate) fn unexplained_crates(root: &Path) -> Vec<String> {
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
    let seen = found_by(folder.path(), unexplained_crates, |root| {
        edit(
            root,
            "crates/kplaces-domain/README.md",
            "**Invariant:**",
            "Note:",
        );
        edit(root, "crates/kplaces-app/src/lib.rs", "#![doc", "// #![doc");
        edit(root, "ARCHITECTURE.md", "| `kplaces-edition` |", "| `it` |");
        write(root, "crates/kplaces-cli/README.md", "# kplaces-cli\n");
    });
    let doc = "#![doc = include_str!(\"../README.md\")]";
    assert_eq!(
        seen,
        [
            format!("kplaces-app: src/lib.rs does not begin with {doc}"),
            "kplaces-cli: README.md does not begin with its purpose".to_owned(),
            "kplaces-cli: README.md has no **Invariant:** paragraph".to_owned(),
            "kplaces-domain: README.md has no **Invariant:** paragraph".to_owned(),
            "kplaces-edition: the code map in ARCHITECTURE.md has no row for it".to_owned(),
        ]
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
    let seen = found_by(folder.path(), manifests_out_of_shape, |root| {
        let app = "crates/kplaces-app/Cargo.toml";
        edit(root, app, "publish.workspace = true\n", "");
        edit(root, app, "[lints]\nworkspace = true\n", "");
        edit(root, app, "version.workspace = true", "version = \"9.0.0\"");
        let at = "[dependencies]\n";
        edit(root, app, at, &format!("{at}left-pad = \"1\"\n"));
    });
    assert_eq!(
        seen,
        [
            "kplaces-app could be published",
            "kplaces-app has lints of its own",
            "kplaces-app does not take `version` from the workspace",
            "kplaces-app states its own version of `left-pad`",
        ]
    );
}

/// What the top level holds, beside names that begin with a dot.
const TOP: [&str; 18] = [
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "SECURITY.md",
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

// ---- the outside comes in at one place ----

/// Lines of product code that reach for something from outside.
fn lines_with(root: &Path, words: &[&str], allowed: &str) -> Vec<String> {
    let mut found = Vec::new();
    for file in files_ending(root, &[".rs"]) {
        let product = file.starts_with("crates/") || file.starts_with("editions/");
        if !product || !file.contains("/src/") || file.starts_with(allowed) {
            continue;
        }
        for (n, line) in read(root, &file).lines().enumerate() {
            let is_comment = line.trim_start().starts_with("//");
            if !is_comment && words.iter().any(|word| line.contains(word)) {
                found.push(format!("{file}:{}: {}", n + 1, line.trim()));
            }
        }
    }
    found
}

const ENVIRONMENT: [&str; 6] = [
    "env::var",
    "env::{",
    "env::home_dir",
    "env::set_var",
    "env::remove_var",
    "env::temp_dir",
];
const CLOCK: [&str; 3] = ["SystemTime::now", "Timestamp::now", "Zoned::now"];

#[test]
fn only_the_settings_read_the_environment() {
    let found = lines_with(root(), &ENVIRONMENT, "crates/kplaces-config/src/");
    assert_none("reads the environment", &found);
}

#[test]
fn only_the_runner_reads_the_clock() {
    let found = lines_with(root(), &CLOCK, "crates/kplaces-runner/src/clock.rs");
    assert_none("reads the clock", &found);
}

#[test]
fn a_look_outside_is_seen() {
    let folder = copy();
    let file = "crates/kplaces-app/src/outside.rs";
    let lines = [
        "let home = std::env::var(\"HOME\");",
        "use std::env::{self, var};",
        "let now = SystemTime::now();",
    ];
    for line in lines {
        write(folder.path(), file, format!("// comment\n{line}\n"));
        let mut seen = lines_with(folder.path(), &ENVIRONMENT, "crates/kplaces-config/src/");
        seen.extend(lines_with(
            folder.path(),
            &CLOCK,
            "crates/kplaces-runner/src/clock.rs",
        ));
        assert_eq!(seen, [format!("{file}:2: {line}")]);
    }
}
