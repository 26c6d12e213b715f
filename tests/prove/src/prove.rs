//! `cargo xtask prove-privacy`: every command of the program, watched from outside, and what that
//! means for each promise of `kplaces-privacy`.
//!
//! A proof that could not be carried out is no proof: what depends on it fails.

mod commands;
mod contents;
pub(crate) mod device;
mod inside;
mod medium;
mod memory;
mod named_tests;
mod needles;
mod outcome;
mod process;
mod proof;
mod proofs;
mod raw;
mod report;
pub(crate) mod subject;
mod tour;
mod trace;
mod trap;
#[cfg(test)]
mod violations;
mod visit;
mod walk;
mod wire;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

use anyhow::{bail, ensure};
use kplaces_edition::EditionId;

use crate::options::ProveOptions;
use kplaces_tools::cargo::{build_of, executable};
use kplaces_tools::environment;
use kplaces_tools::metadata::target_dir;
use kplaces_tools::page::{Need, page};
use kplaces_tools::workspace::shown;
use named_tests::NamedTests;
use outcome::Outcome;
use proof::{PROOFS, Proof};
use report::Line;
use subject::Subject;

/// Carries out the proofs and judges the claims.
pub fn prove(options: &ProveOptions) -> anyhow::Result<()> {
    ensure!(
        cfg!(target_os = "linux"),
        "the proofs look on with the means of Linux"
    );
    let wanted = wanted(&options.only)?;
    page(Need::Wanted)?;
    let stand_in = executable(build_of("kplaces-webfleet-sim", false))?;
    // Nobody else must be able to reach into it, but nobody's user has to reach through.
    let scratch = tempfile::Builder::new()
        .prefix("kplaces-prove-")
        .tempdir()?;
    fs::set_permissions(scratch.path(), fs::Permissions::from_mode(0o711))?;
    let editions = match &options.editions[..] {
        [] => EditionId::all().collect(),
        some => some.to_vec(),
    };
    let mut subjects = Vec::new();
    let mut forgotten = Vec::new();
    for edition in editions {
        let program = match &options.program {
            Some(program) => fs::canonicalize(program)?,
            None => options.programs.of(edition)?,
        };
        let folder = scratch.path().join(<&str>::from(edition));
        let subject = Subject::new(edition, &program, &stand_in, &folder)?;
        println!("{}: {} commands", edition.title(), subject.commands.len());
        forgotten.extend(commands::forgotten(&subject.commands));
        subjects.push(subject);
    }
    println!();
    let lines = carried_out(&wanted, &subjects);
    for word in &forgotten {
        println!("{word}");
    }
    let failed = judge(options, &lines)?;
    let open = lines.iter().filter(|line| !line.outcome.holds()).count();
    ensure!(
        forgotten.is_empty(),
        "a command of the program is in no proof"
    );
    ensure!(open == 0, "{open} proofs do not hold");
    ensure!(failed == 0, "{failed} claims are not proved");
    Ok(())
}

fn wanted(only: &[String]) -> anyhow::Result<Vec<Proof>> {
    for id in only {
        if PROOFS.iter().all(|proof| proof.id != id) {
            let known: Vec<&str> = PROOFS.iter().map(|proof| proof.id).collect();
            bail!("there is no proof {id}; there are {}", known.join(", "));
        }
    }
    let asked_for = |proof: &&Proof| only.is_empty() || only.iter().any(|id| id == proof.id);
    Ok(PROOFS.iter().filter(asked_for).copied().collect())
}

/// The proofs, of all editions at a time: most of what they do is to wait and to look on. In the order of the editions.
fn carried_out(wanted: &[Proof], subjects: &[Subject]) -> Vec<Line> {
    let of_one = |index: usize, subject: &Subject| -> Vec<Line> {
        let here = wanted
            .iter()
            .filter(|proof| proof.of_editions || index == 0);
        here.map(|proof| {
            let line = carry_out(proof, subject);
            print!("{}", line.shown());
            line
        })
        .collect()
    };
    thread::scope(|scope| {
        let threads: Vec<_> = subjects
            .iter()
            .enumerate()
            .map(|(index, subject)| scope.spawn(move || of_one(index, subject)))
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    })
}

fn carry_out(proof: &Proof, subject: &Subject) -> Line {
    let started = Instant::now();
    let missing = proof
        .needs
        .iter()
        .find(|name| environment::program(name).is_none());
    let outcome = match missing {
        Some(name) => Outcome::NotRun(format!("{name} is missing")),
        None => (proof.run)(subject).unwrap_or_else(|error| Outcome::Broken(format!("{error:#}"))),
    };
    let outcome = match outcome {
        Outcome::Shown(what) => {
            Outcome::Shown(format!("{what} [{:.1} s]", started.elapsed().as_secs_f64()))
        }
        other => other,
    };
    Line {
        proof: proof.id,
        edition: proof.of_editions.then_some(subject.edition),
        outcome,
    }
}

/// Judges the claims where all proofs were carried out, writes the report, and says how many claims
/// are not proved.
fn judge(options: &ProveOptions, lines: &[Line]) -> anyhow::Result<usize> {
    let claims = kplaces_privacy::claims();
    let all = options.only.is_empty() && options.editions.is_empty() && options.program.is_none();
    if !all {
        println!("\nOnly a part was asked for: no claim is judged.");
        return Ok(0);
    }
    let tests = NamedTests::of(&report::tests_of(claims), options.tests_have_passed)?;
    let (table, failed) = report::claims(claims, lines, &tests);
    println!("\nClaims\n\n{table}");
    let file = report_file()?;
    fs::write(&file, report::document(claims, lines, Some(&tests)))?;
    println!(
        "{} of {} claims are proved: {}",
        claims.len() - failed,
        claims.len(),
        shown(&file)
    );
    Ok(failed)
}

fn report_file() -> anyhow::Result<PathBuf> {
    let folder = target_dir()?.join("privacy");
    fs::create_dir_all(&folder)?;
    Ok(folder.join("report.md"))
}

/// `prove-inside`: a proof in the network that the process outside has made.
pub fn inside(
    proof: &str,
    edition: EditionId,
    program: &Path,
    stand_in: &Path,
    scratch: &Path,
) -> anyhow::Result<()> {
    fs::create_dir_all(scratch)?;
    let outcome =
        Subject::new(edition, program, stand_in, scratch).and_then(|subject| match proof {
            "closed-network" => proofs::closed_network::inside(&subject),
            "names" => proofs::names::inside(&subject),
            _ => bail!("there is no such proof inside"),
        });
    let value = match outcome {
        Ok(outcome) => inside::to_json(&outcome),
        Err(error) => serde_json::json!({ "error": format!("{error:#}") }),
    };
    println!("{value}");
    Ok(())
}
