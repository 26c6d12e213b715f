//! Places that change while somebody drives.

use kplaces_alerts::{Lead, Rules};

use crate::drive::{BERLIN, Drive, ahead, circles, engine, everything, run, short};

#[test]
fn a_visit_goes_on_under_a_new_key() {
    let place = ahead(BERLIN, 0.0, 1_000.0);
    let other = ahead(BERLIN, 45.0, 9_000.0);
    let rule = everything(Lead::Seconds(20.0));
    let rules = Rules::new(vec![rule.clone()]).unwrap();
    let mut engine = engine(rule, &[(place, 100)]);
    let drive = Drive::from(BERLIN).go(20.0, 40);
    assert_eq!(short(&run(&mut engine, &drive.fixes)), ["+0"]);
    let replaced = circles(&rules, &[(other, 50), (other, 50), (place, 100)]);
    engine.replace(rules.clone(), replaced.clone(), |key| {
        (key == 0).then_some(2)
    });
    let from = drive.fixes.len();
    let drive = drive.go(20.0, 10);
    assert_eq!(short(&run(&mut engine, &drive.fixes[from..])), [">2"]);
    engine.replace(rules, replaced, Some);
    assert_eq!(engine.inside().collect::<Vec<_>>(), [2]);
    let from = drive.fixes.len();
    let drive = drive.go(20.0, 20);
    assert_eq!(short(&run(&mut engine, &drive.fixes[from..])), ["<2"]);
}

#[test]
fn nobody_arrives_at_a_place_because_it_is_new() {
    let rule = everything(Lead::Seconds(20.0));
    let rules = Rules::new(vec![rule.clone()]).unwrap();
    let mut engine = engine(rule, &[]);
    assert!(engine.is_empty());
    let drive = Drive::from(BERLIN).go(20.0, 40);
    run(&mut engine, &drive.fixes);
    let here = circles(&rules, &[(drive.at, 200)]);
    engine.replace(rules, here, Some);
    let from = drive.fixes.len();
    let drive = drive.go(20.0, 30);
    assert_eq!(short(&run(&mut engine, &drive.fixes[from..])), ["<0"]);
}

#[test]
fn nobody_leaves_a_place_because_it_is_gone() {
    let place = ahead(BERLIN, 0.0, 1_000.0);
    let mut engine = engine(everything(Lead::Off), &[(place, 100)]);
    let drive = Drive::from(BERLIN).go(20.0, 50);
    assert_eq!(short(&run(&mut engine, &drive.fixes)), [">0"]);
    engine.replace(Rules::default(), [], |_| None);
    let from = drive.fixes.len();
    let drive = drive.go(20.0, 50);
    assert!(run(&mut engine, &drive.fixes[from..]).is_empty());
}
