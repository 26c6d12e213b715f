use kplaces_domain::{GroupName, Place, PlaceKey, SyncPlan};
use kplaces_store::{BatchQuery, Filter, PlaceBatch, PlaceStore};

use crate::Subject;
use crate::check::{add, all, apply, plan, plan_with_everything, state};
use crate::sample::{at, colour, hostile_texts, in_groups, micro, named, radius};

async fn batch(store: &dyn PlaceStore, query: &BatchQuery, into: PlaceBatch) -> PlaceBatch {
    let batch = store.batch(query, into).await.expect("batch");
    assert!(batch.len() <= query.limit, "more than asked for: {query:?}");
    batch
}

fn places(batch: &PlaceBatch) -> Vec<Place> {
    let places: Vec<Place> = batch.iter().map(|place| place.to_place()).collect();
    assert_eq!(places.len(), batch.len());
    places
}

fn keys(places: &[Place]) -> Vec<&str> {
    places.iter().map(|place| place.key.as_str()).collect()
}

/// All batches one after the other, each in the memory of the one before.
async fn joined(store: &dyn PlaceStore, query: &BatchQuery) -> Vec<Place> {
    let mut query = query.clone();
    let mut last = PlaceBatch::default();
    let mut all = Vec::new();
    loop {
        last = batch(store, &query, last).await;
        all.extend(places(&last));
        let Some(next) = last.next() else {
            return all;
        };
        let on = query.after.as_ref().is_none_or(|after| after < next);
        assert!(on, "a batch leads back: {query:?}");
        query.after = Some(next.clone());
    }
}

/// Places of every kind, in few groups and colours.
fn some() -> Vec<Place> {
    let colours = ["Yellow", "darkred", "olive"].map(colour);
    let texts = hostile_texts().into_iter().enumerate();
    let place = |(n, text): (usize, String)| Place {
        name: format!("{text} {n}").into(),
        position: (n % 3 > 0).then(|| micro(n as i64, -(n as i64))),
        radius: radius(n as i64 * 10),
        colour: colours.get(n % 4).cloned(),
        ..in_groups(named(&text, ""), &["z", "a", "m", "ä"][..n % 5])
    };
    texts.map(place).collect()
}

/// Batches hold the places that pages hold.
pub async fn batches_hold_what_pages_hold(subject: &dyn Subject) {
    let store = subject.open().await;
    let scan = BatchQuery::scan(usize::MAX);
    let none = batch(&*store, &scan, PlaceBatch::default()).await;
    assert!(none.is_empty() && none.next().is_none());
    apply(&*store, &plan_with_everything(&*store).await).await;
    assert_eq!(joined(&*store, &scan).await, all(&*store).await);
    let plan = SyncPlan {
        removed: all(&*store).await,
        added: some().into(),
        ..plan(&*store).await
    };
    apply(&*store, &plan).await;
    assert_eq!(joined(&*store, &scan).await, all(&*store).await);
}

/// Batches join without gap or repeat.
pub async fn batches_join(subject: &dyn Subject) {
    let store = subject.open().await;
    add(&*store, some()).await;
    let whole = all(&*store).await;
    for limit in [1, 2, 7, whole.len() - 1, whole.len(), whole.len() + 1] {
        let found = joined(&*store, &BatchQuery::scan(limit)).await;
        assert_eq!(keys(&found), keys(&whole), "{limit} at a time");
    }
    let none = batch(&*store, &BatchQuery::scan(0), PlaceBatch::default()).await;
    assert!(none.is_empty());

    // The key to go on after may be of no place.
    let after = PlaceKey::from("\u{2}");
    let group = GroupName::from("a");
    let wanted = |place: &&Place| place.key > after && place.groups.contains(&group);
    let expected: Vec<Place> = whole.iter().filter(wanted).cloned().collect();
    for limit in [1, 3, expected.len(), usize::MAX] {
        let mut query = BatchQuery::scan(limit);
        query.filter.groups.push(group.clone());
        query.after = Some(after.clone());
        let found = joined(&*store, &query).await;
        assert_eq!(keys(&found), keys(&expected), "{limit} at a time");
    }
}

/// Filters by key, position, colour and groups hold together.
pub async fn batches_are_filtered_by_fields(subject: &dyn Subject) {
    let store = subject.open().await;
    add(&*store, some()).await;
    let whole = all(&*store).await;
    let by_key = |key: &str| Filter {
        key: Some(key.into()),
        ..Filter::default()
    };
    let by_groups = |names: &[&str]| Filter {
        groups: names.iter().map(|name| (*name).into()).collect(),
        ..Filter::default()
    };
    let by_colour = |name: &str| Filter {
        colour: Some(colour(name)),
        ..Filter::default()
    };
    let located = Filter {
        located: true,
        ..Filter::default()
    };
    let filters = [
        by_key("007"),
        by_key("none"),
        by_groups(&["a"]),
        by_groups(&["ä", "m"]),
        by_groups(&["none"]),
        // More than a statement may be made of.
        by_groups(&[&["none"; 1_000][..], &["z"]].concat()),
        by_colour("Yellow"),
        by_colour("darkred"),
        by_colour("none"),
        located.clone(),
        Filter {
            located: true,
            ..by_groups(&["z", "none"])
        },
        Filter {
            colour: Some(colour("olive")),
            groups: vec!["z".into()],
            ..located
        },
    ];
    for filter in filters {
        let mut expected = whole.clone();
        expected.retain(|place| filter.admits_fields(place.as_ref()));
        let query = BatchQuery {
            filter,
            ..BatchQuery::scan(usize::MAX)
        };
        let found = joined(&*store, &query).await;
        assert_eq!(keys(&found), keys(&expected), "{query:?}");
    }
}

/// Each batch says of which revision it is.
pub async fn batches_tell_their_revision(subject: &dyn Subject) {
    let store = subject.open().await;
    add(&*store, some()).await;
    let mut query = BatchQuery::scan(5);
    let first = batch(&*store, &query, PlaceBatch::default()).await;
    assert_eq!(first.revision(), state(&*store).await.revision);
    let last = PlaceKey::from("\u{10ffff}\u{10ffff}");
    add(&*store, vec![at(last.as_str(), micro(0, 0))]).await;
    query.after = first.next().cloned();
    let second = batch(&*store, &query, first.clone()).await;
    assert_eq!(second.revision(), state(&*store).await.revision);
    assert_ne!(first.revision(), second.revision());
}
