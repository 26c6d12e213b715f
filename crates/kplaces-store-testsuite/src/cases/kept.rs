use std::sync::Arc;

use kplaces_domain::{GroupName, Place, SyncPlan};
use kplaces_store::{Erasure, Kept, PlaceStore};

use crate::Subject;
use crate::check::{add, apply, plan};
use crate::sample::{in_groups, named};

/// Parts of none, few and many bytes.
fn parts() -> Vec<Vec<u8>> {
    let many: Vec<u8> = (0..600_000_u32)
        .map(|n| (n.wrapping_mul(n) >> 7) as u8)
        .collect();
    vec![vec![0, 255, 7], Vec::new(), many]
}

fn kept() -> Kept {
    let parts = parts().into_iter().map(Arc::new).collect();
    Kept { parts }
}

async fn adding(store: &dyn PlaceStore, place: Place) -> SyncPlan {
    SyncPlan {
        added: vec![place].into(),
        ..plan(store).await
    }
}

async fn keep(store: &dyn PlaceStore, plan: &SyncPlan) {
    let kept = store.apply_and_keep(plan, kept());
    kept.await.expect("apply and keep");
}

async fn part(store: &dyn PlaceStore, number: usize) -> Option<Vec<u8>> {
    store.kept(number).await.expect("what is kept")
}

/// What is kept comes back as it was given, or not at all, whatever was kept before.
pub async fn kept_parts_come_back_as_given_or_not_at_all(subject: &dyn Subject) {
    let store = subject.open().await;
    assert_eq!(part(&*store, 0).await, None, "of a new store");
    let [few, none, many] = <[Vec<u8>; 3]>::try_from(parts()).expect("three parts");
    let mut changed = many.clone();
    changed[300_000] ^= 1;
    let generations = [
        vec![few.clone(), none.clone(), many.clone()],
        vec![few, none.clone(), changed],
        // Other sizes, and fewer parts.
        vec![many[..300_000].to_vec(), many],
        vec![none],
    ];
    for (number, given) in generations.into_iter().enumerate() {
        let adding = adding(&*store, named(&number.to_string(), "x")).await;
        let parts = given.iter().cloned().map(Arc::new).collect();
        let applied = store.apply_and_keep(&adding, Kept { parts }).await;
        applied.expect("apply and keep");
        for (n, given) in given.iter().enumerate() {
            if let Some(part) = part(&*store, n).await {
                assert_eq!(part.len(), given.len(), "part {n} of {number}");
                assert!(part == *given, "part {n} of {number} is another one");
            }
        }
        assert_eq!(
            part(&*store, given.len()).await,
            None,
            "more than was given"
        );
    }
}

/// It is gone when a plan or an erasure changes the content.
pub async fn kept_parts_are_gone_with_the_content(subject: &dyn Subject) {
    let store = subject.open().await;
    let depot = in_groups(named("1", "x"), &["depot"]);
    let first = adding(&*store, depot).await;
    keep(&*store, &first).await;
    add(&*store, vec![named("2", "y")]).await;
    assert_eq!(part(&*store, 0).await, None, "after a plan");
    let again = plan(&*store).await;
    keep(&*store, &again).await;
    let erasure = Erasure::Groups([GroupName::from("depot")].into());
    store.erase(&erasure).await.expect("erase");
    for number in 0..parts().len() {
        assert_eq!(part(&*store, number).await, None, "after an erasure");
    }
}

/// A plan that changes nothing leaves it there.
pub async fn kept_parts_stay_with_the_content(subject: &dyn Subject) {
    let store = subject.open().await;
    let adding = adding(&*store, named("1", "x")).await;
    keep(&*store, &adding).await;
    let before = part(&*store, 0).await;
    let nothing = plan(&*store).await;
    apply(&*store, &nothing).await;
    assert_eq!(part(&*store, 0).await, before);
}
