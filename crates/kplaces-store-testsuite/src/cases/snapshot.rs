use kplaces_domain::{Change, SyncPlan};
use kplaces_store::StoreErrorKind;

use crate::Subject;
use crate::check::{Content, add, apply, plan, plan_with_everything};
use crate::sample::{at, degrees, named};

/// The copy opens with the same content and state.
pub async fn snapshot_opens_with_the_same_content(subject: &dyn Subject) {
    let store = subject.open().await;
    let empty = subject.snapshot_file("empty");
    store.snapshot(&empty).await.expect("snapshot of nothing");
    let nothing = Content::of(&*subject.open_snapshot(&empty).await).await;
    assert_eq!((nothing.state.places, nothing.state.revision.0), (0, 0));

    let first = plan_with_everything(&*store).await;
    apply(&*store, &first).await;
    // What was removed is not in a copy, and its revision comes along.
    let removal = SyncPlan {
        added: vec![at("position", degrees(-1.5, 179.0))].into(),
        removed: first.added.range(0..2).map(|it| it.to_place()).collect(),
        provenance: first.provenance,
        ..plan(&*store).await
    };
    apply(&*store, &removal).await;
    let before = Content::of(&*store).await;
    let full = subject.snapshot_file("full");
    store.snapshot(&full).await.expect("snapshot");
    assert_eq!(Content::of(&*store).await, before);
    drop(store);

    let copy = subject.open_snapshot(&full).await;
    assert_eq!(Content::of(&*copy).await, before);
    copy.check().await.expect("the check of the copy");
}

/// The copy does not follow later changes, nor the store changes of the copy.
pub async fn snapshot_stands_still(subject: &dyn Subject) {
    let store = subject.open().await;
    let place = named("a", "A");
    add(&*store, vec![place.clone(), named("b", "B")]).await;
    let then = Content::of(&*store).await;
    let file = subject.snapshot_file("then");
    store.snapshot(&file).await.expect("snapshot");

    let next = SyncPlan {
        changed: vec![Change {
            before: place.clone(),
            after: named("a", "Changed"),
        }],
        ..plan(&*store).await
    };
    apply(&*store, &next).await;
    let copy = subject.open_snapshot(&file).await;
    assert_eq!(Content::of(&*copy).await, then, "the copy followed");

    let now = Content::of(&*store).await;
    let removal = SyncPlan {
        removed: vec![place],
        ..plan(&*copy).await
    };
    apply(&*copy, &removal).await;
    assert_eq!(Content::of(&*store).await, now, "the store followed");
    let applied = add(&*store, vec![named("c", "C")]).await;
    assert_eq!(applied.revision, now.state.revision.next());
}

/// A file that is there is not touched, and the error is `Exists`.
pub async fn snapshot_replaces_nothing(subject: &dyn Subject) {
    let store = subject.open().await;
    add(&*store, vec![named("a", "A")]).await;
    let file = subject.snapshot_file("first");
    store.snapshot(&file).await.expect("snapshot");
    let copy = subject.open_snapshot(&file).await;
    add(&*copy, vec![named("b", "B")]).await;
    let first = Content::of(&*copy).await;
    drop(copy);

    match store.snapshot(&file).await {
        Ok(()) => panic!("a snapshot was written over another file"),
        Err(error) => assert_eq!(error.kind(), StoreErrorKind::Exists, "{error}"),
    }
    let copy = subject.open_snapshot(&file).await;
    assert_eq!(Content::of(&*copy).await, first);
    let other = subject.snapshot_file("second");
    store.snapshot(&other).await.expect("snapshot elsewhere");
}
