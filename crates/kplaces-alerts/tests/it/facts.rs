//! One fact each.

use kplaces_alerts::{EventKind, Ignored, Lead, Rule, Side, Taken, Which};
use kplaces_domain::Fix;

use crate::drive::{
    BERLIN, Drive, NOON_MS, ahead, engine, everything, metres, position, run, short,
};

/// A drive north at 20 m/s that begins at `BERLIN`.
fn north(seconds: u32) -> Drive {
    Drive::from(BERLIN).go(20.0, seconds)
}

#[test]
fn a_visit_is_approached_reached_and_left() {
    let place = ahead(BERLIN, 0.0, 2_000.0);
    let mut engine = engine(everything(Lead::Seconds(30.0)), &[(place, 200)]);
    let drive = north(200);
    let events = run(&mut engine, &drive.fixes);
    assert_eq!(short(&events), ["+0", ">0", "<0"]);
    let approach = events[0];
    assert_eq!(approach.side, Some(Side::Ahead));
    assert!((approach.seconds.unwrap() - 30.0).abs() <= 0.5);
    assert!((approach.to_circle_m - 600.0).abs() <= 10.0);
    assert!((approach.to_centre_m - approach.to_circle_m - 200.0).abs() < 0.2);
    // Three metres deep, as far as it may be off, by a fix each 20 m.
    assert!((177.0..=197.0).contains(&events[1].to_centre_m));
    assert!((events[1].to_circle_m, events[1].seconds) == (0.0, Some(0.0)));
    let left = events[2];
    assert!((23.0..=43.0).contains(&left.to_circle_m));
    assert_eq!((left.side, left.seconds), (Some(Side::Behind), None));
}

#[test]
fn a_circle_between_two_fixes_is_seen() {
    // At 36 m/s, 25 m to the side of a circle of 30 m: 33 m of the way are in it.
    for start in 0..36 {
        let middle = ahead(ahead(BERLIN, 0.0, 720.0 + f64::from(start)), 90.0, 25.0);
        let mut engine = engine(everything(Lead::Off), &[(middle, 30)]);
        let events = run(&mut engine, &Drive::from(BERLIN).go(36.0, 60).fixes);
        assert_eq!(short(&events), [">0", "<0"], "{start}");
    }
}

#[test]
fn a_way_beside_a_circle_does_not_arrive() {
    let middle = ahead(ahead(BERLIN, 0.0, 720.0), 90.0, 35.0);
    let mut engine = engine(everything(Lead::Off), &[(middle, 30)]);
    assert!(run(&mut engine, &Drive::from(BERLIN).go(36.0, 60).fixes).is_empty());
}

#[test]
fn a_lead_in_metres_counts_metres() {
    let place = ahead(BERLIN, 0.0, 2_000.0);
    let mut engine = engine(everything(Lead::Metres(400.0)), &[(place, 200)]);
    let events = run(&mut engine, &north(100).fixes);
    assert_eq!(short(&events), ["+0", ">0"]);
    assert!((events[0].to_circle_m - 400.0).abs() <= 10.0);
}

#[test]
fn what_lies_behind_is_not_approached() {
    let place = ahead(BERLIN, 180.0, 400.0);
    let mut engine = engine(everything(Lead::Seconds(60.0)), &[(place, 100)]);
    assert!(run(&mut engine, &north(60).fixes).is_empty());
}

#[test]
fn a_cone_leaves_out_what_lies_aside() {
    let aside = ahead(ahead(BERLIN, 0.0, 1_000.0), 90.0, 500.0);
    let on_the_way = ahead(BERLIN, 0.0, 1_500.0);
    let rule = everything(Lead::Metres(600.0));
    let mut wide = engine(rule.clone(), &[(aside, 100), (on_the_way, 100)]);
    assert_eq!(short(&run(&mut wide, &north(40).fixes)), ["+0", "+1"]);
    let cone_deg = Some(30.0);
    let mut narrow = engine(
        Rule { cone_deg, ..rule },
        &[(aside, 100), (on_the_way, 100)],
    );
    assert_eq!(short(&run(&mut narrow, &north(50).fixes)), ["+1"]);
}

#[test]
fn sides_are_seen_in_the_direction_of_travel() {
    let abeam = ahead(BERLIN, 180.0, 1_000.0);
    let west = ahead(abeam, 270.0, 300.0);
    let east = ahead(abeam, 90.0, 300.0);
    let mut engine = engine(everything(Lead::Metres(210.0)), &[(west, 100), (east, 100)]);
    let events = run(
        &mut engine,
        &Drive::from(BERLIN).turn(180.0).go(20.0, 60).fixes,
    );
    let sides: Vec<_> = events.iter().map(|it| (it.place, it.side)).collect();
    // To the south, west is to the right.
    assert!(sides.contains(&(0, Some(Side::Right))), "{sides:?}");
    assert!(sides.contains(&(1, Some(Side::Left))), "{sides:?}");
}

