//! The record of syncs: what was started, and what came of it.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use kplaces_domain::{Timestamp, one_line};
use serde::{Deserialize, Serialize};

use crate::{StateError, Subject, files};

/// The longest text that is kept, in characters.
const LONGEST: usize = 300;

/// The most warnings of one sync that are kept.
const WARNINGS: usize = 20;

/// The syncs of one store, oldest first, a line for each start and each end.
#[derive(Clone, Debug)]
pub struct Journal {
    folder: PathBuf,
    path: PathBuf,
}

/// Tells the syncs of a record apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunId(u64);

/// Who started a sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    /// Somebody, now.
    ByHand,
    /// The system's scheduler.
    Scheduled,
}

/// A sync that begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// When.
    #[serde(with = "seconds")]
    pub at: Timestamp,
    /// The id of the edition.
    pub edition: String,
    /// Who started it.
    pub trigger: Trigger,
    /// Whether it only says what it would do.
    pub dry_run: bool,
    /// Which host is asked.
    pub host: String,
}

/// What came of a sync.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// Whether it did what it should.
    pub outcome: Outcome,
    /// Requests sent, failed tries included.
    pub requests: u32,
    /// Bytes of replies after decompression.
    pub bytes: u64,
    /// Places that were new.
    pub added: u64,
    /// Places that were different.
    pub changed: u64,
    /// Places that were gone.
    pub removed: u64,
    /// Places that were as before.
    pub unchanged: u64,
    /// Places on the device afterwards.
    pub places: Option<u64>,
    /// How old they are.
    #[serde(with = "seconds::option", default)]
    pub as_of: Option<Timestamp>,
    /// The revision of the store.
    pub revision: Option<u64>,
    /// Rows that were odd.
    pub odd_rows: u64,
    /// What should be known besides, without names and addresses.
    pub warnings: Vec<String>,
}

/// Whether a sync did what it should.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It did.
    Done,
    /// It did not, and changed nothing.
    Failed {
        /// The kind of failure in one word.
        kind: String,
        /// What went wrong.
        what: String,
    },
}

/// A sync of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Which one.
    pub id: RunId,
    /// How it began.
    pub started: Started,
    /// How it ended; `None` if it was cut off, or is under way.
    pub ended: Option<Ended>,
}

/// Everything a record holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The syncs, the newest first.
    pub runs: Vec<Run>,
    /// Lines that cannot be understood.
    pub odd_lines: usize,
}

/// A line of the file.
#[derive(Serialize, Deserialize)]
struct Line {
    run: RunId,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    started: Option<Started>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    ended: Option<Ended>,
}

impl Journal {
    /// How many syncs are kept at least; at most twice as many are.
    pub const KEPT: usize = 200;

    /// The record of `store`, below `state_dir`. Nothing is opened yet.
    pub fn new(state_dir: &std::path::Path, store: &Subject) -> Self {
        let folder = state_dir.join("runs");
        Self {
            path: folder.join(format!("{store}.jsonl")),
            folder,
        }
    }

    /// Writes down that a sync begins. It is on the disk when this returns.
    pub fn begin(&self, started: &Started) -> Result<RunId, StateError> {
        let id = RunId(fastrand::u64(..));
        self.append(&Line {
            run: id,
            started: Some(started.clone()),
            ended: None,
        })?;
        Ok(id)
    }

    /// Writes down what came of it.
    pub fn end(&self, id: RunId, ended: &Ended) -> Result<(), StateError> {
        let mut ended = ended.clone();
        if let Outcome::Failed { kind, what } = &mut ended.outcome {
            *kind = one_line(kind, LONGEST);
            *what = one_line(what, LONGEST);
        }
        ended.warnings.truncate(WARNINGS);
        for warning in &mut ended.warnings {
            *warning = one_line(warning, LONGEST);
        }
        self.append(&Line {
            run: id,
            started: None,
            ended: Some(ended),
        })
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
        for line in lines(&bytes) {
            let Ok(line) = serde_json::from_slice::<Line>(line) else {
                record.odd_lines += 1;
                continue;
            };
            if let Some(started) = line.started {
                record.runs.push(Run {
                    id: line.run,
                    started,
                    ended: None,
                });
            } else if let Some(run) = record.runs.iter_mut().rev().find(|run| run.id == line.run) {
                run.ended = line.ended;
            }
        }
        record.runs.reverse();
        Ok(record)
    }

