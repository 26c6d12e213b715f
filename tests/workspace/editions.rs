//! What an edition is made of, and what it is not.

use std::collections::BTreeSet;
use std::path::Path;

use kplaces_edition::{EditionId, Feature, Manifest};

use crate::repo::{
    assert_none, cargo, copy, edit, files_ending, kebab, packages, read, root, run, write,
};

/// The crates of ours that an edition is built from when it is built alone.
fn crates_of(root: &Path, edition: EditionId) -> BTreeSet<String> {
    let package = format!("kplaces-{edition}");
    let tree = run(cargo(root)
        .args(["tree", "-p", &package, "-e", "normal,build"])
        .args(["--prefix", "none", "--format", "{p}"]));
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    let mut found: BTreeSet<String> = names
        .filter(|name| name.starts_with("kplaces-"))
        .map(str::to_owned)
        .collect();
    assert!(found.remove(&package), "{tree}");
    found
}

/// Paid crates in an edition that sells none: as it is built here, and by any line of a manifest,
/// so that one for another platform does not slip by.
fn paid_crates(root: &Path, edition: EditionId) -> Vec<String> {
    let mut found = crates_of(root, edition);
    let packages = packages(root);
    let mut open = vec![format!("kplaces-{edition}")];
    while let Some(name) = open.pop() {
        if let Some(package) = packages.iter().find(|package| package.name == name) {
            for next in package.built_with() {
                if found.insert(next.to_owned()) {
                    open.push(next.to_owned());
                }
            }
        }
    }
    found.retain(|name| name.starts_with("kplaces-ext-"));
    found.into_iter().collect()
}

/// What an edition is built from is a decision; this is the bill of materials.
#[test]
fn each_edition_is_built_from_the_crates_that_were_agreed() {
    for edition in EditionId::all() {
        let crates = crates_of(root(), edition);
        let list: Vec<String> = crates.into_iter().collect();
        insta::with_settings!({ snapshot_suffix => edition.to_string(), omit_expression => true }, {
            insta::assert_snapshot!("crates", list.join("\n"));
        });
    }
}

#[test]
fn basic_is_built_without_any_paid_crate() {
    assert_none("in Basic", &paid_crates(root(), EditionId::Basic));
}

#[test]
fn a_paid_crate_in_basic_is_seen() {
    let folder = copy();
    let manifest = read(folder.path(), "editions/basic/Cargo.toml");
    let dependency = "kplaces-ext-groups.workspace = true";
    let planted = [
        manifest.replace(
            "[dependencies]\n",
            &format!("[dependencies]\n{dependency}\n"),
        ),
        manifest.clone()
            + &format!("\n[target.'cfg(target_os = \"none\")'.dependencies]\n{dependency}\n"),
        manifest.clone() + &format!("\n[build-dependencies]\n{dependency}\n"),
    ];
    for planted in planted {
        assert_ne!(planted, manifest);
        write(folder.path(), "editions/basic/Cargo.toml", &planted);
        assert_eq!(
            paid_crates(folder.path(), EditionId::Basic),
            ["kplaces-ext-groups"],
            "{planted}"
        );
    }
    write(folder.path(), "editions/basic/Cargo.toml", &manifest);
    assert_none("restored", &paid_crates(folder.path(), EditionId::Basic));
}

#[test]
fn a_paid_crate_behind_another_crate_is_seen() {
    let folder = copy();
    let lib = read(folder.path(), "crates/kplaces-store-sqlite/Cargo.toml");
    for (file, text) in [
        (
            "Cargo.toml",
            lib.replace("kplaces-store-sqlite", "kplaces-ext-hidden"),
        ),
        ("src/lib.rs", "//! Paid.".to_owned()),
    ] {
        write(
            folder.path(),
            &format!("crates/kplaces-ext-hidden/{file}"),
            text,
        );
    }
    let line = "kplaces-ext-hidden = { path = \"../kplaces-ext-hidden\" }";
    let at = "[dependencies]\n";
    let manifest = "crates/kplaces-export/Cargo.toml";
    edit(folder.path(), manifest, at, &format!("{at}{line}\n"));
    assert_eq!(
        paid_crates(folder.path(), EditionId::Basic),
        ["kplaces-ext-hidden"]
    );
}

/// What `main.rs` of an edition lists, and what it promises.
struct Edition {
    id: EditionId,
    main: String,
    manifest: Manifest,
}

impl Edition {
    fn read(root: &Path, id: EditionId) -> Self {
        let manifest = read(root, &format!("editions/{id}/edition.toml"));
        Self {
            id,
            main: read(root, &format!("editions/{id}/src/main.rs")),
            manifest: Manifest::parse(&manifest).unwrap(),
        }
    }

    /// The crates of one list, as packages: `[kplaces_store_sqlite]`.
    fn listed(&self, list: &str) -> Vec<String> {
        let (_, rest) = self.main.split_once(&format!("{list}:")).unwrap();
        let (_, rest) = rest.split_once('[').unwrap();
        let (names, _) = rest.split_once(']').unwrap();
        names
            .split(',')
            .map(|name| name.trim().replace('_', "-"))
            .filter(|name| !name.is_empty())
            .collect()
    }
}

