//! Which crate may use which.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::repo::{Package, assert_none, files, packages, root};

/// A rule about one arrow between two packages.
type Forbids = fn(from: &str, to: &str) -> bool;

/// Every way of arrows in the workspace, first to last, that a rule forbids; `from` and `to` are
/// the ends of the way. Test code does not count.
fn offences(packages: &[Package], forbids: Forbids) -> Vec<String> {
    let mut found = Vec::new();
    for package in packages {
        for way in ways(packages, &package.name) {
            if forbids(&package.name, way.last().unwrap()) {
                found.push(format!("{} -> {}", package.name, way.join(" -> ")));
            }
        }
    }
    found
}

/// A way to each thing of ours that a package is built with, by any number of steps.
fn ways<'p>(packages: &'p [Package], from: &str) -> Vec<Vec<&'p str>> {
    let by_name: BTreeMap<&str, &Package> = packages
        .iter()
        .map(|package| (package.name.as_str(), package))
        .collect();
    let mut seen = BTreeSet::new();
    let mut ways = Vec::new();
    let mut open: Vec<(&str, Vec<&str>)> = vec![(by_name[from].name.as_str(), Vec::new())];
    while let Some((at, way)) = open.pop() {
        for next in by_name[at].built_with() {
            if by_name.contains_key(next) && seen.insert(next) {
                let way = [&way[..], &[next]].concat();
                open.push((next, way.clone()));
                ways.push(way);
            }
        }
    }
    ways
}

fn is_ours(name: &str) -> bool {
    name.starts_with("kplaces-") || name == "xtask"
}

/// What every room may stand on: a text is a value, like a number.
fn is_ground(name: &str) -> bool {
    name == "kplaces-text"
}

/// A store backend; the suite is for their tests.
fn is_backend(name: &str) -> bool {
    name.starts_with("kplaces-store-") && name != "kplaces-store-testsuite"
}

/// The one backend that is made of another one: it keeps the bytes of that one's database, encrypted.
fn is_made_of(from: &str, to: &str) -> bool {
    from == "kplaces-store-sealed" && to == "kplaces-store-sqlite"
}

fn is_paid(name: &str) -> bool {
    name.starts_with("kplaces-ext-")
}

/// A crate with profiles that only paid editions have.
fn is_sold_format(name: &str) -> bool {
    name.starts_with("kplaces-export-") && name != "kplaces-export-testsuite"
}

/// One test for each rule: no arrow of the workspace breaks it.
macro_rules! rules {
    ($($name:ident: $forbids:expr;)*) => {$(
        #[test]
        fn $name() {
            let forbids: Forbids = $forbids;
            assert_none(stringify!($name), &offences(&packages(root()), forbids));
        }
    )*};
}

/// Adds an arrow to the packages in memory.
fn plant(packages: &mut [Package], from: &str, to: &str) {
    let package = packages.iter_mut().find(|package| package.name == from);
    let dependencies = &mut package.unwrap().dependencies;
    dependencies.push(crate::repo::Dependency {
        name: to.to_owned(),
        dev: false,
    });
}

rules! {
    backends_do_not_know_each_other:
        |from, to| is_backend(from) && is_backend(to) && !is_made_of(from, to);
    backends_do_not_contain_the_suite_that_tests_them:
        |from, to| !from.ends_with("-tests") && to == "kplaces-store-testsuite";
    only_editions_name_backends:
        |from, to| from.starts_with("kplaces-") && !links_an_edition(from) && is_backend(to)
            && !is_made_of(from, to);
    no_edition_contains_the_store_in_memory:
        |from, to| is_edition(from) && to == "kplaces-store-memory";
    paid_features_do_not_know_each_other:
        |from, to| is_paid(from) && is_paid(to);
    the_runner_knows_no_paid_feature:
        |from, to| from == "kplaces-runner" && is_paid(to);
    only_editions_name_paid_features:
        |from, to| !links_an_edition(from) && is_paid(to);
    basic_contains_no_paid_feature:
        |from, to| from == "kplaces-basic" && is_paid(to);
    basic_contains_no_paid_profile:
        |from, to| from == "kplaces-basic" && is_sold_format(to);
    families_of_profiles_do_not_know_each_other:
        |from, to| is_sold_format(from) && is_sold_format(to) && to != "kplaces-export-codepage";
    a_profile_knows_the_contract_and_the_domain_only:
        |from, to| is_sold_format(from) && is_ours(to)
            && !["kplaces-domain", "kplaces-files", "kplaces-text", "kplaces-export", "kplaces-export-codepage"]
                .contains(&to);
    only_enterprise_has_the_encrypted_store:
        |from, to| ["kplaces-basic", "kplaces-pro"].contains(&from) && to == "kplaces-store-sealed";
    the_app_knows_no_frontend_and_no_settings:
        |from, to| from == "kplaces-app"
            && ["kplaces-cli", "kplaces-config", "kplaces-runner", "kplaces-web"].contains(&to);
    the_device_knows_no_frontend:
        |from, to| from == "kplaces-device"
            && ["kplaces-cli", "kplaces-runner", "kplaces-web"].contains(&to);
    the_domain_knows_nothing_of_ours:
        |from, to| from == "kplaces-domain" && is_ours(to);
    the_client_knows_nothing_of_ours:
        |from, to| from == "kplaces-webfleet" && is_ours(to);
    a_store_knows_the_contract_and_the_domain_only:
        |from, to| from.starts_with("kplaces-store") && is_ours(to)
            && !is_ground(to) && !["kplaces-domain", "kplaces-store", "kplaces-files"].contains(&to)
            && !is_made_of(from, to);
    the_map_knows_no_other_frontend:
        |from, to| from == "kplaces-web" && ["kplaces-cli", "kplaces-runner"].contains(&to);
    privacy_texts_know_the_domain_and_the_editions_only:
        |from, to| from == "kplaces-privacy" && is_ours(to) && !is_ground(to)
            && !["kplaces-domain", "kplaces-edition"].contains(&to);
    tiles_know_the_domain_only:
        |from, to| from == "kplaces-tiles" && is_ours(to) && to != "kplaces-domain";
    alerts_and_their_fixes_know_the_domain_only:
        |from, to| ["kplaces-alerts", "kplaces-fixes"].contains(&from) && is_ours(to)
            && to != "kplaces-domain";
    the_vault_knows_nothing_of_ours:
        |from, to| from == "kplaces-vault" && is_ours(to);
    private_files_know_only_how_texts_are_made:
        |from, to| from == "kplaces-files" && is_ours(to) && to != "kplaces-text";
    proofs_look_from_outside:
        |from, to| from == "kplaces-prove" && is_ours(to) && !is_ground(to)
            && !["kplaces-domain", "kplaces-edition", "kplaces-privacy", "kplaces-tools"].contains(&to);
}

