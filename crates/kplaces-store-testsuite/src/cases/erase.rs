use std::collections::BTreeSet;

use kplaces_domain::{GroupName, Place, PlaceKey, Position, Provenance, SyncPlan};
use kplaces_store::{Erased, Erasure, Filter, Order, PlaceQuery, PlaceStore, StoreState, Within};

use crate::Subject;
use crate::check::{
    Content, add, all, apply, counts, group_counts, keys, page, plan, plan_with_everything, state,
};
use crate::sample::{Random, at, degrees, hostile_texts, in_groups, named};

fn groups(names: &[&str]) -> Erasure {
    Erasure::Groups(names.iter().map(|name| GroupName::from(*name)).collect())
}

async fn erase(store: &dyn PlaceStore, which: &Erasure) -> Erased {
    store.erase(which).await.expect("erase")
}

/// Every way to come by a place gives exactly these.
async fn answers(store: &dyn PlaceStore, expected: &[Place], around: Position) {
    assert_eq!(all(store).await, expected, "by key");
    let sorted = |query: PlaceQuery| async move {
        let found = page(store, &query).await;
        let mut keys: Vec<String> = keys(&found).into_iter().map(str::to_owned).collect();
        keys.sort();
        keys
    };
    let expected_keys: Vec<String> = expected.iter().map(|it| it.key.to_string()).collect();
    for order in [Order::Name, Order::Distance(around)] {
        let query = PlaceQuery {
            order,
            ..PlaceQuery::scan(usize::MAX)
        };
        assert_eq!(sorted(query).await, expected_keys, "{order:?}");
    }
    let within = Filter {
        within: Some(Within {
            centre: around,
            metres: 1e9,
        }),
        ..Filter::default()
    };
    let located: Vec<String> = expected
        .iter()
        .filter(|place| place.position.is_some())
        .map(|place| place.key.to_string())
        .collect();
    let query = PlaceQuery {
        filter: within,
        ..PlaceQuery::scan(usize::MAX)
    };
    assert_eq!(sorted(query).await, located, "on the map");
}

/// After everything is erased the store is empty and knows no provenance.
pub async fn erasing_all_leaves_an_empty_store(subject: &dyn Subject) {
    let store = subject.open().await;
    let plan = plan_with_everything(&*store).await;
    apply(&*store, &plan).await;
    let in_groups = plan.added.iter().flat_map(|place| place.groups.iter());
    let known: BTreeSet<&GroupName> = in_groups.chain(plan.group_list.iter().flatten()).collect();
    let erased = erase(&*store, &Erasure::All).await;
    assert_eq!(
        (erased.places, erased.groups),
        (plan.added.len() as u64, known.len() as u64)
    );
    let expected = StoreState {
        revision: erased.revision,
        ..StoreState::default()
    };
    assert_eq!(state(&*store).await, expected);
    assert_eq!(group_counts(&*store).await, []);
    answers(&*store, &[], degrees(48.0, 11.0)).await;
}

/// A place in any of the groups is gone from every answer, and every other place is what it was.
pub async fn erasing_groups_leaves_the_others(subject: &dyn Subject) {
    let store = subject.open().await;
    let mut names = hostile_texts();
    names.extend(["A", "a", "ä", "Z"].map(str::to_owned));
    let mut random = Random::new(7);
    let mut places: Vec<Place> = (0..300)
        .map(|n| {
            let some: Vec<&str> = (0..random.between(0, 4))
                .map(|_| random.pick(&names).as_str())
                .collect();
            let key = format!("{n:03}");
            let place = match n % 5 {
                0 => named(&key, "nowhere"),
                _ => at(
                    &key,
                    random.position((-80_000_000, 80_000_000), (-80_000_000, 80_000_000)),
                ),
            };
            in_groups(place, &some)
        })
        .collect();
    add(&*store, places.clone()).await;
    for wanted in [
        &["A"][..],
        &["a\0b", "ß ẞ ﬁ Ǆ ı İ"],
        &["", "7", "Z", "nobody"],
    ] {
        let hit = |place: &Place| {
            wanted
                .iter()
                .any(|name| place.groups.contains(&(*name).into()))
        };
        let before = places.len();
        places.retain(|place| !hit(place));
        let erased = erase(&*store, &groups(wanted)).await;
        assert_eq!(erased.places, (before - places.len()) as u64, "{wanted:?}");
        answers(&*store, &places, degrees(48.0, 11.0)).await;
        let listed = group_counts(&*store).await;
        for name in wanted {
            assert!(
                listed.iter().all(|(it, _)| it != name),
                "{name:?} is listed"
            );
        }
        for name in names.iter().map(|name| GroupName::from(name.as_str())) {
            let inside = places.iter().filter(|it| it.groups.contains(&name)).count();
            let filter = Filter {
                groups: vec![name],
                ..Filter::default()
            };
            let query = PlaceQuery {
                filter,
                ..PlaceQuery::scan(usize::MAX)
            };
            assert_eq!(page(&*store, &query).await.hits.len(), inside);
        }
        store.check().await.expect("sound");
    }
}

