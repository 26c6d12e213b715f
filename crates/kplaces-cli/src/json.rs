//! The shapes of `--json`, documented in this crate's README. They hold no words: a program
//! reads the same in every language. Fields are added, never renamed or removed.

mod doctor;
mod export;
mod map;
mod privacy;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use kplaces_app::{Backup, Restored, Status, SyncReport};
use kplaces_domain::{Place, PlaceKey, steers_a_terminal};
use kplaces_edition::{EditionId, Feature, Limit, Manifest};
use kplaces_state::{Cause, Outcome, Record, Run, Trigger, Warning};
use kplaces_store::{GroupCount, Hit, StoreState};
use kplaces_webfleet::Transfer;
use serde::Serialize;

pub(crate) use self::doctor::DoctorJson;
pub(crate) use self::export::{ExportJson, ImportCheckJson, ProfileJson};
pub(crate) use self::map::{MapEndedJson, MapJson};
pub(crate) use self::privacy::{
    EraseReportJson, ExtractJson, ImportedJson, NetworkJson, ReportedJson, WrittenJson,
};

use crate::Product;
use crate::text::{iso, record};

/// A place.
#[derive(Debug, Serialize)]
pub struct PlaceJson {
    key: String,
    name: String,
    /// Degrees, as an exact decimal.
    #[serde(serialize_with = "decimal")]
    latitude: Option<String>,
    #[serde(serialize_with = "decimal")]
    longitude: Option<String>,
    radius_m: u32,
    colour: Option<String>,
    groups: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_m: Option<f64>,
}

/// A decimal text as a JSON number.
#[expect(clippy::ref_option, reason = "serde hands the field over like this")]
fn decimal<S: serde::Serializer>(text: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    match text.as_deref().and_then(|text| text.parse::<f64>().ok()) {
        Some(number) => serializer.serialize_f64(number),
        None => serializer.serialize_none(),
    }
}

impl From<&Place> for PlaceJson {
    fn from(place: &Place) -> Self {
        Self {
            key: place.key.to_string(),
            name: place.name.to_string(),
            latitude: place.position.map(kplaces_domain::Position::latitude_text),
            longitude: place.position.map(kplaces_domain::Position::longitude_text),
            radius_m: place.radius.metres(),
            colour: place.colour.as_ref().map(ToString::to_string),
            groups: place.groups.iter().map(ToString::to_string).collect(),
            distance_m: None,
        }
    }
}

impl From<&Hit> for PlaceJson {
    fn from(hit: &Hit) -> Self {
        let metres = hit.distance_m.map(|metres| (metres * 10.0).round() / 10.0);
        Self {
            distance_m: metres,
            ..Self::from(&hit.place)
        }
    }
}

#[derive(Serialize)]
pub(crate) struct PlacesJson {
    pub(crate) places: Vec<PlaceJson>,
    pub(crate) more: bool,
    #[serde(flatten)]
    pub(crate) beyond_limit: Option<BeyondLimitJson>,
}

/// Places that are on the device and that this edition does not show.
#[derive(Serialize)]
pub(crate) struct BeyondLimitJson {
    /// How many.
    beyond_limit: u64,
    /// The editions that show them.
    beyond_limit_shown_by: Vec<&'static str>,
}

impl BeyondLimitJson {
    /// `None` where all are shown.
    pub(crate) fn new(beyond_limit: u64) -> Option<Self> {
        let unlimited = EditionId::all().filter(|it| it.places() == Limit::Unlimited);
        (beyond_limit > 0).then(|| Self {
            beyond_limit,
            beyond_limit_shown_by: unlimited.map(Into::into).collect(),
        })
    }
}

/// A group.
#[derive(Debug, Serialize)]
pub struct GroupJson {
    name: String,
    places: u64,
}

impl From<&GroupCount> for GroupJson {
    fn from(group: &GroupCount) -> Self {
        Self {
            name: group.name.to_string(),
            places: group.places,
        }
    }
}

#[derive(Serialize)]
pub(crate) struct StatusJson {
    edition: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tenant: Option<String>,
    places: u64,
    #[serde(flatten)]
    beyond_limit: Option<BeyondLimitJson>,
    groups: u64,
    revision: u64,
    as_of: Option<String>,
    selection: Vec<String>,
    cut_at: Option<u32>,
    store: String,
    data_dir: String,
    /// How many places were here after the last sync that went well, where they are gone since.
    places_gone: Option<u64>,
    /// The newest sync, dry runs aside, whatever came of it.
    last_sync: Option<RunJson>,
    /// How many syncs failed since the last one that went well.
    failed_in_a_row: u64,
}

