use kplaces_domain::{Change, Revision, SyncPlan};

use crate::Subject;
use crate::check::{add, plan, provenance, refused};
use crate::sample::{in_groups, named};

/// A plan against another revision is a `Conflict` and changes nothing.
pub async fn stale_plan_is_refused(subject: &dyn Subject) {
    let store = subject.open().await;
    let early = SyncPlan {
        added: vec![named("early", "Early")].into(),
        ..plan(&*store).await
    };
    add(&*store, vec![named("a", "A")]).await;
    add(&*store, vec![named("b", "B")]).await;
    refused(&*store, &early, "the plan was made before the other two").await;
    for base in [0, 1, 3, u64::MAX] {
        let nothing = SyncPlan {
            base: Revision(base),
            provenance: provenance(5),
            ..plan(&*store).await
        };
        refused(&*store, &nothing, "the store is at revision 2").await;
    }
}

/// A plan that does not fit the content is a `Conflict` and changes nothing, not even the part
/// that would fit.
pub async fn plan_that_does_not_fit_is_refused_whole(subject: &dyn Subject) {
    let store = subject.open().await;
    let (a, b) = (
        in_groups(named("a", "A"), &["x"]),
        in_groups(named("b", "B"), &["y"]),
    );
    add(&*store, vec![a.clone(), b.clone()]).await;

    // The part that would fit, before and after which the other part comes.
    let fits = SyncPlan {
        added: vec![in_groups(named("d", "D"), &["new"])].into(),
        changed: vec![Change {
            before: a.clone(),
            after: named("a", "Changed"),
        }],
        removed: vec![b.clone()],
        group_list: Some(vec!["listed".into()]),
        provenance: provenance(7),
        ..plan(&*store).await
    };
    let (there, missing) = (named("a", "Again"), named("c", "Missing"));

    let mut adds = fits.clone();
    adds.added.push(there.as_ref());
    refused(&*store, &adds, "a key to add is there").await;

    let mut twice = fits.clone();
    twice.added.push(named("d", "D again").as_ref());
    refused(&*store, &twice, "a key is added twice").await;

    let mut changes = fits.clone();
    changes.changed.push(Change {
        before: missing.clone(),
        after: missing.clone(),
    });
    refused(&*store, &changes, "a key to change is missing").await;

    let mut removes = fits.clone();
    removes.removed.push(missing);
    refused(&*store, &removes, "a key to remove is missing").await;

    let mut removes_twice = fits;
    removes_twice.removed.push(b);
    refused(&*store, &removes_twice, "a key is removed twice").await;
}
