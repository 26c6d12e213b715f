use std::sync::Arc;
use std::time::{Duration, SystemTime};

use kplaces_config::Sources;
use kplaces_state::{Clock, Moment, SinceBoot};

/// The clock of this process. Builds with debug assertions take `KPLACES_TEST_NOW` (seconds since
/// 1970) instead, which stands still, so that tests can look at what people read.
pub(crate) fn of_process(sources: &Sources) -> Arc<dyn Clock> {
    if cfg!(debug_assertions)
        && let Some(seconds) = sources.test_now()
    {
        let wall = Duration::from_secs(seconds.max(0).unsigned_abs());
        return Arc::new(StandingClock(wall));
    }
    Arc::new(SystemClock { boot: boot_id() })
}

#[derive(Debug)]
struct StandingClock(Duration);

impl Clock for StandingClock {
    fn now(&self) -> Moment {
        Moment {
            wall: self.0,
            boot: None,
        }
    }
}

#[derive(Debug)]
struct SystemClock {
    boot: Option<u128>,
}

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place where the clock is read"
        )]
        let wall = SystemTime::now();
        Moment {
            // A clock before 1970 was never set.
            wall: wall
                .duration_since(SystemTime::UNIX_EPOCH)
                .unwrap_or_default(),
            boot: self.boot.and_then(|id| {
                Some(SinceBoot {
                    id,
                    elapsed: since_boot()?,
                })
            }),
        }
    }
}

/// What tells one start of the machine from another: on Linux the kernel makes it up anew each time.
fn boot_id() -> Option<u128> {
    let text = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    u128::from_str_radix(&text.trim().replace('-', ""), 16).ok()
}

/// The time since the machine started, sleep included, where the system has such a clock.
#[cfg(target_os = "linux")]
#[expect(clippy::unnecessary_wraps, reason = "other systems have no such clock")]
fn since_boot() -> Option<Duration> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    let nanos = u32::try_from(time.tv_nsec).unwrap_or_default();
    Some(Duration::new(seconds, nanos))
}

#[cfg(not(target_os = "linux"))]
fn since_boot() -> Option<Duration> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_of_the_system_goes_on() {
        let clock = SystemClock { boot: boot_id() };
        let (first, second) = (clock.now(), clock.now());
        assert!(second.wall >= first.wall);
        if cfg!(target_os = "linux") {
            let (first, second) = (first.boot.unwrap(), second.boot.unwrap());
            assert_eq!(first.id, second.id);
            assert!(second.elapsed >= first.elapsed && !first.elapsed.is_zero());
        }
    }
}
