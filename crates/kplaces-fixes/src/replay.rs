use std::time::Duration;

use kplaces_domain::Fix;

/// How fast fixes are played back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pace {
    /// So many times as fast as they came: 0.1…1 000.
    Times(f64),
    /// Without waiting.
    Max,
}

/// A pace is no number between 0.1 and 1 000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a pace is max, or a number between 0.1 and 1000")]
pub struct PaceError;

impl std::str::FromStr for Pace {
    type Err = PaceError;

    /// Reads `max`, or a number with `x` behind it or without: `10x`, `0.5`.
    fn from_str(text: &str) -> Result<Self, PaceError> {
        if text == "max" {
            return Ok(Self::Max);
        }
        let times = text.strip_suffix(['x', '×']).unwrap_or(text);
        let times: f64 = times.parse().map_err(|_| PaceError)?;
        let is_pace = (0.1..=1_000.0).contains(&times);
        is_pace.then_some(Self::Times(times)).ok_or(PaceError)
    }
}

/// No pause of the fixes is longer than this when they are played back at their own pace.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// Fixes, each with how long to wait before it. It waits for nothing itself.
#[derive(Debug)]
pub struct Replay<I> {
    fixes: I,
    pace: Pace,
    last_ms: Option<i64>,
}

impl<I: Iterator<Item = Fix>> Replay<I> {
    /// Plays fixes back. Pauses of more than a minute are one of a minute; a step back in time is none.
    pub fn new(fixes: impl IntoIterator<IntoIter = I>, pace: Pace) -> Self {
        Self {
            fixes: fixes.into_iter(),
            pace,
            last_ms: None,
        }
    }
}

impl<I: Iterator<Item = Fix>> Iterator for Replay<I> {
    type Item = (Duration, Fix);

    fn next(&mut self) -> Option<Self::Item> {
        let fix = self.fixes.next()?;
        let last_ms = self.last_ms.replace(fix.time_ms).unwrap_or(fix.time_ms);
        let pause_ms = fix.time_ms.saturating_sub(last_ms).max(0).unsigned_abs();
        let pause = Duration::from_millis(pause_ms).min(LONGEST_PAUSE);
        let wait = match self.pace {
            Pace::Max => Duration::ZERO,
            // Whoever made a pace of their own that is none waits as long as the fixes did.
            Pace::Times(times) if times.is_nan() => pause,
            Pace::Times(times) => pause.div_f64(times.clamp(0.1, 1_000.0)),
        };
        Some((wait, fix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kplaces_domain::Position;

    fn waits(times_ms: &[i64], pace: Pace) -> Vec<u128> {
        let position = Position::from_micro(0, 0).unwrap();
        let fixes = times_ms.iter().map(|ms| Fix::new(*ms, position));
        let replay = Replay::new(fixes, pace);
        replay.map(|(wait, _)| wait.as_millis()).collect()
    }

    #[test]
    fn pauses_are_those_of_the_fixes_by_the_pace() {
        let times = [500, 1_500, 3_500, 3_000, 10_000_000];
        assert_eq!(
            waits(&times, Pace::Times(1.0)),
            [0, 1_000, 2_000, 0, 60_000]
        );
        assert_eq!(waits(&times, Pace::Times(10.0)), [0, 100, 200, 0, 6_000]);
        assert_eq!(waits(&times, Pace::Max), [0; 5]);
        assert_eq!(waits(&[i64::MIN, i64::MAX], Pace::Times(f64::NAN)).len(), 2);
    }

    #[test]
    fn a_pace_is_read() {
        assert_eq!("max".parse(), Ok(Pace::Max));
        assert_eq!("10x".parse(), Ok(Pace::Times(10.0)));
        assert_eq!("0.5".parse(), Ok(Pace::Times(0.5)));
        for text in ["", "0", "-1x", "nan", "inf", "1001", "x"] {
            assert_eq!(text.parse::<Pace>(), Err(PaceError), "{text}");
        }
    }
}
