use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use kplaces_store_testsuite::CASES;

fn crate_file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn listed() -> BTreeSet<String> {
    CASES.iter().map(|case| case.name.to_owned()).collect()
}

/// The functions of `cases/*.rs`.
fn written() -> io::Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(crate_file("src/cases"))? {
        let text = fs::read_to_string(entry?.path())?;
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("pub async fn ") {
                names.extend(rest.split('(').next().map(str::to_owned));
            }
        }
    }
    Ok(names)
}

/// The names in code style under *Contract*: `like_this`, unlike the names of types and crates.
fn promised() -> io::Result<Vec<String>> {
    let text = fs::read_to_string(crate_file("../kplaces-store/src/store.rs"))?;
    let docs = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("///"));
    let is_case = |token: &&str| {
        token.contains('_') && token.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
    };
    Ok(docs
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .filter(is_case)
        .map(str::to_owned)
        .collect())
}

#[test]
fn every_case_that_is_written_is_in_the_list_once() {
    assert_eq!(listed().len(), CASES.len());
    assert_eq!(written().unwrap(), listed());
}

#[test]
fn every_line_of_the_contract_names_a_case_and_every_case_has_its_line() {
    let promised = promised().unwrap();
    assert_eq!(promised.iter().cloned().collect::<BTreeSet<_>>(), listed());
    assert_eq!(promised.len(), CASES.len(), "a case is promised twice");

    let text = fs::read_to_string(crate_file("../kplaces-store/src/store.rs")).unwrap();
    let lines = text
        .lines()
        .filter(|l| l.trim().starts_with("/// - "))
        .count();
    assert_eq!(
        lines,
        promised.len(),
        "a line of the contract names no case"
    );
}

#[test]
fn the_list_has_the_order_of_the_contract() {
    let names: Vec<&str> = CASES.iter().map(|case| case.name).collect();
    assert_eq!(names, promised().unwrap());
}
