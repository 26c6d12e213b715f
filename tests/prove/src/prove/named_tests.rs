//! Tests that claims name: whether they are there, and whether they pass.

use std::collections::{BTreeMap, BTreeSet};

use kplaces_tools::cargo::cargo;
use kplaces_tools::process::{tee, works};
use kplaces_tools::workspace::{files, root};

/// What became of each test.
pub(super) struct NamedTests(BTreeMap<&'static str, Result<(), &'static str>>);

impl NamedTests {
    /// Runs the tests; or, where they have passed already, looks whether they are there.
    pub(super) fn of(names: &BTreeSet<&'static str>, have_passed: bool) -> anyhow::Result<Self> {
        let known = functions()?;
        let is_there = |name: &&&'static str| known.contains(**name);
        let lines = if have_passed {
            None
        } else {
            Some(run(&names
                .iter()
                .filter(is_there)
                .copied()
                .collect::<Vec<_>>())?)
        };
        let judged = names.iter().map(|&name| {
            let judged = match &lines {
                _ if !known.contains(name) => Err("there is no such test"),
                None => Ok(()),
                Some(lines) => outcome(lines, name),
            };
            (name, judged)
        });
        Ok(Self(judged.collect()))
    }

    /// Why a test proves nothing.
    pub(super) fn trouble(&self, name: &str) -> Option<&'static str> {
        self.0
            .get(name)
            .map_or(Some("was not run"), |judged| judged.err())
    }
}

/// The names of all functions in the Rust files of tests.
fn functions() -> anyhow::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for file in files(root(), &|path| {
        path.extension().is_some_and(|it| it == "rs")
    })? {
        let text = std::fs::read_to_string(file)?;
        let mut is_test = false;
        for line in text.lines().map(str::trim) {
            if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
                is_test = true;
            } else if let Some((_, rest)) = line.split_once("fn ") {
                if is_test {
                    found.extend(rest.split(['(', '<']).next().map(str::to_owned));
                }
                is_test = false;
            }
        }
    }
    Ok(found)
}

fn run(names: &[&str]) -> anyhow::Result<Vec<String>> {
    let mut tests = cargo();
    if works(cargo().args(["nextest", "--version"])) {
        let filter = format!("test(/(^|::)({})$/)", names.join("|"));
        tests.args([
            "nextest",
            "run",
            "--workspace",
            "--no-fail-fast",
            "-E",
            &filter,
        ]);
    } else {
        tests.args([
            "test",
            "--workspace",
            "--lib",
            "--bins",
            "--tests",
            "--no-fail-fast",
            "--",
        ]);
        tests.args(names);
    }
    // Those that fail are named in what it says.
    Ok(tee(&mut tests)?.1)
}

/// What the lines of nextest, or of cargo's own runner, say about a test.
fn outcome(lines: &[String], name: &str) -> Result<(), &'static str> {
    let mut passed = false;
    for line in lines {
        let words: Vec<&str> = line.split_whitespace().collect();
        let is_it = |word: &&str| word.rsplit("::").next() == Some(name);
        match words[..] {
            ["PASS", .., test] if is_it(&test) => passed = true,
            ["FAIL" | "TIMEOUT" | "ABORT", .., test] if is_it(&test) => return Err("fails"),
            ["test", test, "...", "ok"] if is_it(&test) => passed = true,
            ["test", test, "...", _] if is_it(&test) => return Err("fails"),
            _ => {}
        }
    }
    if passed { Ok(()) } else { Err("was not run") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_runner_says_of_a_test_is_read() {
        let lines: Vec<String> = [
            "        PASS [   0.1s] kplaces-basic::edition sync::works",
            "        PASS [   0.1s] kplaces-pro::edition sync::half",
            "        FAIL [   0.1s] kplaces-pro::edition sync::half",
            "test sync::old ... ok",
        ]
        .map(str::to_owned)
        .into();
        assert_eq!(outcome(&lines, "works"), Ok(()));
        assert_eq!(outcome(&lines, "half"), Err("fails"));
        assert_eq!(outcome(&lines, "old"), Ok(()));
        assert_eq!(outcome(&lines, "ork"), Err("was not run"));
    }

    #[test]
    fn this_very_test_is_there() {
        assert!(functions().unwrap().contains("this_very_test_is_there"));
        let names = BTreeSet::from(["this_very_test_is_there", "nobody_wrote_this"]);
        let tests = NamedTests::of(&names, true).unwrap();
        assert_eq!(tests.trouble("this_very_test_is_there"), None);
        assert_eq!(
            tests.trouble("nobody_wrote_this"),
            Some("there is no such test")
        );
        assert_eq!(tests.trouble("not_asked_for"), Some("was not run"));
    }
}
