//! The record of syncs: what was started, and what came of it.

mod failure;
mod former;
mod label;
mod run;
#[cfg(test)]
mod tests;
mod warning;

use std::io::Write;
use std::path::{Path, PathBuf};

use kplaces_domain::Timestamp;
use serde::{Deserialize, Serialize};

pub use failure::{Cause, Failure, FailureKind, Loss, Report, StoreFault};
pub use label::Label;
pub use run::{Ended, Outcome, Record, Run, RunId, Started, Trigger};
pub use warning::Warning;

use crate::{RecordId, StateError, files};

/// The most warnings of one sync that are kept.
const WARNINGS: usize = 20;

/// The ending of a record's name.
const ENDING: &str = "jsonl";

/// The syncs of one store, oldest first, a line for each start and each end.
///
/// A line holds words of lists and numbers. Whatever else stands in the file, as sentences of older
/// versions do or what a power cut leaves, is gone with the next line that is written.
#[derive(Clone, Debug)]
pub struct Journal {
    folder: PathBuf,
    path: PathBuf,
}

/// A line of the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Line {
    run: RunId,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    started: Option<Started>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    ended: Option<Ended>,
}

impl Line {
    fn start(run: RunId, started: &Started) -> Self {
        Self {
            run,
            started: Some(started.clone()),
            ended: None,
        }
    }

    fn end(run: RunId, ended: &Ended) -> Self {
        let mut ended = ended.clone();
        ended.warnings.truncate(WARNINGS);
        Self {
            run,
            started: None,
            ended: Some(ended),
        }
    }

    /// A line that tells of a start or an end; one of a later version may tell of neither.
    fn read(bytes: &[u8]) -> Option<Self> {
        let line: Self = serde_json::from_slice(bytes).ok()?;
        (line.started.is_some() || line.ended.is_some()).then_some(line)
    }
}

impl Journal {
    /// How many syncs are kept at least; at most twice as many are.
    pub const KEPT: usize = 200;

    /// The record of `store`, below `state_dir`. Nothing is opened yet.
    pub fn new(state_dir: &Path, store: &RecordId) -> Self {
        let folder = state_dir.join("runs");
        Self {
            path: folder.join(format!("{store}.{ENDING}")),
            folder,
        }
    }

