//! Whether the guide "add a storage backend" in CONTRIBUTING.md is true: it is followed by program.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use kplaces_edition::EditionId;

use crate::repo::{assert_none, cargo, copy, copy_to, edit, files, read, root, run, write};
use crate::{editions, tidy};

const MODEL: &str = "crates/kplaces-store-memory";

/// The section of the guide.
fn guide() -> String {
    let text = read(root(), "CONTRIBUTING.md");
    let heading = "## Add a storage backend\n";
    let (_, rest) = text.split_once(heading).expect("the guide is there");
    rest.split("\n## ").next().unwrap_or_default().to_owned()
}

/// The files of the guide's table, for a backend of this name in Pro.
fn files_in_guide(name: &str) -> BTreeSet<String> {
    let text = guide();
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    let files = rows.filter_map(|row| row.split('`').nth(1));
    files
        .map(|file| file.replace("NAME", name).replace("EDITION", "pro"))
        .collect()
}

/// The number that the guide states, beside its mark.
fn number_in_guide() -> usize {
    let text = guide();
    let (_, rest) = text
        .split_once("<!-- touched files: ")
        .expect("the mark is there");
    let number: usize = rest.split(" -->").next().unwrap().parse().unwrap();
    let mut marked = text
        .split("\n\n")
        .filter(|paragraph| paragraph.contains("<!-- touched files: "));
    let stated = format!("**{number} files**");
    let says = marked
        .next()
        .is_some_and(|paragraph| paragraph.contains(&stated));
    assert!(says, "the sentence does not say {stated}");
    number
}

/// Every file with its content.
fn content(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let with_content = |file: String| {
        let content = fs::read(root.join(&file)).unwrap();
        (file, content)
    };
    files(root).into_iter().map(with_content).collect()
}

/// The files that are new or different; what cargo and the snapshot command write does not count.
fn touched(
    before: &BTreeMap<String, Vec<u8>>,
    after: &BTreeMap<String, Vec<u8>>,
) -> BTreeSet<String> {
    assert!(
        before.keys().all(|file| after.contains_key(file)),
        "a file is gone"
    );
    let changed = after
        .iter()
        .filter(|(file, content)| before.get(*file) != Some(content));
    changed
        .map(|(file, _)| file.clone())
        .filter(|file| file != "Cargo.lock" && !file.contains("/snapshots/"))
        .collect()
}

/// The steps of the guide, by hand.
fn follow_by_hand(root: &Path, name: &str) {
    let package = format!("kplaces-store-{name}");
    // 1. a copy of the model under the new name
    for file in files(&root.join(MODEL)) {
        let text = read(root, &format!("{MODEL}/{file}"))
            .replace("kplaces-store-memory", &package)
            .replace("kplaces_store_memory", &package.replace('-', "_"))
            .replace("scheme: \"memory\"", &format!("scheme: \"{name}\""));
        write(root, &format!("crates/{package}/{file}"), text);
    }
    // 2. its name in the workspace
    let model = format!("kplaces-store-memory = {{ path = \"{MODEL}\" }}\n");
    let line = model.replace("kplaces-store-memory", &package);
    edit(root, "Cargo.toml", &model, &format!("{model}{line}"));
    // 3. the edition that ships it
    let model = "kplaces-store-memory.workspace = true\n";
    let line = model.replace("kplaces-store-memory", &package);
    edit(
        root,
        "editions/pro/Cargo.toml",
        model,
        &format!("{model}{line}"),
    );
    let entry = format!("kplaces_store_memory, {}", package.replace('-', "_"));
    edit(
        root,
        "editions/pro/src/main.rs",
        "kplaces_store_memory",
        &entry,
    );
    // 4. a row in the code map
    let model = "| `kplaces-store-memory` |";
    let row = format!("| `{package}` | a store | none yet |\n{model}");
    edit(root, "ARCHITECTURE.md", model, &row);
}

/// What the new crate does not say.
fn unexplained(root: &Path, name: &str) -> Vec<String> {
    let mut found = tidy::unexplained_crates(root);
    found.retain(|finding| finding.starts_with(&format!("kplaces-store-{name}:")));
    found
}

