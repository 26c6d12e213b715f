//! A sync of a device, from what somebody wants to what is on record.

use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use kplaces_app::{
    App, AppError, Recheck, SyncReport, SyncRequest, SyncStep, WaitHook, WaitPolicy,
};
use kplaces_domain::{GroupName, Shrink};
use kplaces_edition::Feature;
use kplaces_state::Trigger;
use kplaces_webfleet::PauseHook;

use crate::text::errors;
use crate::{Asking, Attempt, CliError, Connection, Device, MOST_REFUSALS, Waits};

/// A sync that somebody wants; by default one as it is set, by hand and without waiting.
#[derive(Clone, Debug)]
pub struct SyncWish {
    /// Who wants it.
    pub trigger: Trigger,
    /// Whether it only says what it would do.
    pub dry_run: bool,
    /// Whether it may remove much.
    pub accept_shrink: bool,
    /// Groups in the place of those that are set; none of them means all places.
    pub groups: Option<Vec<String>>,
    /// At most so many addresses, where that is less than what is set.
    pub limit: Option<NonZeroU32>,
    /// What to do where the quota is used up, or another sync is under way.
    pub patience: WaitPolicy,
    /// Whether a passphrase may be asked for.
    pub asking: Asking,
    /// After so many refusals in a row the login is not sent again; `None` where somebody sits there who can see what
    /// comes of it.
    pub refusals: Option<u32>,
    /// The store where it is open already; else it is opened once it is the turn of this sync.
    pub over: Option<App>,
}

impl Default for SyncWish {
    fn default() -> Self {
        Self {
            trigger: Trigger::ByHand,
            dry_run: false,
            accept_shrink: false,
            groups: None,
            limit: None,
            patience: WaitPolicy::NoWait,
            asking: Asking::Allowed,
            refusals: Some(MOST_REFUSALS),
            over: None,
        }
    }
}

/// Whom to tell how a sync goes on.
pub struct SyncHooks<'a> {
    /// Told of each step.
    pub on_step: &'a (dyn Fn(SyncStep) + Send + Sync),
    /// Told when a request is sent again.
    pub on_pause: PauseHook,
    /// Told of a wait for the quota.
    pub on_wait: WaitHook,
}

/// What came of a sync.
#[derive(Clone, Debug)]
pub struct Synced {
    /// What it did.
    pub report: SyncReport,
    /// Whom it asked.
    pub host: String,
    /// How long it took, from its turn on.
    pub took: Duration,
    /// Whether another tenant of this device uses the same login.
    pub shares_login: bool,
}

/// Why a sync came to nothing. It is on record.
#[derive(Clone, Debug)]
pub struct NotSynced {
    /// What, why, and what to do.
    pub error: CliError,
    /// What would have been lost, where the guard stopped it.
    pub guard: Option<Shrink>,
}

impl From<CliError> for NotSynced {
    fn from(error: CliError) -> Self {
        Self { error, guard: None }
    }
}

impl From<NotSynced> for CliError {
    fn from(failed: NotSynced) -> Self {
        failed.error
    }
}

/// Why a sync whose turn it was came to nothing.
enum Failed {
    /// The store was not opened; it is not on record yet.
    Opening(CliError),
    /// Anything later.
    Sync(AppError),
}

impl From<AppError> for Failed {
    fn from(error: AppError) -> Self {
        Self::Sync(error)
    }
}

