use kplaces_domain::{Place, Position, distance_m};
use kplaces_store::{Filter, Order, PlaceQuery, PlaceStore, Within};

use crate::Subject;
use crate::check::{add, keys, ordered, page};
use crate::sample::{Random, at, degrees, in_groups, micro, named};

const LIMITS: [usize; 5] = [1, 2, 10, 100, 5_000];

/// Keys and distances of `places`, nearest first: every distance calculated, all of them sorted.
fn by_distance<'a>(
    from: Position,
    places: impl IntoIterator<Item = &'a Place>,
) -> Vec<(&'a str, f64)> {
    let mut all: Vec<(&str, f64)> = places
        .into_iter()
        .filter_map(|place| Some((place.key.as_str(), distance_m(from, place.position?))))
        .collect();
    all.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.cmp(b.0)));
    all
}

/// The store's nearest places are those of the brute force, for every limit.
async fn assert_nearest(store: &dyn PlaceStore, places: &[Place], from: Position, filter: &Filter) {
    let fitting = places.iter().filter(|place| {
        filter.groups.is_empty() || filter.groups.iter().any(|name| place.groups.contains(name))
    });
    let expected = by_distance(from, fitting);
    for limit in LIMITS {
        let query = PlaceQuery {
            filter: filter.clone(),
            limit,
            ..ordered(Order::Distance(from))
        };
        let page = page(store, &query).await;
        let found: Vec<(&str, f64)> = page
            .hits
            .iter()
            .map(|hit| (hit.place.key.as_str(), hit.distance_m.unwrap_or(f64::NAN)))
            .collect();
        let expected = &expected[..limit.min(expected.len())];
        assert_eq!(found, expected, "the {limit} nearest of {from}");
    }
}

/// Places in a box, some of them in a knot and some at one and the same position.
fn scattered(random: &mut Random, latitude: (i64, i64), longitude: (i64, i64)) -> Vec<Place> {
    let knot = random.position(latitude, longitude);
    let near = |random: &mut Random| {
        let mut shift = |micro: i32, (low, high): (i64, i64)| {
            (i64::from(micro) + random.between(-2_000, 2_000)).clamp(low, high)
        };
        micro(
            shift(knot.latitude_micro(), latitude),
            shift(knot.longitude_micro(), longitude),
        )
    };
    (0..400)
        .map(|n| {
            let position = match n % 8 {
                0..=4 => random.position(latitude, longitude),
                _ => near(random),
            };
            at(&format!("{n:03}"), position)
        })
        .collect()
}

/// The nearest places are the nearest on the sphere, exactly.
pub async fn nearest_is_exact(subject: &dyn Subject) {
    let store = subject.open().await;
    let mut random = Random::new(3);
    let (latitude, longitude) = ((-60_000_000, 70_000_000), (-119_000_000, 60_000_000));
    let mut places = scattered(&mut random, latitude, longitude);
    for n in 0..30 {
        // One yard, many addresses.
        places.push(at(&format!("yard {n:02}"), degrees(48.0, 11.0)));
        // A village on a grid: many distances are equal.
        places.push(at(
            &format!("grid {n:02}"),
            micro(50_000_000 + n % 6 * 100, 8_000_000 + n / 6 * 100),
        ));
    }
    places.push(in_groups(at("rare 1", degrees(-59.9, -118.0)), &["rare"]));
    places.push(in_groups(at("rare 2", degrees(69.9, 59.0)), &["rare"]));
    places.push(in_groups(at("rare 3", degrees(48.1, 11.0)), &["rare"]));
    add(&*store, places.clone()).await;

    let mut froms = vec![
        degrees(48.0, 11.0),
        degrees(50.0, 8.0),
        micro(50_000_250, 8_000_150),
        // High up, a degree of longitude is short: a plane gets this wrong.
        degrees(69.0, 20.0),
    ];
    froms.extend((0..8).map(|_| random.position(latitude, longitude)));
    froms.extend(places.iter().step_by(80).filter_map(|place| place.position));
    let rare = Filter {
        groups: vec!["rare".into()],
        ..Filter::default()
    };
    for from in froms {
        assert_nearest(&*store, &places, from, &Filter::default()).await;
        assert_nearest(&*store, &places, from, &rare).await;
    }
}

/// The nearest places are exact across the date line.
pub async fn nearest_is_exact_at_the_date_line(subject: &dyn Subject) {
    let store = subject.open().await;
    let mut random = Random::new(4);
    let latitude = (-20_000_000, 20_000_000);
    let (east, west) = ((175_000_000, 180_000_000), (-180_000_000, -175_000_000));
    let mut places = scattered(&mut random, latitude, east);
    for place in scattered(&mut random, latitude, west) {
        places.push(Place {
            key: format!("west {}", place.key).as_str().into(),
            ..place
        });
    }
    // The line itself has two names.
    places.push(at("line east", degrees(1.0, 180.0)));
    places.push(at("line west", degrees(1.0, -180.0)));
    add(&*store, places.clone()).await;

    let mut froms = vec![
        degrees(1.0, 180.0),
        degrees(1.0, -180.0),
        micro(1_000_000, 179_999_999),
        micro(1_000_001, -179_999_999),
    ];
    for side in [east, west] {
        froms.extend((0..5).map(|_| random.position(latitude, side)));
    }
    for from in froms {
        assert_nearest(&*store, &places, from, &Filter::default()).await;
    }
}

