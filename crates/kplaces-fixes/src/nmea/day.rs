use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A day in milliseconds.
const DAY_MS: i64 = 86_400_000;

/// Which day it is, out of times that mostly come without one.
#[derive(Default)]
pub(super) struct Day {
    /// The last moment that is known, milliseconds since 1970-01-01T00:00:00Z.
    last_ms: Option<i64>,
}

impl Day {
    pub(super) fn assume(&mut self, moment_ms: i64) {
        self.last_ms.get_or_insert(moment_ms);
    }

    /// The moment of a time of day in milliseconds. Without a date it is the one that is nearest to the last moment.
    pub(super) fn moment_ms(&mut self, date: Option<Date>, time_ms: i64) -> Option<i64> {
        let moment_ms = if let Some(date) = date {
            midnight_ms(date)? + time_ms
        } else {
            let last_ms = self.last_ms?;
            let midnight = last_ms.div_euclid(DAY_MS).checked_mul(DAY_MS)?;
            let same = midnight.checked_add(time_ms)?;
            let (before, after) = (same.checked_sub(DAY_MS), same.checked_add(DAY_MS));
            let nearest = [before, Some(same), after].into_iter().flatten();
            nearest.min_by_key(|it| it.abs_diff(last_ms))?
        };
        self.last_ms = Some(moment_ms);
        Some(moment_ms)
    }
}

fn midnight_ms(date: Date) -> Option<i64> {
    let midnight = TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()?;
    Some(midnight.as_millisecond())
}
