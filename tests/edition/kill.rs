//! Power cuts, as far as a process can have them: SIGKILL at any moment of a sync.
#![cfg(unix)]

use std::process::Stdio;
use std::time::Duration;

use kplaces_tests::{Sandbox, StreamingWebfleet, numbered_world};
use kplaces_webfleet_sim::{Options, World};

use crate::{connect_to, fresh, share};

const PLACES: usize = 400;

/// Places of all keys, with names of one of two kinds, and some only in one.
fn world(kind: usize) -> World {
    let mut world = numbered_world(PLACES - 30 * kind);
    for address in world.accounts[0].addresses.listed_mut().unwrap() {
        address.name1 = format!("{} of kind {kind}", address.name1);
    }
    world
}

fn places(device: &Sandbox) -> String {
    let ran = device.run(&["list", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran.stdout
}

/// Kills syncs, each at another moment, and looks at what is left.
fn survive(rounds: &[u32]) {
    let options = Options {
        quota: None,
        one_at_a_time: false,
        ..Options::default()
    };
    let webfleet = StreamingWebfleet::start_with(world(0), options);
    let mut device = fresh();
    connect_to(&mut device, webfleet.url());
    device.env("KPLACES_QUOTA__ADDRESSES", "100000/60");
    device.env("KPLACES_QUOTA__GROUPS", "100000/60");
    device.env("KPLACES_QUOTA__MEMBERSHIPS", "100000/60");
    let sync = ["sync", "--accept-shrink"];
    let mut whole = Vec::new();
    let mut longest = Duration::ZERO;
    for kind in [1, 0] {
        webfleet.edit(|it| *it = world(kind));
        let start = std::time::Instant::now();
        let ran = device.run(&sync);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        longest = longest.max(start.elapsed());
        whole.push(places(&device));
    }
    let mut killed = 0;
    let mut changed = 0;
    let mut before = places(&device);
    for (so_far, &round) in rounds.iter().enumerate() {
        // Always to what is not there.
        let kind = usize::from(before == whole[1]);
        webfleet.edit(|it| *it = world(kind));
        let mut child = device
            .command(&sync)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The golden ratio spreads the moments evenly, the same at every run.
        let moment = f64::from(round) * 0.618_033_988_749_895;
        std::thread::sleep(longest.mul_f64(moment.fract() * 1.3));
        child.kill().unwrap();
        killed += usize::from(!child.wait().unwrap().success());
        let after = places(&device);
        assert!(
            whole.contains(&after),
            "round {round}: neither before nor after"
        );
        changed += u32::from(after != before);
        before = after;
        if so_far % 10 == 9 {
            // A copy is made only of a sound store, and says so when it is not.
            let ran = device.run(&["backup", "create"]);
            assert_eq!(ran.code, 0, "round {round}: {}", ran.stderr);
            let ran = device.run(&["backup", "verify"]);
            assert_eq!(ran.code, 0, "round {round}: {}", ran.stderr);
            for entry in std::fs::read_dir(device.store().with_file_name("backups")).unwrap() {
                let path = entry.unwrap().path();
                if path.to_str().unwrap().contains("by-hand") {
                    std::fs::remove_file(path).unwrap();
                }
            }
        }
    }
    let rounds = rounds.len();
    assert!(killed > rounds / 8, "{killed} of {rounds} were killed");
    assert!(changed > 0, "{changed} of {rounds} came through");
    let ran = device.run(&sync);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

#[test]
fn a_sync_that_is_killed_leaves_the_state_before_or_after() {
    let rounds = if crate::LONG { 2_000 } else { 240 };
    survive(&share(0..rounds).collect::<Vec<u32>>());
}
