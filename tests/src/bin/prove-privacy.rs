//! Runs the proofs of the privacy promise over programs, and says what came of the claims:
//! `prove-privacy [--only ID]… [--report FILE] EDITION=PROGRAM…`. `cargo xtask prove-privacy` builds
//! the programs and starts it.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "talking to the person at the terminal is what this program does"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use kplaces_tests::prove::{self, Outcome, PROOFS};

/// What the command line asks for.
#[derive(Default)]
struct Wish {
    only: Vec<String>,
    report: Option<PathBuf>,
    programs: Vec<(String, PathBuf)>,
}

impl Wish {
    fn of(arguments: &[String]) -> Result<Self, String> {
        let mut wish = Self::default();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.as_str() {
                "--only" => {
                    let id = rest.next().ok_or("--only needs the id of a proof")?;
                    if id != "code" && !PROOFS.iter().any(|proof| proof.id == id) {
                        return Err(format!("there is no proof `{id}`"));
                    }
                    wish.only.push(id.clone());
                }
                "--report" => wish.report = rest.next().map(PathBuf::from),
                flag if flag.starts_with("--") => {}
                program => match program.split_once('=') {
                    Some((edition, path)) => {
                        wish.programs
                            .push((edition.to_owned(), PathBuf::from(path)));
                    }
                    None => return Err(format!("`{program}` is not EDITION=PROGRAM")),
                },
            }
        }
        if wish.programs.is_empty() {
            return Err("no program is named".to_owned());
        }
        Ok(wish)
    }

    fn wants(&self, id: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == id)
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !prove::is_closed(&arguments)
        && let Ok(me) = std::env::current_exe()
    {
        if let Some(mut inside) = prove::in_closed_network(&me, &arguments) {
            return match inside.status() {
                Ok(status) if status.success() => ExitCode::SUCCESS,
                _ => ExitCode::FAILURE,
            };
        }
        eprintln!("warning: a closed network cannot be made here");
    }
    match Wish::of(&arguments) {
        Ok(wish) => run(&wish),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(wish: &Wish) -> ExitCode {
    // What a failed proof says is enough.
    std::panic::set_hook(Box::new(|_| {}));
    let mut results: BTreeMap<&str, Vec<(String, Outcome)>> = BTreeMap::new();
    let mut report = String::from(
        "# The privacy promise, proved\n\n| proof | edition | result | seen |\n|---|---|---|---|\n",
    );
    for proof in PROOFS.iter().filter(|proof| wish.wants(proof.id)) {
        for (edition, program) in &wish.programs {
            let begun = Instant::now();
            let outcome = prove::run(proof, program);
            let (word, seen) = words(&outcome);
            let took = begun.elapsed().as_secs_f64();
            println!(
                "{word:<9} {:<19} {edition:<11} {seen}  [{took:.1} s]",
                proof.id
            );
            let _ = writeln!(
                report,
                "| {} | {edition} | {word} | {} |",
                proof.id,
                seen.replace('|', "/")
            );
            results
                .entry(proof.id)
                .or_default()
                .push((edition.clone(), outcome));
        }
    }
    let claims = judge(wish, &results);
    let _ = write!(report, "\n| claim | result | proofs |\n|---|---|---|\n");
    println!();
    let mut bad = 0;
    for (id, text, word, proofs) in &claims {
        println!("{word:<9} {id:<22} {text}");
        let _ = writeln!(report, "| {text} | {word} | {proofs} |");
        bad += usize::from(*word != "holds");
    }
    let failed = results
        .values()
        .flatten()
        .filter(|(_, outcome)| matches!(outcome, Outcome::Broken(_) | Outcome::NotRun(_)))
        .count();
    println!(
        "\n{} claims, {bad} that do not hold; {} proofs, {failed} failed or not run",
        claims.len(),
        results.values().map(Vec::len).sum::<usize>()
    );
    if let Some(path) = &wish.report
        && let Err(error) = std::fs::write(path, report)
    {
        eprintln!("error: {} cannot be written: {error}", path.display());
        return ExitCode::FAILURE;
    }
    if bad + failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn words(outcome: &Outcome) -> (&'static str, &str) {
    match outcome {
        Outcome::Holds(seen) => ("holds", seen),
        Outcome::Broken(seen) => ("BROKEN", seen),
        Outcome::NotRun(seen) => ("NOT RUN", seen),
        Outcome::NotHere(seen) => ("-", seen),
    }
}

/// Each claim with what came of its proofs. Tests of the tree are run by `cargo xtask test`, and
/// that they are there is a test; here they count as named.
fn judge(
    wish: &Wish,
    results: &BTreeMap<&str, Vec<(String, Outcome)>>,
) -> Vec<(&'static str, &'static str, &'static str, String)> {
    let mut judged = Vec::new();
    for claim in kplaces_privacy::claims() {
        let own: Vec<&str> = claim
            .proofs
            .iter()
            .copied()
            .filter(|proof| !proof.starts_with("test:") && *proof != "code")
            .collect();
        if !wish.only.is_empty() && !own.iter().all(|proof| wish.wants(proof)) {
            continue;
        }
        let holds = own.iter().all(|proof| {
            let outcomes = results.get(proof).map(Vec::as_slice).unwrap_or_default();
            let fine =
                |outcome: &Outcome| matches!(outcome, Outcome::Holds(_) | Outcome::NotHere(_));
            let one = outcomes
                .iter()
                .any(|(_, outcome)| matches!(outcome, Outcome::Holds(_)));
            one && outcomes.iter().all(|(_, outcome)| fine(outcome))
        });
        let word = if holds { "holds" } else { "BROKEN" };
        judged.push((claim.id, claim.english, word, claim.proofs.join(", ")));
    }
    judged
}
