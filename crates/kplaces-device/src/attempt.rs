//! A sync that fails before it asks for anything is on record as well: who looks at the record later must
//! see that nothing was synced, and why.

use kplaces_state::{Cause, Ended, Journal, Label, Outcome, Started, StateError, Trigger};

use crate::{CliError, Device};

/// A sync that somebody wants.
#[derive(Clone, Copy, Debug)]
pub struct Attempt {
    /// Who.
    pub trigger: Trigger,
    /// Whether it would only say what it would do.
    pub dry_run: bool,
}

impl Attempt {
    /// Writes down that it came to nothing. What went wrong is told by the caller; a record that cannot
    /// be written is told here.
    pub fn failed(self, device: &Device, error: &CliError) {
        let failure = error.failure();
        let written = self.write(device, &Ended::with(Outcome::Failed(failure)));
        // Where it failed for its records the failure says so.
        if let Err(error) = written
            && failure.cause != Cause::Records
        {
            tracing::warn!(%error, "the sync that failed could not be recorded");
        }
    }

    fn write(self, device: &Device, ended: &Ended) -> Result<(), StateError> {
        let started = Started {
            at: device.clock.now().timestamp(),
            edition: Label::new(device.product.policy.manifest().id.into()),
            trigger: self.trigger,
            dry_run: self.dry_run,
            host: None,
        };
        for journal in journals(device)? {
            journal.attempt(&started, ended)?;
        }
        Journal::clean_all(&device.dirs().state)
    }
}

/// The record of the store. Where the settings do not say which one that is, it is any of those on this
/// device; without one, that of the usual store.
fn journals(device: &Device) -> Result<Vec<Journal>, StateError> {
    if let Ok(journal) = device.journal() {
        return Ok(vec![journal]);
    }
    if device.dirs().state.as_os_str().is_empty() {
        return Ok(Vec::new());
    }
    let all = Journal::all(&device.dirs().state)?;
    if all.is_empty() {
        return Ok(vec![device.usual_journal()]);
    }
    Ok(all)
}
