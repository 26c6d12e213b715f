//! What many devices do to one quota.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use strum::{Display, EnumIter};

use crate::Timetable;

/// How devices decide when to come, and when to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display, EnumIter)]
#[strum(serialize_all = "kebab-case")]
pub enum Strategy {
    /// All at once, and again every ten seconds.
    Naive,
    /// All at once, and again after one, two, four… minutes, up to an hour.
    BackedOff,
    /// At a random moment, and again after a random time up to one, two, four… minutes, up to an hour.
    Jittered,
    /// In a slot by the hash of an id, another one in each round; two may share one. Again in the
    /// next round.
    Hashed,
    /// In a slot by number. Again in the next round.
    Numbered,
}

/// Under which conditions.
#[derive(Clone, Copy, Debug)]
pub struct Conditions {
    /// How many devices, and which quota.
    pub timetable: Timetable,
    /// Calls in a window.
    pub calls: u32,
    /// The window in milliseconds.
    pub window_ms: u64,
    /// Clocks are wrong by up to so many milliseconds, both ways.
    pub drift_ms: u64,
    /// So many percent of the devices are off at first, and come back within a round.
    pub off_percent: u32,
    /// It ends after this time, in milliseconds, whoever has not come through by then.
    pub horizon_ms: u64,
    /// Makes it the same each time.
    pub seed: u64,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Of which strategy.
    pub strategy: Strategy,
    /// When each device came through, in milliseconds, ascending.
    pub fresh_at: Vec<u64>,
    /// Calls that were refused.
    pub rejected: u64,
    /// Whether it was stopped because of too many calls, before its time was over.
    pub cut_short: bool,
}

/// More calls tell nothing new; a fleet that makes them is broken.
const MOST_CALLS: u64 = 20_000_000;

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;

/// The service: calls in the last window, refused ones too.
struct Service {
    calls: usize,
    window_ms: u64,
    last: VecDeque<u64>,
}

impl Service {
    fn admits(&mut self, now: u64) -> bool {
        while self
            .last
            .front()
            .is_some_and(|first| now - first >= self.window_ms)
        {
            self.last.pop_front();
        }
        let admitted = self.last.len() < self.calls;
        self.last.push_back(now);
        // The latest calls alone decide.
        while self.last.len() > self.calls {
            self.last.pop_front();
        }
        admitted
    }
}

/// Lets a fleet sync once, by one strategy.
pub fn simulate(strategy: Strategy, conditions: &Conditions) -> Outcome {
    let mut random = fastrand::Rng::with_seed(conditions.seed);
    let table = conditions.timetable;
    let round = table.round().as_millis() as u64;
    let mut service = Service {
        calls: conditions.calls as usize,
        window_ms: conditions.window_ms,
        last: VecDeque::new(),
    };
    let mut drift: Vec<i64> = Vec::with_capacity(table.devices() as usize);
    let mut agenda: BinaryHeap<Reverse<(u64, u32, u32)>> = BinaryHeap::new();
    // When the slot of a device begins in a round.
    let slot = |device: u32, number: u64| {
        let slot = match strategy {
            Strategy::Hashed => table.slot_of_id(&format!("device-{device}"), number),
            _ => device,
        };
        number * round + table.start(slot).as_millis() as u64
    };
    for device in 0..table.devices() {
        let most = conditions.drift_ms as i64;
        drift.push(if most == 0 {
            0
        } else {
            random.i64(-most..=most)
        });
        let off = random.u32(0..100) < conditions.off_percent;
        let back = if off { random.u64(0..round.max(1)) } else { 0 };
        let first = match strategy {
            Strategy::Naive | Strategy::BackedOff => back,
            Strategy::Jittered => back + random.u64(0..MINUTE),
            Strategy::Hashed | Strategy::Numbered => {
                // Who was off in its slot waits for the next.
                let first = slot(device, 0);
                let first = if first < back { slot(device, 1) } else { first };
                first.saturating_add_signed(drift[device as usize])
            }
        };
        agenda.push(Reverse((first, device, 0)));
    }
    let mut outcome = Outcome {
        strategy,
        fresh_at: Vec::new(),
        rejected: 0,
        cut_short: false,
    };
    while let Some(Reverse((now, device, tries))) = agenda.pop() {
        if now > conditions.horizon_ms {
            break;
        }
        if service.admits(now) {
            outcome.fresh_at.push(now);
            continue;
        }
        outcome.rejected += 1;
        if outcome.rejected > MOST_CALLS {
            outcome.cut_short = true;
            break;
        }
        let step = (MINUTE << tries.min(6)).min(HOUR);
        let wait = match strategy {
            Strategy::Naive => MINUTE / 6,
            Strategy::BackedOff => step,
            Strategy::Jittered => random.u64(1..=step),
            Strategy::Hashed | Strategy::Numbered => {
                let late = drift[device as usize];
                let true_round = now.saturating_add_signed(-late) / round.max(1);
                let next = slot(device, true_round + 1).saturating_add_signed(late);
                next.saturating_sub(now)
            }
        };
        agenda.push(Reverse((now + wait, device, tries + 1)));
    }
    outcome
}

