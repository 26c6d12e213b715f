//! A sync as a device runs it: one at a time for an account, and on the record.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use kplaces_edition::Policy;
use kplaces_state::{
    Cause, Clock, Ended, Failure, Journal, Label, LockError, Moment, Outcome, RecordId, RunId,
    Started, StoreLock, SyncLock, Trigger, Warning,
};
use kplaces_store::StoreError;
use kplaces_webfleet::Client;

use crate::{App, AppError, SyncReport, SyncRequest, SyncStep, WaitPolicy};

/// How often a sync in the queue looks whether it is its turn.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// The turn of a sync: what it takes of a device, and leaves on it.
#[derive(Clone, Debug)]
pub struct SyncTurn {
    /// The folder of what may be lost.
    pub state_dir: PathBuf,
    /// The account of the login: only one sync of it runs at a time.
    pub account: RecordId,
    /// The store: only one command at a time changes it.
    pub store: RecordId,
    /// The file of the store, where it has one.
    pub store_file: Option<PathBuf>,
    /// The record of the syncs of this store.
    pub journal: Journal,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// What to do where another sync is under way.
    pub patience: WaitPolicy,
    /// Who started this one.
    pub trigger: Trigger,
    /// Asked when it is the turn of this one: while it waited, the places may have been moved.
    pub recheck: Recheck,
}

/// A look whether the store is still the one that was opened.
#[derive(Clone)]
pub struct Recheck(Arc<dyn Fn() -> Result<(), StoreError> + Send + Sync>);

impl Recheck {
    /// One that is done by `look`.
    pub fn new(look: impl Fn() -> Result<(), StoreError> + Send + Sync + 'static) -> Self {
        Self(Arc::new(look))
    }
}

impl Default for Recheck {
    /// One for a store that is never moved.
    fn default() -> Self {
        Self::new(|| Ok(()))
    }
}

impl fmt::Debug for Recheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Recheck")
    }
}

/// The right to sync the account of a login and to change a store; it ends when dropped.
#[derive(Debug)]
struct Locks {
    _account: SyncLock,
    _store: Option<StoreLock>,
}

impl App {
    /// Does a [`sync`](App::sync) when no other one of the account is under way on this device, and
    /// keeps a record of it, whatever comes of it.
    pub async fn sync_on(
        &self,
        turn: &SyncTurn,
        client: &Client,
        request: &SyncRequest,
        step: &(dyn Fn(SyncStep) + Sync),
    ) -> Result<SyncReport, AppError> {
        let open = async || Ok(self.clone());
        turn.sync(&self.policy, client, request, step, open).await
    }
}

impl SyncTurn {
    /// [`App::sync_on`], over a store that is opened when it is this sync's turn: while it waited, another
    /// command may have put another one in its place. An error of `open` is not on record.
    pub async fn sync<E: From<AppError>>(
        &self,
        policy: &Policy,
        client: &Client,
        request: &SyncRequest,
        step: &(dyn Fn(SyncStep) + Sync),
        open: impl AsyncFnOnce() -> Result<App, E>,
    ) -> Result<SyncReport, E> {
        let start = self.clock.now();
        let mut started = self.started(policy, client, request, start);
        let locks = match self.locks(step).await {
            Ok(locks) => locks,
            Err(error) => {
                self.gave_up(&started, error.failure());
                return Err(error.into());
            }
        };
        let app = open().await?;
        if let Err(error) = app.allow_groups(&request.groups) {
            self.gave_up(&started, error.failure());
            return Err(error.into());
        }
        // It may have waited in the queue.
        let start = self.clock.now();
        started.at = start.timestamp();
        let id = self.journal.begin(&started).map_err(AppError::from)?;
        if let Err(error) = Journal::clean_all(&self.state_dir) {
            tracing::warn!(%error, "the records of other stores could not be looked through");
        }
        let request = SyncRequest {
            now: start.timestamp(),
            ..request.clone()
        };
        let outcome = app.sync(client, &request, step).await;
        self.conclude(id, start, client, &outcome);
        drop(locks);
        Ok(outcome?)
    }