/// The features that a paid crate brings, as its `Plugin::new` names them.
fn features_of(root: &Path, paid: &str) -> BTreeSet<Feature> {
    let folder = format!("crates/{paid}/src/");
    let mut found = BTreeSet::new();
    for file in files_ending(root, &[".rs"]) {
        if !file.starts_with(&folder) {
            continue;
        }
        let source = read(root, &file);
        for call in source.split("Plugin::new(").skip(1) {
            let arguments = call.split(')').next().unwrap_or_default();
            for feature in arguments.split("Feature::").skip(1) {
                let end = feature.find(|c: char| !c.is_ascii_alphanumeric());
                let id = kebab(&feature[..end.unwrap_or(feature.len())]);
                found.insert(id.parse().unwrap());
            }
        }
    }
    found
}

/// Where promise, list and manifest of an edition disagree.
fn disagreements(root: &Path, id: EditionId) -> Vec<String> {
    let edition = Edition::read(root, id);
    let mut found = Vec::new();
    if edition.manifest.id != id {
        found.push(format!(
            "editions/{id}/edition.toml is of `{}`",
            edition.manifest.id
        ));
    }

    let plugins = edition.listed("plugins");
    let linked: BTreeSet<Feature> = plugins
        .iter()
        .flat_map(|paid| features_of(root, paid))
        .collect();
    let promised = &edition.manifest.features;
    for feature in promised.symmetric_difference(&linked) {
        let side = if linked.contains(feature) {
            "delivered, not promised"
        } else {
            "promised, not delivered"
        };
        found.push(format!("{id}: `{feature}` is {side}"));
    }

    let mut listed: BTreeSet<String> = ["stores", "exports", "plugins"]
        .iter()
        .flat_map(|list| edition.listed(list))
        .collect();
    listed.insert("kplaces-runner".to_owned());
    let packages = packages(root);
    let name = format!("kplaces-{}", edition.id);
    let package = packages.iter().find(|package| package.name == name);
    let depended: BTreeSet<String> = package.unwrap().built_with().map(str::to_owned).collect();
    for part in listed.symmetric_difference(&depended) {
        let side = if listed.contains(part) {
            "listed, no dependency"
        } else {
            "a dependency, not listed"
        };
        found.push(format!("{id}: {part} is {side}"));
    }
    found
}

#[test]
fn each_edition_delivers_what_it_promises_and_depends_on_what_it_lists() {
    for id in EditionId::all() {
        assert_none("promise and delivery", &disagreements(root(), id));
    }
}

#[test]
fn a_broken_promise_is_seen() {
    let folder = copy();
    let basic = "editions/basic/src/main.rs";
    edit(
        folder.path(),
        basic,
        "plugins:  []",
        "plugins:  [kplaces_ext_groups]",
    );
    assert_eq!(
        disagreements(folder.path(), EditionId::Basic),
        [
            "basic: `group-list` is delivered, not promised",
            "basic: `group-filter` is delivered, not promised",
            "basic: kplaces-ext-groups is listed, no dependency",
        ]
    );
}

#[test]
fn every_feature_has_one_crate() {
    let paid = packages(root()).into_iter().map(|package| package.name);
    let mut brought: Vec<Feature> = paid
        .filter(|name| name.starts_with("kplaces-ext-"))
        .flat_map(|name| features_of(root(), &name))
        .collect();
    brought.sort_unstable();
    let all: Vec<Feature> = Feature::all().collect();
    assert_eq!(brought, all);
}

#[test]
fn there_is_a_folder_for_every_edition_and_no_other() {
    let folders: BTreeSet<String> = packages(root())
        .iter()
        .filter_map(|package| package.folder.strip_prefix("editions/").map(str::to_owned))
        .collect();
    let ids: BTreeSet<String> = EditionId::all().map(|id| id.to_string()).collect();
    assert_eq!(folders, ids);
}

/// Crates with features that they have in one edition and not in another: built together, one edition would get what the
/// other asks for.
fn unlike(root: &Path) -> Vec<String> {
    let with_features = |editions: &[EditionId]| -> BTreeSet<String> {
        let mut tree = cargo(root);
        tree.args(["tree", "-e", "normal,build", "--prefix", "none"]);
        tree.args(["--format", "{p} [{f}]"]);
        for edition in editions {
            tree.args(["-p", &format!("kplaces-{edition}")]);
        }
        let tree = run(&mut tree);
        let lines = tree.lines().map(|line| line.trim_end_matches(" (*)"));
        let lines = lines.filter(|line| !line.is_empty());
        lines.map(str::to_owned).collect()
    };
    let editions: Vec<EditionId> = EditionId::all().collect();
    let together = with_features(&editions);
    let alone = editions
        .iter()
        .flat_map(|edition| with_features(&[*edition]));
    alone.filter(|line| !together.contains(line)).collect()
}

#[test]
fn editions_that_are_built_together_are_what_they_are_alone() {
    assert_none("other features", &unlike(root()));
}

#[test]
fn a_feature_that_only_one_edition_asks_for_is_seen() {
    let folder = copy();
    let wanted = "[dependencies]\ntokio = { workspace = true, features = [\"test-util\"] }\n";
    edit(
        folder.path(),
        "editions/pro/Cargo.toml",
        "[dependencies]\n",
        wanted,
    );
    let seen = unlike(folder.path());
    assert!(
        seen.iter().any(|line| line.starts_with("tokio ")),
        "{seen:?}"
    );
}
