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

/// Tells what time it is. The libraries have none of their own.
pub trait Clock: Debug + Send + Sync {
    /// Now.
    fn now(&self) -> Moment;
}
