use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Moment;

/// When a call was made, in a form that outlives the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    /// Milliseconds since 1970 by the wall clock.
    wall_ms: u64,
    /// Which start of the machine, in hex digits, and milliseconds since then.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    boot: Option<(BootId, u64)>,
}

/// As text, since JSON numbers do not reach that far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
struct BootId(u128);

impl From<BootId> for String {
    fn from(id: BootId) -> Self {
        format!("{:032x}", id.0)
    }
}

impl TryFrom<String> for BootId {
    type Error = std::num::ParseIntError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        u128::from_str_radix(&text, 16).map(Self)
    }
}

fn ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

impl Stamp {
    pub(super) fn of(now: Moment) -> Self {
        Self {
            wall_ms: ms(now.wall),
            boot: now.boot.map(|boot| (BootId(boot.id), ms(boot.elapsed))),
        }
    }

    /// How long ago that is, at the least.
    ///
    /// - Within one start of the machine only the time since then counts: no step of the wall clock
    ///   changes anything.
    /// - From an earlier start: the machine has been up since, so at least for that long. Whatever the
    ///   wall clock says, it may have been set meanwhile.
    /// - Where there is no such clock, by the wall clock. A clock that jumps forward then frees calls
    ///   too early; there is no way to know.
    pub(super) fn age(self, now: Moment) -> Duration {
        match (self.boot, now.boot) {
            (Some((id, then)), Some(boot)) if id.0 == boot.id => {
                boot.elapsed.saturating_sub(Duration::from_millis(then))
            }
            (Some(_), Some(boot)) => boot.elapsed,
            _ => now.wall.saturating_sub(Duration::from_millis(self.wall_ms)),
        }
    }

    /// A call from the future was made now, at the latest: the clock was set back.
    pub(super) fn not_after(&mut self, now: Moment) {
        let ahead = match (self.boot, now.boot) {
            (Some((id, then)), Some(boot)) => id.0 == boot.id && then > ms(boot.elapsed),
            _ => self.wall_ms > ms(now.wall),
        };
        if ahead {
            *self = Self::of(now);
        }
    }
}
