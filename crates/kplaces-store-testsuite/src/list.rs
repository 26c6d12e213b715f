use std::fmt;
use std::future::Future;
use std::pin::Pin;

use kplaces_store::Capabilities;

use crate::{Subject, block_on};

/// A case being run.
type CaseFuture<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// One line of the contract as something to run.
#[derive(Clone, Copy)]
pub struct Case {
    /// The name the contract calls it by.
    pub name: &'static str,
    needs: Needs,
    body: for<'a> fn(&'a dyn Subject) -> CaseFuture<'a>,
}

/// What a store must be able to do for a case to make sense.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    Durability,
    Snapshots,
}

/// How a case ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The store keeps this promise.
    Passed,
    /// The promise is not for this store; says why.
    Skipped(&'static str),
}

/// Every case, in the order of the contract.
pub const CASES: &[Case] = crate::conformance!(@list table);

impl Case {
    /// Runs the case on an empty subject.
    ///
    /// # Panics
    /// If the store breaks the promise.
    pub fn run(&self, subject: &dyn Subject) -> Outcome {
        block_on(async {
            let Capabilities { durable, snapshots } = subject.open().await.capabilities();
            match self.needs {
                Needs::Durability if !durable => {
                    return Outcome::Skipped("the store is not durable");
                }
                Needs::Snapshots if !snapshots => {
                    return Outcome::Skipped("the store has no snapshots");
                }
                _ => {}
            }
            (self.body)(subject).await;
            Outcome::Passed
        })
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// What a test of [`conformance!`] does.
#[doc(hidden)]
#[expect(
    clippy::print_stdout,
    reason = "a case that was not run must not look like one that passed"
)]
pub fn run_named(name: &str, subject: &dyn Subject) {
    let case = CASES
        .iter()
        .find(|case| case.name == name)
        .expect("the name comes from the list");
    if let Outcome::Skipped(why) = case.run(subject) {
        println!("skipped: {why}");
    }
}

/// Makes one `#[test]` of each case, in a module `conformance`.
///
/// The argument is an expression that gives a fresh [`Subject`](crate::Subject); it is evaluated
/// once in each test.
#[macro_export]
macro_rules! conformance {
    // The one list.
    (@list $then:ident $($rest:tt)*) => {
        $crate::conformance! { @$then [$($rest)*]
            new_store_is_empty: Nothing,
            state_counts_places: Nothing,
            reopened_store_has_the_same_content: Durability,

            places_come_back_as_given: Nothing,
            applied_plan_raises_the_revision_by_one: Nothing,
            empty_plan_keeps_the_revision: Nothing,
            stale_plan_is_refused: Nothing,
            plan_that_does_not_fit_is_refused_whole: Nothing,
            changed_place_is_replaced_in_every_field: Nothing,
            removed_place_is_gone: Nothing,
            group_list_is_replaced_or_kept: Nothing,
            new_group_list_raises_the_revision: Nothing,
            large_plan_is_one_change: Nothing,
            readers_see_before_or_after: Nothing,

            erasing_all_leaves_an_empty_store: Nothing,
            erasing_groups_leaves_the_others: Nothing,
            erased_groups_are_forgotten: Nothing,
            erasing_raises_the_revision_by_one: Nothing,
            erasing_nothing_changes_nothing: Nothing,
            erased_places_can_be_stored_again: Nothing,
            erased_stays_erased_when_reopened: Durability,

            kept_parts_come_back_as_given_or_not_at_all: Nothing,
            kept_parts_are_gone_with_the_content: Nothing,
            kept_parts_stay_with_the_content: Nothing,

            pages_by_key_hold_every_place_once: Nothing,
            pages_of_every_order_join: Nothing,
            limit_is_kept: Nothing,
            name_order_folds: Nothing,
            text_is_found_folded_best_first: Nothing,
            filters_hold_together: Nothing,
            nearest_is_exact: Nothing,
            nearest_is_exact_at_the_date_line: Nothing,
            nearest_is_exact_at_the_poles: Nothing,
            within_is_exact: Nothing,
            unlocated_places_come_last: Nothing,

            batches_hold_what_pages_hold: Nothing,
            batches_join: Nothing,
            batches_are_filtered_by_fields: Nothing,
            batches_tell_their_revision: Nothing,

            groups_are_counted: Nothing,
            empty_group_is_listed: Nothing,

            sound_store_passes_its_check: Nothing,

            snapshot_opens_with_the_same_content: Snapshots,
            snapshot_stands_still: Snapshots,
            snapshot_replaces_nothing: Snapshots,
        }
    };
    (@table [] $($name:ident: $needs:ident,)*) => {
        &[$(
            Case {
                name: stringify!($name),
                needs: Needs::$needs,
                body: |subject| Box::pin($crate::cases::$name(subject)),
            },
        )*]
    };
    (@tests [$subject:expr] $($name:ident: $needs:ident,)*) => {
        #[cfg(test)]
        mod conformance {
            #[allow(unused_imports, reason = "the subject may be written with a full path")]
            use super::*;

            $(
                #[test]
                fn $name() {
                    $crate::__run_named(stringify!($name), &$subject);
                }
            )*
        }
    };
    ($subject:expr) => {
        $crate::conformance! { @list tests $subject }
    };
}