    /// Erases the syncs that began before a moment, and says how many. One that is still without an
    /// end goes too: it was cut off.
    pub fn erase_before(&self, before: Timestamp) -> Result<u64, StateError> {
        let failed = |error| StateError::write(&self.path, error);
        if files::read(&self.path)?.is_none() {
            return Ok(0);
        }
        let _lock = files::lock(&self.path)?;
        let runs = self.last(usize::MAX)?;
        let kept: Vec<&Run> = runs
            .iter()
            .rev()
            .filter(|it| it.started.at >= before)
            .collect();
        let gone = (runs.len() - kept.len()) as u64;
        if gone == 0 {
            return Ok(0);
        }
        let mut text = Vec::new();
        for run in kept {
            let start = Line {
                run: run.id,
                started: Some(run.started.clone()),
                ended: None,
            };
            let end = run.ended.clone().map(|ended| Line {
                run: run.id,
                started: None,
                ended: Some(ended),
            });
            for line in std::iter::once(start).chain(end) {
                serde_json::to_writer(&mut text, &line).map_err(|error| failed(error.into()))?;
                text.push(b'\n');
            }
        }
        files::replace(&self.path, &text)?;
        Ok(gone)
    }

    fn append(&self, line: &Line) -> Result<(), StateError> {
        let failed = |error| StateError::write(&self.path, error);
        files::create_folder(&self.folder)?;
        let _lock = files::lock(&self.path)?;
        let mut text = serde_json::to_vec(line).map_err(|error| failed(error.into()))?;
        text.push(b'\n');
        let before = files::read(&self.path)?.unwrap_or_default();
        if lines(&before).count() >= 4 * Self::KEPT {
            let all: Vec<&[u8]> = lines(&before).collect();
            let mut kept = all[all.len() - 2 * Self::KEPT..].join(&b'\n');
            kept.push(b'\n');
            kept.extend(&text);
            return files::replace(&self.path, &kept);
        }
        if !before.is_empty() && !before.ends_with(b"\n") {
            // Half a line of a power cut: not to be glued to this one.
            text.insert(0, b'\n');
        }
        let mut file: File = files::private()
            .create(true)
            .append(true)
            .open(&self.path)
            .map_err(failed)?;
        file.write_all(&text).map_err(failed)?;
        file.sync_all().map_err(failed)
    }
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
}