impl StatusJson {
    pub(crate) fn new(
        manifest: &Manifest,
        status: &Status,
        store: String,
        data_dir: String,
        record: &Record,
    ) -> Self {
        let provenance = status.provenance.as_ref();
        Self {
            edition: manifest.id.into(),
            tenant: None,
            places: status.places,
            beyond_limit: BeyondLimitJson::new(status.beyond_limit),
            groups: status.groups,
            revision: status.revision.0,
            as_of: provenance.map(|provenance| iso(provenance.as_of)),
            selection: provenance
                .map(|p| p.selection.iter().map(ToString::to_string).collect())
                .unwrap_or_default(),
            cut_at: provenance.and_then(|provenance| provenance.cut_at),
            store,
            data_dir,
            places_gone: status.gone(record).map(|gone| gone.places),
            last_sync: record.latest().map(RunJson::new),
            failed_in_a_row: record.failed_in_a_row() as u64,
        }
    }
}

/// A sync that was run.
#[derive(Serialize)]
pub(crate) struct RunJson {
    started: String,
    edition: Option<String>,
    trigger: Trigger,
    dry_run: bool,
    host: Option<String>,
    /// `done`, `failed` or `unfinished`.
    outcome: &'static str,
    /// For `failed`: the kind in one word, what went wrong, and that as a code with its numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<FailureJson>,
    #[serde(flatten)]
    ended: Option<EndedJson>,
}

#[derive(Serialize)]
struct FailureJson {
    kind: &'static str,
    what: String,
    #[serde(flatten)]
    cause: Cause,
}

