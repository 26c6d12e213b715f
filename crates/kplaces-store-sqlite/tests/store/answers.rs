//! Whatever is asked, the answer is that of looking at every place.

use kplaces_domain::{Change, FoldedName, FoldedQuery, Place, Position, Revision, SyncPlan};
use kplaces_store::{Filter, Order, Page, PageCollector, PlaceQuery, PlaceStore, Within};
use kplaces_store_testsuite::block_on;
use proptest::prelude::*;

use crate::{Folder, adding};

/// Positions that are alike, at seams, or anywhere.
fn positions() -> impl Strategy<Value = Option<Position>> {
    let micro = |latitude, longitude| Position::from_micro(latitude, longitude).ok();
    prop_oneof![
        1 => Just(None),
        3 => Just(micro(48_000_000, 11_000_000)),
        2 => prop::sample::select(vec![
            (90_000_000, 5), (90_000_000, -77_000_000), (-90_000_000, 0), (89_999_999, 180_000_000),
            (0, 180_000_000), (0, -180_000_000), (0, 0),
        ]).prop_map(move |(a, b)| micro(a, b)),
        // One parallel, near a pole.
        3 => (-180_000_000..=180_000_000_i64).prop_map(move |longitude| micro(89_990_000, longitude)),
        3 => (0..40_i64, 0..40_i64).prop_map(move |(a, b)| micro(48_000_000 + a, 11_000_000 + b)),
        3 => (-90_000_000..=90_000_000_i64, -180_000_000..=180_000_000_i64)
            .prop_map(move |(a, b)| micro(a, b)),
    ]
}

/// Names of few words, of which several fold to the same.
fn names() -> impl Strategy<Value = String> {
    let words = vec![
        "Ulm", "ulm", "Neu-Ulm", "Kulm", "Müller", "Mueller", "Muller", "Straße", "Str.", "Ä", "A",
        "Ae", "",
    ];
    prop::collection::vec(prop::sample::select(words), 0..3).prop_map(|words| words.join(" "))
}

fn places() -> impl Strategy<Value = Vec<Place>> {
    let one = (names(), positions(), 0..4_u8, 0..4_u8);
    prop::collection::vec(one, 0..600).prop_map(|all| {
        let mut places = adding(0, (0..all.len()).map(|n| format!("{n:04}")))
            .added
            .to_vec();
        for (place, (name, position, group, colour)) in places.iter_mut().zip(all) {
            place.name = name.into();
            place.position = position;
            place.colour = ["red", "darkred"]
                .get(usize::from(colour))
                .and_then(|it| it.parse().ok());
            if group > 0 {
                place
                    .groups
                    .insert(["a", "b", "c"][usize::from(group) - 1].into());
            }
        }
        places
    })
}

fn queries() -> impl Strategy<Value = PlaceQuery> {
    let texts = vec![
        "ulm",
        "u",
        "müller",
        "mueller",
        "str",
        "strasse 5",
        "a",
        "ae",
        "ulm mul",
        "l",
    ];
    let text = prop::option::of(prop::sample::select(texts));
    let groups = prop::sample::subsequence(vec!["a", "c", "none"], 0..2);
    let metres = prop::sample::select(vec![0.0, 3.0, 1_200.0, 500_000.0, 30_000_000.0]);
    let within = prop::option::weighted(0.3, (positions(), metres));
    (
        text,
        groups,
        within,
        positions(),
        0..6_u8,
        prop::bool::weighted(0.2),
        0..30_usize,
    )
        .prop_map(
            |(text, groups, within, from, order, narrow, limit)| PlaceQuery {
                filter: Filter {
                    key: (narrow && limit % 5 == 0).then(|| "0007".into()),
                    text: text.and_then(FoldedQuery::new),
                    groups: groups.into_iter().map(Into::into).collect(),
                    colour: (narrow && limit % 2 == 0).then(|| "red".parse().unwrap()),
                    within: within.and_then(|(centre, metres)| {
                        Some(Within {
                            centre: centre?,
                            metres,
                        })
                    }),
                    located: narrow && limit % 3 == 0,
                },
                order: match (order, from) {
                    (0, _) => Order::Key,
                    (1, _) => Order::Name,
                    (2 | 3, _) | (_, None) => Order::Relevance,
                    (_, Some(from)) => Order::Distance(from),
                },
                after: None,
                limit: if limit == 29 { 5_000 } else { limit },
            },
        )
}