    fn started(
        &self,
        policy: &Policy,
        client: &Client,
        request: &SyncRequest,
        now: Moment,
    ) -> Started {
        Started {
            at: now.timestamp(),
            edition: Label::new(policy.manifest().id.into()),
            trigger: self.trigger,
            dry_run: request.dry_run,
            host: Label::new(client.host()),
        }
    }

    /// The right to sync the account and to change the store, in this order everywhere, so that no two
    /// wait for each other.
    async fn locks(&self, step: &(dyn Fn(SyncStep) + Sync)) -> Result<Locks, AppError> {
        let account = || SyncLock::acquire(&self.state_dir, &self.account, self.clock.now());
        let account = self.queue(account, step).await?;
        let store = match &self.store_file {
            // It is of this process alone.
            None => None,
            Some(file) => {
                let now = || self.clock.now();
                let store = || StoreLock::acquire(&self.state_dir, &self.store, file, now());
                Some(self.queue(store, step).await?)
            }
        };
        (self.recheck.0)()?;
        Ok(Locks {
            _account: account,
            _store: store,
        })
    }

    /// Writes down a sync that came to nothing before it began.
    fn gave_up(&self, started: &Started, failure: Failure) {
        let ended = Ended::with(Outcome::Failed(failure));
        let recorded = self.journal.attempt(started, &ended);
        // Where it failed for its records the failure says so.
        if let Err(error) = recorded
            && failure.cause != Cause::Records
        {
            tracing::warn!(%error, "the sync that failed could not be recorded");
        }
    }

    async fn queue<L>(
        &self,
        acquire: impl Fn() -> Result<L, LockError>,
        step: &(dyn Fn(SyncStep) + Sync),
    ) -> Result<L, AppError> {
        loop {
            match acquire() {
                Ok(lock) => return Ok(lock),
                Err(LockError::State(error)) => return Err(error.into()),
                Err(LockError::Held(holder)) if self.patience == WaitPolicy::NoWait => {
                    return Err(AppError::Busy(holder));
                }
                Err(LockError::Held(_)) => {
                    step(SyncStep::Queued);
                    tokio::time::sleep(LOOK_AGAIN).await;
                }
            }
        }
    }

    /// Writes down how a sync ended.
    fn conclude(
        &self,
        id: RunId,
        start: Moment,
        client: &Client,
        outcome: &Result<SyncReport, AppError>,
    ) {
        let took = self.clock.now().since(start);
        let (requests, bytes) = client.spent();
        let mut ended = Ended {
            took_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            requests: u32::try_from(requests).unwrap_or(u32::MAX),
            bytes,
            ..Ended::with(Outcome::Done)
        };
        match outcome {
            Ok(report) => {
                ended.added = report.added;
                ended.changed = report.changed;
                ended.removed = report.removed;
                ended.unchanged = report.unchanged;
                ended.places = Some(report.places);
                ended.as_of = Some(report.provenance.as_of);
                ended.revision = report.applied.map(|applied| applied.revision.0);
                ended.odd_rows = report.remarks.iter().map(|(_, count, _)| count).sum();
                ended.warnings = warnings(report);
            }
            Err(error) => ended.outcome = Outcome::Failed(error.failure()),
        }
        if let Err(error) = self.journal.end(id, &ended) {
            // The sync is what counts; without this line it looks cut off.
            tracing::warn!(%error, "the end of the sync could not be recorded");
        }
    }
}

/// What a later reader of the record should know.
fn warnings(report: &SyncReport) -> Vec<Warning> {
    let mut out = Vec::new();
    if let Some(limit) = report.provenance.cut_at {
        out.push(Warning::CutAt { limit });
    }
    out.extend(report.guard.map(Warning::from));
    let total = report.traffic.total();
    if total.repaired_cells > 0 {
        let fields = total.repaired_cells;
        out.push(Warning::DamagedFields { fields });
    }
    if total.unreadable.rows > 0 {
        let rows = total.unreadable.rows;
        out.push(Warning::UnreadableRows { rows });
    }
    if report.kept > 0 {
        let places = report.kept;
        out.push(Warning::Kept { places });
    }
    out.extend(total.no_radius.then_some(Warning::NoRadius));
    out.extend(total.no_colour.then_some(Warning::NoColour));
    let members = report.members_without_address;
    if members > 0 {
        out.push(Warning::MembersWithoutAddress { members });
    }
    out
}
