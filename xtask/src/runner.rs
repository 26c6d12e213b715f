//! Running the tests, and their last word.

use std::process::Command;
use std::thread;

use kplaces_tools::cargo::cargo;
use kplaces_tools::{environment, process};

/// What a run of tests came to.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) passed: bool,
    /// The runner's own closing lines.
    pub(crate) closing: Vec<String>,
}

impl Report {
    /// Prints the closing lines; fails if a test has.
    pub(crate) fn conclude(&self) -> anyhow::Result<()> {
        println!("\n{}", self.closing.join("\n"));
        anyhow::ensure!(self.passed, "not all tests pass");
        Ok(())
    }
}

/// Which program runs the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Runner {
    Nextest,
    CargoTest,
}

impl Runner {
    /// cargo-nextest where it is installed: it is faster and shows a failure alone.
    pub(crate) fn choose() -> Self {
        if process::works(cargo().args(["nextest", "--version"])) {
            println!("The tests run with cargo-nextest.");
            Self::Nextest
        } else {
            println!("The tests run with cargo test: cargo-nextest is not installed.");
            Self::CargoTest
        }
    }

    /// The command for all tests but doctests.
    pub(crate) fn command(self) -> Command {
        let mut command = cargo();
        match self {
            Self::Nextest => {
                command.args(["nextest", "run"]);
                // By this way a flag still says otherwise.
                command.env("NEXTEST_TEST_THREADS", threads().to_string());
                if environment::is_ci() {
                    command.args(["--profile", "ci"]);
                }
            }
            Self::CargoTest => {
                command.args(["test", "--lib", "--bins", "--tests", "--no-fail-fast"]);
            }
        }
        command
    }

    /// Runs `command`.
    pub(crate) fn run(self, command: &mut Command) -> anyhow::Result<Report> {
        let (status, lines) = process::tee(command)?;
        let closing = match self {
            Self::Nextest => nextest_closing(&lines),
            Self::CargoTest => libtest_closing(&lines).into_iter().collect(),
        };
        Ok(Report {
            passed: status.success(),
            closing,
        })
    }
}

/// Twice as many tests at a time as there are processors: most wait, for a lock, a clock, or a program that they kill.
fn threads() -> usize {
    2 * thread::available_parallelism().map_or(1, usize::from)
}

/// Runs the examples in the documentation, which only cargo itself can.
pub(crate) fn doctests() -> anyhow::Result<Report> {
    let (status, lines) = process::tee(cargo().args(["test", "--doc", "--workspace"]))?;
    let closing = libtest_closing(&lines).map(|line| format!("doctests: {line}"));
    Ok(Report {
        passed: status.success(),
        closing: closing.into_iter().collect(),
    })
}

/// From the last summary on; the lines after it name what failed.
fn nextest_closing(lines: &[String]) -> Vec<String> {
    let summary = lines.iter().rposition(|line| line.contains("Summary ["));
    lines[summary.unwrap_or(lines.len())..].to_vec()
}

/// How many passed and failed in Node.js's own words, in the plain form that needs no reader of its
/// own: `browser: 31 passed, 0 failed, 0 skipped`.
pub(crate) fn node_closing(what: &str, lines: &[String]) -> Vec<String> {
    let count = |word: &str| {
        let mut lines = lines.iter().rev();
        lines.find_map(|line| {
            let line = line.trim_start_matches(['\u{2139}', '#', ' ']);
            line.strip_prefix(word)?.trim().parse::<u64>().ok()
        })
    };
    let counts = (count("pass "), count("fail "), count("skipped "));
    match counts {
        (Some(passed), Some(failed), skipped) => {
            let skipped = skipped.unwrap_or_default();
            vec![format!(
                "{what}: {passed} passed, {failed} failed, {skipped} skipped"
            )]
        }
        _ => vec![format!("{what}: no tests were run")],
    }
}

/// One `test result:` line for all test binaries together.
fn libtest_closing(lines: &[String]) -> Option<String> {
    let results: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.strip_prefix("test result: "))
        .collect();
    let sum = |what: &str| -> u64 {
        let counts = results.iter().flat_map(|line| line.split([';', '.']));
        let counts = counts.filter_map(|part| part.trim().strip_suffix(what));
        counts
            .filter_map(|count| count.trim().parse::<u64>().ok())
            .sum()
    };
    let word = if results.iter().all(|line| line.starts_with("ok")) {
        "ok"
    } else {
        "FAILED"
    };
    (!results.is_empty()).then(|| {
        format!(
            "test result: {word}. {} passed; {} failed; {} ignored ({} test binaries)",
            sum(" passed"),
            sum(" failed"),
            sum(" ignored"),
            results.len()
        )
    })
}

#[cfg(test)]
mod unit {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn nextest_closes_with_its_summary_and_the_failures() {
        let output =
            lines("PASS a\n     Summary [   0.1s] 2 tests run: 1 passed, 1 failed\n FAIL b");
        assert_eq!(nextest_closing(&output), output[1..]);
        assert!(nextest_closing(&lines("error: it does not compile")).is_empty());
    }

    #[test]
    fn node_closes_with_its_counts() {
        let output =
            lines("ok\n\u{2139} tests 3\n\u{2139} pass 2\n\u{2139} fail 1\n\u{2139} skipped 0");
        assert_eq!(
            node_closing("page", &output),
            ["page: 2 passed, 1 failed, 0 skipped"]
        );
        assert_eq!(
            node_closing("page", &lines("SyntaxError")),
            ["page: no tests were run"]
        );
    }

    #[test]
    fn results_of_several_binaries_are_added() {
        let output = lines(
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
             running 2 tests\n\
             test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
        );
        assert_eq!(
            libtest_closing(&output).as_deref(),
            Some("test result: FAILED. 4 passed; 1 failed; 1 ignored (2 test binaries)")
        );
        assert_eq!(libtest_closing(&[]), None);
    }
}
