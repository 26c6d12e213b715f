//! One sync of the record: how it began, and how it ended.

use kplaces_domain::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::failure::Failure;
use super::label::{self, Label};
use super::warning::{self, Warning};

/// Tells the syncs of a record apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunId(pub(super) u64);

/// Who started a sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema, Deserialize)]
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
    #[serde(
        skip_serializing_if = "Option::is_none",
        default,
        deserialize_with = "label::maybe"
    )]
    pub edition: Option<Label>,
    /// Who started it.
    pub trigger: Trigger,
    /// Whether it only says what it would do.
    pub dry_run: bool,
    /// Which host is asked, where it was known by then.
    #[serde(
        skip_serializing_if = "Option::is_none",
        default,
        deserialize_with = "label::maybe"
    )]
    pub host: Option<Label>,
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
    /// What should be known besides.
    #[serde(deserialize_with = "warning::all")]
    pub warnings: Vec<Warning>,
}

impl Ended {
    /// An end after which everything is as it was.
    pub fn with(outcome: Outcome) -> Self {
        Self {
            took_ms: 0,
            outcome,
            requests: 0,
            bytes: 0,
            added: 0,
            changed: 0,
            removed: 0,
            unchanged: 0,
            places: None,
            as_of: None,
            revision: None,
            odd_rows: 0,
            warnings: Vec::new(),
        }
    }
}

/// Whether a sync did what it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It did.
    Done,
    /// It did not, and changed nothing.
    Failed(Failure),
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
    /// The place of its last line in the record. Clocks are set; the order of lines is not.
    pub told: usize,
}

impl Run {
    /// Whether it changed the places on the device, or left them as they were on purpose.
    pub fn is_done(&self) -> bool {
        let ended = self.ended.as_ref();
        ended.is_some_and(|ended| ended.outcome == Outcome::Done)
    }

    /// Why it failed, if it did.
    pub fn failure(&self) -> Option<Failure> {
        match self.ended.as_ref()?.outcome {
            Outcome::Done => None,
            Outcome::Failed(failure) => Some(failure),
        }
    }
}

/// Everything a record holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The syncs, the newest first.
    pub runs: Vec<Run>,
    /// Lines that cannot be understood.
    pub odd_lines: usize,
}

impl Record {
    /// The sync that the record told of last, dry runs aside. One that had to give way to another is
    /// not the last once that one has ended.
    pub fn latest(&self) -> Option<&Run> {
        self.real().max_by_key(|run| run.told)
    }

    /// The last sync that went well, dry runs aside.
    pub fn last_done(&self) -> Option<&Run> {
        let done = self.real().filter(|run| run.is_done());
        done.max_by_key(|run| run.told)
    }

    /// How many syncs failed since the last one that went well, dry runs aside.
    pub fn failed_in_a_row(&self) -> usize {
        self.failed_since().count()
    }

    /// The syncs that failed since the last one that went well, dry runs aside; the newest first.
    pub fn failed_since(&self) -> impl Iterator<Item = &Run> {
        let since = self.last_done().map(|run| run.told);
        let failed = self.real().filter(|run| run.failure().is_some());
        failed.filter(move |run| Some(run.told) > since)
    }

    fn real(&self) -> impl Iterator<Item = &Run> {
        self.runs.iter().filter(|run| !run.started.dry_run)
    }
}

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
