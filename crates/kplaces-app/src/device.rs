//! A sync as a device runs it: one at a time for an account, and on the record.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use kplaces_state::{
    Clock, Ended, Journal, LockError, Outcome, RunId, Started, Subject, SyncLock, Trigger,
};
use kplaces_webfleet::Client;

use crate::{App, AppError, Patience, SyncReport, SyncRequest, SyncStep};

/// How often a sync in the queue looks whether it is its turn.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// The device around a sync.
#[derive(Clone, Debug)]
pub struct Device {
    /// The folder of what may be lost.
    pub state_dir: PathBuf,
    /// The account of the login: only one sync of it runs at a time.
    pub account: Subject,
    /// The store: only one command at a time changes it.
    pub store: Subject,
    /// The record of the syncs of this store.
    pub journal: Journal,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// What to do where another sync is under way.
    pub patience: Patience,
    /// Who started this one.
    pub trigger: Trigger,
}

impl App {
    /// Does a [`sync`](App::sync) when no other one of the account is under way on this device, and
    /// keeps a record of it, whatever comes of it.
    pub async fn sync_on(
        &self,
        device: &Device,
        client: &Client,
        request: &SyncRequest,
        step: &(dyn Fn(SyncStep) + Sync),
    ) -> Result<SyncReport, AppError> {
        // What the edition lacks is no failed sync.
        self.allow_groups(&request.groups)?;
        // In this order everywhere, so that no two wait for each other.
        let _account = device.queue(&device.account, step).await?;
        let _store = device.queue(&device.store, step).await?;
        let start = device.clock.now();
        let id = device.journal.begin(&Started {
            at: start.timestamp(),
            edition: self.policy.manifest().id.to_string(),
            trigger: device.trigger,
            dry_run: request.dry_run,
            host: client.host().to_owned(),
        })?;
        // The request may have waited in the queue.
        let request = SyncRequest {
            now: start.timestamp(),
            ..request.clone()
        };
        let outcome = self.sync(client, &request, step).await;
        device.conclude(id, start.wall, client, &outcome);
        outcome
    }
}

impl Device {
    async fn queue(
        &self,
        what: &Subject,
        step: &(dyn Fn(SyncStep) + Sync),
    ) -> Result<SyncLock, AppError> {
        loop {
            match SyncLock::acquire(&self.state_dir, what, self.clock.now()) {
                Ok(lock) => return Ok(lock),
                Err(LockError::State(error)) => return Err(error.into()),
                Err(LockError::Held(holder)) if self.patience == Patience::NoWait => {
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
        start: Duration,
        client: &Client,
        outcome: &Result<SyncReport, AppError>,
    ) {
        let took = self.clock.now().wall.saturating_sub(start);
        let (requests, bytes) = client.spent();
        let mut ended = Ended {
            took_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            outcome: Outcome::Done,
            requests: u32::try_from(requests).unwrap_or(u32::MAX),
            bytes,
            added: 0,
            changed: 0,
            removed: 0,
            unchanged: 0,
            places: None,
            as_of: None,
            revision: None,
            odd_rows: 0,
            warnings: Vec::new(),
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
            Err(error) => {
                ended.outcome = Outcome::Failed {
                    kind: error.word().to_owned(),
                    what: error.to_string(),
                };
            }
        }
        if let Err(error) = self.journal.end(id, &ended) {
            // The sync is what counts; without this line it looks cut off.
            tracing::warn!(%error, "the end of the sync could not be recorded");
        }
    }
}

/// What a later reader of the record should know; no names, no addresses.
fn warnings(report: &SyncReport) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(limit) = report.provenance.cut_at {
        out.push(format!("stopped at the limit of {limit} addresses"));
    }
    if let Some(shrink) = report.guard {
        out.push(format!("the guard would stop it: {shrink}"));
    }
    let repaired = report.traffic.total().repaired_cells;
    if repaired > 0 {
        out.push(format!("{repaired} fields were damaged"));
    }
    if report.kept > 0 {
        out.push(format!("{} places kept for now", report.kept));
    }
    if report.members_without_address > 0 {
        let orphans = report.members_without_address;
        out.push(format!("{orphans} memberships without an address"));
    }
    out
}
