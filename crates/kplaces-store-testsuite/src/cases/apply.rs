use kplaces_domain::{
    Change, FoldedQuery, GroupName, Place, Provenance, Revision, SyncPlan, Timestamp,
};
use kplaces_store::{Applied, Filter, Order, PlaceQuery, Within};

use crate::Subject;
use crate::check::{add, all, apply, group_counts, keys, ordered, page, plan, provenance, state};
use crate::sample::{at, colour, degrees, hostile_texts, in_groups, micro, named, radius};

/// Every field comes back as it was given, whatever characters it holds.
pub async fn places_come_back_as_given(subject: &dyn Subject) {
    let store = subject.open().await;
    let texts = hostile_texts();
    let mut places: Vec<Place> = texts
        .iter()
        .map(|text| in_groups(named(text, text), &[text, "another"]))
        .collect();
    for (n, (latitude, longitude)) in [
        (0, 0),
        (90_000_000, 180_000_000),
        (-90_000_000, -180_000_000),
        (1, -1),
        (-48_137_154, 11_576_124),
        (89_999_999, -179_999_999),
    ]
    .into_iter()
    .enumerate()
    {
        places.push(at(&format!("position {n}"), micro(latitude, longitude)));
    }
    for (n, metres) in [0, 1, 250, 100_000].into_iter().enumerate() {
        places.push(Place {
            radius: radius(metres),
            ..named(&format!("radius {n}"), "")
        });
    }
    for (n, name) in ["brightblue", "Yellow", "yellow", "it's 50 % grey", "käse"]
        .into_iter()
        .enumerate()
    {
        places.push(Place {
            colour: Some(colour(name)),
            ..named(&format!("colour {n}"), "")
        });
    }
    let fifty: Vec<String> = (0..50).map(|n| format!("group {n}")).collect();
    let fifty: Vec<&str> = fifty.iter().map(String::as_str).collect();
    places.push(in_groups(named("groups", ""), &fifty));

    add(&*store, places.clone()).await;
    places.sort_by(|a, b| a.key.cmp(&b.key));
    assert_eq!(all(&*store).await, places);
}

/// A plan that touches a place raises the revision by one.
pub async fn applied_plan_raises_the_revision_by_one(subject: &dyn Subject) {
    let store = subject.open().await;
    let (old, new) = (named("a", "Old"), named("a", "New"));
    let empty = plan(&*store).await;
    let plans = [
        SyncPlan {
            added: vec![old.clone(), named("b", "B")].into(),
            ..empty.clone()
        },
        SyncPlan {
            changed: vec![Change {
                before: old,
                after: new.clone(),
            }],
            ..empty.clone()
        },
        SyncPlan {
            removed: vec![new],
            ..empty
        },
    ];
    for (n, plan) in plans.into_iter().enumerate() {
        let plan = SyncPlan {
            base: Revision(n as u64),
            ..plan
        };
        let expected = Applied {
            revision: Revision(n as u64 + 1),
            added: plan.added.len() as u64,
            changed: plan.changed.len() as u64,
            removed: plan.removed.len() as u64,
        };
        assert_eq!(apply(&*store, &plan).await, expected);
        assert_eq!(state(&*store).await.revision, expected.revision);
    }
}

/// A plan that changes nothing keeps the revision and takes the provenance.
pub async fn empty_plan_keeps_the_revision(subject: &dyn Subject) {
    let store = subject.open().await;
    let applied = add(&*store, vec![named("a", "A")]).await;
    for provenance in [
        Provenance {
            as_of: Timestamp::from_unix(2_000_000_000),
            selection: vec!["b".into(), "a".into()],
            cut_at: Some(u32::MAX),
        },
        provenance(0),
    ] {
        let nothing = SyncPlan {
            provenance: provenance.clone(),
            ..plan(&*store).await
        };
        let expected = Applied {
            revision: applied.revision,
            added: 0,
            changed: 0,
            removed: 0,
        };
        assert_eq!(apply(&*store, &nothing).await, expected);
        let state = state(&*store).await;
        assert_eq!(state.revision, applied.revision);
        assert_eq!(state.provenance, Some(provenance));
    }
}

