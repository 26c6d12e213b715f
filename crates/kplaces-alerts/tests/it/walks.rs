//! Random ways, judged second by second on the ellipsoid: each visit is told once, and none that was none.

use std::sync::atomic::{AtomicU64, Ordering};

use kplaces_alerts::{EventKind, Lead};
use kplaces_domain::{Fix, Radius};
use proptest::prelude::*;

use crate::drive::{
    NOON_MS, Point, ahead, engine, everything, metres, position, run, short, towards,
};

/// So far a way may be off that is drawn from fix to fix, where one of them is lost in a bend, and from whole
/// micro-degrees, in metres.
const OFF_M: f64 = 3.0;

/// Part of a way: so many seconds of bending and going faster or slower.
#[derive(Clone, Debug)]
struct Leg {
    seconds: u32,
    /// Metres a second each second to the side and ahead.
    aside: f64,
    faster: f64,
}

fn leg() -> impl Strategy<Value = Leg> {
    (3..25_u32, -4.0..4.0_f64, -3.0..3.0_f64, any::<bool>()).prop_map(
        |(seconds, aside, faster, is_straight)| Leg {
            seconds,
            aside: if is_straight { 0.0 } else { aside },
            faster,
        },
    )
}

/// Where somebody is each second, and the speed and course there. A car that creeps or circles within some metres is known
/// from a receiver that wanders by its speed only; so without one it does neither.
fn way(start: Point, legs: &[Leg], speed: f64, creeps: bool) -> Vec<(Point, f64, f64)> {
    const FASTEST: f64 = 130.0 / 3.6;
    const SLOWEST: f64 = 5.0;
    let sharpest = if creeps { 0.5 } else { 0.2 };
    let (mut at, mut speed, mut course) = (start, speed, 0.0_f64);
    let mut way = vec![(at, speed, course)];
    for leg in legs {
        for _ in 0..leg.seconds {
            let before = speed;
            speed = (speed + leg.faster).clamp(0.0, FASTEST);
            if !creeps && speed < SLOWEST {
                speed = if leg.faster > 0.0 { SLOWEST } else { 0.0 };
            }
            let turn = (leg.aside / speed.max(1.0)).clamp(-sharpest, sharpest);
            let turn = if speed > 0.0 { turn.to_degrees() } else { 0.0 };
            at = ahead(at, course + turn / 2.0, before.midpoint(speed));
            course += turn;
            way.push((at, speed, course));
        }
    }
    way
}

/// How often a circle is entered by less than `enter_m` from its middle, and left by more than `leave_m`.
fn visits(distances: &[f64], is_inside: bool, enter_m: f64, leave_m: f64) -> usize {
    let (mut inside, mut count) = (is_inside, 0);
    for &distance in distances {
        if inside && distance > leave_m {
            inside = false;
        } else if !inside && distance <= enter_m {
            inside = true;
            count += 1;
        }
    }
    count
}

/// How far a place is along the way, ten times a second where it is near.
fn distances(way: &[(Point, f64, f64)], place: Point, near_m: f64) -> Vec<f64> {
    let mut distances = vec![metres(way[0].0, place)];
    for pair in way.windows(2) {
        let end = metres(pair[1].0, place);
        if end < near_m {
            let (azimuth, length) = towards(pair[0].0, pair[1].0);
            for tenth in 1..10 {
                let at = ahead(pair[0].0, azimuth, length * f64::from(tenth) / 10.0);
                distances.push(metres(at, place));
            }
        }
        distances.push(end);
    }
    distances
}

fn start() -> impl Strategy<Value = Point> {
    prop_oneof![
        (47.0..55.0_f64, 6.0..15.0_f64),
        (-89.0..89.0_f64, -180.0..180.0_f64),
        (-60.0..60.0_f64, Just(179.999)),
    ]
}

/// Visits so far.
static VISITS: AtomicU64 = AtomicU64::new(0);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if crate::LONG { 20_000 } else { 100 }))]

    #[test]
    fn each_visit_is_told_once(
        start in start(),
        legs in prop::collection::vec(leg(), 8..25),
        speed in 0.0..36.0_f64,
        near in prop::collection::vec((0.05..0.95_f64, 0.0..360.0_f64, 0.0..1.3_f64, 25..800_i64), 12),
        says_speed: bool,
        loses_fixes: bool,
    ) {
        let mut way = way(start, &legs, speed, says_speed);
        // Some seconds straight on, so that what happened last is known.
        let (at, speed, course) = *way.last().unwrap();
        for n in 1..10 {
            way.push((ahead(at, course, speed.max(10.0) * f64::from(n)), speed.max(10.0), course));
        }
        // Circles that the way meets, touches or hardly misses.
        let places: Vec<(Point, i64)> = near.iter().map(|(along, azimuth, aside, radius)| {
            let at = way[(along * way.len() as f64) as usize].0;
            (ahead(at, *azimuth, aside * *radius as f64), *radius)
        }).collect();
        let fixes: Vec<Fix> = (0..).zip(&way)
            .filter(|(n, _)| !loses_fixes || n % 5 != 4 || n + 1 == way.len() as i64)
            .map(|(n, (at, speed, course))| Fix {
                speed_mps: says_speed.then_some(*speed),
                course_deg: says_speed.then(|| course.rem_euclid(360.0)),
                ..Fix::new(NOON_MS + n * 1_000, position(*at))
            })
            .collect();
        let mut engine = engine(everything(Lead::Off), &places);
        let events = run(&mut engine, &fixes);
        for (key, (place, radius)) in (0..).zip(&places) {
            let radius = Radius::from_metres(*radius).unwrap().metres();
            let radius = f64::from(radius);
            let left = radius + (radius / 10.0).max(20.0);
            let distances = distances(&way, *place, left + 100.0);
            // Whether it begins inside is told by whole micro-degrees.
            if (distances[0] - radius).abs() < OFF_M {
                continue;
            }
            let inside = distances[0] < radius;
            let of_place: Vec<_> = events.iter().copied().filter(|it| it.place == key).collect();
            let told = of_place.iter().filter(|it| it.kind == EventKind::Arrived).count();
            // Who turns round soon after leaving may not be seen to have left: a fix each second or two.
            let least = visits(&distances, inside, radius - OFF_M, left + 80.0);
            let most = visits(&distances, inside, radius + OFF_M, left - OFF_M);
            prop_assert!(
                (least..=most).contains(&told),
                "{:?}: {least}..={most}, nearest {} of {radius}",
                short(&of_place),
                distances.iter().copied().fold(f64::INFINITY, f64::min),
            );
            for pair in of_place.windows(2) {
                prop_assert!(pair[0].kind != pair[1].kind, "twice in a visit");
            }
            VISITS.fetch_add(told as u64, Ordering::Relaxed);
        }
        // One that is missed or told twice has ended this.
        crate::tell("visits", VISITS.load(Ordering::Relaxed), 0.0);
    }
}
