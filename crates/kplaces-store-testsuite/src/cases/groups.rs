use std::collections::BTreeMap;

use kplaces_domain::{GroupName, Place, Revision, SyncPlan};
use kplaces_store::PlaceStore;

use crate::Subject;
use crate::check::{add, apply, counts, group_counts, plan, state};
use crate::sample::{Random, hostile_texts, in_groups, named};

fn list(names: &[&str]) -> Vec<GroupName> {
    names.iter().map(|name| GroupName::from(*name)).collect()
}

async fn take_list(store: &dyn PlaceStore, group_list: Option<Vec<GroupName>>) -> Revision {
    let plan = SyncPlan {
        group_list,
        ..plan(store).await
    };
    let applied = apply(store, &plan).await;
    assert_eq!((applied.added, applied.changed, applied.removed), (0, 0, 0));
    assert_eq!(state(store).await.revision, applied.revision);
    applied.revision
}

/// A group list replaces the old one, `None` keeps it.
pub async fn group_list_is_replaced_or_kept(subject: &dyn Subject) {
    let store = subject.open().await;
    add(&*store, vec![in_groups(named("p", "P"), &["x"])]).await;
    for (given, expected) in [
        (Some(list(&["b", "a"])), &[("a", 0), ("b", 0), ("x", 1)][..]),
        (None, &[("a", 0), ("b", 0), ("x", 1)]),
        (Some(list(&["b", "c"])), &[("b", 0), ("c", 0), ("x", 1)]),
        (None, &[("b", 0), ("c", 0), ("x", 1)]),
        (Some(list(&["x"])), &[("x", 1)]),
        (Some(list(&[])), &[("x", 1)]),
    ] {
        take_list(&*store, given.clone()).await;
        assert_eq!(
            group_counts(&*store).await,
            counts(expected),
            "after {given:?}"
        );
    }
}

/// A different group list alone raises the revision, the same one does not.
pub async fn new_group_list_raises_the_revision(subject: &dyn Subject) {
    let store = subject.open().await;
    for (given, revision) in [
        (Some(list(&["a", "b"])), 1),
        (Some(list(&["a", "b"])), 1),
        // The account's list is a set: WEBFLEET promises no order.
        (Some(list(&["b", "a", "b"])), 1),
        (Some(list(&["a", "c"])), 2),
        (Some(list(&["a"])), 3),
        (Some(list(&[])), 4),
        (Some(list(&[])), 4),
    ] {
        assert_eq!(
            take_list(&*store, given.clone()).await,
            Revision(revision),
            "after {given:?}"
        );
    }
}

/// Each group is listed once with the number of its places.
pub async fn groups_are_counted(subject: &dyn Subject) {
    let store = subject.open().await;
    let mut names = hostile_texts();
    names.extend(["A", "a", "ä", "Z"].map(str::to_owned));
    let mut random = Random::new(1);
    let places: Vec<Place> = (0..200)
        .map(|n| {
            let some: Vec<&str> = (0..random.between(0, 4))
                .map(|_| random.pick(&names).as_str())
                .collect();
            in_groups(named(&n.to_string(), "P"), &some)
        })
        .collect();
    let mut expected: BTreeMap<String, u64> = BTreeMap::new();
    for group in places.iter().flat_map(|place| &place.groups) {
        *expected.entry(group.as_str().to_owned()).or_default() += 1;
    }
    add(&*store, places).await;
    assert_eq!(
        group_counts(&*store).await,
        expected.into_iter().collect::<Vec<_>>()
    );
}

/// A group of the account's list without a place is listed with 0.
pub async fn empty_group_is_listed(subject: &dyn Subject) {
    let store = subject.open().await;
    let names = Some(list(&["b", "a", "b"]));
    take_list(&*store, names.clone()).await;
    assert_eq!(
        group_counts(&*store).await,
        counts(&[("a", 0), ("b", 0)]),
        "no place at all"
    );
    let places = SyncPlan {
        added: vec![
            in_groups(named("p", "P"), &["b"]),
            in_groups(named("q", "Q"), &["c"]),
        ]
        .into(),
        group_list: names,
        ..plan(&*store).await
    };
    apply(&*store, &places).await;
    assert_eq!(
        group_counts(&*store).await,
        counts(&[("a", 0), ("b", 1), ("c", 1)]),
        "a place in one of them, and in another group"
    );
}
