//! `cargo xtask bench`: how fast the programs are that people run, beside programs they know.
//!
//! Every figure is of a whole process, started as a user starts it: the release build of an
//! edition, on a device of its own, on the disk.

mod device;
mod figures;
mod line;
mod machine;
mod measure;
mod peers;
mod report;
mod stage;
mod webfleet;
mod works;

use anyhow::ensure;

use crate::args::BenchOptions;
use line::Lines;
use stage::Stage;
use works::{WORKS, Work};

/// Measures the works that are named, or all.
pub(crate) fn bench(options: &BenchOptions) -> anyhow::Result<()> {
    let wanted: Vec<&Work> = match options.works.as_slice() {
        [] => WORKS.iter().filter(|work| !work.on_demand).collect(),
        names => WORKS
            .iter()
            .filter(|work| names.iter().any(|name| name == work.name))
            .collect(),
    };
    let is_whole = !options.quick && options.works.is_empty();
    ensure!(
        is_whole || !options.write,
        "docs/performance.md is written from a run of all works"
    );
    let stage = Stage::set(options)?;
    let (mut lines, mut unfinished) = (Lines::default(), Vec::new());
    for work in wanted {
        eprintln!("{}: {}", work.name, work.about);
        // What was measured before is not lost.
        if let Err(error) = (work.run)(&stage, &mut lines) {
            lines.remark(format!("{} was not finished: {error:#}", work.name));
            unfinished.push(work.name);
        }
    }
    let report = report::Report {
        machine: machine::describe()?,
        build: stage.build(),
        lines,
    };
    println!("\n{}", report.for_terminal());
    ensure!(
        unfinished.is_empty(),
        "not finished: {}",
        unfinished.join(", ")
    );
    if options.write {
        report.write()?;
    }
    Ok(())
}

/// The names of all works, for the help.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    WORKS.iter().map(|work| work.name)
}

/// What each work is, for the help.
pub(crate) fn described() -> String {
    let lines = WORKS.iter().map(|work| {
        let when = if work.on_demand {
            "; only when named"
        } else {
            ""
        };
        format!("  {:<10} {}{when}", work.name, work.about)
    });
    format!("Works:\n{}", lines.collect::<Vec<_>>().join("\n"))
}
