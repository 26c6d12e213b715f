//! What follows a sync that changed something: exports.

use std::path::{Path, PathBuf};

use clap::{Args as _, Command, FromArgMatches as _};
use kplaces_app::SyncReport;
use kplaces_state::{Run, Warning};

use super::export::{export_anew, exporter};
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
            let export = read(session, &line, typed)?;
            return Ok(Self(vec![(line, export)]));
        }
        // Where settings are wrong the sync says so, and puts it on record.
        let Ok(settings) = session.settings() else {
            return Ok(Self(Vec::new()));
        };
        let set = settings.sync.then.iter();
        let exports = set.map(|line| {
            let export =
                set_line(session, line).map_err(|error| words::in_settings("sync.then", error))?;
            Ok((line.clone(), export))
        });
        Ok(Self(exports.collect::<Result<_, CliError>>()?))
    }

    /// Fails where one of these lines is none that can be set.
    pub(super) fn check(session: &Session, lines: &[String]) -> Result<(), CliError> {
        lines
            .iter()
            .try_for_each(|line| set_line(session, line).map(drop))
    }

    /// After a sync that changed a place, where they failed after the one before, and where a file is missing, writes
    /// the files anew, each unless it would lose its places. What fails is on record.
    pub(super) async fn follow(
        self,
        session: &Session,
        report: &SyncReport,
    ) -> Result<Vec<Followed>, CliError> {
        let is_changed = report.added + report.changed + report.removed > 0;
        let is_due = !self.0.is_empty() && (is_changed || are_owed(session)?);
        let mut all = Vec::new();
        for (line, export) in self.0 {
            // One that is not there is not current, whatever has changed.
            let is_there = export.output.as_ref().is_none_or(|path| path.exists());
            if !is_due && is_there {
                continue;
            }
            let outcome = export_anew(session, export).await.map(drop);
            all.push(Followed { line, outcome });
        }
        if all.iter().any(|followed| followed.outcome.is_err()) {
            session.journal()?.warn(Warning::ThenFailed)?;
        }
        Ok(all)
    }
}

/// Whether they failed after the sync before the last one. Those that came to nothing say nothing of it.
fn are_owed(session: &Session) -> Result<bool, CliError> {
    let runs = session.journal()?.last(usize::MAX)?;
    let done = |run: &&Run| run.is_done() && !run.started.dry_run;
    let before = runs.iter().filter(done).nth(1);
    let ended = before.and_then(|run| run.ended.as_ref());
    Ok(ended.is_some_and(|ended| ended.warnings.contains(&Warning::ThenFailed)))
}

/// An export as a setting has it: it writes to the same place wherever the sync is started.
fn set_line(session: &Session, line: &str) -> Result<Export, CliError> {
    let export = read(session, line, shlex::split(line).unwrap_or_default())?;
    anywhere(session, line, export)
}

/// An export out of its words, by a profile that there is.
fn read(session: &Session, line: &str, words: Vec<String>) -> Result<Export, CliError> {
    let mut words = words.into_iter();
    if words.next().as_deref() != Some("export") {
        return Err(words::no_export(line));
    }
    let command = Export::augment_args(Command::new("export").no_binary_name(true));
    let matches = command.try_get_matches_from(words);
    let export = matches.and_then(|matches| Export::from_arg_matches(&matches));
    let export = export.map_err(|_| words::no_export(line))?;
    if export.list_profiles || export.output.as_deref().is_some_and(|path| path == "-") {
        return Err(words::no_export(line));
    }
    if let Some(profile) = &export.profile {
        exporter(session, profile)?;
    }
    Ok(export)
}

/// An export that writes to the same place wherever the sync is started.
fn anywhere(session: &Session, line: &str, mut export: Export) -> Result<Export, CliError> {
    let output: Option<PathBuf> = export.output.map(|path| session.sources().at_home(path));
    if !output.as_deref().is_some_and(Path::is_absolute) {
        return Err(words::no_whole_path(line));
    }
    export.output = output;
    Ok(export)
}