/// The names of the groups are gone from the account's list and from the groups that were asked
/// for; if none of those is left, so is the provenance.
pub async fn erased_groups_are_forgotten(subject: &dyn Subject) {
    let store = subject.open().await;
    let asked = |names: &[&str]| Provenance {
        selection: names.iter().map(|name| GroupName::from(*name)).collect(),
        cut_at: Some(7),
        ..crate::check::provenance(5)
    };
    let filled = SyncPlan {
        added: vec![
            in_groups(named("1", "One"), &["a"]),
            in_groups(named("2", "Two"), &["b"]),
            in_groups(named("3", "Three"), &["e"]),
        ]
        .into(),
        group_list: Some(vec!["a".into(), "b".into(), "c".into(), "d".into()]),
        provenance: asked(&["b", "a", "c"]),
        ..plan(&*store).await
    };
    apply(&*store, &filled).await;
    let erased = erase(&*store, &groups(&["c"])).await;
    assert_eq!((erased.places, erased.groups), (0, 1), "an empty group");
    assert_eq!(
        group_counts(&*store).await,
        counts(&[("a", 1), ("b", 1), ("d", 0), ("e", 1)])
    );
    assert_eq!(state(&*store).await.provenance, Some(asked(&["b", "a"])));
    let erased = erase(&*store, &groups(&["a"])).await;
    assert_eq!((erased.places, erased.groups), (1, 1));
    assert_eq!(
        group_counts(&*store).await,
        counts(&[("b", 1), ("d", 0), ("e", 1)])
    );
    assert_eq!(state(&*store).await.provenance, Some(asked(&["b"])));
    erase(&*store, &groups(&["b"])).await;
    assert_eq!(group_counts(&*store).await, counts(&[("d", 0), ("e", 1)]));
    assert_eq!(state(&*store).await.provenance, None);
}

/// What erases something raises the revision by one.
pub async fn erasing_raises_the_revision_by_one(subject: &dyn Subject) {
    let store = subject.open().await;
    let here = degrees(48.0, 11.0);
    let places = vec![
        in_groups(at("1", here), &["a"]),
        in_groups(at("2", here), &["b"]),
    ];
    let plan = SyncPlan {
        added: places.into(),
        group_list: Some(vec!["c".into()]),
        ..plan(&*store).await
    };
    let mut before = apply(&*store, &plan).await.revision;
    for (which, left) in [(groups(&["a"]), 1), (groups(&["c"]), 1), (Erasure::All, 0)] {
        let erased = erase(&*store, &which).await;
        assert_eq!(erased.revision, before.next(), "{which:?}");
        let state = state(&*store).await;
        before = state.revision;
        assert_eq!((before, state.places), (erased.revision, left), "{which:?}");
    }
}

/// Where there is nothing to erase, nothing changes.
pub async fn erasing_nothing_changes_nothing(subject: &dyn Subject) {
    let store = subject.open().await;
    for which in [groups(&["a"]), Erasure::All] {
        let before = Content::of(&*store).await;
        erase(&*store, &which).await;
        assert_eq!(Content::of(&*store).await, before, "a new store");
    }
    add(&*store, vec![in_groups(named("1", "One"), &["a"])]).await;
    for which in [groups(&[]), groups(&["A", "b"])] {
        let before = Content::of(&*store).await;
        let erased = erase(&*store, &which).await;
        let expected = Erased {
            revision: before.state.revision,
            places: 0,
            groups: 0,
        };
        assert_eq!(erased, expected, "{which:?}");
        assert_eq!(Content::of(&*store).await, before, "{which:?}");
    }
}

/// What was erased can be stored again.
pub async fn erased_places_can_be_stored_again(subject: &dyn Subject) {
    let store = subject.open().await;
    let places = || vec![in_groups(named("1", "One"), &["a"])];
    add(&*store, places()).await;
    for which in [groups(&["a"]), Erasure::All] {
        erase(&*store, &which).await;
        let again = SyncPlan {
            added: places().into(),
            ..plan(&*store).await
        };
        let applied = store.apply(&again).await;
        assert!(applied.is_ok(), "after {which:?}: {applied:?}");
        assert_eq!(all(&*store).await, places());
        assert_eq!(group_counts(&*store).await, counts(&[("a", 1)]));
    }
}

/// It is still erased after the store is opened anew.
pub async fn erased_stays_erased_when_reopened(subject: &dyn Subject) {
    let store = subject.open().await;
    let places = vec![
        in_groups(named("1", "One"), &["a"]),
        in_groups(named("2", "Two"), &["b"]),
    ];
    add(&*store, places).await;
    erase(&*store, &groups(&["a"])).await;
    let before = Content::of(&*store).await;
    drop(store);
    let store = subject.open().await;
    assert_eq!(Content::of(&*store).await, before);
    assert_eq!(
        all(&*store).await.first().map(|place| place.key.clone()),
        Some(PlaceKey::from("2"))
    );
    erase(&*store, &Erasure::All).await;
    let before = Content::of(&*store).await;
    drop(store);
    let store = subject.open().await;
    assert_eq!(Content::of(&*store).await, before);
    assert_eq!(before.state.places, 0);
}
