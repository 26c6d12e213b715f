//! Waiting for the quota, in a time that passes at once.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kplaces_app::{Governor, Rates, WaitPolicy, Waiting};
use kplaces_state::{Clock, Ledger, Moment, Rate, RecordId, SinceBoot};
use kplaces_webfleet::{Action, Answer, RateLimit, RateLimitError};
use tokio::time::Instant;

const CALLS: usize = 6;
const WINDOW: Duration = Duration::from_mins(1);

/// Follows the runtime's time.
#[derive(Clone, Debug)]
struct Watch(Instant);

impl Clock for Watch {
    fn now(&self) -> Moment {
        let passed = self.0.elapsed();
        Moment {
            wall: Duration::from_secs(1_767_323_045) + passed,
            boot: Some(SinceBoot {
                id: 1,
                elapsed: Duration::from_secs(1_000) + passed,
            }),
        }
    }
}

/// What a governor says of its waits.
type Told = Arc<Mutex<Vec<Waiting>>>;

fn governor(folder: &Path, watch: &Watch, patience: WaitPolicy) -> (Governor, Told) {
    let rate = Rate {
        calls: u32::try_from(CALLS).unwrap(),
        window: WINDOW,
    };
    let rates = Rates {
        addresses: rate,
        groups: rate,
        memberships: rate,
    };
    let ledger = Ledger::new(folder, &RecordId::login("host", "demo", "dispo"));
    let told = Told::default();
    let telling = Arc::clone(&told);
    let governor = Governor::new(ledger, rates, Arc::new(watch.clone()), patience)
        .telling(Arc::new(move |wait| telling.lock().unwrap().push(wait)));
    (governor, told)
}

/// A request that is answered at once.
async fn ask(governor: &Governor) -> Result<(), RateLimitError> {
    governor.admit(Action::ADDRESS_REPORT).await?;
    governor.answered(Action::ADDRESS_REPORT, Answer::Counted);
    Ok(())
}

