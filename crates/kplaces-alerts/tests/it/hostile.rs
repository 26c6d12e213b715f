//! No input makes the engine panic.

use kplaces_alerts::{Circle, Engine, Event, Lead, Rule, Rules, Settings, Which};
use kplaces_domain::{Fix, Position, Radius};
use proptest::prelude::*;

fn number() -> impl Strategy<Value = Option<f64>> {
    prop::option::of(prop_oneof![
        any::<f64>(),
        prop::num::f64::ANY,
        0.0..100.0_f64,
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(-0.0),
    ])
}

fn place() -> impl Strategy<Value = Position> {
    let near = (-200_000_i64..=200_000, -200_000_i64..=200_000);
    let any = (-90_000_000_i64..=90_000_000, -180_000_000_i64..=180_000_000);
    let corners = (
        prop_oneof![Just(90_000_000_i64), Just(-90_000_000), Just(0)],
        prop_oneof![Just(180_000_000_i64), Just(-180_000_000), Just(0)],
    );
    let micro = prop_oneof![near, any, corners];
    micro.prop_map(|(latitude, longitude)| Position::from_micro(latitude, longitude).unwrap())
}

fn time() -> impl Strategy<Value = i64> {
    prop_oneof![
        any::<i64>(),
        0..100_000_i64,
        Just(i64::MIN),
        Just(i64::MAX),
        Just(0),
    ]
}

prop_compose! {
    fn fix()(time_ms in time(), position in place(), accuracy_m in number(), speed_mps in number(), course_deg in number()) -> Fix {
        Fix { time_ms, position, accuracy_m, speed_mps, course_deg }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if crate::LONG { 100_000 } else { 200 }))]

    #[test]
    fn no_fixes_and_circles_panic(
        fixes in prop::collection::vec(fix(), 0..60),
        places in prop::collection::vec((place(), 0..=i64::from(Radius::MAX_M)), 0..30),
        ordered: bool,
    ) {
        let rules = Rules::new(vec![Rule {
            lead: Lead::Seconds(600.0),
            left: true,
            quiet_ms: 1_000,
            ..Rule::new(Which::All)
        }]).unwrap();
        let rule = rules.pick([], None).unwrap();
        let circles: Vec<Circle> = (0..).zip(places).map(|(key, (position, radius))| Circle {
            key,
            position,
            radius: Radius::from_metres(radius).unwrap(),
            rule,
        }).collect();
        let mut fixes = fixes;
        if ordered {
            fixes.sort_by_key(|it| it.time_ms);
        }
        let mut engine = Engine::new(rules.clone(), Settings::default(), circles.clone()).unwrap();
        let mut events: Vec<Event> = Vec::new();
        for (at, fix) in fixes.iter().enumerate() {
            engine.fix(fix, &mut events);
            if at % 20 == 19 {
                engine.replace(rules.clone(), circles.clone(), |key| key.checked_sub(1));
            }
        }
        for event in events {
            prop_assert!(event.to_circle_m.is_finite() && event.to_circle_m >= 0.0);
            prop_assert!(event.to_centre_m.is_finite());
            prop_assert!(event.seconds.is_none_or(|it| it.is_finite() && it >= 0.0));
        }
    }
}