#[test]
fn the_guide_names_every_file_to_touch_and_their_number() {
    let folder = copy();
    let before = content(folder.path());
    follow_by_hand(folder.path(), "trial");
    let touched = touched(&before, &content(folder.path()));
    assert_eq!(touched, files_in_guide("trial"));
    assert_eq!(touched.len(), number_in_guide());

    // Nothing else asks for an entry.
    assert_none("crates", &unexplained(folder.path(), "trial"));
    assert_none(
        "pro",
        &editions::disagreements(folder.path(), EditionId::Pro),
    );
}

#[test]
fn a_step_left_out_is_seen() {
    let folder = copy();
    follow_by_hand(folder.path(), "trial");
    let row = "| `kplaces-store-trial` | a store | none yet |
";
    edit(folder.path(), "ARCHITECTURE.md", row, "");
    edit(
        folder.path(),
        "editions/pro/src/main.rs",
        ", kplaces_store_trial",
        "",
    );
    assert_eq!(
        unexplained(folder.path(), "trial"),
        ["kplaces-store-trial: the code map in ARCHITECTURE.md has no row for it"]
    );
    assert_eq!(
        editions::disagreements(folder.path(), EditionId::Pro),
        ["pro: kplaces-store-trial is a dependency, not listed"]
    );
}

/// A copy of the workspace that stays where it is from run to run, so that little is built anew.
/// One test has it at a time.
struct Workbench {
    folder: PathBuf,
    _lock: File,
}

impl Workbench {
    fn take() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new-backend");
        fs::create_dir_all(&folder).unwrap();
        let lock = File::create(folder.join("lock")).unwrap();
        lock.lock().unwrap();
        copy_to(&folder.join("workspace"));
        Self {
            folder,
            _lock: lock,
        }
    }

    fn root(&self) -> PathBuf {
        self.folder.join("workspace")
    }

    fn cargo(&self, arguments: &[&str]) -> String {
        // Five times quicker to build; what is tested here needs no speed.
        let quick = ["profile.dev.package.'*'.opt-level=0", "profile.dev.debug=0"];
        let mut command = cargo(&self.root());
        command
            .args(quick.map(|setting| format!("--config={setting}")))
            .args(arguments)
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            // It is told by cargo, and would be taken for that of the copy.
            .env_remove("CARGO_MANIFEST_DIR");
        run(&mut command)
    }

    /// Runs the tests of a backend; all cases of the suite have to be among them.
    fn conformance(&self, package: &str) {
        let printed = self.cargo(&["test", "-p", package, "--test", "conformance"]);
        let list = read(root(), "crates/kplaces-store-testsuite/src/list.rs");
        let cases: Vec<&str> = list
            .lines()
            .filter_map(|line| line.trim().strip_suffix(": Nothing,"))
            .collect();
        assert!(cases.len() > 20, "{cases:?}");
        for case in cases {
            let passed = format!("test conformance::{case} ... ok");
            assert!(printed.contains(&passed), "{passed}\n{printed}");
        }
    }
}

#[test]
fn a_backend_made_by_hand_passes_the_suite() {
    let bench = Workbench::take();
    follow_by_hand(&bench.root(), "trial");
    bench.conformance("kplaces-store-trial");
}

#[test]
fn a_backend_made_by_the_command_passes_the_suite() {
    let bench = Workbench::take();
    let before = content(&bench.root());
    bench.cargo(&[
        "run",
        "-p",
        "xtask",
        "--",
        "new-backend",
        "trial",
        "--edition",
        "pro",
    ]);
    let touched = touched(&before, &content(&bench.root()));
    let mut expected = files_in_guide("trial");
    // The guide says that this line is written by hand.
    assert!(expected.remove("ARCHITECTURE.md"));
    assert_eq!(touched, expected);
    assert_none(
        "pro",
        &editions::disagreements(&bench.root(), EditionId::Pro),
    );
    assert_eq!(
        unexplained(&bench.root(), "trial"),
        ["kplaces-store-trial: the code map in ARCHITECTURE.md has no row for it"]
    );
    bench.conformance("kplaces-store-trial");
}
