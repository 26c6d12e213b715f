use kplaces_webfleet_sim::{
    Action, Limit, Options, Quota, SAMPLE_PASSWORD, SAMPLE_USER_UMLAUT, Sim,
};

use crate::ask::{self, Ask, code};

/// The codes of calls at these seconds.
fn codes(sim: &Sim, seconds: &[u64]) -> Vec<Option<u32>> {
    seconds
        .iter()
        .map(|&now| code(&Ask::addresses().at(now).of(sim)))
        .collect()
}

fn three_in_ten(refused_count: bool) -> Sim {
    let quota = Quota {
        addresses: Limit::new(3, 10),
        refused_count,
        ..Quota::default()
    };
    ask::sample_with(Options {
        quota: Some(quota),
        ..Options::default()
    })
}

const REFUSED: Option<u32> = Some(8011);

#[test]
fn the_seventh_address_report_of_a_minute_is_refused() {
    let sim = ask::sample();
    assert_eq!(codes(&sim, &[0, 1, 2, 3, 4, 5]), [None; 6]);
    assert_eq!(codes(&sim, &[59]), [REFUSED]);
}

#[test]
fn the_window_slides() {
    let sim = three_in_ten(false);
    assert_eq!(codes(&sim, &[0, 8, 9]), [None; 3]);
    assert_eq!(
        codes(&sim, &[9, 10, 11, 17, 18]),
        [REFUSED, None, REFUSED, REFUSED, None]
    );
}

#[test]
fn refused_calls_count_if_so_switched() {
    let patient = [0, 0, 0, 5, 10];
    assert_eq!(codes(&three_in_ten(false), &patient)[4], None);
    assert_eq!(codes(&three_in_ten(true), &patient)[4], None);
    let stubborn = [0, 0, 0, 5, 6, 7, 10, 16];
    assert_eq!(codes(&three_in_ten(false), &stubborn)[6], None);
    assert_eq!(codes(&three_in_ten(true), &stubborn)[6..], [REFUSED, None]);
}

#[test]
fn users_and_actions_have_quotas_of_their_own() {
    let sim = three_in_ten(true);
    assert_eq!(codes(&sim, &[0, 0, 0, 0])[3], REFUSED);
    let other = Ask::addresses().login(SAMPLE_USER_UMLAUT, SAMPLE_PASSWORD);
    assert_eq!(code(&other.of(&sim)), None);
    assert_eq!(code(&Ask::the(Action::Groups).of(&sim)), None);
}

#[test]
fn threads_share_one_quota() {
    let sim = ask::sample_with(Options {
        one_at_a_time: false,
        ..Options::default()
    });
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| codes(&sim, &[0, 1, 2]));
        }
    });
    let refused = sim
        .calls()
        .iter()
        .filter(|call| call.refused == REFUSED)
        .count();
    assert_eq!((sim.calls().len(), refused), (12, 6));
}

#[test]
fn without_quota_nothing_is_refused() {
    let sim = ask::sample_with(Options {
        quota: None,
        ..Options::default()
    });
    assert_eq!(codes(&sim, &[0; 20]), [None; 20]);
}

#[test]
fn a_user_is_busy_until_the_report_is_read_or_dropped() {
    let sim = ask::sample();
    let other = Ask::addresses().login(SAMPLE_USER_UMLAUT, SAMPLE_PASSWORD);
    let first = Ask::addresses().of(&sim);
    assert_eq!(code(&Ask::the(Action::Groups).of(&sim)), Some(8015));
    assert_eq!(code(&other.of(&sim)), None);
    drop(first);
    let mut second = Ask::addresses().of(&sim);
    let kplaces_webfleet_sim::Body::Rows(rows) = &mut second.body else {
        panic!("no rows")
    };
    assert!(rows.count() > 1);
    assert_eq!(code(&Ask::the(Action::Groups).of(&sim)), None);
}