#[test]
fn a_place_without_a_radius_has_the_default() {
    let place = ahead(BERLIN, 0.0, 1_000.0);
    let mut engine = engine(everything(Lead::Off), &[(place, 0)]);
    let events = run(&mut engine, &north(60).fixes);
    assert!((events[0].to_centre_m - 100.0).abs() <= 20.0);
}

#[test]
fn nobody_arrives_by_switching_on() {
    let mut engine = engine(everything(Lead::Seconds(30.0)), &[(BERLIN, 100)]);
    let drive = Drive::from(BERLIN).go(0.0, 60);
    assert!(run(&mut engine, &drive.fixes).is_empty());
    assert_eq!(engine.inside().collect::<Vec<_>>(), [0]);
    let drive = drive.go(15.0, 30);
    assert_eq!(short(&run(&mut engine, &drive.fixes[61..])), ["<0"]);
}

#[test]
fn a_place_is_left_beyond_twenty_metres_or_a_tenth() {
    for (radius, beyond) in [(50, 20.0), (1_000, 100.0)] {
        let start = ahead(BERLIN, 180.0, 3_000.0);
        let mut engine = engine(everything(Lead::Off), &[(BERLIN, radius)]);
        let events = run(&mut engine, &Drive::from(start).go(5.0, 1_000).fixes);
        assert_eq!(short(&events), [">0", "<0"]);
        // An error circle of 3 m has to be beyond as well.
        let metres = events[1].to_circle_m - beyond - 3.0;
        assert!((0.0..=5.1).contains(&metres), "{metres}");
    }
}

#[test]
fn who_turns_round_at_the_edge_is_at_one_visit() {
    let place = ahead(BERLIN, 0.0, 1_000.0);
    let mut engine = engine(everything(Lead::Seconds(30.0)), &[(place, 200)]);
    let mut drive = Drive::from(BERLIN).go(10.0, 85);
    for _ in 0..4 {
        // Five metres beyond the edge and back.
        drive = drive.turn(180.0).go(5.0, 11).turn(180.0).go(5.0, 11);
    }
    assert_eq!(short(&run(&mut engine, &drive.fixes)), ["+0", ">0"]);
}

#[test]
fn a_road_that_bends_does_not_announce_twice() {
    let place = ahead(BERLIN, 0.0, 1_500.0);
    let mut engine = engine(everything(Lead::Seconds(30.0)), &[(place, 100)]);
    let drive = Drive::from(BERLIN)
        .go(20.0, 45)
        .turn(120.0)
        .go(20.0, 10)
        .turn(-120.0)
        .go(20.0, 20);
    assert_eq!(short(&run(&mut engine, &drive.fixes)), ["+0"]);
}

#[test]
fn a_second_visit_is_announced_again() {
    let place = ahead(BERLIN, 0.0, 2_000.0);
    let mut engine = engine(everything(Lead::Seconds(30.0)), &[(place, 100)]);
    let drive = north(250).turn(180.0).go(20.0, 250);
    let twice = ["+0", ">0", "<0", "+0", ">0", "<0"];
    assert_eq!(short(&run(&mut engine, &drive.fixes)), twice);
}

#[test]
fn a_visit_within_the_quiet_time_is_passed_over() {
    let place = ahead(BERLIN, 0.0, 2_000.0);
    let rule = Rule {
        quiet_ms: 300_000,
        ..everything(Lead::Seconds(30.0))
    };
    let mut engine = engine(rule, &[(place, 100)]);
    let drive = north(200).turn(180.0).go(20.0, 200);
    assert_eq!(short(&run(&mut engine, &drive.fixes)), ["+0", ">0", "<0"]);
    // Once more, long after.
    let from = drive.fixes.len();
    let drive = drive.go(0.0, 300).turn(180.0).go(20.0, 200);
    let events = run(&mut engine, &drive.fixes[from..]);
    assert_eq!(short(&events), ["+0", ">0", "<0"]);
}

#[test]
fn a_rule_without_arrivals_and_leavings_tells_approaches_only() {
    let place = ahead(BERLIN, 0.0, 2_000.0);
    let rule = Rule {
        arrived: false,
        ..Rule::new(Which::All)
    };
    let mut engine = engine(rule, &[(place, 100)]);
    assert_eq!(short(&run(&mut engine, &north(200).fixes)), ["+0"]);
}

