//! A sync that fails before it asks for anything is on record as well: who looks at the record later must
//! see that nothing was synced, and why.

use kplaces_state::{Cause, Ended, Journal, Label, Outcome, Started, StateError, Trigger};

use crate::{CliError, Session};

/// A sync that somebody wants.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt {
    /// Who.
    pub(crate) trigger: Trigger,
    /// Whether it would only say what it would do.
    pub(crate) dry_run: bool,
}

impl Attempt {
    /// The sync that a command line asks for; `None` if it is another command.
    pub(crate) fn of(matches: &clap::ArgMatches) -> Option<Self> {
        let sync = matches.subcommand_matches("sync")?;
        Some(Self {
            trigger: if sync.get_flag("scheduled") {
                Trigger::Scheduled
            } else {
                Trigger::ByHand
            },
            dry_run: sync.get_flag("dry_run"),
        })
    }

    /// Writes down that it came to nothing. What went wrong is told by the caller; a record that cannot
    /// be written is told here.
    pub(crate) fn failed(self, session: &Session, error: &CliError) {
        let failure = error.failure();
        let written = self.write(session, &Ended::with(Outcome::Failed(failure)));
        // Where it failed for its records the failure says so.
        if let Err(error) = written
            && failure.cause != Cause::Records
        {
            tracing::warn!(%error, "the sync that failed could not be recorded");
        }
    }

    fn write(self, session: &Session, ended: &Ended) -> Result<(), StateError> {
        let started = Started {
            at: session.clock.now().timestamp(),
            edition: Label::new(session.product.policy.manifest().id.into()),
            trigger: self.trigger,
            dry_run: self.dry_run,
            host: None,
        };
        for journal in journals(session)? {
            journal.attempt(&started, ended)?;
        }
        Journal::clean_all(&session.dirs().state)
    }
}

/// The record of the store. Where the settings do not say which one that is, it is any of those on this
/// device; without one, that of the usual store.
fn journals(session: &Session) -> Result<Vec<Journal>, StateError> {
    if let Ok(journal) = session.journal() {
        return Ok(vec![journal]);
    }
    if session.dirs().state.as_os_str().is_empty() {
        return Ok(Vec::new());
    }
    let all = Journal::all(&session.dirs().state)?;
    if all.is_empty() {
        return Ok(vec![session.usual_journal()]);
    }
    Ok(all)
}
