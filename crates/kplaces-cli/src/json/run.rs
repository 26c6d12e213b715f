use kplaces_state::{Cause, Outcome, Run, Trigger, Warning};
use schemars::JsonSchema;
use serde::Serialize;

use crate::text::{iso, record};

/// A sync that was run.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RunJson {
    #[schemars(extend("format" = "date-time"))]
    started: String,
    /// `null` where it was not known.
    edition: Option<String>,
    trigger: Trigger,
    dry_run: bool,
    /// The host that was asked; `null` where it was not known.
    host: Option<String>,
    /// `done`, `failed` or `unfinished`. One that is unfinished has none of the numbers.
    outcome: &'static str,
    /// For `failed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<FailureJson>,
    #[serde(flatten)]
    ended: Option<EndedJson>,
}

/// Why a sync failed: for people, and as a code with its numbers.
#[derive(Serialize, JsonSchema)]
struct FailureJson {
    /// As that of an error.
    kind: &'static str,
    /// Made of the code when somebody asks; it may be worded otherwise some day.
    what: String,
    #[serde(flatten)]
    cause: Cause,
}

#[derive(Serialize, JsonSchema)]
struct EndedJson {
    elapsed_ms: u64,
    requests: u32,
    bytes: u64,
    /// How many were on the device afterwards.
    places: Option<u64>,
    added: u64,
    changed: u64,
    removed: u64,
    unchanged: u64,
    odd_rows: u64,
    #[schemars(extend("format" = "date-time"))]
    as_of: Option<String>,
    revision: Option<u64>,
    /// For people.
    warnings: Vec<String>,
    /// The same as codes with their numbers.
    warning_codes: Vec<Warning>,
}

impl RunJson {
    pub(crate) fn new(run: &Run) -> Self {
        let (outcome, failure) = match run.ended.as_ref().map(|ended| &ended.outcome) {
            None => ("unfinished", None),
            Some(Outcome::Done) => ("done", None),
            Some(Outcome::Failed(failure)) => (
                "failed",
                Some(FailureJson {
                    kind: failure.kind.word(),
                    what: record::failure(*failure).to_string(),
                    cause: failure.cause,
                }),
            ),
        };
        let text = |label: &Option<kplaces_state::Label>| label.as_ref().map(ToString::to_string);
        Self {
            started: iso(run.started.at),
            edition: text(&run.started.edition),
            trigger: run.started.trigger,
            dry_run: run.started.dry_run,
            host: text(&run.started.host),
            outcome,
            failure,
            ended: run.ended.as_ref().map(|ended| EndedJson {
                elapsed_ms: ended.took_ms,
                requests: ended.requests,
                bytes: ended.bytes,
                places: ended.places,
                added: ended.added,
                changed: ended.changed,
                removed: ended.removed,
                unchanged: ended.unchanged,
                odd_rows: ended.odd_rows,
                as_of: ended.as_of.map(iso),
                revision: ended.revision,
                warnings: ended
                    .warnings
                    .iter()
                    .map(|warning| record::warning(*warning).to_string())
                    .collect(),
                warning_codes: ended.warnings.clone(),
            }),
        }
    }
}

/// The last syncs, the newest first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LogJson {
    syncs: Vec<RunJson>,
}

impl LogJson {
    pub(crate) fn new(runs: &[Run]) -> Self {
        Self {
            syncs: runs.iter().map(RunJson::new).collect(),
        }
    }
}
