//! What came of the proofs, and what that means for each claim.

use std::collections::BTreeSet;

use kplaces_edition::EditionId;
use kplaces_privacy::Claim;

use super::named_tests::NamedTests;
use super::outcome::Outcome;

/// What a claim names a test by.
const TEST: &str = "test:";

/// How much of what speaks against a claim stands beside it.
const SHOWN_OF_EACH: usize = 3;

/// One proof for one edition, or for all.
pub(super) struct Line {
    pub(super) proof: &'static str,
    pub(super) edition: Option<EditionId>,
    pub(super) outcome: Outcome,
}

impl Line {
    fn word(&self) -> &'static str {
        match self.outcome {
            Outcome::Shown(_) => "ok",
            Outcome::Violated(_) => "VIOLATED",
            Outcome::NotRun(_) => "NOT RUN",
            Outcome::Broken(_) => "BROKEN OFF",
            Outcome::NotHere => "not in this edition",
        }
    }

    fn whose(&self) -> &'static str {
        self.edition.map_or("all", EditionId::title)
    }

    /// As people read it while it runs.
    pub(super) fn shown(&self) -> String {
        let mut text = format!("{:<18} {:<22} {}\n", self.proof, self.whose(), self.word());
        for line in self.evidence() {
            text.push_str(&format!("    {line}\n"));
        }
        text
    }

    fn evidence(&self) -> Vec<&str> {
        match &self.outcome {
            Outcome::Shown(what) | Outcome::NotRun(what) | Outcome::Broken(what) => vec![what],
            Outcome::Violated(what) => what.iter().map(String::as_str).collect(),
            Outcome::NotHere => Vec::new(),
        }
    }
}

/// The names of the tests that claims name.
pub(super) fn tests_of(claims: &[Claim]) -> BTreeSet<&'static str> {
    let proofs = claims.iter().flat_map(|claim| claim.proofs);
    proofs
        .filter_map(|proof| proof.strip_prefix(TEST))
        .collect()
}

/// Why a claim is not proved; empty if it is.
pub(super) fn troubles(claim: &Claim, lines: &[Line], tests: &NamedTests) -> Vec<String> {
    let mut troubles = Vec::new();
    for proof in claim.proofs {
        if let Some(test) = proof.strip_prefix(TEST) {
            troubles.extend(tests.trouble(test).map(|why| format!("{proof}: {why}")));
            continue;
        }
        let mut of_proof = lines.iter().filter(|line| line.proof == *proof).peekable();
        if of_proof.peek().is_none() {
            troubles.push(format!("{proof}: was not run"));
        }
        let mut shown = false;
        for line in of_proof {
            shown |= matches!(line.outcome, Outcome::Shown(_));
            if !line.outcome.holds() {
                let mut trouble = format!("{proof} ({}): {}", line.whose(), line.word());
                // The end of a log is what people see of a run elsewhere.
                for seen in line.evidence().iter().take(SHOWN_OF_EACH) {
                    trouble.push_str(&format!("; {seen}"));
                }
                troubles.push(trouble);
            }
        }
        if !shown && troubles.is_empty() {
            troubles.push(format!("{proof}: no edition has what it is about"));
        }
    }
    if claim.proofs.is_empty() {
        troubles.push("nothing proves it".to_owned());
    }
    troubles
}

/// The claims as a table for the terminal, and how many are not proved.
pub(super) fn claims(claims: &[Claim], lines: &[Line], tests: &NamedTests) -> (String, usize) {
    let mut text = String::new();
    let mut failed = 0;
    for claim in claims {
        let troubles = troubles(claim, lines, tests);
        let word = if troubles.is_empty() { "ok" } else { "FAILED" };
        failed += usize::from(!troubles.is_empty());
        text.push_str(&format!("{word:<7} {:<20} {}\n", claim.id, claim.english));
        text.push_str(&format!("{:29}proved by {}\n", "", claim.proofs.join(", ")));
        for trouble in troubles {
            text.push_str(&format!("{:29}! {trouble}\n", ""));
        }
    }
    (text, failed)
}

/// All of it as a document that is kept.
pub(super) fn document(all: &[Claim], lines: &[Line], tests: Option<&NamedTests>) -> String {
    let mut text = String::from("# What is promised about privacy, and what proves it\n\n");
    text.push_str(&format!(
        "3Kplaces {}, written by `cargo xtask prove-privacy`.\n",
        env!("CARGO_PKG_VERSION")
    ));
    if let Some(tests) = tests {
        text.push_str("\n## Claims\n\n| claim | proofs | result |\n|---|---|---|\n");
        for claim in all {
            let troubles = troubles(claim, lines, tests);
            let result = match &troubles[..] {
                [] => "ok".to_owned(),
                troubles => format!("**failed**: {}", troubles.join("; ")),
            };
            let proofs = claim.proofs.iter().map(|proof| format!("`{proof}`"));
            let proofs = proofs.collect::<Vec<_>>().join(", ");
            text.push_str(&format!("| {} | {proofs} | {result} |\n", claim.english));
        }
    }
    text.push_str("\n## Proofs\n\n| proof | edition | result | seen |\n|---|---|---|---|\n");
    for line in lines {
        text.push_str(&format!(
            "| `{}` | {} | {} | {} |\n",
            line.proof,
            line.whose(),
            line.word(),
            line.evidence().join("; ").replace('|', "\\|")
        ));
    }
    let proofs = kplaces_privacy::proofs();
    text.push_str("\n## How\n\n");
    for proof in proofs {
        text.push_str(&format!("- `{}`: {}\n", proof.id, proof.english));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLAIM: Claim = Claim {
        id: "a",
        english: "A.",
        german: "A.",
        proofs: &["one-host", "test:this_is_one"],
    };

    fn line(outcome: Outcome) -> Line {
        Line {
            proof: "one-host",
            edition: Some(EditionId::Pro),
            outcome,
        }
    }

    #[test]
    fn a_claim_fails_if_one_of_its_proofs_fails_or_was_not_run() {
        let none = NamedTests::of(&BTreeSet::new(), true).unwrap();
        let shown = || line(Outcome::Shown(String::new()));
        let missing = "test:this_is_one: was not run".to_owned();
        assert_eq!(
            troubles(&CLAIM, &[shown()], &none),
            std::slice::from_ref(&missing)
        );
        for (lines, trouble) in [
            (vec![], "one-host: was not run"),
            (
                vec![
                    shown(),
                    line(Outcome::Violated(vec!["a".to_owned(), "b".to_owned()])),
                ],
                "one-host (3Kplaces Pro): VIOLATED; a; b",
            ),
            (
                vec![shown(), line(Outcome::NotRun("no strace".to_owned()))],
                "one-host (3Kplaces Pro): NOT RUN; no strace",
            ),
            (
                vec![line(Outcome::NotHere)],
                "one-host: no edition has what it is about",
            ),
        ] {
            assert_eq!(
                troubles(&CLAIM, &lines, &none),
                [trouble.to_owned(), missing.clone()]
            );
        }
    }

    #[test]
    fn every_proof_that_claims_name_is_there_and_every_proof_is_named() {
        let ours: BTreeSet<&str> = super::super::proof::PROOFS
            .iter()
            .map(|proof| proof.id)
            .collect();
        let told: BTreeSet<&str> = kplaces_privacy::proofs()
            .iter()
            .map(|proof| proof.id)
            .collect();
        assert_eq!(ours, told);
    }
}