#[test]
fn an_error_circle_across_the_edge_does_not_arrive() {
    // The way goes 10 m deep into the circle.
    let middle = ahead(ahead(BERLIN, 0.0, 1_000.0), 90.0, 190.0);
    for (accuracy_m, arrives) in [(3.0, true), (15.0, false)] {
        let mut drive = Drive::from(BERLIN);
        drive.accuracy_m = Some(accuracy_m);
        let mut engine = engine(everything(Lead::Off), &[(middle, 200)]);
        let events = run(&mut engine, &drive.go(20.0, 100).fixes);
        assert_eq!(!events.is_empty(), arrives, "{accuracy_m}");
    }
}

#[test]
fn a_single_outlier_tells_nothing() {
    let far = ahead(BERLIN, 90.0, 200.0);
    let mut engine = engine(everything(Lead::Seconds(30.0)), &[(far, 50), (BERLIN, 50)]);
    let mut drive = Drive::from(BERLIN).go(0.0, 100);
    for _ in 0..5 {
        drive = drive.outlier(200.0).go(0.0, 20);
    }
    assert!(run(&mut engine, &drive.fixes).is_empty());
}

#[test]
fn a_single_outlier_on_the_road_tells_nothing() {
    let aside = ahead(ahead(BERLIN, 0.0, 1_000.0), 90.0, 200.0);
    let mut engine = engine(everything(Lead::Off), &[(aside, 50)]);
    let drive = north(50).outlier(200.0).hidden(20.0, 1).go(20.0, 50);
    assert!(run(&mut engine, &drive.fixes).is_empty());
}

#[test]
fn an_outlier_after_twelve_seconds_tells_nothing() {
    // As receivers were seen to: 200 m off after 12 s and back, which a car could have driven.
    let mut engine = engine(everything(Lead::Seconds(30.0)), &[(BERLIN, 50)]);
    let mut fixes = Vec::new();
    for n in 0..200 {
        let (metres, accuracy_m) = match n % 6 {
            4 => (200.0, 1.9),
            _ => (8.0, 9.0),
        };
        fixes.push(Fix {
            accuracy_m: Some(accuracy_m),
            ..Fix::new(NOON_MS + n * 12_000, position(ahead(BERLIN, 33.0, metres)))
        });
    }
    assert!(run(&mut engine, &fixes).is_empty());
}

#[test]
fn the_end_of_a_tunnel_is_an_arrival_and_its_way_is_not() {
    let under = ahead(BERLIN, 0.0, 4_000.0);
    let end = ahead(BERLIN, 0.0, 7_000.0);
    let start = ahead(BERLIN, 0.0, 900.0);
    let places = [(under, 100), (end, 400), (start, 200)];
    let mut engine = engine(everything(Lead::Off), &places);
    let drive = north(50).hidden(20.0, 300).go(20.0, 10);
    assert_eq!(short(&run(&mut engine, &drive.fixes)), [">2", ">1", "<2"]);
}

#[test]
fn a_short_gap_is_driven_straight() {
    let under = ahead(BERLIN, 0.0, 2_000.0);
    let mut engine = engine(everything(Lead::Off), &[(under, 100)]);
    let drive = north(50).hidden(20.0, 90).go(20.0, 10);
    assert_eq!(short(&run(&mut engine, &drive.fixes)), [">0", "<0"]);
}

#[test]
fn nothing_lies_on_a_way_that_was_interrupted() {
    let between = ahead(BERLIN, 0.0, 2_000.0);
    let end = ahead(BERLIN, 0.0, 3_000.0);
    let mut engine = engine(everything(Lead::Off), &[(between, 100), (end, 300)]);
    let drive = north(50);
    assert!(run(&mut engine, &drive.fixes).is_empty());
    engine.interrupt();
    let drive = drive.hidden(20.0, 90).go(20.0, 10);
    assert_eq!(short(&run(&mut engine, &drive.fixes[51..])), [">1"]);
}

#[test]
fn a_clock_that_leaps_loses_no_place() {
    let place = ahead(BERLIN, 0.0, 1_110.0);
    let day_ms = 24 * 3_600_000;
    // A day, 1024 weeks as receivers do, and from the first day of the epoch.
    for leap_ms in [
        day_ms,
        7 * 1_024 * day_ms,
        -day_ms,
        -7 * 1_024 * day_ms,
        -NOON_MS,
        1_500,
    ] {
        let mut engine = engine(everything(Lead::Off), &[(place, 50)]);
        let drive = north(55).leap(leap_ms).go(20.0, 55);
        assert_eq!(
            short(&run(&mut engine, &drive.fixes)),
            [">0", "<0"],
            "{leap_ms}"
        );
    }
}

