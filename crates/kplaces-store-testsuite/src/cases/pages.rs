use kplaces_domain::{FoldedQuery, GroupName, Place};
use kplaces_store::{Filter, Hit, Order, PlaceQuery, PlaceStore, Within};

use crate::Subject;
use crate::check::{add, all, ordered, page};
use crate::sample::{degrees, hostile_texts, in_groups, micro, named};

/// All pages one after the other. Each but the last must be full, and the last must say it is.
async fn joined(store: &dyn PlaceStore, query: &PlaceQuery) -> Vec<Hit> {
    let mut query = query.clone();
    let mut hits = Vec::new();
    loop {
        let page = page(store, &query).await;
        let full = page.hits.len() == query.limit;
        assert!(
            full || page.next.is_none(),
            "a page is cut short: {query:?}"
        );
        assert!(page.next.is_none() || full);
        let none = page.hits.is_empty();
        hits.extend(page.hits);
        match page.next {
            Some(_) if none => panic!("an empty page leads on: {query:?}"),
            Some(next) => query.after = Some(next),
            None => return hits,
        }
    }
}

/// Pages by key hold every place once.
pub async fn pages_by_key_hold_every_place_once(subject: &dyn Subject) {
    let store = subject.open().await;
    let mut keys = hostile_texts();
    keys.extend(["a", "A", "ä", "Ä", "b", "B", "10", "9", "07", "a ", " a"].map(str::to_owned));
    keys.extend((0..40).map(|n| n.to_string()));
    keys.sort();
    keys.dedup();
    let mut places: Vec<Place> = keys.iter().map(|key| named(key, "P")).collect();
    places.reverse();
    add(&*store, places).await;
    for limit in [1, 2, 7, keys.len() - 1, keys.len(), keys.len() + 1] {
        let hits = joined(&*store, &PlaceQuery::scan(limit)).await;
        let found: Vec<&str> = hits.iter().map(|hit| hit.place.key.as_str()).collect();
        assert_eq!(found, keys, "{limit} at a time");
    }
}

/// Pages of every order join without gap or repeat.
pub async fn pages_of_every_order_join(subject: &dyn Subject) {
    const COUNT: usize = 60;

    let store = subject.open().await;
    let centre = degrees(48.0, 11.0);
    // Few names and mirrored positions: most pages end between places that sort alike.
    let names = ["Post", "Alte Post", "post", "Pöst 2", "Depot", "Postamt"];
    let places: Vec<Place> = (0..COUNT)
        .map(|n| {
            let side = if n % 2 == 0 { 1 } else { -1 };
            let longitude = 11_000_000 + side * 1_000 * (n as i64 / 2 + 1);
            Place {
                position: Some(micro(48_000_000, longitude)),
                ..in_groups(
                    named(&format!("{n:02}"), names[n % names.len()]),
                    &[["even", "odd"][n % 2], "all"],
                )
            }
        })
        .collect();
    add(&*store, places).await;

    let text = Filter {
        text: FoldedQuery::new("post"),
        ..Filter::default()
    };
    let group = Filter {
        groups: vec![GroupName::from("odd")],
        ..Filter::default()
    };
    let circle = Filter {
        within: Some(Within {
            centre,
            metres: 900.0,
        }),
        ..Filter::default()
    };
    let orders = [
        Order::Key,
        Order::Name,
        Order::Relevance,
        Order::Distance(centre),
        Order::Distance(degrees(48.001, 11.01)),
    ];
    for order in orders {
        for (filter, count) in [
            (Filter::default(), Some(COUNT)),
            (text.clone(), Some(COUNT - COUNT / names.len())),
            (group.clone(), Some(COUNT / 2)),
            (circle.clone(), None),
        ] {
            let mut query = PlaceQuery {
                filter,
                ..ordered(order)
            };
            let whole = page(&*store, &query).await;
            assert_eq!(whole.next, None);
            assert_eq!(whole.hits.len(), count.unwrap_or(whole.hits.len()));
            for limit in [1, 4, whole.hits.len() - 1, whole.hits.len()] {
                query.limit = limit;
                assert_eq!(
                    joined(&*store, &query).await,
                    whole.hits,
                    "{limit} at a time by {order:?}"
                );
            }
        }
    }
}

/// A page has at most `limit` places.
pub async fn limit_is_kept(subject: &dyn Subject) {
    const COUNT: usize = 10;

    let store = subject.open().await;
    let places: Vec<Place> = (0..COUNT)
        .map(|n| Place {
            position: Some(micro(n as i64, 0)),
            ..named(&n.to_string(), &format!("Post {n}"))
        })
        .collect();
    add(&*store, places).await;
    let mut text = ordered(Order::Relevance);
    text.filter.text = FoldedQuery::new("post");
    for mut query in [
        ordered(Order::Key),
        ordered(Order::Name),
        ordered(Order::Distance(degrees(0.0, 0.0))),
        text,
    ] {
        for limit in [0, 1, 2, COUNT - 1, COUNT, COUNT + 1, usize::MAX] {
            query.limit = limit;
            let page = page(&*store, &query).await;
            assert_eq!(page.hits.len(), limit.min(COUNT), "{query:?}");
            let leads_on = limit > 0 && limit < COUNT;
            assert_eq!(page.next.is_some(), leads_on, "{query:?}");
        }
    }
    assert_eq!(all(&*store).await.len(), COUNT);
}