impl Outcome {
    /// When so many percent of all devices were fresh, in milliseconds; `None` if it did not come to
    /// that.
    pub fn percent_at(&self, percent: u32, devices: u32) -> Option<u64> {
        let needed = (u64::from(devices) * u64::from(percent))
            .div_ceil(100)
            .max(1) as usize;
        self.fresh_at.get(needed - 1).copied()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn conditions(devices: u32, calls: u32, window: u64) -> Conditions {
        let timetable = Timetable::new(devices, calls, Duration::from_secs(window));
        Conditions {
            timetable,
            calls,
            window_ms: window * 1000,
            drift_ms: 0,
            off_percent: 0,
            horizon_ms: 24 * HOUR,
            seed: 1,
        }
    }

    #[test]
    fn five_hundred_numbered_devices_are_fresh_within_1_05_of_the_floor_and_none_is_refused() {
        let conditions = conditions(500, 6, 60);
        let outcome = simulate(Strategy::Numbered, &conditions);
        assert_eq!((outcome.fresh_at.len(), outcome.rejected), (500, 0));
        let floor = conditions.timetable.floor().as_millis() as f64;
        let all = outcome.percent_at(100, 500).unwrap() as f64;
        assert!(all / floor <= 1.05, "{}", all / floor);
    }

    #[test]
    fn numbered_slots_never_exceed_any_quota() {
        let mut random = fastrand::Rng::with_seed(7);
        for _ in 0..60 {
            let conditions = conditions(
                random.u32(1..2_000),
                random.u32(1..40),
                random.u64(1..3_600),
            );
            let conditions = Conditions {
                horizon_ms: u64::MAX,
                ..conditions
            };
            let outcome = simulate(Strategy::Numbered, &conditions);
            assert_eq!(outcome.rejected, 0, "{conditions:?}");
            assert_eq!(
                outcome.fresh_at.len() as u32,
                conditions.timetable.devices()
            );
        }
    }

    #[test]
    fn the_more_order_the_fewer_refusals() {
        let conditions = conditions(500, 6, 60);
        let rejected = |strategy| simulate(strategy, &conditions).rejected;
        assert!(rejected(Strategy::Hashed) > 0);
        assert!(rejected(Strategy::Hashed) < rejected(Strategy::Jittered));
        assert!(rejected(Strategy::Jittered) < rejected(Strategy::Naive));
    }

    #[test]
    fn the_same_seed_tells_the_same_story() {
        let conditions = Conditions {
            drift_ms: 30_000,
            off_percent: 10,
            ..conditions(200, 6, 60)
        };
        for strategy in [Strategy::Jittered, Strategy::Hashed, Strategy::Numbered] {
            let (a, b) = (
                simulate(strategy, &conditions),
                simulate(strategy, &conditions),
            );
            assert_eq!((a.fresh_at, a.rejected), (b.fresh_at, b.rejected));
        }
    }
}