fn closed_for(asked: Result<(), RateLimitError>) -> Duration {
    match asked {
        Err(RateLimitError::Closed { wait }) => wait,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn in_any_window_there_are_as_many_calls_as_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let watch = Watch(Instant::now());
    let (governor, _) = governor(folder.path(), &watch, WaitPolicy::Wait);
    let mut asked = Vec::new();
    for n in 0..40 {
        ask(&governor).await.unwrap();
        asked.push(watch.0.elapsed());
        // Bursts and pauses of all sorts.
        tokio::time::sleep(Duration::from_millis(n * n * 7 % 9_000)).await;
    }
    for calls in asked.windows(CALLS + 1) {
        assert!(calls[CALLS] >= calls[0] + WINDOW, "{calls:?}");
    }
    // And no fewer: the 37th is the first of the seventh window.
    let seventh = 6 * WINDOW + Duration::from_secs(3);
    assert!(asked[6 * CALLS] < seventh, "{asked:?}");
}

#[tokio::test(start_paused = true)]
async fn who_waits_is_told_of_every_second_and_of_less_and_less() {
    let folder = tempfile::tempdir().unwrap();
    let watch = Watch(Instant::now());
    let (governor, told) = governor(folder.path(), &watch, WaitPolicy::Wait);
    for _ in 0..=CALLS {
        ask(&governor).await.unwrap();
    }
    let told = told.lock().unwrap();
    assert!((60..=62).contains(&told.len()), "{}", told.len());
    assert!(told.windows(2).all(|pair| pair[0].left > pair[1].left));
    assert!(told[0].left >= WINDOW && told.iter().all(|wait| !wait.refused));
}

#[tokio::test(start_paused = true)]
async fn who_does_not_wait_is_told_when() {
    let folder = tempfile::tempdir().unwrap();
    let watch = Watch(Instant::now());
    let (governor, told) = governor(folder.path(), &watch, WaitPolicy::NoWait);
    for _ in 0..CALLS {
        ask(&governor).await.unwrap();
    }
    tokio::time::sleep(Duration::from_secs(45)).await;
    let wait = closed_for(ask(&governor).await);
    assert!((15..=17).contains(&wait.as_secs()), "{wait:?}");
    assert!(told.lock().unwrap().is_empty());
    tokio::time::sleep(wait).await;
    ask(&governor).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn after_a_refusal_a_whole_window_passes_and_a_little_more() {
    let folder = tempfile::tempdir().unwrap();
    let watch = Watch(Instant::now());
    let (governor, told) = governor(folder.path(), &watch, WaitPolicy::Wait);
    governor.admit(Action::ADDRESS_REPORT).await.unwrap();
    governor.answered(
        Action::ADDRESS_REPORT,
        Answer::QuotaUsedUp { again_in: None },
    );
    ask(&governor).await.unwrap();
    let passed = watch.0.elapsed();
    assert!(passed >= WINDOW && passed <= WINDOW.mul_f64(1.25) + Duration::from_secs(3));
    assert!(told.lock().unwrap().iter().all(|wait| wait.refused));
}

#[tokio::test(start_paused = true)]
async fn a_device_waits_for_itself_and_not_for_others_if_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let watch = Watch(Instant::now());
    let (governor, _) = governor(folder.path(), &watch, WaitPolicy::WaitForOwn);
    for _ in 0..=CALLS {
        ask(&governor).await.unwrap();
    }
    governor.admit(Action::ADDRESS_REPORT).await.unwrap();
    governor.answered(
        Action::ADDRESS_REPORT,
        Answer::QuotaUsedUp { again_in: None },
    );
    assert!(closed_for(ask(&governor).await) >= WINDOW);
}

#[tokio::test(start_paused = true)]
async fn two_programs_share_what_is_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let watch = Watch(Instant::now());
    let (one, _) = governor(folder.path(), &watch, WaitPolicy::NoWait);
    let (other, _) = governor(folder.path(), &watch, WaitPolicy::NoWait);
    for _ in 0..CALLS / 2 {
        ask(&one).await.unwrap();
        ask(&other).await.unwrap();
    }
    assert_eq!(one.free(Action::ADDRESS_REPORT), 0);
    closed_for(ask(&one).await);
    closed_for(ask(&other).await);
    one.admit(Action::MEMBERSHIP_REPORT).await.unwrap();
}

/// A wall clock that stands still, on a system that knows no other.
#[derive(Debug)]
struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> Moment {
        Moment {
            wall: Duration::from_secs(1_767_323_045),
            boot: None,
        }
    }
}

/// A wall clock that goes backwards.
#[derive(Debug)]
struct Backwards(Instant);

impl Clock for Backwards {
    fn now(&self) -> Moment {
        let back = self.0.elapsed() * 100;
        Moment {
            wall: Duration::from_secs(1_767_323_045).saturating_sub(back),
            boot: None,
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_stands_or_goes_backwards_makes_nobody_wait_longer_than_a_window() {
    let clocks: [Arc<dyn Clock>; 2] = [Arc::new(Stopped), Arc::new(Backwards(Instant::now()))];
    for clock in clocks {
        let folder = tempfile::tempdir().unwrap();
        let rate = Rate {
            calls: 1,
            window: WINDOW,
        };
        let rates = Rates {
            addresses: rate,
            groups: rate,
            memberships: rate,
        };
        let ledger = Ledger::new(folder.path(), &RecordId::login("host", "demo", "dispo"));
        let governor = Governor::new(ledger, rates, clock, WaitPolicy::Wait);
        ask(&governor).await.unwrap();
        let begun = Instant::now();
        ask(&governor).await.unwrap();
        let waited = begun.elapsed();
        assert!(waited >= WINDOW, "{waited:?}");
        assert!(waited < WINDOW + Duration::from_secs(2), "{waited:?}");
    }
}
