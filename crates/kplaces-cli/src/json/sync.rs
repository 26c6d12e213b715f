use std::collections::BTreeMap;
use std::time::Duration;

use kplaces_app::{Changes, SyncReport};
use kplaces_domain::PlaceKey;
use kplaces_edition::{Feature, Manifest};
use kplaces_text::Language;
use kplaces_webfleet::Transfer;
use schemars::JsonSchema;
use serde::Serialize;

use super::{ChangesJson, PlaceJson};
use crate::commands::Followed;
use crate::text::iso;

/// What a report of WEBFLEET took.
#[derive(Serialize, JsonSchema)]
struct ReportJson {
    requests: u32,
    bytes: u64,
    rows: u64,
}

impl From<&Transfer> for ReportJson {
    fn from(transfer: &Transfer) -> Self {
        Self {
            requests: transfer.requests,
            bytes: transfer.bytes,
            rows: transfer.rows,
        }
    }
}

/// Places with something odd about them.
#[derive(Serialize, JsonSchema)]
struct RemarkJson {
    places: u64,
    /// Keys of some of them.
    examples: Vec<String>,
}

/// What would change.
#[derive(Serialize, JsonSchema)]
struct PlanJson {
    added: Vec<PlaceJson>,
    changed: Vec<ChangeJson>,
    removed: Vec<PlaceJson>,
}

#[derive(Serialize, JsonSchema)]
struct ChangeJson {
    fields: Vec<&'static str>,
    before: PlaceJson,
    after: PlaceJson,
}

/// An export that followed a sync.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ThenJson {
    /// As it was written.
    command: String,
    /// Why it failed; `null` where it did not.
    failure: Option<ThenFailureJson>,
}

#[derive(Serialize, JsonSchema)]
struct ThenFailureJson {
    /// As that of an error.
    kind: &'static str,
    what: String,
}

impl ThenJson {
    pub(crate) fn of(followed: &Followed) -> Self {
        let failure = followed.outcome.as_ref().err();
        Self {
            command: followed.line.clone(),
            failure: failure.map(|error| ThenFailureJson {
                kind: error.kind.into(),
                what: error.what.in_language(Language::English).to_owned(),
            }),
        }
    }
}

/// What a sync did, or with `--dry-run` would do.
#[derive(Serialize, JsonSchema)]
pub struct SyncJson {
    /// `basic`, `pro` or `enterprise`.
    edition: &'static str,
    /// The tenant that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tenant: Option<String>,
    dry_run: bool,
    /// How many are on the device afterwards.
    places: u64,
    added: u64,
    changed: u64,
    /// In how many places each field changed.
    changed_fields: BTreeMap<&'static str, u64>,
    removed: u64,
    unchanged: u64,
    /// Counts the changes of the places; it never goes back; `null` with `--dry-run`.
    revision: Option<u64>,
    /// When WEBFLEET had what is here now.
    #[schemars(extend("format" = "date-time"))]
    as_of: String,
    /// The groups that the download was limited to; empty for all.
    selection: Vec<String>,
    /// The limit that cut the download short.
    cut_at: Option<u32>,
    /// With `--dry-run`: whether the sync would stop and ask for `--accept-shrink`.
    guard_would_stop: bool,
    host: String,
    elapsed_ms: u64,
    /// By report: `addresses`, `memberships`, `groups`.
    reports: BTreeMap<&'static str, ReportJson>,
    /// By what is odd about them.
    odd_rows: BTreeMap<&'static str, RemarkJson>,
    members_without_address: u64,
    /// Fields whose text was damaged, and was kept as far as it can be read.
    repaired_fields: u64,
    /// The former name of `repaired_fields`.
    latin1_fields: u64,
    /// Rows that cannot be read, and were left out.
    unreadable_rows: u64,
    /// Places that were not in the report, and stay since not all of it can be read.
    kept: u64,
    /// Fields that the address report has no column for.
    absent: Vec<String>,
    /// Which places were touched, or with `--dry-run` would be.
    changes: ChangesJson,
    /// The name of the copy that was made before, where places were lost.
    backup: Option<String>,
    /// The exports that followed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) then: Vec<ThenJson>,
    /// With `--dry-run`.
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<PlanJson>,
}

impl SyncJson {
    pub(crate) fn new(
        manifest: &Manifest,
        report: &SyncReport,
        host: &str,
        elapsed: Duration,
    ) -> Self {
        let mut reports: BTreeMap<&'static str, ReportJson> = BTreeMap::new();
        reports.insert("addresses", (&report.traffic.addresses).into());
        reports.insert("memberships", (&report.traffic.memberships).into());
        if manifest.features.contains(&Feature::GroupList) {
            reports.insert("groups", (&report.traffic.groups).into());
        }
        let remark = |places, examples: &[PlaceKey]| RemarkJson {
            places,
            examples: examples.iter().map(ToString::to_string).collect(),
        };
        Self {
            edition: manifest.id.into(),
            tenant: None,
            dry_run: report.applied.is_none(),
            places: report.places,
            added: report.added,
            changed: report.changed,
            changed_fields: report
                .fields
                .iter()
                .map(|count| (count.field.into(), count.places))
                .collect(),
            removed: report.removed,
            unchanged: report.unchanged,
            revision: report.applied.map(|applied| applied.revision.0),
            as_of: iso(report.provenance.as_of),
            selection: report
                .provenance
                .selection
                .iter()
                .map(ToString::to_string)
                .collect(),
            cut_at: report.provenance.cut_at,
            guard_would_stop: report.guard.is_some(),
            host: host.to_owned(),
            elapsed_ms: elapsed.as_millis() as u64,
            reports,
            odd_rows: report
                .remarks
                .iter()
                .map(|(odd, n, keys)| (odd.id(), remark(n, keys)))
                .collect(),
            members_without_address: report.members_without_address,
            latin1_fields: report.traffic.total().repaired_cells,
            repaired_fields: report.traffic.total().repaired_cells,
            unreadable_rows: report.traffic.total().unreadable.rows,
            kept: report.kept,
            absent: crate::text::sync::absent(report)
                .into_iter()
                .map(|field| kplaces_app::text::field(field).to_string())
                .collect(),
            changes: (&report.changes.clone().up_to(Changes::NAMED)).into(),
            backup: report.backup.as_ref().map(|backup| backup.name.clone()),
            then: Vec::new(),
            plan: report.plan.as_ref().map(|plan| PlanJson {
                added: plan.added.iter().map(PlaceJson::from).collect(),
                changed: plan
                    .changed
                    .iter()
                    .map(|change| ChangeJson {
                        fields: change.fields().into_iter().map(Into::into).collect(),
                        before: PlaceJson::from(&change.before),
                        after: PlaceJson::from(&change.after),
                    })
                    .collect(),
                removed: plan.removed.iter().map(PlaceJson::from).collect(),
            }),
        }
    }
}
