use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use kplaces_domain::{Change, Place, SyncPlan};
use kplaces_store::{Order, PlaceStore};

use crate::check::{add, all, group_counts, ordered, page, plan, state};
use crate::sample::{at, degrees, in_groups, micro};
use crate::{Subject, block_on};

/// Half of the places keep their key from one generation to the next.
const HALF: usize = 150;

/// All places of a generation carry its name and are in its group, so a mixture shows.
fn generation(n: u8) -> Vec<Place> {
    let name = format!("generation {n}");
    (0..HALF * 2)
        .map(|i| {
            let key = if i < HALF {
                format!("kept {i:04}")
            } else {
                format!("only in {n}: {i:04}")
            };
            Place {
                name: name.as_str().into(),
                ..in_groups(at(&key, micro(i as i64 * 100, 0)), &[&name])
            }
        })
        .collect()
}

/// Fails if an answer is of no one generation.
async fn read(store: &dyn PlaceStore) {
    let whole = HALF * 2;
    for order in [Order::Key, Order::Name, Order::Distance(degrees(0.0, 0.0))] {
        let page = page(store, &ordered(order)).await;
        assert_eq!(page.hits.len(), whole, "places by {order:?}");
        let name = &page.hits[0].place.name;
        assert!(
            page.hits.iter().all(|hit| hit.place.name == *name),
            "places of two generations by {order:?}"
        );
    }
    assert_eq!(state(store).await.places, whole as u64, "state");
    let groups = group_counts(store).await;
    assert!(
        groups.len() == 1 && groups[0].1 == whole as u64,
        "groups of two generations: {groups:?}"
    );
}

/// Who reads meanwhile sees the content before or after, never between.
pub async fn readers_see_before_or_after(subject: &dyn Subject) {
    let store = subject.open().await;
    add(&*store, generation(0)).await;

    // Threads, not tasks: a store may change its content without ever giving way to a task.
    let stop = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..2)
        .map(|_| {
            let (store, stop) = (Arc::clone(&store), Arc::clone(&stop));
            thread::spawn(move || {
                block_on(async {
                    while !stop.load(Ordering::Relaxed) {
                        read(&*store).await;
                    }
                });
            })
        })
        .collect();

    let mut results = Vec::new();
    for n in 1..=5 {
        let (old, new) = (generation(n - 1), generation(n));
        let next = SyncPlan {
            changed: (0..HALF)
                .map(|i| Change {
                    before: old[i].clone(),
                    after: new[i].clone(),
                })
                .collect(),
            removed: old[HALF..].to_vec(),
            added: new[HALF..].to_vec().into(),
            ..plan(&*store).await
        };
        results.push(store.apply(&next).await);
    }
    // Readers must end before anything here may fail.
    stop.store(true, Ordering::Relaxed);
    for reader in readers {
        assert!(reader.join().is_ok(), "a reader saw something between");
    }
    for result in results {
        result.expect("apply");
    }
    assert_eq!(all(&*store).await, sorted(generation(5)));
}

fn sorted(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_by(|a, b| a.key.cmp(&b.key));
    places
}
