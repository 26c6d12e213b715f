//! `cargo xtask campaign`: every command that touches the store, on a medium that fails or loses its power at
//! each of its operations.

mod account;
mod bench;
mod cases;
mod fault;
mod judge;
mod medium;
mod state;
mod tree;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use anyhow::ensure;
use kplaces_edition::EditionId;

use crate::options::{CampaignKind, CampaignOptions};
use crate::prove::subject::Subject;
use bench::{Accounts, Bench};
use cases::{CASES, Case};
use fault::{Fault, Kind, Trouble};
use judge::{Course, Known};
use kplaces_tools::cargo::{build_of, executable};
use kplaces_tools::stand_in::StandIn;
use tree::{Survival, chance};

/// So many moments of a command are tried where not all are; and of one that a passphrase makes slow.
const MOMENTS: u64 = 12;
const SLOW_MOMENTS: u64 = 4;

/// So many examples of what is wrong are told of a command.
const EXAMPLES: usize = 6;

/// Carries out a campaign.
pub fn campaign(options: &CampaignOptions) -> anyhow::Result<()> {
    let stand_in = executable(build_of("kplaces-webfleet-sim", false))?;
    let scratch = tempfile::Builder::new()
        .prefix("kplaces-campaign-")
        .tempdir()?;
    let folder = |name: &str| scratch.path().join(name);
    let accounts = Accounts {
        before: serve(&stand_in, &account::write(&folder("before"), false)?)?,
        after: serve(&stand_in, &account::write(&folder("after"), true)?)?,
    };
    let editions = match &options.editions[..] {
        [] => vec![EditionId::Basic, EditionId::Enterprise],
        some => some.to_vec(),
    };
    let mut wrong = 0;
    for edition in editions {
        let program = match &options.program {
            Some(program) => std::fs::canonicalize(program)?,
            None => options.programs.of(edition)?,
        };
        let name: &str = edition.into();
        let subject = Subject::new(edition, &program, &stand_in, &folder(name))?;
        println!("\n{}", edition.title());
        wrong += of_program(options, &subject, &accounts, &folder("media"))?;
    }
    ensure!(wrong == 0, "{wrong} runs did not end as they should");
    Ok(())
}

fn serve(program: &Path, account: &Path) -> anyhow::Result<StandIn> {
    let log = account.with_extension("log");
    let folder = account.to_string_lossy();
    StandIn::start(program, &["--folder", &folder], &log)
}

fn of_program(
    options: &CampaignOptions,
    subject: &Subject,
    accounts: &Accounts,
    media: &Path,
) -> anyhow::Result<usize> {
    let wanted = |case: &&Case| {
        let named =
            options.commands.is_empty() || options.commands.iter().any(|it| it == case.name);
        named && case.is_of(|command| subject.has(command))
    };
    let (mut runs, mut wrong) = (0, 0);
    for case in CASES.iter().filter(wanted) {
        let started = Instant::now();
        let bench = |worker: usize| Bench {
            program: &subject.program,
            accounts,
            folder: media.join(worker.to_string()),
        };
        let known = Known::default();
        let course = Course::of(&bench(0), &known, case)?;
        let all = match options.kind {
            CampaignKind::Faults => failures(&course),
            CampaignKind::PowerCuts => cuts(&course),
        };
        let faults: Vec<Fault> = match options.at {
            Some(at) => all.into_iter().filter(|fault| fault.at() == at).collect(),
            None if options.long => all,
            None => some_of(&all, &course),
        };
        let found = carry_out(&course, &known, &faults, &bench);
        println!(
            "  {:24} {:4} operations, {:5} runs, {:3} wrong [{:.1} s]",
            case.name,
            course.done.len(),
            faults.len(),
            found.len(),
            started.elapsed().as_secs_f64()
        );
        for line in found.iter().take(EXAMPLES) {
            println!("    {line}");
        }
        runs += faults.len();
        wrong += found.len();
    }
    println!("  {runs} runs, {wrong} wrong");
    Ok(wrong)
}

