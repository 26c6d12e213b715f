use kplaces_domain::{Change, Revision, SyncPlan};
use kplaces_store::StoreState;

use crate::Subject;
use crate::check::{Content, add, all, apply, groups, plan, plan_with_everything, state};
use crate::sample::{at, degrees, in_groups, named};

/// A new store is empty, at revision 0, without provenance.
pub async fn new_store_is_empty(subject: &dyn Subject) {
    let store = subject.open().await;
    assert_eq!(state(&*store).await, StoreState::default());
    assert_eq!(all(&*store).await, []);
    assert_eq!(groups(&*store).await, []);
}

/// The count follows the places.
pub async fn state_counts_places(subject: &dyn Subject) {
    let store = subject.open().await;
    let places = vec![
        named("a", "A"),
        named("b", "B"),
        at("c", degrees(1.0, 2.0)),
        at("d", degrees(1.0, 2.0)),
    ];
    add(&*store, places.clone()).await;
    assert_eq!(state(&*store).await.places, 4);

    let removal = SyncPlan {
        added: vec![named("e", "E")].into(),
        changed: vec![Change {
            before: places[0].clone(),
            after: named("a", "Another"),
        }],
        removed: places[1..].to_vec(),
        ..plan(&*store).await
    };
    apply(&*store, &removal).await;
    assert_eq!(state(&*store).await.places, 2);
}

/// A durable store has the same content after it is opened anew.
pub async fn reopened_store_has_the_same_content(subject: &dyn Subject) {
    let store = subject.open().await;
    let first = plan_with_everything(&*store).await;
    apply(&*store, &first).await;
    let before = Content::of(&*store).await;
    assert_eq!(before.state.provenance, Some(first.provenance));
    drop(store);

    let store = subject.open().await;
    assert_eq!(Content::of(&*store).await, before);
    let applied = add(&*store, vec![named("later", "Later")]).await;
    assert_eq!(applied.revision, Revision(2));
}

/// A sound store passes its check.
pub async fn sound_store_passes_its_check(subject: &dyn Subject) {
    let store = subject.open().await;
    store.check().await.expect("the check of an empty store");
    let places = vec![
        in_groups(named("a", "A"), &["x", "y"]),
        in_groups(at("b", degrees(3.0, 4.0)), &["y"]),
    ];
    add(&*store, places.clone()).await;
    store.check().await.expect("the check of a filled store");
    let removal = SyncPlan {
        removed: places,
        ..plan(&*store).await
    };
    apply(&*store, &removal).await;
    store.check().await.expect("the check of an emptied store");
}
