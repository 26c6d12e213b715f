//! Promises name proofs that there are.

use std::collections::BTreeSet;
use std::path::Path;

use kplaces_privacy::claims;

use crate::repo::{assert_none, copy, edit, files_ending, read, root};

/// Names of functions that are tests.
fn tests(root: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in files_ending(root, &[".rs"]) {
        let mut is_test = false;
        for line in read(root, &file).lines().map(str::trim) {
            let name = line.trim_start_matches("async ").strip_prefix("fn ");
            match name.and_then(|rest| rest.split_once('(')) {
                Some((name, _)) if is_test => {
                    found.insert(name.to_owned());
                }
                _ => {}
            }
            let attribute = line.starts_with("#[") || line.starts_with("//");
            is_test =
                (is_test && attribute) || line == "#[test]" || line.starts_with("#[tokio::test");
        }
    }
    found
}

/// Tests that promises name and that are none.
fn missing_tests(root: &Path) -> Vec<String> {
    let tests = tests(root);
    let proofs = claims().iter().flat_map(|claim| {
        let named = claim.proofs.iter();
        named.filter_map(|proof| Some((claim.id, proof.strip_prefix("test:")?)))
    });
    proofs
        .filter(|(_, name)| !tests.contains(*name))
        .map(|(claim, name)| format!("{claim}: no test is called {name}"))
        .collect()
}

#[test]
fn every_test_that_proves_a_promise_is_there() {
    assert_none("name a test, or write it", &missing_tests(root()));
}

#[test]
fn a_proof_that_has_gone_is_seen() {
    let folder = copy();
    edit(
        folder.path(),
        "crates/kplaces-webfleet/src/columns.rs",
        "fn nothing_personal_is_asked_for(",
        "fn something_is_asked_for(",
    );
    assert_eq!(
        missing_tests(folder.path()),
        ["not-requested: no test is called nothing_personal_is_asked_for"]
    );
}
