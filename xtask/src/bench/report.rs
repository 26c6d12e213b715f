//! What a run has found, for a terminal and as docs/performance.md.

use std::fmt::Write as _;

use anyhow::Context as _;
use kplaces_tools::workspace::root;

use super::figures::Figure;
use super::line::{Bar, Line, Lines, Result, Verdict};
use super::works::WORKS;
use crate::table::{number, table};

const HEAD: [&str; 13] = [
    "work",
    "places",
    "ours",
    "processor",
    "memory",
    "peer",
    "its time",
    "its processor",
    "its memory",
    "result",
    "bar",
    "goal",
    "",
];

/// Lines, and what they were measured on.
pub(super) struct Report {
    pub(super) machine: String,
    /// The command that builds the programs so.
    pub(super) build: &'static str,
    pub(super) lines: Lines,
}

impl Report {
    /// A table for a terminal.
    pub(super) fn for_terminal(&self) -> String {
        let mut rows = vec![HEAD.map(str::to_owned).to_vec()];
        rows.extend(self.lines.measured.iter().map(cells));
        let mut text = format!(
            "{}; built as by `{}`\n\n{}",
            self.machine,
            self.build,
            table(&rows)
        );
        for remark in &self.lines.remarks {
            _ = write!(text, "\n{remark}");
        }
        text
    }

    /// Writes docs/performance.md.
    pub(super) fn write(&self) -> anyhow::Result<()> {
        let path = root().join("docs/performance.md");
        std::fs::write(path, self.document()).context("cannot write docs/performance.md")
    }

    /// The whole of docs/performance.md.
    fn document(&self) -> String {
        let row = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let mut text = include_str!("about.md")
            .replace("{machine}", &self.machine)
            .replace("{build}", self.build);
        text.push_str(&row(&HEAD.map(str::to_owned)));
        text.push_str(&row(&HEAD.map(|_| "---".to_owned())));
        for line in &self.lines.measured {
            text.push_str(&row(&cells(line)));
        }
        text.push_str("\n## Remarks\n\n");
        for remark in &self.lines.remarks {
            _ = writeln!(text, "- {remark}");
        }
        text.push_str("\n## Works\n\n| name | what |\n|---|---|\n");
        for work in WORKS {
            _ = writeln!(text, "| `{}` | {} |", work.name, work.about);
        }
        text
    }
}

/// The cells of a line.
pub(super) fn cells(line: &Line) -> Vec<String> {
    let Line {
        work,
        places,
        ours,
        peer,
        result,
        bar,
    } = line;
    let [time, processor, memory] = three(*ours);
    let (name, [its_time, its_processor, its_memory]) = match peer {
        Some((name, figure)) => (name.clone(), three(*figure)),
        None => Default::default(),
    };
    let limit = |pick: fn(&Bar) -> Option<f64>| {
        let limit = bar.as_ref().and_then(pick);
        limit.map_or_else(String::new, |limit| bound(*result, limit))
    };
    let verdict = match result.judge(*bar) {
        Verdict::Goal => "goal",
        Verdict::Met => "met",
        Verdict::Missed => "MISSED",
        Verdict::Told => "",
    };
    vec![
        work.clone(),
        known(*places as f64, |places| number(places as u64)),
        time,
        processor,
        memory,
        name,
        its_time,
        its_processor,
        its_memory,
        shown(*result),
        limit(|bar| Some(bar.floor)),
        limit(|bar| bar.goal),
        verdict.to_owned(),
    ]
}

/// Time, processor and memory.
fn three(figure: Figure) -> [String; 3] {
    [
        known(figure.wall, seconds),
        known(figure.cpu, seconds),
        known(figure.peak_mib, |mib| format!("{mib:.1} MiB")),
    ]
}

/// Nothing for what was not measured.
fn known(value: f64, shown: impl Fn(f64) -> String) -> String {
    if value > 0.0 {
        shown(value)
    } else {
        String::new()
    }
}

fn seconds(seconds: f64) -> String {
    match seconds {
        _ if seconds < 0.000_1 => format!("{:.1} µs", seconds * 1e6),
        _ if seconds < 0.0995 => format!("{:.1} ms", seconds * 1e3),
        _ if seconds < 0.9995 => format!("{:.0} ms", seconds * 1e3),
        _ => format!("{seconds:.2} s"),
    }
}

fn shown(result: Result) -> String {
    match result {
        Result::Times(value) => format!("{value:.2} ×"),
        Result::Faster(value) => format!("{value:.1} × faster"),
        Result::Seconds(value) => seconds(value),
        Result::Mebibytes(value) => format!("{value:.1} MiB"),
        Result::Count(value) => format!("{value}"),
    }
}

fn bound(result: Result, limit: f64) -> String {
    match result {
        Result::Times(_) => format!("≤ {limit} ×"),
        Result::Faster(_) => format!("≥ {limit} ×"),
        Result::Seconds(_) => format!("≤ {}", seconds(limit)),
        Result::Mebibytes(_) => format!("≤ {limit} MiB"),
        Result::Count(_) => format!("≤ {limit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> Line {
        let figure = |wall| Figure {
            wall,
            cpu: wall / 2.0,
            peak_mib: 9.96,
        };
        Line {
            work: "unchanged sync".to_owned(),
            places: 100_000,
            ours: figure(0.05),
            peer: Some(("curl".to_owned(), figure(1.25))),
            result: Result::Faster(25.0),
            bar: Some(Bar::new(12.0, 50.0)),
        }
    }

    #[test]
    fn a_line_says_what_beside_what_and_whether_it_is_enough() {
        assert_eq!(
            cells(&line()).join("|"),
            "unchanged sync|100,000|50.0 ms|25.0 ms|10.0 MiB|curl|1.25 s|625 ms|10.0 MiB|25.0 × faster|≥ 12 ×|≥ 50 ×|met"
        );
        let alone = Line {
            peer: None,
            result: Result::Mebibytes(9.96),
            bar: None,
            ..line()
        };
        assert_eq!(
            cells(&alone).join("|"),
            "unchanged sync|100,000|50.0 ms|25.0 ms|10.0 MiB|||||10.0 MiB|||"
        );
    }

    #[test]
    fn the_document_has_the_machine_every_line_and_every_remark() {
        let report = Report {
            machine: "A machine".to_owned(),
            build: "cargo xtask dist",
            lines: Lines {
                measured: vec![line()],
                remarks: vec!["ogr2ogr is not installed.".to_owned()],
            },
        };
        let text = report.document();
        for part in [
            "A machine",
            "built as `cargo xtask dist` builds it",
            "| unchanged sync | 100,000 | 50.0 ms |",
            "- ogr2ogr is not installed.",
            "| `unchanged` |",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert!(!text.contains('{'), "{text}");
        assert!(report.for_terminal().contains("25.0 × faster"));
    }
}
