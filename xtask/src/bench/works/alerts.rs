//! Alerts: what a position costs, how much memory all places take, how long an alert is on its way through gpsd, and
//! whether what is told is right.

mod judged;
mod through_gpsd;

use anyhow::{Context as _, ensure};

use super::super::figures::Figure;
use super::super::line::{Bar, Line, Lines, Result};
use super::super::stage::Stage;
use super::in_process::said_of;

/// Each size, and gpsd with the smallest.
pub(super) fn alerts(stage: &Stage, lines: &mut Lines) -> anyhow::Result<()> {
    let program = stage.beside("kplaces-bench-watched")?;
    for &places in &stage.sizes {
        let said = said_of(&program, stage, places)?;
        for line in of_positions(&said, places)? {
            lines.push(line);
        }
    }
    memory(stage, lines)?;
    through_gpsd::through_gpsd(stage, lines)?;
    judged::judged(stage.is_quick, lines)
}

/// What the program beside said: seconds at the median and at 99 of 100 positions.
fn of_positions(said: &str, places: usize) -> anyhow::Result<Vec<Line>> {
    let [half, slow] = numbers(said, "one position")?;
    let [tree_half, tree_slow] = numbers(said, "R*Tree")?;
    ensure!(
        slow > 0.0 && tree_slow > 0.0,
        "nothing was measured: {said}"
    );
    let is_large = places == 1_000_000;
    let figure = |wall| Figure {
        wall,
        ..Figure::default()
    };
    let tree = |wall| Some(("R*Tree of SQLite".to_owned(), figure(wall)));
    let bar = |most| is_large.then(|| Bar::only(most));
    Ok(vec![
        Line {
            work: "a position against all places, p99".to_owned(),
            places,
            ours: figure(half),
            peer: None,
            result: Result::Seconds(slow),
            bar: bar(50e-6),
        },
        Line {
            work: "a position against all places, p99".to_owned(),
            places,
            ours: figure(slow),
            peer: tree(tree_slow),
            result: Result::Faster(tree_slow / slow),
            bar: bar(20.0),
        },
        Line {
            work: "a position against all places, median".to_owned(),
            places,
            ours: figure(half),
            peer: tree(tree_half),
            result: Result::Faster(tree_half / half),
            bar: None,
        },
    ])
}

/// The two numbers that were said last of something, with tabs between. A test that runs alone is announced on the line
/// that it speaks on.
fn numbers(said: &str, name: &str) -> anyhow::Result<[f64; 2]> {
    let name = format!("{name}\t");
    let mut lines = said.lines().rev();
    let told = lines.find_map(|line| Some(line.split_once(&name)?.1));
    let told = told.with_context(|| format!("nothing is said of {name}: {said}"))?;
    let numbers: Vec<f64> = told.split('\t').filter_map(|it| it.parse().ok()).collect();
    numbers.try_into().ok().context("these are not two numbers")
}

/// What a watch over all places holds, beside one over hardly any: whole programs, while they run.
fn memory(stage: &Stage, lines: &mut Lines) -> anyhow::Result<()> {
    let few = through_gpsd::held(&*stage.stocked(FEW)?)?;
    for &places in &stage.sizes {
        let all = through_gpsd::held(&*stage.stocked(places)?)?;
        lines.push(Line {
            work: "watch, memory of all places".to_owned(),
            places,
            ours: Figure {
                peak_mib: all,
                ..Figure::default()
            },
            peer: Some((
                format!("watch of {FEW} places"),
                Figure {
                    peak_mib: few,
                    ..Figure::default()
                },
            )),
            result: Result::Mebibytes(all - few),
            bar: (places == 1_000_000).then(|| Bar::only(24.0)),
        });
    }
    Ok(())
}

/// So few that they take no room.
const FEW: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_becomes_lines_with_their_bars() {
        let said = "circles\t17\none position\t0.000002\t0.000020\nR*Tree\t0.00004\t0.0005\n";
        let lines = of_positions(said, 1_000_000).unwrap();
        assert_eq!(lines[0].result, Result::Seconds(20e-6));
        assert_eq!(lines[1].result, Result::Faster(25.0));
        assert_eq!(lines[1].bar, Some(Bar::only(20.0)));
        assert!(of_positions("circles\t17\n", 10).is_err());
    }
}
