//! The suite itself: it is complete, it passes a correct store, and it catches faulty ones.

mod faulty;
mod lists;
mod reference;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use faulty::{FAULTS, Fault, FaultySubject};
use kplaces_store_testsuite::{CASES, Case, Outcome};

fn outcome(case: &Case, fault: Option<Fault>) -> Option<Outcome> {
    let subject = FaultySubject::new(fault);
    catch_unwind(AssertUnwindSafe(|| case.run(&subject))).ok()
}

#[test]
fn a_correct_store_passes_every_case() {
    for case in CASES {
        assert_eq!(outcome(case, None), Some(Outcome::Passed), "{case:?}");
    }
}

fn failed(fault: Fault) -> Vec<&'static str> {
    CASES
        .iter()
        .filter(|case| outcome(case, Some(fault)).is_none())
        .map(|case| case.name)
        .collect()
}

#[test]
fn each_fault_fails_its_cases_and_no_others() {
    let check = |faults: &[(Fault, &[&str])]| {
        let wrong = |(fault, expected): &(Fault, &[&str])| {
            let failed = failed(*fault);
            (failed != *expected).then(|| format!("{fault:?} fails {failed:?}"))
        };
        faults.iter().filter_map(wrong).collect::<Vec<_>>()
    };
    // On two threads: it is all faults times all cases.
    let (left, right) = FAULTS.split_at(FAULTS.len() / 2);
    let wrong = thread::scope(|scope| {
        let left = scope.spawn(|| check(left));
        let right = check(right);
        [left.join().unwrap(), right].concat()
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn each_case_has_a_fault_that_it_alone_catches() {
    let caught: BTreeSet<&str> = FAULTS
        .iter()
        .filter_map(|(_, cases)| match cases {
            [alone] => Some(*alone),
            _ => None,
        })
        .collect();
    for case in CASES {
        assert!(
            caught.contains(case.name),
            "{case:?} has not been seen to fail alone"
        );
    }
}

#[test]
fn a_case_that_does_not_apply_is_skipped_with_words() {
    let subject = FaultySubject::forgetful();
    let skipped: Vec<&str> = CASES
        .iter()
        .filter(|case| matches!(case.run(&subject), Outcome::Skipped(why) if !why.is_empty()))
        .map(|case| case.name)
        .collect();
    let expected = [
        "reopened_store_has_the_same_content",
        "erased_stays_erased_when_reopened",
        "snapshot_opens_with_the_same_content",
        "snapshot_stands_still",
        "snapshot_replaces_nothing",
    ];
    assert_eq!(skipped, expected);
}
