//! A day of standing still, as receivers see it.

use kplaces_alerts::Lead;
use kplaces_domain::Fix;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng};

use crate::drive::{BERLIN, NOON_MS, ahead, engine, everything, position, run, short};

/// Random numbers that are the same in each run.
struct Noise(TestRng);

impl Noise {
    fn new(number: u8) -> Self {
        Self(TestRng::from_seed(RngAlgorithm::ChaCha, &[number; 32]))
    }

    /// Evenly between 0 and 1.
    fn even(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / f64::from(u32::MAX)
    }

    /// Normally distributed, with a deviation of 1.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.even()).sum::<f64>() - 6.0
    }
}

/// What a receiver says of its speed.
#[derive(Clone, Copy, Debug)]
enum Speed {
    None,
    /// As it measures it.
    Measured,
    /// By the last two positions.
    Derived,
}

/// A day of fixes: a position that wanders by some metres within a minute or two, and now and then one that is 200 m off
/// and claims an accuracy of 1.7 m.
fn day(number: u8, interval_s: u32, wander_m: f64, speed: Speed) -> Vec<Fix> {
    let mut random = Noise::new(number);
    let interval = f64::from(interval_s);
    let keeps = (-interval / 90.0).exp();
    let (mut east, mut north) = (0.0_f64, 0.0_f64);
    let mut last = (0.0_f64, 0.0_f64);
    let mut fixes = Vec::new();
    let mut was_wrong = true;
    for n in 0..86_400 / interval_s {
        let fresh = wander_m * (1.0 - keeps * keeps).sqrt();
        east = east * keeps + fresh * random.normal();
        north = north * keeps + fresh * random.normal();
        let is_wrong = !was_wrong && random.even() < interval / 600.0;
        was_wrong = is_wrong;
        let mut at = (east + 0.4 * random.normal(), north + 0.4 * random.normal());
        let mut accuracy_m = wander_m * (1.5 + random.even());
        if is_wrong {
            let angle = random.even() * std::f64::consts::TAU;
            at = (at.0 + 200.0 * angle.sin(), at.1 + 200.0 * angle.cos());
            accuracy_m = 1.7;
        }
        let (way, angle) = (at.0.hypot(at.1), at.0.atan2(at.1).to_degrees());
        let moved = (at.0 - last.0).hypot(at.1 - last.1) / interval;
        let course = (at.0 - last.0).atan2(at.1 - last.1).to_degrees();
        last = at;
        fixes.push(Fix {
            accuracy_m: Some(accuracy_m),
            speed_mps: match speed {
                Speed::None => None,
                Speed::Measured => Some((0.15 * random.normal()).abs()),
                Speed::Derived => Some(moved),
            },
            course_deg: (!matches!(speed, Speed::None)).then_some(course.rem_euclid(360.0)),
            ..Fix::new(
                NOON_MS + i64::from(n * interval_s) * 1_000,
                position(ahead(BERLIN, angle, way)),
            )
        });
    }
    fixes
}

#[test]
fn a_day_of_standing_still_tells_nothing() {
    // At places, at their edge on both sides, and beside others that wrong fixes fall into.
    let mut places = Vec::new();
    for n in 0..72 {
        let azimuth = f64::from(n) * 5.0;
        let radius = [25, 50, 100, 250][n as usize % 4];
        let edge = f64::from(n % 9) * 5.0 - 20.0;
        places.push((
            ahead(BERLIN, azimuth, f64::from(radius) + edge),
            radius.into(),
        ));
        places.push((ahead(BERLIN, azimuth, 200.0), 30));
    }
    let seeds = if crate::LONG { 40 } else { 1 };
    let mut days = 0;
    for seed in 0..seeds {
        for (interval_s, wander_m) in [(1, 3.0), (1, 6.0), (5, 6.0), (12, 8.0), (60, 8.0)] {
            for speed in [Speed::None, Speed::Measured, Speed::Derived] {
                if !crate::LONG && interval_s == 1 && matches!(speed, Speed::Measured) {
                    continue;
                }
                let mut engine = engine(everything(Lead::Seconds(30.0)), &places);
                let events = run(&mut engine, &day(seed, interval_s, wander_m, speed));
                days += 1;
                let what = (seed, interval_s, wander_m, speed);
                let first = &events[..events.len().min(10)];
                assert!(
                    events.is_empty(),
                    "{what:?}: {} of {:?}",
                    events.len(),
                    short(first)
                );
            }
        }
    }
    // One alert has ended this.
    crate::tell("days", days, 0.0);
}
