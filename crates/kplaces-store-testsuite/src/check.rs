//! Steps the cases share; each fails with words about what was attempted.

use kplaces_domain::{Place, Places, Provenance, SyncPlan, Timestamp};
use kplaces_store::{
    Applied, GroupCount, Order, Page, PlaceQuery, PlaceStore, StoreErrorKind, StoreState,
};

use crate::sample::{hostile_texts, in_groups, named};

/// Everything a store tells about its content.
#[derive(Debug, PartialEq)]
pub(crate) struct Content {
    pub(crate) state: StoreState,
    pub(crate) places: Vec<Place>,
    pub(crate) groups: Vec<GroupCount>,
}

impl Content {
    pub(crate) async fn of(store: &dyn PlaceStore) -> Self {
        Self {
            state: state(store).await,
            places: all(store).await,
            groups: groups(store).await,
        }
    }
}

pub(crate) async fn state(store: &dyn PlaceStore) -> StoreState {
    store.state().await.expect("state")
}

pub(crate) async fn groups(store: &dyn PlaceStore) -> Vec<GroupCount> {
    store.groups().await.expect("groups")
}

/// Names and numbers of the groups, to compare with.
pub(crate) async fn group_counts(store: &dyn PlaceStore) -> Vec<(String, u64)> {
    groups(store)
        .await
        .into_iter()
        .map(|group| (group.name.as_str().to_owned(), group.places))
        .collect()
}

pub(crate) fn counts(expected: &[(&str, u64)]) -> Vec<(String, u64)> {
    expected
        .iter()
        .map(|(name, places)| ((*name).to_owned(), *places))
        .collect()
}

/// All places by key, in one page.
pub(crate) async fn all(store: &dyn PlaceStore) -> Vec<Place> {
    page(store, &PlaceQuery::scan(usize::MAX))
        .await
        .hits
        .into_iter()
        .map(|hit| hit.place)
        .collect()
}

pub(crate) async fn page(store: &dyn PlaceStore, query: &PlaceQuery) -> Page {
    store.places(query).await.expect("places")
}

pub(crate) fn ordered(order: Order) -> PlaceQuery {
    PlaceQuery {
        order,
        ..PlaceQuery::scan(usize::MAX)
    }
}

pub(crate) fn keys(page: &Page) -> Vec<&str> {
    page.hits.iter().map(|hit| hit.place.key.as_str()).collect()
}

/// A plan against the present revision that changes nothing.
pub(crate) async fn plan(store: &dyn PlaceStore) -> SyncPlan {
    SyncPlan {
        base: state(store).await.revision,
        added: Places::default(),
        changed: Vec::new(),
        removed: Vec::new(),
        group_list: None,
        provenance: provenance(1_700_000_000),
    }
}

/// A plan against the present revision with something of everything a store keeps.
pub(crate) async fn plan_with_everything(store: &dyn PlaceStore) -> SyncPlan {
    let added = hostile_texts()
        .iter()
        .enumerate()
        .map(|(n, text)| in_groups(named(&n.to_string(), text), &["depot", text]))
        .collect();
    SyncPlan {
        added,
        group_list: Some(vec!["depot".into(), "empty".into(), "".into()]),
        provenance: Provenance {
            as_of: Timestamp::from_unix(-1),
            selection: vec!["z".into(), "a".into(), "z".into()],
            cut_at: Some(500),
        },
        ..plan(store).await
    }
}

pub(crate) fn provenance(seconds: i64) -> Provenance {
    Provenance {
        as_of: Timestamp::from_unix(seconds),
        selection: Vec::new(),
        cut_at: None,
    }
}

pub(crate) async fn apply(store: &dyn PlaceStore, plan: &SyncPlan) -> Applied {
    store.apply(plan).await.expect("apply")
}

pub(crate) async fn add(store: &dyn PlaceStore, added: Vec<Place>) -> Applied {
    let plan = SyncPlan {
        added: added.into(),
        ..plan(store).await
    };
    apply(store, &plan).await
}

/// The plan is refused as a conflict, and nothing is different after it.
pub(crate) async fn refused(store: &dyn PlaceStore, plan: &SyncPlan, why: &str) {
    let before = Content::of(store).await;
    match store.apply(plan).await {
        Ok(applied) => panic!("{why}, and yet: {applied:?}"),
        Err(error) => assert_eq!(error.kind(), StoreErrorKind::Conflict, "{why}: {error}"),
    }
    assert_eq!(Content::of(store).await, before, "{why}");
}