/// The page, by looking at every place.
fn by_force(places: &[Place], query: &PlaceQuery) -> Page {
    let mut collector = PageCollector::new(query);
    for place in places {
        collector.push(place.clone(), &FoldedName::new(&place.name));
    }
    collector.finish()
}

async fn assert_answers(store: &dyn PlaceStore, places: &[Place], query: &PlaceQuery) {
    let mut query = query.clone();
    for _ in 0..4 {
        let expected = by_force(places, &query);
        let page = store.places(&query).await.unwrap();
        assert_eq!(page, expected, "{query:?}");
        if page.next.is_none() {
            break;
        }
        query.after = page.next;
    }
}

#[test]
fn thousands_of_places_may_have_one_position_one_parallel_or_one_name() {
    let folder = Folder::new();
    let mut places = adding(0, (0..9_000).map(|n| format!("{n:04}")))
        .added
        .to_vec();
    for (n, place) in (0..).zip(&mut places) {
        place.name = ["Ulm", "ULM", "Neu-Ulm"][n % 3].into();
        let longitude = n as i64 * 39_000 - 175_000_000;
        place.position = match n % 3 {
            0 => Position::from_micro(48_000_000, 11_000_000),
            1 => Position::from_micro(89_999_000, longitude),
            _ => Position::from_micro(-10_000_000, longitude),
        }
        .ok();
    }
    block_on(async {
        let store = folder.try_open().await.unwrap();
        let plan = SyncPlan {
            added: places.clone().into(),
            ..adding::<&str>(0, [])
        };
        store.apply(&plan).await.unwrap();
        let froms = [
            (48_000_000, 11_000_000),
            (90_000_000, 0),
            (-10_000_000, 180_000_000),
        ];
        let froms = froms.map(|(a, b)| Order::Distance(Position::from_micro(a, b).unwrap()));
        for order in froms.into_iter().chain([Order::Name, Order::Relevance]) {
            for limit in [1, 10, 700] {
                for text in [None, FoldedQuery::new("ulm")] {
                    let filter = Filter {
                        text,
                        ..Filter::default()
                    };
                    let query = PlaceQuery {
                        filter,
                        order,
                        ..PlaceQuery::scan(limit)
                    };
                    assert_answers(&*store, &places, &query).await;
                }
            }
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn an_answer_is_that_of_looking_at_every_place(
        places in places(), others in places(), queries in prop::collection::vec(queries(), 12)
    ) {
        let folder = Folder::new();
        block_on(async {
            let store = folder.try_open().await.unwrap();
            store.apply(&SyncPlan { added: places.clone().into(), ..adding::<&str>(0, []) }).await.unwrap();
            for query in &queries {
                assert_answers(&*store, &places, query).await;
            }
            // Every place becomes what another one is, some go, and some come.
            let mut plan = SyncPlan { base: Revision(u64::from(!places.is_empty())), ..adding::<&str>(0, []) };
            let both = places.iter().zip(&others);
            plan.changed = both.map(|(a, b)| Change { before: a.clone(), after: b.clone() }).collect();
            plan.removed = places.iter().skip(others.len()).cloned().collect();
            plan.added = others.iter().skip(places.len()).cloned().collect();
            store.apply(&plan).await.unwrap();
            store.check().await.unwrap();
            for query in &queries {
                assert_answers(&*store, &others, query).await;
            }
        });
    }
}
