use std::fmt::Debug;
use std::time::Duration;

use kplaces_domain::Timestamp;

/// When something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// By the wall clock, since 1970-01-01T00:00:00Z. People and programs set it, both ways.
    pub wall: Duration,
    /// Since the machine started, where the system knows it. Nobody sets it.
    pub boot: Option<SinceBoot>,
}

/// How long a machine has been running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SinceBoot {
    /// Which start of the machine it was.
    pub id: u128,
    /// How long ago that is; sleep counts.
    pub elapsed: Duration,
}

impl Moment {
    /// The wall clock in whole seconds.
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_unix(i64::try_from(self.wall.as_secs()).unwrap_or(i64::MAX))
    }
}

impl Moment {
    /// So long before this one; not before the machine started.
    #[must_use]
    pub fn before(self, by: Duration) -> Self {
        Self {
            wall: self.wall.saturating_sub(by),
            boot: self.boot.map(|boot| SinceBoot {
                elapsed: boot.elapsed.saturating_sub(by),
                ..boot
            }),
        }
    }

    /// How long ago an earlier moment is: by the time since the machine started where both know it, else
    /// by the wall clock. Nothing where that was set back.
    pub fn since(self, earlier: Self) -> Duration {
        match (self.boot, earlier.boot) {
            (Some(now), Some(then)) if now.id == then.id => {
                now.elapsed.saturating_sub(then.elapsed)
            }
            _ => self.wall.saturating_sub(earlier.wall),
        }
    }
}

/// Tells what time it is. The libraries have none of their own.
pub trait Clock: Debug + Send + Sync {
    /// Now.
    fn now(&self) -> Moment;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_of_time_does_not_depend_on_who_sets_the_clock() {
        let at = |wall, id, elapsed| Moment {
            wall: Duration::from_secs(wall),
            boot: Some(SinceBoot {
                id,
                elapsed: Duration::from_secs(elapsed),
            }),
        };
        let begun = at(1_000, 1, 50);
        for wall in [0, 1_000, 900_000] {
            assert_eq!(at(wall, 1, 57).since(begun), Duration::from_secs(7));
        }
        assert_eq!(at(1_003, 2, 1).since(begun), Duration::from_secs(3));
        assert_eq!(at(10, 2, 1).since(begun), Duration::ZERO);
    }
}
