//! What follows a sync that changed something: exports.

use clap::{Args as _, Command, FromArgMatches as _};
use kplaces_app::SyncReport;
use kplaces_state::Warning;

use super::export::export;
use crate::args::Export;
use crate::text::then as words;
use crate::{CliError, Session};

/// The exports that are to follow.
pub(super) struct Then(Vec<(String, Export)>);

/// An export that was done, or why it was not.
pub(crate) struct Followed {
    /// As it was written.
    pub(crate) line: String,
    /// Why it failed, if it did.
    pub(crate) outcome: Result<(), CliError>,
}

impl Then {
    /// Those of the command line, else those that are set. Each is read before the sync, so that a wrong one costs none.
    pub(super) fn wanted(session: &Session, typed: Vec<String>) -> Result<Self, CliError> {
        if !typed.is_empty() {
            let line = typed.join(" ");
            return Ok(Self(vec![(line.clone(), read(&line, typed)?)]));
        }
        // Where settings are wrong the sync says so, and puts it on record.
        let Ok(settings) = session.settings() else {
            return Ok(Self(Vec::new()));
        };
        let set = settings.sync.then.clone().into_iter();
        let exports = set.map(|line| {
            let split = shlex::split(&line).unwrap_or_default();
            let export = read(&line, split).map_err(words::in_settings)?;
            Ok((line, export))
        });
        Ok(Self(exports.collect::<Result<_, CliError>>()?))
    }

    /// Whether they failed the last time, and are owed. Asked for before a sync, which has the last word then.
    pub(super) fn are_owed(&self, session: &Session) -> Result<bool, CliError> {
        if self.0.is_empty() {
            return Ok(false);
        }
        let last = session.journal()?.last(1)?.pop();
        let ended = last.and_then(|run| run.ended);
        Ok(ended.is_some_and(|ended| ended.warnings.contains(&Warning::ThenFailed)))
    }

    /// Writes the files anew, each unless it would lose its places. What fails is on record.
    pub(super) async fn follow(self, session: &Session) -> Result<Vec<Followed>, CliError> {
        let mut all = Vec::new();
        for (line, export_) in self.0 {
            let outcome = export(session, export_).await.map(drop);
            all.push(Followed { line, outcome });
        }
        if all.iter().any(|followed| followed.outcome.is_err()) {
            session.journal()?.warn(Warning::ThenFailed)?;
        }
        Ok(all)
    }
}

/// Does what is set to follow a sync, if that has changed something.
pub(super) async fn follow_as_set(
    session: &Session,
    report: &SyncReport,
) -> Result<Vec<Followed>, CliError> {
    let then = Then::wanted(session, Vec::new())?;
    if then.0.is_empty() || !is_changed(report) {
        return Ok(Vec::new());
    }
    then.follow(session).await
}

/// Whether a sync has changed a place.
pub(super) fn is_changed(report: &SyncReport) -> bool {
    report.added + report.changed + report.removed > 0
}

/// The words of an export.
fn read(line: &str, words: Vec<String>) -> Result<Export, CliError> {
    let mut words = words.into_iter();
    if words.next().as_deref() != Some("export") {
        return Err(words::no_export(line));
    }
    let command = Export::augment_args(Command::new("export").no_binary_name(true));
    let matches = command.try_get_matches_from(words);
    let export = matches.and_then(|matches| Export::from_arg_matches(&matches));
    let mut export = export.map_err(|_| words::no_export(line))?;
    if export.list_profiles || export.output.as_deref().is_some_and(|path| path == "-") {
        return Err(words::no_export(line));
    }
    // It is written again and again.
    export.replacing.force = true;
    Ok(export)
}