impl Device {
    /// Brings the places of this device to what WEBFLEET has now. Whatever comes of it is on record.
    pub async fn sync(&self, wish: SyncWish, hooks: SyncHooks<'_>) -> Result<Synced, NotSynced> {
        let attempt = Attempt {
            trigger: wish.trigger,
            dry_run: wish.dry_run,
        };
        let on_step = hooks.on_step;
        let ready = self.ready(&wish, hooks).await;
        let (mut connection, request) = ready.inspect_err(|error| attempt.failed(self, error))?;
        let start = Instant::now();
        let client = &connection.client;
        let outcome = if let Some(app) = &wish.over {
            let outcome = app.sync_on(&connection.turn, client, &request, &on_step);
            outcome.await.map_err(Failed::from)
        } else {
            // Not before its turn is the store looked for.
            connection.turn.recheck = Recheck::default();
            let open = async || self.afresh().app().await.map_err(Failed::Opening);
            let policy = &self.product.policy;
            let turn = &connection.turn;
            turn.sync(policy, client, &request, &on_step, open).await
        };
        let report = outcome.map_err(|failed| match failed {
            Failed::Opening(error) => {
                attempt.failed(self, &error);
                error.into()
            }
            Failed::Sync(error) => {
                let now = self.clock.now().timestamp();
                match &error {
                    AppError::Fetch(error) if error.is_login() => connection.refusal.refused(now),
                    // It was asked for places, and gave them.
                    AppError::Guard { .. } => connection.refusal.forget(),
                    _ => {}
                }
                self.not_synced(error)
            }
        })?;
        connection.refusal.forget();
        self.bind_login(connection.is_unbound);
        Ok(Synced {
            report,
            host: connection.client.host().to_owned(),
            took: start.elapsed(),
            shares_login: connection.shares_login,
        })
    }

    /// Everything before the sync itself: what is wanted, the login, the start delay of this device.
    async fn ready(
        &self,
        wish: &SyncWish,
        hooks: SyncHooks<'_>,
    ) -> Result<(Connection, SyncRequest), CliError> {
        if wish.trigger == Trigger::Scheduled {
            self.product.policy.require(Feature::ScheduledSync)?;
        }
        let request = self.sync_request(wish)?;
        // The login first: without one there is no reason to make a store, or to wait.
        let connection = self.connect(Waits {
            asking: wish.asking,
            patience: wish.patience,
            trigger: wish.trigger,
            on_pause: hooks.on_pause,
            on_wait: hooks.on_wait,
            tries: None,
        });
        let connection = connection.await?;
        if let Some(most) = wish.refusals {
            connection.refusal.check(most)?;
        }
        if wish.over.is_some() {
            self.store_to_fill()?;
        }
        if wish.trigger == Trigger::Scheduled {
            tokio::time::sleep(self.start_delay()?).await;
        }
        Ok((connection, request))
    }

    fn sync_request(&self, wish: &SyncWish) -> Result<SyncRequest, CliError> {
        let named = wish.groups.as_ref().map(|names| self.groups(names));
        let named = named.transpose()?;
        // What has its store open for days goes by what is set now.
        let now = wish.over.is_some().then(|| self.afresh());
        let set = &now.as_ref().unwrap_or(self).settings()?.sync;
        let groups = self.groups(&set.groups)?;
        Ok(SyncRequest {
            groups: named.unwrap_or(groups),
            limit: smaller(wish.limit, set.limit.and_then(NonZeroU32::new)),
            accept_shrink: wish.accept_shrink,
            dry_run: wish.dry_run,
            // Not when the program began: a map may run for days.
            now: self.clock.now().timestamp(),
        })
    }

    /// Groups by their names, checked against the edition.
    pub fn groups(&self, names: &[String]) -> Result<Vec<GroupName>, CliError> {
        if !names.is_empty() {
            self.product.policy.require(Feature::GroupFilter)?;
        }
        if names.iter().any(|name| name.trim().is_empty()) {
            return Err(errors::blank_group());
        }
        Ok(names
            .iter()
            .map(|name| GroupName::from(name.as_str()))
            .collect())
    }

    /// How long it is until the turn of this device.
    fn start_delay(&self) -> Result<Duration, CliError> {
        for start_delay in &self.product.start_delays {
            if let Some(wait) = start_delay.wait(self)? {
                tracing::info!(?wait, "waiting for the turn of this device");
                return Ok(wait);
            }
        }
        Ok(Duration::ZERO)
    }

    fn not_synced(&self, error: AppError) -> NotSynced {
        let guard = match &error {
            AppError::Guard { shrink, .. } => Some(*shrink),
            _ => None,
        };
        NotSynced {
            error: errors::with_time(error, self.clock.now().timestamp()),
            guard,
        }
    }
}

/// The smaller of two wishes for a limit.
fn smaller(a: Option<NonZeroU32>, b: Option<NonZeroU32>) -> Option<NonZeroU32> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
