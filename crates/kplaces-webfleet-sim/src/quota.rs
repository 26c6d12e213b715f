//! "N requests in M seconds", per user and action, over a sliding window.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use crate::Action;

/// At most this many calls in any stretch of time of this length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Calls.
    pub calls: usize,
    /// The length of the window.
    pub window: Duration,
}

impl Limit {
    /// `calls` in `seconds`.
    pub const fn new(calls: usize, seconds: u64) -> Self {
        Self {
            calls,
            window: Duration::from_secs(seconds),
        }
    }
}

/// The limits of all actions. The default has the figures of reference guide 1.25.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// `showAddressReportExtern`
    pub addresses: Limit,
    /// `showAddressGroupReportExtern`
    pub groups: Limit,
    /// `showAddressGroupAddressReportExtern`
    pub members: Limit,
    /// Whether a call refused for the quota counts against it too.
    pub refused_count: bool,
}

impl Default for Quota {
    fn default() -> Self {
        Self {
            addresses: Limit::new(6, 60),
            groups: Limit::new(900, 3600),
            members: Limit::new(900, 3600),
            refused_count: true,
        }
    }
}

impl Quota {
    const fn limit(&self, action: Action) -> Limit {
        match action {
            Action::Addresses => self.addresses,
            Action::Groups => self.groups,
            Action::Members => self.members,
        }
    }
}

/// The calls made so far.
#[derive(Default)]
pub(crate) struct Meter(HashMap<(String, Action), VecDeque<Duration>>);

impl Meter {
    /// Counts a call of `who`, and tells whether it is within the limit.
    pub(crate) fn admit(
        &mut self,
        quota: &Quota,
        who: &str,
        action: Action,
        now: Duration,
    ) -> bool {
        let limit = quota.limit(action);
        let times = self.0.entry((who.to_owned(), action)).or_default();
        while times
            .front()
            .is_some_and(|&first| now.saturating_sub(first) >= limit.window)
        {
            times.pop_front();
        }
        let admitted = times.len() < limit.calls;
        if admitted || quota.refused_count {
            times.push_back(now);
        }
        // The latest calls alone decide, so a stubborn caller costs no memory.
        while times.len() > limit.calls {
            times.pop_front();
        }
        admitted
    }
}
