//! Questions to a process that holds the places, as the map is one: without its start.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use anyhow::Context as _;
use kplaces_tools::process;

use super::super::figures::Figure;
use super::super::line::{Bar, Line, Lines, Result};
use super::super::stage::Stage;

/// Programs of `xtask/bench` that hold an index. Each reads places as JSON lines and prints what it
/// was asked, and seconds that 50, 95 and 99 of 100 answers did not exceed, with tabs between.
const HOLDERS: [&str; 1] = ["kplaces-bench-asked"];

/// Which of the three counts, and its bar at 1 000 000 places.
const BARS: [(&str, usize, f64); 2] = [
    ("the ten nearest", 99, 10e-6),
    ("find, the first 20", 95, 5e-3),
];

/// Each holder at each size.
pub(super) fn in_process(stage: &Stage, lines: &mut Lines) -> anyhow::Result<()> {
    for holder in HOLDERS {
        let program = stage.beside(holder)?;
        for &places in &stage.sizes {
            let said = said_of(&program, stage, places)?;
            for line in said.lines() {
                let answer =
                    Answer::parse(line).with_context(|| format!("not understood: {line}"))?;
                answer.tell(places, lines);
            }
        }
    }
    Ok(())
}

/// What a program says that is given so many places as JSON lines.
pub(super) fn said_of(program: &Path, stage: &Stage, places: usize) -> anyhow::Result<String> {
    let file = stage.path("places.jsonl");
    let device = stage.stocked(places)?;
    device.run(&["export", "jsonl", "--output", &file.to_string_lossy()])?;
    let mut command = Command::new(program);
    command.stdin(File::open(&file)?);
    let said = process::output_of(&mut command)?;
    fs::remove_file(&file)?;
    Ok(String::from_utf8(said)?)
}

/// What one kind of question came to.
#[derive(Debug, PartialEq)]
struct Answer {
    what: String,
    half: f64,
    /// With how many of a hundred.
    slow: [(usize, f64); 2],
}

impl Answer {
    fn parse(line: &str) -> Option<Self> {
        let mut cells = line.split('\t');
        let what = cells.next()?.to_owned();
        let mut next = || cells.next()?.parse().ok();
        Some(Self {
            what,
            half: next()?,
            slow: [(95, next()?), (99, next()?)],
        })
    }

    fn tell(&self, places: usize, lines: &mut Lines) {
        let barred = BARS.iter().find(|(what, _, _)| *what == self.what);
        let counts = barred.map_or(99, |(_, percent, _)| *percent);
        let slow = self.slow.iter().find(|(percent, _)| *percent == counts);
        let bar = barred.filter(|_| places == 1_000_000);
        lines.push(Line {
            work: format!("{} in a process, p{counts}", self.what),
            places,
            ours: Figure {
                wall: self.half,
                ..Figure::default()
            },
            peer: None,
            result: Result::Seconds(slow.map_or(f64::NAN, |(_, seconds)| *seconds)),
            bar: bar.map(|(_, _, most)| Bar::only(*most)),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_and_judged_by_the_share_that_counts() {
        let line = "find, the first 20\t0.001\t0.004\t0.009";
        let answer = Answer::parse(line).unwrap();
        let mut lines = Lines::default();
        answer.tell(1_000_000, &mut lines);
        let told = &lines.measured[0];
        assert_eq!(told.work, "find, the first 20 in a process, p95");
        assert_eq!(told.result, Result::Seconds(0.004));
        assert_eq!(told.bar, Some(Bar::only(5e-3)));
        assert_eq!(Answer::parse("find"), None);
    }
}