    /// The records of all stores below `state_dir`, ordered by path.
    pub fn all(state_dir: &Path) -> Result<Vec<Self>, StateError> {
        let folder = state_dir.join("runs");
        let failed = |error| StateError::read(&folder, error);
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(error)),
        };
        let mut all = Vec::new();
        for entry in entries {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_some_and(|it| it == ENDING) {
                let folder = folder.clone();
                all.push(Self { folder, path });
            }
        }
        all.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(all)
    }

    /// Takes out of all records below `state_dir` what no line of this version holds. Some are of stores
    /// that nobody syncs any more, and what older versions wrote is not to stay for ever.
    pub fn clean_all(state_dir: &Path) -> Result<(), StateError> {
        Self::all(state_dir)?.iter().try_for_each(Self::clean)
    }

    /// Writes down that a sync begins. It is on the disk when this returns.
    pub fn begin(&self, started: &Started) -> Result<RunId, StateError> {
        let id = RunId(fastrand::u64(..));
        self.append(&[Line::start(id, started)])?;
        Ok(id)
    }

    /// Writes down what came of it.
    pub fn end(&self, id: RunId, ended: &Ended) -> Result<(), StateError> {
        self.append(&[Line::end(id, ended)])
    }

    /// Adds a warning to the last sync, if it has ended.
    pub fn warn(&self, warning: Warning) -> Result<(), StateError> {
        match self.last(1)?.pop() {
            Some(Run {
                id,
                ended: Some(mut ended),
                ..
            }) => {
                // In front: the last ones are cut where they are many.
                ended.warnings.insert(0, warning);
                self.end(id, &ended)
            }
            _ => Ok(()),
        }
    }

    /// Writes down a sync that came to its end before it had asked for anything.
    pub fn attempt(&self, started: &Started, ended: &Ended) -> Result<RunId, StateError> {
        let id = RunId(fastrand::u64(..));
        self.append(&[Line::start(id, started), Line::end(id, ended)])?;
        Ok(id)
    }

    /// The last syncs, the newest first. Lines that cannot be understood are passed over: a power cut
    /// leaves half a line.
    pub fn last(&self, most: usize) -> Result<Vec<Run>, StateError> {
        let mut runs = self.read()?.runs;
        runs.truncate(most);
        Ok(runs)
    }

    /// All syncs of the record, and how much of it cannot be understood.
    pub fn read(&self) -> Result<Record, StateError> {
        let bytes = files::read(&self.path)?.unwrap_or_default();
        let mut record = Record::default();
        for (told, line) in lines(&bytes).enumerate() {
            let Some(line) = Line::read(line) else {
                record.odd_lines += 1;
                continue;
            };
            if let Some(started) = line.started {
                record.runs.push(Run {
                    id: line.run,
                    started,
                    ended: None,
                    told,
                });
            } else if let Some(run) = record.runs.iter_mut().rev().find(|run| run.id == line.run) {
                run.ended = line.ended;
                run.told = told;
            }
        }
        record.runs.reverse();
        Ok(record)
    }

    /// Erases the syncs that began before a moment, and says how many. One that is still without an
    /// end goes too: it was cut off.
    pub fn erase_before(&self, before: Timestamp) -> Result<u64, StateError> {
        if files::read(&self.path)?.is_none() {
            return Ok(0);
        }
        let _lock = files::lock(&self.path)?;
        let runs = self.last(usize::MAX)?;
        let old: Vec<RunId> = runs
            .iter()
            .filter(|run| run.started.at < before)
            .map(|run| run.id)
            .collect();
        if old.is_empty() {
            return Ok(0);
        }
        let bytes = files::read(&self.path)?.unwrap_or_default();
        let kept = lines(&bytes)
            .filter_map(Line::read)
            .filter(|line| !old.contains(&line.run));
        let text = self.text(&kept.collect::<Vec<_>>())?;
        files::replace_for_good(&self.path, &text)?;
        Ok(old.len() as u64)
    }

    fn append(&self, new: &[Line]) -> Result<(), StateError> {
        let failed = |error| StateError::write(&self.path, error);
        files::create_folder(&self.folder)?;
        let _lock = files::lock(&self.path)?;
        let before = files::read(&self.path)?.unwrap_or_default();
        let mut known: Vec<Line> = lines(&before).filter_map(Line::read).collect();
        let is_long = known.len() >= 4 * Self::KEPT;
        // The name of a new file has to last as well.
        if !is_long && !before.is_empty() && self.text(&known)? == before {
            let mut file = kplaces_files::private()
                .create(true)
                .append(true)
                .open(&self.path)
                .map_err(failed)?;
            file.write_all(&self.text(new)?).map_err(failed)?;
            return file.sync_all().map_err(failed);
        }
        if is_long {
            known.drain(..known.len() - 2 * Self::KEPT);
        }
        known.extend_from_slice(new);
        files::replace_for_good(&self.path, &self.text(&known)?)
    }

    fn clean(&self) -> Result<(), StateError> {
        let _lock = files::lock(&self.path)?;
        let before = files::read(&self.path)?.unwrap_or_default();
        let known: Vec<Line> = lines(&before).filter_map(Line::read).collect();
        let after = self.text(&known)?;
        if after == before {
            return Ok(());
        }
        files::replace_for_good(&self.path, &after)
    }

    /// Lines as they stand in the file.
    fn text(&self, lines: &[Line]) -> Result<Vec<u8>, StateError> {
        let mut text = Vec::new();
        for line in lines {
            serde_json::to_writer(&mut text, line)
                .map_err(|error| StateError::write(&self.path, error.into()))?;
            text.push(b'\n');
        }
        Ok(text)
    }
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == b'\n').filter(|l| !l.is_empty())
}
