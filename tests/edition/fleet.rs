//! The fleet timetable: in Enterprise only.

use crate::{edition, fresh};

#[test]
fn the_other_editions_say_which_one_has_it() {
    if edition() == "enterprise" {
        return;
    }
    let ran = fresh().run(&["fleet", "plan", "--devices", "500"]);
    assert_eq!(ran.code, 6, "{}", ran.stderr);
    assert!(ran.stderr.contains("3Kplaces Enterprise"), "{}", ran.stderr);
}

#[test]
fn a_plan_says_how_long_a_round_takes_and_when_this_device_comes() {
    if edition() != "enterprise" {
        return;
    }
    let mut device = fresh();
    device.env("KPLACES_FLEET__DEVICES", "500");
    device.env("KPLACES_FLEET__NUMBER", "7");
    let shown = device.transcript([
        &["fleet", "plan", "--limit", "2", "--every", "60"],
        &["fleet", "plan", "--devices", "50000", "--limit", "0"],
        &[
            "fleet",
            "plan",
            "--devices",
            "40",
            "--limit",
            "1",
            "--every",
            "60",
        ],
    ]);
    insta::assert_snapshot!(shown, @"
    $ 3kplaces fleet plan --limit 2 --every 60
    A fleet of 500 on one account

      quota      6 address reports in 1 min 0 s
      floor      83 min 20 s: no order of calls is faster
      round      85 min 0 s: every device once
      slot       10.2 s
      this one   slot 7 of 500, next in 6 min 56 s

      slot  starts in each round after
         1  0.0 s
         2  10.2 s
      … up to slot 500 (--all shows them)

    A device's addresses are up to 2 h 25 min old: it syncs once in
    60 min 0 s, and waits up to a round for its slot. They are older if it was off there.
    Once in 60 min 0 s is possible for at most 352 devices.
    The shortest interval for 500 devices is that of a round: 85 min 0 s.

    $ 3kplaces fleet plan --devices 50000 --limit 0
    A fleet of 50,000 on one account

      quota      6 address reports in 1 min 0 s
      floor      5 d 18 h: no order of calls is faster
      round      5 d 21 h: every device once
      slot       10.2 s

      slot  starts in each round after
      … up to slot 50,000 (--all shows them)

    A device's addresses are up to 5 d 21 h old if it syncs in each round, and older
    if it was off in its slot.
    That is too long for 50,000 devices that each download for themselves. Let one
    download serve many of them: sync on one device, `3kplaces export`, and
    hand the file out.

    $ 3kplaces fleet plan --devices 40 --limit 1 --every 60
    A fleet of 40 on one account

      quota      6 address reports in 1 min 0 s
      floor      6 min 40 s: no order of calls is faster
      round      6 min 48 s: every device once
      slot       10.2 s

      slot  starts in each round after
         1  0.0 s
      … up to slot 40 (--all shows them)

    A device's addresses are up to 66 min 48 s old: it syncs once in
    60 min 0 s, and waits up to a round for its slot. They are older if it was off there.
    Once in 60 min 0 s is possible.
    The shortest interval for 40 devices is that of a round: 6 min 48 s.
    ");
    device.env("KPLACES_FLEET__NUMBER", "501");
    let ran = device.run(&["fleet", "plan"]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(ran.stderr.contains("number 501 of 500"), "{}", ran.stderr);
}

#[test]
fn a_device_without_a_number_has_a_slot_that_stays() {
    if edition() != "enterprise" {
        return;
    }
    let mut device = fresh();
    device.env("KPLACES_FLEET__DEVICES", "500");
    let own = || device.run(&["fleet", "plan", "--json"]).json()["own"].clone();
    let first = own();
    assert!(first["slot"].is_number(), "{first}");
    assert_eq!(own(), first);
}

#[test]
fn each_strategy_of_a_simulation_is_explained() {
    if edition() != "enterprise" {
        return;
    }
    let device = fresh();
    let simulate = ["fleet", "simulate", "--devices", "7", "--hours", "1"];
    insta::assert_snapshot!(device.run(&simulate).stdout, @"
    7 devices, 6 calls in 1 min 0 s; floor 1 min 10 s; clocks off by up to 0.0 s,
    0 % of the devices off at first

    strategy    half fresh    all fresh     of floor    refused
    naive       0.0 s         1 min 0 s     0.86        6
    backed-off  0.0 s         1 min 0 s     0.86        1
    jittered    46.7 s        1 min 46 s    1.52        2
    hashed      20.4 s        2 min 2 s     1.75        1
    numbered    30.6 s        1 min 1 s     0.87        0

    naive       all at once, and again every 10 s
    backed-off  all at once, and again after 1, 2, 4 … min, up to 1 h
    jittered    each at some moment, and again after a random time up to 1, 2, 4 … min
    hashed      each in a slot by its `fleet.id`; two may share one
    numbered    each in a slot of its own by its `fleet.number`

    Refused calls count against the quota, so devices that come back too soon keep
    each other out. A device that was off in its slot waits for the next round; one
    whose clock is wrong by more than a slot takes the place of another.
    ");
}

#[test]
fn a_simulation_is_drawn_and_replaces_no_file() {
    if edition() != "enterprise" {
        return;
    }
    let device = fresh();
    let draw = [
        "fleet",
        "simulate",
        "--devices",
        "50",
        "--hours",
        "2",
        "--svg",
        "fleet.svg",
    ];
    let ran = device.run(&draw);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let picture = std::fs::read_to_string(device.path("fleet.svg")).unwrap();
    assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n"));
    let again = device.run(&draw);
    assert_eq!(again.code, 9, "{}", again.stdout);
    assert!(again.stderr.contains("--force"), "{}", again.stderr);
}