/// Tries each fault, on as many threads as there are processors; says what is wrong.
fn carry_out<'a>(
    course: &Course,
    known: &Known,
    faults: &[Fault],
    bench: &(impl Fn(usize) -> Bench<'a> + Sync),
) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let found = Mutex::new(BTreeMap::new());
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for worker in 1..=workers {
            let (next, found) = (&next, &found);
            scope.spawn(move || {
                let bench = bench(worker);
                while let Some((number, fault)) = next_of(next, faults) {
                    let wrong = attempt(course, known, fault, &bench)
                        .unwrap_or_else(|error| vec![format!("{error:#}")]);
                    if !wrong.is_empty() {
                        let line = format!("{}: {}", told(course, fault), wrong.join("; "));
                        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                        found.insert(number, line);
                    }
                }
            });
        }
    });
    let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.into_values().collect()
}

fn next_of(next: &AtomicUsize, faults: &[Fault]) -> Option<(usize, Fault)> {
    let number = next.fetch_add(1, Ordering::Relaxed);
    Some((number, *faults.get(number)?))
}

fn attempt(
    course: &Course,
    known: &Known,
    fault: Fault,
    bench: &Bench<'_>,
) -> anyhow::Result<Vec<String>> {
    if let Fault::Cut { at, left } = fault
        && at > course.done.len() as u64
    {
        // After its end: what was reported is done.
        return course.is_done(bench, known, &course.end.after_cut(left), fault);
    }
    let ran = bench.run(
        &course.case,
        course.case.command,
        &course.start,
        Some(fault),
    )?;
    let left = match fault {
        Fault::Cut { left, .. } => match &ran.at_cut {
            Some(tree) => tree.after_cut(left),
            // Threads took another way, and it came to its end before.
            None => return Ok(Vec::new()),
        },
        Fault::Fail { .. } => ran.tree.all_synced(),
    };
    course.faults_of(bench, known, &ran, &left, fault)
}

fn told(course: &Course, fault: Fault) -> String {
    let what = course.done.get(fault.at() as usize - 1).map_or_else(
        || "its end".to_owned(),
        |done| format!("{:?} of {}", done.kind, done.what),
    );
    match fault {
        Fault::Fail { at, error, lasts } => {
            let how = if lasts { "for good" } else { "once" };
            format!("{error:?} {how} at {at}, {what}")
        }
        Fault::Cut { at, left } => format!("power cut at {at}, {what}, {left:?} left"),
    }
}

/// Which operations fail how.
fn failures(course: &Course) -> Vec<Fault> {
    let mut all = Vec::new();
    for (at, done) in (1..).zip(&course.done) {
        for lasts in [false, true] {
            for error in [Trouble::Broken, Trouble::Full] {
                if error.concerns(done.kind) {
                    all.push(Fault::Fail { at, error, lasts });
                }
            }
        }
    }
    all
}

/// Before which operations the power goes, and what is left then.
fn cuts(course: &Course) -> Vec<Fault> {
    let changes = |kind| !matches!(kind, Kind::Open | Kind::Read | Kind::List);
    let mut moments: Vec<u64> = (1..)
        .zip(&course.done)
        .filter(|(_, done)| changes(done.kind))
        .map(|(at, _)| at)
        .collect();
    // One after its end, where everything that was reported is done.
    moments.push(course.done.len() as u64 + 1);
    let all = moments.into_iter().flat_map(|at| {
        [
            Survival::Synced,
            Survival::Names,
            Survival::Bytes,
            Survival::Chance(2 * at),
            Survival::Chance(2 * at + 1),
        ]
        .map(|left| Fault::Cut { at, left })
    });
    all.collect()
}

/// A few of them, over the whole command, the same in each run.
fn some_of(all: &[Fault], course: &Course) -> Vec<Fault> {
    let count = all.len() as u64;
    let seed = course.case.name.bytes().map(u64::from).sum();
    let last = all.last().copied();
    let moments = if course.case.is_slow() {
        SLOW_MOMENTS
    } else {
        MOMENTS
    };
    let picked = (0..moments.min(count)).filter_map(|part| {
        let (from, to) = (
            part * count / moments,
            ((part + 1) * count / moments).max(1),
        );
        let at = from + chance(seed, part) % (to - from).max(1);
        all.get(at as usize).copied()
    });
    let mut picked: Vec<Fault> = picked.collect();
    picked.extend(last);
    picked.dedup();
    picked
}
