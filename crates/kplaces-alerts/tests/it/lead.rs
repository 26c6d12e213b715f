//! How long before a circle its approach is told.

use std::sync::atomic::{AtomicU64, Ordering};

use kplaces_alerts::{EventKind, Lead};
use proptest::prelude::*;

use crate::drive::{BERLIN, Drive, NOON_MS, ahead, engine, everything, run};

/// Roads so far, and the most milliseconds that an approach was told too early or late.
static ROADS: AtomicU64 = AtomicU64::new(0);
static OFF_MS: AtomicU64 = AtomicU64::new(0);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if crate::LONG { 20_000 } else { 150 }))]

    #[test]
    fn an_approach_is_told_within_a_second_of_its_lead(
        kmh in 20.0..130.0_f64,
        lead in 10.0..60.0_f64,
        course in 0.0..360.0_f64,
        radius in 25..2_000_i64,
        aside in -0.8..0.8_f64,
        begin in 0.0..40.0_f64,
        says_speed: bool,
    ) {
        let speed = kmh / 3.6;
        let wide = radius as f64;
        // So far along the way its circle begins.
        let along = speed * (lead + 30.0) + begin;
        let middle = along + wide * (1.0 - aside * aside).sqrt();
        let place = ahead(ahead(BERLIN, course, middle), course + 90.0, aside * wide);
        let mut drive = Drive::from(BERLIN);
        drive.says_speed = says_speed;
        let seconds = (along / speed) as u32 + 3;
        let drive = drive.turn(course).go(speed, seconds);
        let mut engine = engine(everything(Lead::Seconds(lead)), &[(place, radius)]);
        let events = run(&mut engine, &drive.fixes);
        let first = events.first().unwrap();
        prop_assert_eq!(first.kind, EventKind::Approaching);
        let told = (first.time_ms - NOON_MS) as f64 / 1e3;
        let before = along / speed - told;
        prop_assert!((before - lead).abs() <= 1.0, "{before} instead of {lead}");
        prop_assert!((first.seconds.unwrap() - before).abs() <= 0.5);
        let roads = ROADS.fetch_add(1, Ordering::Relaxed) + 1;
        let off_ms = ((before - lead).abs() * 1e3) as u64;
        let off_ms = OFF_MS.fetch_max(off_ms, Ordering::Relaxed).max(off_ms);
        crate::tell("roads", roads, off_ms as f64 / 1e3);
    }
}