/// A changed place is replaced in every field, groups too.
pub async fn changed_place_is_replaced_in_every_field(subject: &dyn Subject) {
    let store = subject.open().await;
    let bare = named("a", "Bare");
    let full = Place {
        name: "Full".into(),
        radius: radius(300),
        colour: Some(colour("khaki")),
        ..in_groups(at("a", degrees(48.0, 11.0)), &["x", "y"])
    };
    let other = Place {
        name: "Other".into(),
        radius: radius(1),
        colour: Some(colour("Yellow")),
        ..in_groups(at("a", degrees(-48.0, -11.0)), &["y", "z"])
    };
    let bystander = named("b", "Bystander");
    add(&*store, vec![bare.clone(), bystander.clone()]).await;
    for (before, after) in [(&bare, &full), (&full, &other), (&other, &bare)] {
        let change = SyncPlan {
            changed: vec![Change {
                before: before.clone(),
                after: after.clone(),
            }],
            ..plan(&*store).await
        };
        apply(&*store, &change).await;
        assert_eq!(all(&*store).await, [after.clone(), bystander.clone()]);

        // What is found by the fields follows them.
        for group in ["x", "y", "z"].map(GroupName::from) {
            let of_group = query(Filter {
                groups: vec![group.clone()],
                ..Filter::default()
            });
            let found = !page(&*store, &of_group).await.hits.is_empty();
            assert_eq!(found, after.groups.contains(&group), "group {group}");
        }
        for place in [before, after] {
            let by_text = query(Filter {
                text: FoldedQuery::new(&place.name),
                ..Filter::default()
            });
            let found = !page(&*store, &by_text).await.hits.is_empty();
            assert_eq!(found, place == after, "text {}", place.name);
        }
        if let Some(position) = before.position {
            let near = query(Filter {
                within: Some(Within {
                    centre: position,
                    metres: 10.0,
                }),
                ..Filter::default()
            });
            assert_eq!(page(&*store, &near).await.hits, [], "the old position");
        }
    }
}

fn query(filter: Filter) -> PlaceQuery {
    PlaceQuery {
        filter,
        ..ordered(Order::Key)
    }
}

/// A removed place is gone from every answer.
pub async fn removed_place_is_gone(subject: &dyn Subject) {
    let store = subject.open().await;
    let position = degrees(48.0, 11.0);
    let gone = Place {
        colour: Some(colour("khaki")),
        ..in_groups(at("gone", position), &["only here"])
    };
    let stays = in_groups(at("stays", degrees(48.0, 11.1)), &["other"]);
    add(&*store, vec![gone.clone(), stays.clone()]).await;
    let removal = SyncPlan {
        removed: vec![gone.clone()],
        ..plan(&*store).await
    };
    apply(&*store, &removal).await;

    for order in [
        Order::Key,
        Order::Name,
        Order::Relevance,
        Order::Distance(position),
    ] {
        assert_eq!(
            keys(&page(&*store, &ordered(order)).await),
            ["stays"],
            "{order:?}"
        );
    }
    for filter in [
        Filter {
            text: FoldedQuery::new("gone"),
            ..Filter::default()
        },
        Filter {
            groups: vec!["only here".into()],
            ..Filter::default()
        },
        Filter {
            colour: Some(colour("khaki")),
            ..Filter::default()
        },
        Filter {
            within: Some(Within {
                centre: position,
                metres: 10.0,
            }),
            ..Filter::default()
        },
    ] {
        assert_eq!(page(&*store, &query(filter)).await.hits, []);
    }
    assert_eq!(
        group_counts(&*store).await,
        [("other".to_owned(), 1)],
        "its group had no other place"
    );

    // Its key is free again.
    add(&*store, vec![gone.clone()]).await;
    assert_eq!(all(&*store).await, [gone, stays]);
}

/// A plan of many places is one change.
pub async fn large_plan_is_one_change(subject: &dyn Subject) {
    const MANY: u64 = 3_000;

    let store = subject.open().await;
    let places: Vec<Place> = (0..MANY)
        .map(|n| {
            let position = micro(n as i64 * 1_000, n as i64 * -1_000);
            in_groups(at(&format!("{n:05}"), position), &["many"])
        })
        .collect();
    let applied = add(&*store, places.clone()).await;
    assert_eq!((applied.revision, applied.added), (Revision(1), MANY));
    assert_eq!(all(&*store).await, places);

    let (kept, removed) = places.split_at(places.len() / 2);
    let second = SyncPlan {
        changed: kept
            .iter()
            .map(|place| Change {
                before: place.clone(),
                after: Place {
                    name: "Renamed".into(),
                    ..place.clone()
                },
            })
            .collect(),
        removed: removed.to_vec(),
        ..plan(&*store).await
    };
    let applied = apply(&*store, &second).await;
    assert_eq!(applied.revision, Revision(2));
    assert_eq!(state(&*store).await.places, MANY / 2);
    let after = all(&*store).await;
    assert!(
        after
            .iter()
            .map(|place| &place.key)
            .eq(kept.iter().map(|place| &place.key))
            && after.iter().all(|place| &*place.name == "Renamed")
    );
}