/// The nearest places are exact around the poles.
pub async fn nearest_is_exact_at_the_poles(subject: &dyn Subject) {
    let store = subject.open().await;
    let mut random = Random::new(5);
    let around = (-180_000_000, 180_000_000);
    let (north, south) = ((86_000_000, 90_000_000), (-90_000_000, -86_000_000));
    let mut places = scattered(&mut random, north, around);
    for place in scattered(&mut random, south, around) {
        places.push(Place {
            key: format!("south {}", place.key).as_str().into(),
            ..place
        });
    }
    for (n, longitude) in [-180.0, -90.0, 0.0, 90.0, 180.0].into_iter().enumerate() {
        // The pole has any longitude.
        places.push(at(&format!("pole {n}"), degrees(90.0, longitude)));
        places.push(at(&format!("ring {n}"), degrees(89.999, longitude)));
    }
    add(&*store, places.clone()).await;

    let mut froms = vec![
        degrees(90.0, 0.0),
        degrees(90.0, 77.0),
        degrees(-90.0, -180.0),
        degrees(89.9999, 180.0),
    ];
    for side in [north, south] {
        froms.extend((0..5).map(|_| random.position(side, around)));
    }
    for from in froms {
        assert_nearest(&*store, &places, from, &Filter::default()).await;
    }
}

/// A circle holds exactly the places within it.
pub async fn within_is_exact(subject: &dyn Subject) {
    let store = subject.open().await;
    let mut random = Random::new(6);
    let world = ((-90_000_000, 90_000_000), (-180_000_000, 180_000_000));
    let mut places = scattered(&mut random, world.0, world.1);
    places.push(at("home", degrees(48.0, 11.0)));
    places.push(at("home too", degrees(48.0, 11.0)));
    places.push(named("nowhere", "Nowhere"));
    add(&*store, places.clone()).await;

    let mut centres = vec![
        degrees(48.0, 11.0),
        degrees(0.0, 180.0),
        degrees(0.0, -180.0),
        degrees(90.0, 0.0),
        degrees(-89.5, 120.0),
        degrees(70.0, -179.9),
    ];
    centres.extend((0..6).map(|_| random.position(world.0, world.1)));
    for centre in centres {
        let all = by_distance(centre, &places);
        // Round sizes, and circles whose edge runs exactly through a place or just before it.
        let mut sizes = vec![
            0.0,
            1_000.0,
            500_000.0,
            6_000_000.0,
            19_000_000.0,
            30_000_000.0,
        ];
        for (_, edge) in all.iter().step_by(60) {
            sizes.extend([*edge, edge.next_down(), edge.next_up()]);
        }
        for metres in sizes {
            let mut expected: Vec<&str> = all
                .iter()
                .filter(|(_, distance)| *distance <= metres)
                .map(|(key, _)| *key)
                .collect();
            expected.sort_unstable();
            let mut query = ordered(Order::Key);
            query.filter.within = Some(Within { centre, metres });
            let page = page(&*store, &query).await;
            assert_eq!(keys(&page), expected, "{metres} m around {centre}");
        }
    }
}

/// Places without a position come last by distance.
pub async fn unlocated_places_come_last(subject: &dyn Subject) {
    let store = subject.open().await;
    let places = vec![
        named("a", "A"),
        at("b", degrees(-48.0, -160.0)),
        named("c", "C"),
        at("d", degrees(48.0, 11.0)),
        named("e", "E"),
        at("f", degrees(48.0, 12.0)),
        named("g", "G"),
    ];
    add(&*store, places).await;
    let mut query = ordered(Order::Distance(degrees(48.0, 11.1)));
    let whole = page(&*store, &query).await;
    assert_eq!(keys(&whole), ["d", "f", "b", "a", "c", "e", "g"]);
    assert!(
        whole
            .hits
            .iter()
            .all(|hit| hit.distance_m.is_some() == hit.place.position.is_some())
    );

    for limit in 1..=7 {
        query.limit = limit;
        query.after = None;
        let mut hits = Vec::new();
        loop {
            let page = page(&*store, &query).await;
            hits.extend(page.hits);
            query.after = page.next;
            if query.after.is_none() {
                break;
            }
        }
        assert_eq!(hits, whole.hits, "{limit} at a time");
    }
    query.filter.located = true;
    assert_eq!(keys(&page(&*store, &query).await), ["d", "f", "b"]);
}
