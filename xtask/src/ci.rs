//! `cargo xtask ci`.

use std::time::Instant;

use crate::args::{CampaignKind, CampaignOptions, ProveOptions, TestOptions};
use crate::tools::table::table;
use crate::{campaign, check, demo, dist, prove, test};

/// Everything, in order of what fails soonest; stops at the first failure.
pub(crate) fn ci() -> anyhow::Result<()> {
    let mut closing = Vec::new();
    let mut summary = Vec::new();
    let mut step = |name: &str, step: &mut dyn FnMut() -> anyhow::Result<()>| {
        println!("\n=== {name} ===\n");
        let started = Instant::now();
        let done = step();
        let word = if done.is_ok() { "ok" } else { "FAILED" };
        let seconds = format!("{:.1} s", started.elapsed().as_secs_f64());
        summary.push(vec![name.to_owned(), word.to_owned(), seconds]);
        done.map_err(|error| error.context(format!("step {name}")))
    };
    let done = step("check", &mut || check::check(false))
        .and_then(|()| {
            step("test", &mut || {
                let report = test::test(&TestOptions::default())?;
                closing.clone_from(&report.closing);
                report.conclude()
            })
        })
        .and_then(|()| step("dist", &mut || dist::dist(&[])))
        .and_then(|()| step("demo", &mut demo::demo))
        .and_then(|()| {
            step("prove-privacy", &mut || {
                prove::prove(&ProveOptions {
                    tests_have_passed: true,
                    ..ProveOptions::default()
                })
            })
        })
        .and_then(|()| {
            step("campaign", &mut || {
                campaign::campaign(&CampaignOptions::short(CampaignKind::Faults))?;
                campaign::campaign(&CampaignOptions::short(CampaignKind::PowerCuts))
            })
        });

    println!("\n=== summary ===\n");
    print!("{}", table(&summary));
    // The test runner's own words are what people look for at the end of a log.
    println!("\n{}", closing.join("\n"));
    done
}
