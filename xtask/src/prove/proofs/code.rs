//! The rules for source and dependencies: tests of the workspace, and `deny.toml`.

use crate::prove::proof::Outcome;
use crate::prove::subject::Subject;
use crate::tools::cargo::cargo;
use crate::tools::environment::is_ci;
use crate::tools::process::{tee, works};

pub(in crate::prove) fn run(_: &Subject) -> anyhow::Result<Outcome> {
    let mut tests = cargo();
    // As the whole workspace is built for all tests: nothing is built twice.
    tests.args([
        "test",
        "--quiet",
        "--workspace",
        "--test",
        "workspace",
        "--",
        "ways_out",
    ]);
    let (status, lines) = tee(&mut tests)?;
    let passed = lines
        .iter()
        .find_map(|line| line.strip_prefix("test result: ok. "));
    let passed = passed.and_then(|rest| rest.split(' ').next()?.parse::<usize>().ok());
    let passed = passed.unwrap_or_default();
    if !status.success() {
        return Ok(Outcome::Violated(vec![
            "a test of tests/workspace/ways_out.rs fails: see above".to_owned(),
        ]));
    }
    if passed == 0 {
        return Ok(Outcome::NotRun(
            "tests/workspace/ways_out.rs has no tests".to_owned(),
        ));
    }
    if !works(cargo().args(["deny", "--version"])) {
        if is_ci() {
            return Ok(Outcome::NotRun("cargo-deny is missing".to_owned()));
        }
        return Ok(Outcome::Shown(format!(
            "{passed} tests of the source pass; cargo-deny is not installed and did not look"
        )));
    }
    let mut deny = cargo();
    deny.args(["deny", "check", "--hide-inclusion-graph", "bans"]);
    if !works(&mut deny) {
        return Ok(Outcome::Violated(vec![
            "`cargo deny check bans` fails".to_owned(),
        ]));
    }
    Ok(Outcome::Shown(format!(
        "{passed} tests of the source pass: sockets, HTTP and starting programs have one place each; no \
         second HTTP client among the dependencies (`cargo deny check bans`)"
    )))
}
