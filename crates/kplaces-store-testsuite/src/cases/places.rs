use kplaces_domain::{Colour, FoldedQuery, GroupName, Place, PlaceKey, distance_m};
use kplaces_store::{Filter, Order, PlaceQuery, PlaceStore, Within};

use crate::Subject;
use crate::check::{add, keys, ordered, page};
use crate::sample::{Random, colour, degrees, in_groups, micro, named};

/// Order by name does not mind case, umlauts and marks.
pub async fn name_order_folds(subject: &dyn Subject) {
    let store = subject.open().await;
    let places = [
        ("1", "Zoo"),
        ("2", "äpfel"),
        ("3", "Apfelhof"),
        ("4", "APFEL"),
        ("5", "Çeşme"),
        ("6", "Ceylon"),
        ("7", ""),
        ("8", "  Bär"),
        ("9", "Bar"),
    ];
    add(
        &*store,
        places.iter().map(|(key, name)| named(key, name)).collect(),
    )
    .await;
    let page = page(&*store, &ordered(Order::Name)).await;
    assert_eq!(keys(&page), ["7", "2", "4", "3", "8", "9", "5", "6", "1"]);
}

async fn find(store: &dyn PlaceStore, text: &str) -> Vec<String> {
    let query = PlaceQuery {
        filter: Filter {
            text: FoldedQuery::new(text),
            ..Filter::default()
        },
        ..ordered(Order::Relevance)
    };
    let page = page(store, &query).await;
    page.hits
        .iter()
        .map(|hit| hit.place.name.to_string())
        .collect()
}

/// Text is found folded, best fit first.
pub async fn text_is_found_folded_best_first(subject: &dyn Subject) {
    let store = subject.open().await;
    let names = [
        "Kulmbach",
        "Neu-Ulm",
        "Ulmen",
        "Ulm",
        "Bäckerei Müller",
        "Mueller GmbH",
        "MULLER",
        "Hauptstraße 5",
        "Post Hauptstr. 5",
        "100% Bio",
        "1000 Bio",
        "a_b",
        "axb",
        "O'Hara \"Pub\" *",
    ];
    let places = names
        .iter()
        .enumerate()
        .map(|(n, name)| named(&n.to_string(), name))
        .collect();
    add(&*store, places).await;

    for (text, expected) in [
        ("ulm", &["Ulm", "Ulmen", "Neu-Ulm", "Kulmbach"][..]),
        ("müller", &["MULLER", "Mueller GmbH", "Bäckerei Müller"]),
        ("mueller", &["Mueller GmbH", "Bäckerei Müller"]),
        ("MÜLLER bäck", &["Bäckerei Müller"]),
        ("HAUPTSTRASSE", &["Hauptstraße 5", "Post Hauptstr. 5"]),
        ("5 post", &["Post Hauptstr. 5"]),
        ("0%", &["100% Bio"]),
        ("a_", &["a_b"]),
        ("o'hara", &["O'Hara \"Pub\" *"]),
        ("\"pub\" *", &["O'Hara \"Pub\" *"]),
        ("nowhere", &[]),
        ("ulm nowhere", &[]),
    ] {
        assert_eq!(find(&*store, text).await, expected, "{text}");
    }
}

/// What a filter means, told apart from the contract crate's own judgement.
fn fits(place: &Place, filter: &Filter, text: Option<&str>) -> bool {
    let key = filter.key.as_ref().is_none_or(|key| place.key == *key);
    let group = filter.groups.is_empty()
        || place
            .groups
            .iter()
            .any(|group| filter.groups.contains(group));
    let colour = filter.colour.is_none() || place.colour == filter.colour;
    let located = !filter.located || place.position.is_some();
    let within = filter.within.is_none_or(|within| {
        place
            .position
            .is_some_and(|at| distance_m(within.centre, at) <= within.metres)
    });
    let text = text.is_none_or(|text| place.name.contains(text));
    key && group && colour && located && within && text
}

/// Filters by group, colour and position hold together.
pub async fn filters_hold_together(subject: &dyn Subject) {
    let store = subject.open().await;
    let mut random = Random::new(2);
    let group_names = ["1", "11", "a", "A", "it's, so"];
    let colours: Vec<Option<Colour>> = vec![
        None,
        Some(colour("khaki")),
        Some(colour("Yellow")),
        Some(colour("yellow")),
    ];
    let places: Vec<Place> = (100..400)
        .map(|n| {
            let located = random.between(0, 3) > 0;
            let position = random.position((47_000_000, 49_000_000), (10_000_000, 12_000_000));
            let groups: Vec<&str> = (0..random.between(0, 3))
                .map(|_| *random.pick(&group_names))
                .collect();
            let name = *random.pick(&["north gate", "south gate", "yard"]);
            Place {
                position: located.then_some(position),
                colour: random.pick(&colours).clone(),
                ..in_groups(named(&n.to_string(), name), &groups)
            }
        })
        .collect();
    add(&*store, places.clone()).await;

    let circle = Within {
        centre: degrees(48.0, 11.0),
        metres: 60_000.0,
    };
    let group_filters: [&[&str]; 5] = [&[], &["1"], &["a", "11"], &["it's, so"], &["unknown"]];
    for groups in group_filters {
        for colour in colours.iter().chain([&Some(colour("unknown"))]) {
            for (within, located) in [(None, false), (None, true), (Some(circle), false)] {
                for text in [None, Some("gate")] {
                    let filter = Filter {
                        text: text.and_then(FoldedQuery::new),
                        groups: groups.iter().map(|name| GroupName::from(*name)).collect(),
                        colour: colour.clone(),
                        within,
                        located,
                        ..Filter::default()
                    };
                    assert_found(&*store, &places, &filter, text).await;
                }
            }
        }
    }
    for key in ["100", "399", "99", "0100", ""] {
        for groups in [&[][..], &[GroupName::from("1")]] {
            let filter = Filter {
                key: Some(PlaceKey::from(key)),
                groups: groups.to_vec(),
                ..Filter::default()
            };
            assert_found(&*store, &places, &filter, None).await;
        }
    }
}

/// The store finds the places that fit, whatever the order.
async fn assert_found(
    store: &dyn PlaceStore,
    places: &[Place],
    filter: &Filter,
    text: Option<&str>,
) {
    let expected: Vec<&str> = places
        .iter()
        .filter(|place| fits(place, filter, text))
        .map(|place| place.key.as_str())
        .collect();
    for order in [Order::Key, Order::Name, Order::Distance(micro(0, 0))] {
        let query = PlaceQuery {
            filter: filter.clone(),
            ..ordered(order)
        };
        let page = page(store, &query).await;
        let mut found = keys(&page);
        found.sort_unstable();
        assert_eq!(found, expected, "{query:?}");
    }
}
