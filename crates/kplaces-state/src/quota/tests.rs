use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::SinceBoot;

const ACTION: &str = "showAddressReportExtern";

fn rate(calls: u32, seconds: u64) -> Rate {
    Rate {
        calls,
        window: Duration::from_secs(seconds),
    }
}

/// A device whose real time, wall clock and start are moved by hand.
#[derive(Debug)]
struct World {
    folder: tempfile::TempDir,
    real: Duration,
    wall_ahead: i64,
    booted_at: Duration,
    boot: Option<u128>,
}

impl World {
    fn new(with_boot_clock: bool) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            real: Duration::from_secs(1_000_000),
            wall_ahead: 0,
            booted_at: Duration::from_mins(16_650),
            boot: with_boot_clock.then_some(1),
        }
    }

    fn now(&self) -> Moment {
        let wall = self.real.as_millis() as i64 + self.wall_ahead;
        Moment {
            wall: Duration::from_millis(wall.max(0) as u64),
            boot: self.boot.map(|id| SinceBoot {
                id,
                elapsed: self.real.saturating_sub(self.booted_at),
            }),
        }
    }

    fn ledger(&self) -> Ledger {
        Ledger::new(self.folder.path(), &RecordId::login("host", "acme", "user"))
    }

    fn take(&self, rate: Rate) -> Verdict {
        self.ledger().take(ACTION, rate, self.now()).unwrap()
    }

    fn goes(&self, rate: Rate) -> bool {
        matches!(self.take(rate), Verdict::Allowed(_))
    }

    fn pass(&mut self, seconds: u64) {
        self.real += Duration::from_secs(seconds);
    }
}

#[test]
fn the_seventh_call_waits_for_the_first_to_run_out() {
    let mut world = World::new(true);
    for _ in 0..6 {
        assert!(world.goes(rate(6, 60)));
        world.pass(1);
    }
    let Verdict::Wait(wait) = world.take(rate(6, 60)) else {
        panic!("seven calls")
    };
    assert_eq!(wait, Duration::from_millis(54_250));
    world.pass(55);
    assert!(world.goes(rate(6, 60)));
    assert!(!world.goes(rate(6, 60)));
}

#[test]
fn each_action_and_each_login_has_its_own_calls() {
    let world = World::new(true);
    assert!(world.goes(rate(1, 60)));
    let other = world.ledger().take("other", rate(1, 60), world.now());
    assert!(matches!(other.unwrap(), Verdict::Allowed(_)));
    let elsewhere = Ledger::new(world.folder.path(), &RecordId::login("host", "acme", "b"));
    let verdict = elsewhere.take(ACTION, rate(1, 60), world.now()).unwrap();
    assert!(matches!(verdict, Verdict::Allowed(_)));
}

#[test]
fn a_settled_call_counts_from_its_answer() {
    let mut world = World::new(true);
    let Verdict::Allowed(permit) = world.take(rate(1, 60)) else {
        panic!("the first call")
    };
    world.pass(30);
    world.ledger().settle(&permit, world.now()).unwrap();
    world.pass(31);
    assert!(!world.goes(rate(1, 60)), "a slow answer moves the window");
    world.pass(30);
    assert!(world.goes(rate(1, 60)));
}

#[test]
fn what_the_service_calls_used_up_is_used_up_for_a_whole_window() {
    let mut world = World::new(true);
    world
        .ledger()
        .use_up(ACTION, rate(6, 60), None, world.now())
        .unwrap();
    assert_eq!(
        world
            .ledger()
            .free(ACTION, rate(6, 60), world.now())
            .unwrap(),
        0
    );
    world.pass(60);
    assert!(!world.goes(rate(6, 60)), "the slack is not over");
    world.pass(1);
    assert_eq!(
        world
            .ledger()
            .free(ACTION, rate(6, 60), world.now())
            .unwrap(),
        6
    );
}

#[test]
fn a_service_that_says_when_to_come_again_is_asked_then() {
    let mut world = World::new(true);
    world.pass(7_200);
    let ask_again = |world: &World, seconds| {
        let again_in = Some(Duration::from_secs(seconds));
        let used_up = world
            .ledger()
            .use_up(ACTION, rate(9, 3_600), again_in, world.now());
        used_up.unwrap();
    };
    ask_again(&world, 20);
    world.pass(20);
    assert!(!world.goes(rate(9, 3_600)), "the slack is not over");
    world.pass(1);
    assert!(world.goes(rate(9, 3_600)));
    // Never longer than a window, whatever it says.
    ask_again(&world, 999_999);
    world.pass(3_601);
    assert!(world.goes(rate(9, 3_600)));
}

#[test]
fn steps_of_the_wall_clock_do_nothing_where_the_time_since_the_start_is_known() {
    let mut world = World::new(true);
    assert!(world.goes(rate(1, 60)));
    for step in [86_400_000, -86_400_000] {
        world.wall_ahead += step;
        assert!(!world.goes(rate(1, 60)));
    }
    world.pass(61);
    assert!(world.goes(rate(1, 60)));
}

#[test]
fn after_a_restart_a_call_is_as_old_as_the_machine_is_up() {
    let mut world = World::new(true);
    assert!(world.goes(rate(1, 60)));
    world.pass(10);
    world.boot = Some(2);
    world.booted_at = world.real;
    world.wall_ahead = 86_400_000;
    assert!(!world.goes(rate(1, 60)), "the wall clock proves nothing");
    world.pass(61);
    assert!(world.goes(rate(1, 60)));
}

