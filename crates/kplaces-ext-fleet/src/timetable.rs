use std::time::Duration;

/// Who comes when: every device of a fleet has a slot of its own in a round.
///
/// Rounds are counted from 1970, so devices agree on them without asking anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timetable {
    devices: u32,
    calls: u32,
    window: Duration,
}

/// Slots are this much longer than the quota demands, in percent: what a call is late by, and small
/// differences between clocks, then push nobody over the limit.
const SPARE: u32 = 2;

impl Timetable {
    /// For so many devices, at least one, of an account that allows so many calls in a window.
    pub fn new(devices: u32, calls: u32, window: Duration) -> Self {
        Self {
            devices: devices.max(1),
            calls: calls.max(1),
            window,
        }
    }

    /// How many devices there are.
    pub fn devices(self) -> u32 {
        self.devices
    }

    /// The length of a slot.
    pub fn slot(self) -> Duration {
        self.window / self.calls * (100 + SPARE) / 100
    }

    /// How long it takes until every device had its turn.
    pub fn round(self) -> Duration {
        self.slot() * self.devices
    }

    /// The shortest time in which so many calls are allowed at all.
    pub fn floor(self) -> Duration {
        self.window
            .mul_f64(f64::from(self.devices) / f64::from(self.calls))
    }

    /// The slot of a device by its number, from 1; `None` if there are not so many.
    pub fn slot_of_number(self, number: u32) -> Option<u32> {
        (1..=self.devices).contains(&number).then(|| number - 1)
    }

    /// The slot of a device in a round, by what tells it from others. Two may share one, but not in
    /// every round: each deals them out anew.
    pub fn slot_of_id(self, id: &str, round: u64) -> u32 {
        // FNV-1a, then the mixer of SplitMix64: the same in every version, or slots would move.
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for byte in id.bytes().chain(round.to_le_bytes()) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        hash ^= hash >> 31;
        u32::try_from(hash % u64::from(self.devices)).unwrap_or_default()
    }

    /// When a slot begins, counted from the beginning of its round.
    pub fn start(self, slot: u32) -> Duration {
        self.slot() * slot
    }

    /// Which round it is at a moment since 1970.
    pub fn round_at(self, now: Duration) -> u64 {
        let round = self.round().as_millis().max(1);
        u64::try_from(now.as_millis() / round).unwrap_or(u64::MAX)
    }

    /// How long it is from `now` (since 1970) until a device's slot begins next; nothing if it just
    /// does. `slot` tells the slot of each round.
    pub fn until(self, slot: impl Fn(u64) -> u32, now: Duration) -> Duration {
        let length = self.round().as_millis();
        let this = self.round_at(now);
        for round in [this, this.saturating_add(1)] {
            let start = length * u128::from(round) + self.start(slot(round)).as_millis();
            if let Some(wait) = start.checked_sub(now.as_millis()) {
                return Duration::from_millis(u64::try_from(wait).unwrap_or_default());
            }
        }
        // The slot of the next round begins behind now.
        Duration::ZERO
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timetable(devices: u32) -> Timetable {
        Timetable::new(devices, 6, Duration::from_mins(1))
    }

    #[test]
    fn a_round_is_hardly_longer_than_the_quota_demands() {
        for devices in [1, 6, 500, 50_000] {
            let table = timetable(devices);
            let ratio = table.round().as_secs_f64() / table.floor().as_secs_f64();
            assert!((1.0..1.05).contains(&ratio), "{devices}: {ratio}");
        }
        assert_eq!(timetable(500).floor(), Duration::from_secs(5_000));
    }

    #[test]
    fn the_next_start_is_never_past_and_at_most_a_round_away() {
        let table = timetable(500);
        for slot in [0, 1, 250, 499] {
            for now in (0..20_000).step_by(997) {
                let now = Duration::from_secs(1_700_000_000 + now);
                let wait = table.until(|_| slot, now);
                assert!(wait <= table.round());
                assert!(table.until(|_| slot, now + wait).is_zero());
                let by_id = |round| table.slot_of_id("truck 1", round);
                assert!(table.until(by_id, now) < table.round() * 2);
            }
        }
    }

    #[test]
    fn slots_of_ids_never_move_and_are_spread() {
        let table = timetable(500);
        assert_eq!(table.slot_of_id("truck 1", 7), SLOT_OF_TRUCK_1);
        let mut taken = vec![0; 10];
        for n in 0..5_000 {
            taken[table.slot_of_id(&format!("device-{n}"), 7) as usize / 50] += 1;
        }
        assert!(taken.iter().all(|n| (400..600).contains(n)), "{taken:?}");
    }

    const SLOT_OF_TRUCK_1: u32 = 450;

    #[test]
    fn a_number_that_is_too_high_has_no_slot() {
        assert_eq!(timetable(6).slot_of_number(6), Some(5));
        assert_eq!(timetable(6).slot_of_number(7), None);
        assert_eq!(timetable(6).slot_of_number(0), None);
    }
}
