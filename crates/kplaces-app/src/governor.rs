use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use kplaces_state::{Clock, Ledger, Moment, Permit, Rate, Verdict};
use kplaces_webfleet::{Action, Answer, RateLimit, RateLimitError};
use tokio::time::Instant;

/// The longest sleep at a time while waiting: a device that was suspended, or another process that
/// took the free call, is noticed so soon.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// How often WEBFLEET may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// The address report.
    pub addresses: Rate,
    /// The group report.
    pub groups: Rate,
    /// The membership report.
    pub memberships: Rate,
}

impl Rates {
    fn of(&self, action: Action) -> Rate {
        match action {
            Action::ADDRESS_REPORT => self.addresses,
            Action::MEMBERSHIP_REPORT => self.memberships,
            // The group report's name is only in editions that ask for it.
            _ => self.groups,
        }
    }
}

/// What to do where no request may go out now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitPolicy {
    /// Wait until one may.
    Wait,
    /// Wait for what this device itself has used up, but not where WEBFLEET refuses: others use the
    /// account, and one more that waits for the same moment makes it worse.
    WaitForOwn,
    /// Say when one may.
    NoWait,
}

/// A wait for the quota, told every second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// How long it still takes, as far as is known.
    pub left: Duration,
    /// WEBFLEET itself refused a request, so others use the account as well.
    pub refused: bool,
}

/// Told of every [`Waiting`].
pub type WaitHook = Arc<dyn Fn(Waiting) + Send + Sync>;

/// Keeps all programs of this device's user within WEBFLEET's limits, together.
pub struct Governor {
    ledger: Ledger,
    rates: Rates,
    clock: Arc<dyn Clock>,
    patience: WaitPolicy,
    on_wait: Option<WaitHook>,
    now: Mutex<Current>,
}

/// Tells the time while something is waited for. A wall clock that stands still or is set back must not
/// make the wait any longer.
struct Since {
    begun: Moment,
    ticks: Instant,
}

impl Since {
    fn now(clock: &dyn Clock) -> Self {
        Self {
            begun: clock.now(),
            ticks: Instant::now(),
        }
    }

    fn moment(&self, clock: &dyn Clock) -> Moment {
        let mut now = clock.now();
        if now.boot.is_none() {
            now.wall = now
                .wall
                .max(self.begun.wall.saturating_add(self.ticks.elapsed()));
        }
        now
    }
}

/// The request that is under way, and what the last one came to.
#[derive(Default)]
struct Current {
    permit: Option<Permit>,
    refused: bool,
}

impl Governor {
    /// Counts in `ledger`, by `clock`.
    pub fn new(ledger: Ledger, rates: Rates, clock: Arc<dyn Clock>, patience: WaitPolicy) -> Self {
        Self {
            ledger,
            rates,
            clock,
            patience,
            on_wait: None,
            now: Mutex::default(),
        }
    }

    /// Tells `hook` of every wait.
    #[must_use]
    pub fn telling(mut self, hook: WaitHook) -> Self {
        self.on_wait = Some(hook);
        self
    }

    fn current(&self) -> std::sync::MutexGuard<'_, Current> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets some time pass, telling of it.
    async fn pass(&self, mut left: Duration) {
        while !left.is_zero() {
            self.pause(left, true).await;
            left = left.saturating_sub(LOOK_AGAIN);
        }
    }

    async fn pause(&self, left: Duration, refused: bool) {
        if let Some(hook) = &self.on_wait {
            hook(Waiting { left, refused });
        }
        tokio::time::sleep(left.min(LOOK_AGAIN)).await;
    }
}

impl fmt::Debug for Governor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Governor")
            .field("rates", &self.rates)
            .field("patience", &self.patience)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl RateLimit for Governor {
    async fn admit(&self, action: Action) -> Result<(), RateLimitError> {
        let rate = self.rates.of(action);
        let refused = std::mem::take(&mut self.current().refused);
        let waiting = Since::now(&*self.clock);
        loop {
            match self
                .ledger
                .take(action.name(), rate, waiting.moment(&*self.clock))
            {
                Ok(Verdict::Allowed(permit)) => {
                    self.current().permit = Some(permit);
                    if refused {
                        // Others ran into the same wall: not all are to come back at once.
                        let extra = rate.window.mul_f64(fastrand::f64() / 4.0);
                        self.pass(extra).await;
                    }
                    return Ok(());
                }
                Ok(Verdict::Wait(wait))
                    if self.patience == WaitPolicy::NoWait
                        || (refused && self.patience == WaitPolicy::WaitForOwn) =>
                {
                    return Err(RateLimitError::Closed { wait });
                }
                Ok(Verdict::Wait(wait)) => self.pause(wait, refused).await,
                Err(error) => return Err(RateLimitError::Broken(error.into())),
            }
        }
    }

    fn answered(&self, action: Action, answer: Answer) {
        let rate = self.rates.of(action);
        let mut current = self.current();
        let done = match answer {
            Answer::Counted => match current.permit.take() {
                Some(permit) => self.ledger.settle(&permit, self.clock.now()),
                None => Ok(()),
            },
            Answer::QuotaUsedUp { again_in } => {
                current.refused = true;
                let now = self.clock.now();
                self.ledger.use_up(action.name(), rate, again_in, now)
            }
        };
        if let Err(error) = done {
            // The request itself is counted already; only its exact time is not.
            tracing::warn!(%error, "the quota record could not be updated");
        }
    }

    fn free(&self, action: Action) -> usize {
        let free = self
            .ledger
            .free(action.name(), self.rates.of(action), self.clock.now());
        free.map_or(0, |free| free as usize)
    }
}
