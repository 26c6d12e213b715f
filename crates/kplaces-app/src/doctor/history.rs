use std::time::Duration;

use kplaces_domain::Timestamp;
use kplaces_state::Run;

/// No clock that is right shows an earlier time: 2026-01-01T00:00:00Z, the year of this version.
pub const EARLIEST: Timestamp = Timestamp::from_unix(1_767_225_600);

/// What may lie between two looks at a clock that is being set right.
const SLACK_S: i64 = 60;

/// Whether the clock of the device can be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clocks {
    /// Nothing speaks against it.
    Plausible,
    /// It shows a time before this program was made.
    NeverSet,
    /// Something on this device happened later than now.
    SetBack {
        /// By so much at least.
        by: Duration,
    },
}

/// Judges the clock by the newest moment that is on record.
pub fn clocks(now: Timestamp, last_known: Option<Timestamp>) -> Clocks {
    if now < EARLIEST {
        return Clocks::NeverSet;
    }
    let ahead = last_known.map_or(0, |last| last.unix().saturating_sub(now.unix()));
    if ahead > SLACK_S {
        Clocks::SetBack {
            by: Duration::from_secs(ahead.unsigned_abs()),
        }
    } else {
        Clocks::Plausible
    }
}

/// The newest moment on record: the end of the last sync, or the age of the places. Which sync is the last
/// one is told by the record and not by the clock: one that was wrong for a day does not put all later
/// days in doubt.
pub fn last_known(latest: Option<&Run>, as_of: Option<Timestamp>) -> Option<Timestamp> {
    let end = latest.map(|run| {
        let took_ms = run.ended.as_ref().map_or(0, |ended| ended.took_ms);
        let took = i64::try_from(took_ms / 1000).unwrap_or(i64::MAX);
        Timestamp::from_unix(run.started.at.unix().saturating_add(took))
    });
    end.into_iter().chain(as_of).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_doubted_for_a_reason() {
        let at = |seconds: i64| Timestamp::from_unix(EARLIEST.unix() + seconds);
        assert_eq!(clocks(at(0), None), Clocks::Plausible);
        assert_eq!(clocks(at(-1), None), Clocks::NeverSet);
        assert_eq!(clocks(at(0), Some(at(60))), Clocks::Plausible);
        let by = Duration::from_secs(61);
        assert_eq!(clocks(at(0), Some(at(61))), Clocks::SetBack { by });
        let far = Timestamp::from_unix(i64::MAX);
        assert!(matches!(clocks(at(0), Some(far)), Clocks::SetBack { .. }));
    }
}
