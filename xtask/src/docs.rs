//! `cargo xtask docs`: what documents and the page of the map have out of the code.

mod exports;
mod privacy;

use std::fs;

use anyhow::{Context as _, ensure};
use kplaces_text::Language;

use kplaces_tools::cargo::cargo;
use kplaces_tools::process::run;
use kplaces_tools::programs::Programs;
use kplaces_tools::workspace::root;

/// Tells tests to write what they else compare.
const WRITE: &str = "KPLACES_WRITE";

/// Writes them, or with `check` only looks whether they are as they would be written.
pub(crate) fn docs(check: bool) -> anyhow::Result<()> {
    tables(check, &Programs::Built)?;
    schemas(check)?;
    if check {
        // The tests of these packages see to it.
        return Ok(());
    }
    page_types()
}

/// Those that the tests do not look at.
pub(crate) fn tables(check: bool, programs: &Programs) -> anyhow::Result<()> {
    let profiles = [("profiles", exports::profiles(programs)?)];
    put("docs/exports.md", &profiles, check)?;
    for (page, language) in [
        ("docs/privacy.md", Language::English),
        ("docs/datenschutz.md", Language::German),
    ] {
        let tables = [
            ("claims", privacy::promises(language)),
            ("proofs", privacy::proof_table(language)),
        ];
        put(page, &tables, check)?;
    }
    Ok(())
}

/// Has the packages write their types and words for the page: only their tests know these.
fn page_types() -> anyhow::Result<()> {
    let mut tests = cargo();
    tests.args(["test", "--quiet", "--lib"]);
    tests.args(["-p", "kplaces-privacy", "-p", "kplaces-web", "generated::"]);
    run(tests.env(WRITE, "1"))
}

/// Has `docs/json` written or compared by the test that knows the types of all commands, those of paid
/// features among them: nothing but an edition may be built with these.
fn schemas(check: bool) -> anyhow::Result<()> {
    let test = "schemas::schemas_are_what_the_types_say";
    let mut command = cargo();
    command.args(["test", "--quiet", "-p", "kplaces-tests"]);
    command.args(["--test", "workspace", "--", "--exact", test]);
    if !check {
        command.env(WRITE, "1");
    }
    run(&mut command)
}

fn put(page: &str, tables: &[(&str, String)], check: bool) -> anyhow::Result<()> {
    let path = root().join(page);
    let there = fs::read_to_string(&path).with_context(|| format!("no {page}"))?;
    let mut fresh = there.clone();
    for (name, table) in tables {
        fresh = with_table(&fresh, name, table).with_context(|| format!("in {page}"))?;
    }
    if check {
        ensure!(
            there == fresh,
            "{page} is not what the code says: run `cargo xtask docs`"
        );
        println!("{page} is what the code says");
        return Ok(());
    }
    fs::write(&path, fresh)?;
    println!("written: {page}");
    Ok(())
}

/// The page with a table between the marks of its name.
fn with_table(page: &str, name: &str, table: &str) -> anyhow::Result<String> {
    let begin = format!("<!-- {name}: begin -->\n");
    let end = format!("<!-- {name}: end -->");
    let (before, rest) = page.split_once(&begin).context("no mark where to begin")?;
    let (_, after) = rest.split_once(&end).context("no mark where to end")?;
    Ok(format!("{before}{begin}{table}{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_takes_the_place_of_the_old_one_and_of_no_other() {
        let page =
            "a\n<!-- x: begin -->\nold\n<!-- x: end -->\n<!-- y: begin -->\nb\n<!-- y: end -->\n";
        let fresh = with_table(page, "x", "new\n").unwrap();
        assert_eq!(fresh, page.replace("old", "new"));
        assert!(with_table("no marks", "x", "new\n").is_err());
    }
}