/// Moments as whole seconds since 1970.
mod seconds {
    use kplaces_domain::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's form")]
    pub(super) fn serialize<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(at.unix())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
        i64::deserialize(from).map(Timestamp::from_unix)
    }

    pub(super) mod option {
        use super::{Deserialize, Deserializer, Serializer, Timestamp};

        #[expect(clippy::ref_option, reason = "serde's form")]
        pub(in super::super) fn serialize<S: Serializer>(
            at: &Option<Timestamp>,
            to: S,
        ) -> Result<S::Ok, S::Error> {
            match at {
                Some(at) => to.serialize_some(&at.unix()),
                None => to.serialize_none(),
            }
        }

        pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
            from: D,
        ) -> Result<Option<Timestamp>, D::Error> {
            Ok(Option::<i64>::deserialize(from)?.map(Timestamp::from_unix))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn started(n: i64) -> Started {
        Started {
            at: Timestamp::from_unix(n),
            edition: "pro".to_owned(),
            trigger: Trigger::ByHand,
            dry_run: false,
            host: "host".to_owned(),
        }
    }

    fn ended() -> Ended {
        Ended {
            took_ms: 7,
            outcome: Outcome::Done,
            requests: 3,
            bytes: 100,
            added: 1,
            changed: 2,
            removed: 3,
            unchanged: 4,
            places: Some(7),
            as_of: Some(Timestamp::from_unix(1)),
            revision: Some(1),
            odd_rows: 0,
            warnings: Vec::new(),
        }
    }

    fn journal(folder: &tempfile::TempDir) -> Journal {
        Journal::new(folder.path(), &Subject::store("folder", "sqlite:x"))
    }

    #[test]
    fn the_newest_comes_first_and_one_without_an_end_shows() {
        let folder = tempfile::tempdir().unwrap();
        let journal = journal(&folder);
        assert_eq!(journal.last(9).unwrap(), []);
        let first = journal.begin(&started(1)).unwrap();
        let second = journal.begin(&started(2)).unwrap();
        journal.end(first, &ended()).unwrap();
        let runs = journal.last(9).unwrap();
        assert_eq!((runs[0].id, &runs[0].ended), (second, &None));
        assert_eq!((runs[1].id, &runs[1].ended), (first, &Some(ended())));
        assert_eq!(journal.last(1).unwrap().len(), 1);
    }

    #[test]
    fn old_syncs_are_erased_and_later_ones_stay() {
        let folder = tempfile::tempdir().unwrap();
        let journal = journal(&folder);
        assert_eq!(journal.erase_before(Timestamp::from_unix(9)).unwrap(), 0);
        for at in 1..=4 {
            let id = journal.begin(&started(at)).unwrap();
            if at != 2 {
                journal.end(id, &ended()).unwrap();
            }
        }
        let before = journal.last(2).unwrap();
        assert_eq!(journal.erase_before(Timestamp::from_unix(3)).unwrap(), 2);
        assert_eq!(journal.last(9).unwrap(), before);
        assert_eq!(journal.erase_before(Timestamp::from_unix(3)).unwrap(), 0);
        let id = journal.begin(&started(5)).unwrap();
        journal.end(id, &ended()).unwrap();
        assert_eq!(journal.last(9).unwrap().len(), 3);
    }

    #[test]
    fn half_a_line_and_lines_of_later_versions_are_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let journal = journal(&folder);
        let first = journal.begin(&started(1)).unwrap();
        let mut file = File::options().append(true).open(&journal.path).unwrap();
        file.write_all(b"{\"run\":1,\"paused\":{}}\n{\"run\":")
            .unwrap();
        journal.end(first, &ended()).unwrap();
        let record = journal.read().unwrap();
        assert_eq!(record.runs.len(), 1);
        assert_eq!(record.runs[0].ended, Some(ended()));
        assert_eq!(record.odd_lines, 1, "half a line");
    }

    #[test]
    fn it_does_not_grow_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let journal = journal(&folder);
        let id = journal.begin(&started(1)).unwrap();
        journal.end(id, &ended()).unwrap();
        let one = std::fs::read(&journal.path).unwrap();
        std::fs::write(&journal.path, one.repeat(3 * Journal::KEPT)).unwrap();
        journal.begin(&started(2)).unwrap();
        let runs = journal.last(usize::MAX).unwrap();
        assert_eq!(runs.len(), Journal::KEPT + 1);
        assert_eq!(runs[0].started, started(2));
    }

    #[test]
    fn texts_are_tame_and_not_endless() {
        let folder = tempfile::tempdir().unwrap();
        let journal = journal(&folder);
        let id = journal.begin(&started(1)).unwrap();
        let hostile = format!("\u{1b}[2J{}", "x".repeat(9_999));
        let end = Ended {
            outcome: Outcome::Failed {
                kind: "network".to_owned(),
                what: hostile.clone(),
            },
            warnings: vec![hostile; 99],
            ..ended()
        };
        journal.end(id, &end).unwrap();
        let run = journal.last(1).unwrap().remove(0);
        let kept = run.ended.unwrap();
        assert_eq!(kept.warnings.len(), WARNINGS);
        assert!(kept.warnings[0].chars().count() <= LONGEST);
        assert!(!kept.warnings[0].contains('\u{1b}'));
    }
}
