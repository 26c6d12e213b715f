//! What a watch tells, judged by geodesics on the ellipsoid: the long form of tests of `kplaces-alerts`, which fail where
//! it tells too little, too much or too late, and say how much they have seen.

use anyhow::Context as _;
use kplaces_tools::cargo::cargo;
use kplaces_tools::process;

use super::super::super::figures::Figure;
use super::super::super::line::{Bar, Line, Lines, Result};
use super::numbers;

/// Visits, days of standing still, and steady roads.
pub(super) fn judged(is_quick: bool, lines: &mut Lines) -> anyhow::Result<()> {
    let mut tests = cargo();
    tests.args(["test", "--release", "-p", "kplaces-alerts", "--test", "it"]);
    tests.args(["--", "--nocapture", "walks::", "standing::", "lead::"]);
    if !is_quick {
        // Known when they are built.
        tests.env("KPLACES_LONG", "1");
    }
    let said = process::output_of(&mut tests).context("a watch tells what it should not")?;
    for line in of_tests(&String::from_utf8(said)?)? {
        lines.push(line);
    }
    Ok(())
}

/// The last word of each test.
fn of_tests(said: &str) -> anyhow::Result<Vec<Line>> {
    let [visits, missed] = numbers(said, "visits")?;
    let [days, alarms] = numbers(said, "days")?;
    let [roads, off_s] = numbers(said, "roads")?;
    let line = |work: String, places, result, most| Line {
        work,
        places,
        ours: Figure::default(),
        peer: None,
        result,
        bar: Some(Bar::only(most)),
    };
    Ok(vec![
        line(
            format!("visits missed or told twice, of {visits}"),
            12,
            Result::Count(missed),
            0.0,
        ),
        line(
            format!("alerts while standing still for {days} days"),
            144,
            Result::Count(alarms),
            0.0,
        ),
        line(
            format!("approach told too early or late, at most, on {roads} roads"),
            1,
            Result::Seconds(off_s),
            1.0,
        ),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_of_each_test_counts() {
        let said = "visits\t7\t0\nroads\t1\t0.5\nvisits\t31\t0\ntest x ... days\t15\t0\nok\n";
        let lines = of_tests(said).unwrap();
        assert_eq!(lines[0].work, "visits missed or told twice, of 31");
        assert_eq!(lines[0].result, Result::Count(0.0));
        assert_eq!(lines[2].result, Result::Seconds(0.5));
        assert!(of_tests("visits\t7\t0\n").is_err());
    }
}