#[derive(Serialize)]
struct EndedJson {
    elapsed_ms: u64,
    requests: u32,
    bytes: u64,
    places: Option<u64>,
    added: u64,
    changed: u64,
    removed: u64,
    unchanged: u64,
    odd_rows: u64,
    as_of: Option<String>,
    revision: Option<u64>,
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
#[derive(Serialize)]
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

/// A copy of the places.
#[derive(Serialize)]
pub(crate) struct BackupJson {
    name: String,
    path: String,
    made: String,
    reason: String,
    bytes: u64,
}

impl BackupJson {
    pub(crate) fn new(backup: &Backup) -> Self {
        Self {
            name: backup.name.clone(),
            path: backup.path.display().to_string(),
            made: iso(backup.at),
            reason: backup.reason.to_string(),
            bytes: backup.bytes,
        }
    }
}

#[derive(Serialize)]
pub(crate) struct BackupsJson {
    folder: String,
    backups: Vec<BackupJson>,
}

impl BackupsJson {
    pub(crate) fn new(list: &[Backup], folder: &Path) -> Self {
        Self {
            folder: folder.display().to_string(),
            backups: list.iter().map(BackupJson::new).collect(),
        }
    }
}

#[derive(Serialize)]
pub(crate) struct VerifiedJson {
    sound: Vec<ContentJson>,
}

#[derive(Serialize)]
struct ContentJson {
    name: String,
    places: u64,
    as_of: Option<String>,
}

impl VerifiedJson {
    pub(crate) fn new(checked: &[(Backup, StoreState)]) -> Self {
        let content = |(backup, state): &(Backup, StoreState)| ContentJson {
            name: backup.name.clone(),
            places: state.places,
            as_of: state.provenance.as_ref().map(|it| iso(it.as_of)),
        };
        Self {
            sound: checked.iter().map(content).collect(),
        }
    }
}

#[derive(Serialize)]
pub(crate) struct RestoredJson {
    from: String,
    places: u64,
    added: u64,
    changed: u64,
    removed: u64,
    revision: u64,
    as_of: Option<String>,
    elapsed_ms: u64,
    /// Places of the copy that this edition does not take.
    beyond_limit: u64,
    /// The copy of what was there before, where that lost something.
    before: Option<String>,
    /// Where the damaged file is now, if there was one.
    set_aside: Option<String>,
}

impl RestoredJson {
    pub(crate) fn new(restored: &Restored, set_aside: Option<&str>, elapsed: Duration) -> Self {
        Self {
            from: restored.backup.name.clone(),
            places: restored.state.places,
            added: restored.added,
            changed: restored.changed,
            removed: restored.removed,
            revision: restored.state.revision.0,
            as_of: restored.state.provenance.as_ref().map(|it| iso(it.as_of)),
            elapsed_ms: elapsed.as_millis() as u64,
            beyond_limit: restored.beyond_limit,
            before: restored.before.as_ref().map(|backup| backup.name.clone()),
            set_aside: set_aside.map(str::to_owned),
        }
    }
}

#[derive(Serialize)]
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

#[derive(Serialize)]
struct RemarkJson {
    places: u64,
    examples: Vec<String>,
}

#[derive(Serialize)]
struct PlanJson {
    added: Vec<PlaceJson>,
    changed: Vec<ChangeJson>,
    removed: Vec<PlaceJson>,
}

#[derive(Serialize)]
struct ChangeJson {
    fields: Vec<&'static str>,
    before: PlaceJson,
    after: PlaceJson,
}

#[derive(Serialize)]
pub(crate) struct SyncJson {
    edition: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tenant: Option<String>,
    dry_run: bool,
    places: u64,
    added: u64,
    changed: u64,
    changed_fields: BTreeMap<&'static str, u64>,
    removed: u64,
    unchanged: u64,
    revision: Option<u64>,
    as_of: String,
    selection: Vec<String>,
    cut_at: Option<u32>,
    guard_would_stop: bool,
    host: String,
    elapsed_ms: u64,
    reports: BTreeMap<&'static str, ReportJson>,
    odd_rows: BTreeMap<&'static str, RemarkJson>,
    members_without_address: u64,
    /// Fields whose text was damaged, and was kept as far as it can be read.
    repaired_fields: u64,
    /// The former name of the same.
    latin1_fields: u64,
    /// Rows that cannot be read, and were left out.
    unreadable_rows: u64,
    /// Places that were not in the report, and stay since not all of it can be read.
    kept: u64,
    /// Fields that the address report has no column for.
    absent: Vec<String>,
    /// The name of the copy that was made before, where places were lost.
    backup: Option<String>,
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
            backup: report.backup.as_ref().map(|backup| backup.name.clone()),
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

#[derive(Serialize)]
struct EditionRowJson {
    id: &'static str,
    title: &'static str,
    /// `null` for all.
    places: Option<u32>,
    features: Vec<&'static str>,
}

#[derive(Serialize)]
pub(crate) struct EditionJson {
    id: &'static str,
    version: &'static str,
    editions: Vec<EditionRowJson>,
    exports: Vec<&'static str>,
    stores: Vec<&'static str>,
}

impl EditionJson {
    pub(crate) fn new(product: &Product) -> Self {
        let row = |edition: EditionId| EditionRowJson {
            id: edition.into(),
            title: edition.title(),
            places: edition.places().number(),
            features: Feature::all()
                .filter(|feature| edition >= feature.first_in())
                .map(Feature::id)
                .collect(),
        };
        Self {
            id: product.policy.manifest().id.into(),
            version: env!("CARGO_PKG_VERSION"),
            editions: EditionId::all().map(row).collect(),
            exports: product
                .exporters
                .iter()
                .map(|exporter| exporter.id)
                .collect(),
            stores: product
                .backends
                .iter()
                .map(|backend| backend.scheme)
                .collect(),
        }
    }
}

/// JSON as text. What could steer a terminal, such as bidi marks and C1 controls, is escaped, which
/// JSON itself asks for below U+0020 only; the value is the same. It can only stand in texts.
pub(crate) fn shown(value: &serde_json::Value) -> String {
    let text = format!("{value:#}");
    if !text.chars().any(|c| c != '\n' && steers_a_terminal(c)) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\n' && steers_a_terminal(c) {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_escaped_and_the_value_is_the_same() {
        let value =
            serde_json::json!({ "name": "a\u{202e}b\u{9b}31m\u{1b}[2J\nä", "list": [1, 2] });
        let text = shown(&value);
        assert!(
            !text.chars().any(|c| c != '\n' && steers_a_terminal(c)),
            "{text}"
        );
        assert!(text.contains("\\u202e") && text.contains("\\u009b"));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).unwrap(),
            value
        );
    }
}