/// The editions are what is in the folder of that name, known here by their names.
fn is_edition(name: &str) -> bool {
    ["kplaces-basic", "kplaces-pro", "kplaces-enterprise"].contains(&name)
}

/// An edition, or the empty program of the benches, which links what Pro links.
fn links_an_edition(name: &str) -> bool {
    is_edition(name) || name == "kplaces-bench"
}

#[test]
fn the_arrows_are_those_that_were_agreed() {
    insta::with_settings!({ omit_expression => true, description => "A new arrow is a decision: see ARCHITECTURE.md" }, {
        insta::assert_snapshot!("layering", arrows(&packages(root())));
    });
}

/// A line for each package: what of ours it is built with.
fn arrows(packages: &[Package]) -> String {
    let mut out = String::new();
    for package in packages {
        let mut ours: Vec<&str> = package.built_with().filter(|name| is_ours(name)).collect();
        ours.sort_unstable();
        let ours = if ours.is_empty() {
            "nothing of ours".to_owned()
        } else {
            ours.join(", ")
        };
        out.push_str(&format!("{} -> {ours}\n", package.name));
    }
    out
}

#[test]
fn a_rule_sees_an_arrow_through_other_crates() {
    let mut planted = packages(root());
    plant(&mut planted, "kplaces-export", "kplaces-config");
    let seen = offences(&planted, |from, to| {
        from == "kplaces-app" && to == "kplaces-config"
    });
    assert_eq!(seen, ["kplaces-app -> kplaces-export -> kplaces-config"]);
}

#[test]
fn no_crate_has_cargo_features() {
    let found: Vec<String> = packages(root())
        .iter()
        .filter(|package| !package.features.is_empty())
        .map(|package| format!("{} has {:?}", package.name, package.features))
        .collect();
    assert_none("a feature must not decide what a customer gets", &found);
}

#[test]
fn a_dependency_is_not_optional_in_disguise() {
    // An optional dependency is a feature, whatever it is called.
    let folder = crate::repo::copy();
    let manifest = "editions/basic/Cargo.toml";
    let line = "kplaces-ext-groups = { workspace = true, optional = true }\n";
    let from = "[dependencies]\n";
    crate::repo::edit(folder.path(), manifest, from, &format!("{from}{line}"));
    let packages = packages(folder.path());
    let basic = packages
        .iter()
        .find(|package| package.name == "kplaces-basic");
    assert_eq!(basic.unwrap().features, ["kplaces-ext-groups"]);
}

#[test]
fn an_edition_is_a_manifest_a_promise_and_a_list() {
    assert_none("more than an edition holds", &more_than_an_edition(root()));

    let folder = crate::repo::copy();
    crate::repo::write(folder.path(), "editions/pro/src/extra.rs", "");
    assert_eq!(
        more_than_an_edition(folder.path()),
        ["editions/pro/src/extra.rs"]
    );
}

fn more_than_an_edition(root: &Path) -> Vec<String> {
    let agreed = ["Cargo.toml", "edition.toml", "src/main.rs"];
    let odd = |file: &String| {
        let inside = file.strip_prefix("editions/");
        inside.is_some_and(|file| {
            let in_edition = file.split_once('/').map(|(_, rest)| rest);
            in_edition.is_none_or(|rest| !agreed.contains(&rest))
        })
    };
    files(root).into_iter().filter(odd).collect()
}