#[test]
fn midnight_is_no_gap() {
    let place = ahead(BERLIN, 0.0, 1_110.0);
    let mut engine = engine(everything(Lead::Off), &[(place, 50)]);
    let mut drive = Drive::from(BERLIN);
    let to_midnight = 12 * 3_600_000 - 55_000;
    drive.fixes[0].time_ms += to_midnight;
    let drive = drive.leap(to_midnight).go(20.0, 110);
    assert_eq!(short(&run(&mut engine, &drive.fixes)), [">0", "<0"]);
}

#[test]
fn fixes_that_come_twice_or_late_are_named() {
    let mut engine = engine(everything(Lead::Off), &[]);
    let drive = north(20);
    run(&mut engine, &drive.fixes);
    let mut take = |fix: &Fix| engine.fix(fix, &mut Vec::new());
    assert_eq!(take(&drive.fixes[20]), Taken::Ignored(Ignored::Repeated));
    assert_eq!(take(&drive.fixes[18]), Taken::Ignored(Ignored::Late));
    assert_eq!(take(&drive.fixes[17]), Taken::Ignored(Ignored::Late));
    let next = drive.clone().go(20.0, 1);
    let blurred = Fix {
        accuracy_m: Some(5_000.0),
        ..next.fixes[21]
    };
    assert_eq!(take(&blurred), Taken::Ignored(Ignored::Inaccurate));
    assert_eq!(take(&next.fixes[21]), Taken::Used);
}

#[test]
fn fixes_in_another_order_tell_the_same() {
    let place = ahead(BERLIN, 0.0, 1_110.0);
    let drive = north(110);
    for distance in [1, 2, 3] {
        let mut fixes = drive.fixes.clone();
        for at in (10..100).step_by(7) {
            fixes.swap(at, at + distance);
        }
        let mut engine = engine(everything(Lead::Off), &[(place, 50)]);
        assert_eq!(short(&run(&mut engine, &fixes)), [">0", "<0"], "{distance}");
    }
}

#[test]
fn the_date_line_and_a_pole_are_places_like_others() {
    for (start, course) in [
        ((10.0, 179.995), 90.0),
        ((-10.0, -179.995), 270.0),
        ((89.995, 20.0), 0.0),
        ((-89.995, -120.0), 180.0),
        ((0.0, 0.0), 45.0),
    ] {
        let place = ahead(start, course, 1_000.0);
        let mut drive = Drive::from(start);
        // Courses mean little at a pole, and turn round there.
        drive.says_speed = false;
        for second in 0..100 {
            if second < 45 {
                drive.course_deg = crate::drive::towards(drive.at, place).0;
            }
            drive = drive.go(20.0, 1);
        }
        let mut engine = engine(everything(Lead::Seconds(30.0)), &[(place, 100)]);
        let events = run(&mut engine, &drive.fixes);
        assert_eq!(short(&events), ["+0", ">0", "<0"], "{start:?}");
        assert!((events[0].to_circle_m - 600.0).abs() < 11.0);
    }
}

#[test]
fn wide_circles_are_reached_at_their_edge() {
    for radius in [5_000.0, 30_000.0, 100_000.0] {
        let start = ahead(BERLIN, 215.0, radius + 2_000.0);
        let mut drive = Drive::from(start);
        drive.course_deg = crate::drive::towards(start, BERLIN).0;
        let mut engine = engine(everything(Lead::Off), &[(BERLIN, radius as i64)]);
        let drive = drive.go(30.0, 150);
        let events = run(&mut engine, &drive.fixes);
        assert_eq!(short(&events), [">0"]);
        let at = drive
            .fixes
            .iter()
            .find(|it| it.time_ms == events[0].time_ms);
        let at = at.unwrap().position;
        let inside = radius - metres((at.latitude(), at.longitude()), BERLIN);
        assert!((0.0..40.0).contains(&inside), "{inside}");
    }
}

#[test]
fn events_of_one_fix_come_in_their_order() {
    let near = ahead(BERLIN, 0.0, 1_000.0);
    let far = ahead(BERLIN, 0.0, 1_001.0);
    let mut engine = engine(everything(Lead::Off), &[(far, 100), (near, 100)]);
    let events = run(&mut engine, &Drive::from(BERLIN).go(20.0, 100).fixes);
    assert_eq!(events[0].kind, EventKind::Arrived);
    assert_eq!(short(&events), [">1", ">0", "<0", "<1"]);
}
