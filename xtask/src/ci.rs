//! `cargo xtask ci`.

use std::time::Instant;

use kplaces_prove::{CampaignKind, CampaignOptions, ProveOptions, campaign, prove};

use crate::args::TestOptions;
use crate::table::table;
use crate::target::Target;
use crate::{check, demo, dist, docs, test};
use kplaces_tools::programs::Programs;

/// Everything, in order of what fails soonest; stops at the first failure. What is tried beside the tests of Rust is what
/// is shipped.
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
    let mut programs = Programs::default();
    let done = step("check", &mut || check::code(false))
        .and_then(|()| {
            step("dist", &mut || {
                programs = Programs::These(dist::dist(&[], &Target::here()?, true)?);
                Ok(())
            })
        })
        // With the programs that are there: built for trying as well, all of it would be compiled once more.
        .and_then(|()| step("docs", &mut || docs::tables(true, &programs)))
        .and_then(|()| {
            step("test", &mut || {
                let report = test::test(&TestOptions::default(), &programs)?;
                closing.clone_from(&report.closing);
                report.conclude()
            })
        })
        .and_then(|()| step("demo", &mut || demo::demo(&programs)))
        .and_then(|()| {
            step("prove-privacy", &mut || {
                prove(&ProveOptions {
                    programs: programs.clone(),
                    tests_have_passed: true,
                    ..ProveOptions::default()
                })
            })
        })
        .and_then(|()| {
            step("campaign", &mut || {
                for kind in [CampaignKind::Faults, CampaignKind::PowerCuts] {
                    campaign(&CampaignOptions {
                        programs: programs.clone(),
                        ..CampaignOptions::short(kind)
                    })?;
                }
                Ok(())
            })
        });

    println!("\n=== summary ===\n");
    print!("{}", table(&summary));
    // The test runner's own words are what people look for at the end of a log.
    println!("\n{}", closing.join("\n"));
    done
}