#[test]
fn a_wall_clock_set_back_costs_one_window_at_most() {
    let mut world = World::new(false);
    assert!(world.goes(rate(1, 60)));
    world.wall_ahead = -86_400_000;
    assert!(!world.goes(rate(1, 60)));
    world.pass(61);
    assert!(world.goes(rate(1, 60)));
}

#[test]
fn a_ledger_nobody_understands_is_a_lost_one_and_costs_no_wait() {
    for content in [
        &b"{\"version\":1,\"calls\":{"[..],
        b"",
        &[0; 300],
        b"{\"version\":2,\"calls\":{}}",
        b"{\"version\":1,\"calls\":{\"showAddressReportExtern\":[{\"id\":1,\"at\":{\"wall_ms\":-1}}]}}",
        b"\xff",
    ] {
        let world = World::new(true);
        while world.goes(rate(6, 60)) {}
        std::fs::write(world.ledger().path, content).unwrap();
        for call in 0..6 {
            assert!(world.goes(rate(6, 60)), "call {call}");
        }
        assert!(!world.goes(rate(6, 60)), "it counts anew");
    }
}

#[test]
fn no_ledger_makes_anybody_wait_longer_than_a_window() {
    let far = u64::MAX;
    for with_boot_clock in [true, false] {
        for wall_ms in [0, 1, 1_000_000_000, far - 1, far] {
            let world = World::new(with_boot_clock);
            let entry = format!(r#"{{"id":1,"at":{{"wall_ms":{wall_ms}}}}}"#);
            let later = format!(r#"{{"id":2,"at":{{"wall_ms":{wall_ms},"boot":["1",{far}]}}}}"#);
            let calls = vec![format!("{entry},{later}"); 500].join(",");
            let content = format!(r#"{{"version":1,"calls":{{"{ACTION}":[{calls}]}}}}"#);
            let ledger = world.ledger();
            std::fs::create_dir_all(&ledger.folder).unwrap();
            std::fs::write(&ledger.path, content).unwrap();
            let longest = rate(6, 60).safe_window();
            if let Verdict::Wait(wait) = world.take(rate(6, 60)) {
                assert!(wait <= longest, "{wait:?}");
            }
        }
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_no_free_pass() {
    let world = World::new(true);
    std::fs::write(world.folder.path().join("quota"), b"").unwrap();
    let error = world.ledger().take(ACTION, rate(6, 60), world.now());
    assert!(error.unwrap_err().to_string().contains("quota"));
}

#[cfg(unix)]
#[test]
fn the_files_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new(true);
    assert!(world.goes(rate(6, 60)));
    let mode = |path: &std::path::Path| {
        let metadata = std::fs::metadata(path).unwrap();
        metadata.permissions().mode() & 0o777
    };
    let ledger = world.ledger();
    assert_eq!((mode(&ledger.folder), mode(&ledger.path)), (0o700, 0o600));
}

/// What happens to a device.
#[derive(Clone, Debug)]
enum Event {
    Pass(u32),
    Call { answered_after: Option<u32> },
    SetClock(i64),
    Restart,
    Rate(u32),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => (0..30_000_u32).prop_map(Event::Pass),
        6 => proptest::option::of(0..200_u32).prop_map(|it| Event::Call { answered_after: it }),
        1 => (-100_000_000..100_000_000_i64).prop_map(Event::SetClock),
        1 => Just(Event::Restart),
        1 => (1..8_u32).prop_map(Event::Rate),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// The service counts a call when it comes in: somewhere between sending and answer.
    #[test]
    fn no_window_ever_holds_one_call_too_many(events in proptest::collection::vec(event(), 1..60)) {
        let mut world = World::new(true);
        let mut allowed = rate(6, 60);
        let mut counted: Vec<Duration> = Vec::new();
        for event in events {
            match event {
                Event::Pass(ms) => world.real += Duration::from_millis(u64::from(ms)),
                Event::SetClock(ahead) => world.wall_ahead = ahead,
                Event::Restart => {
                    world.boot = world.boot.map(|id| id + 1);
                    world.booted_at = world.real;
                }
                // A contract can only grow tighter or wider as a whole; what counts is the rate then.
                Event::Rate(calls) => allowed = rate(calls, 60),
                Event::Call { answered_after } => match world.take(allowed) {
                    Verdict::Wait(wait) => prop_assert!(
                        !wait.is_zero() && wait <= allowed.safe_window()
                    ),
                    Verdict::Allowed(permit) => {
                        // The crash of a caller leaves the call unsettled; it takes 250 ms at most.
                        let delay = Duration::from_millis(u64::from(answered_after.unwrap_or(200)));
                        world.real += delay;
                        counted.push(world.real);
                        if answered_after.is_some() {
                            world.ledger().settle(&permit, world.now()).unwrap();
                        }
                        let recent = counted.iter().filter(|at| world.real.saturating_sub(**at) < allowed.window);
                        prop_assert!(recent.count() <= allowed.calls as usize);
                    }
                },
            }
        }
    }
}

#[test]
fn counters_that_cannot_be_understood_are_seen_and_nothing_is_made() {
    let world = World::new(true);
    let look = || Counters::look(world.folder.path()).unwrap();
    assert_eq!(look(), Counters::default());
    assert!(!world.folder.path().join("quota").exists());
    assert!(world.goes(rate(6, 60)));
    let sound = Counters {
        files: 1,
        damaged: 0,
    };
    assert_eq!(look(), sound);
    let folder = world.folder.path().join("quota");
    std::fs::write(folder.join("other.json"), b"{\"version\":1").unwrap();
    let one_is_not = Counters {
        files: 2,
        damaged: 1,
    };
    assert_eq!(look(), one_is_not);
}
