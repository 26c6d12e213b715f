//! What a command costs before it has done anything.

use std::process::Command;

use super::super::figures::{Effort, Pairs};
use super::super::line::{Bar, Line, Lines, Result};
use super::super::stage::Stage;

/// A device with hardly anything on it.
const PLACES: usize = 10;

/// Commands that need no network.
const COMMANDS: [&[&str]; 11] = [
    &["--version"],
    &["--help"],
    &["sync", "--help"],
    &["completions", "bash"],
    &["edition"],
    &["config", "show"],
    &["status"],
    &["find", "depot"],
    &["near", "48.137,11.575"],
    &["list"],
    &["groups"],
];

/// Each command beside a program that links the same and returns at once.
pub(super) fn start(stage: &Stage, lines: &mut Lines) -> anyhow::Result<()> {
    let empty = Command::new(stage.empty()?);
    let device = stage.stocked(PLACES)?;
    let effort = Effort {
        least: if stage.is_quick { 20 } else { 100 },
        ..stage.effort
    };
    for command in COMMANDS {
        let pairs = Pairs::measure(
            effort,
            || device.figure(command),
            || stage.meter().figure(&empty),
        )?;
        let bar = Some(Bar::only(1.5));
        let work = format!("`{}`", command.join(" "));
        lines.times(&work, PLACES, "empty program", &pairs, bar);
        lines.push(Line {
            work: format!("{work}, processor"),
            places: PLACES,
            ours: pairs.ours().of_processor(),
            peer: Some(("empty program".to_owned(), pairs.peer().of_processor())),
            result: Result::Times(pairs.cpu_ratio()),
            bar,
        });
    }
    Ok(())
}
