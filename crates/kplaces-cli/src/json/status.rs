use kplaces_app::Status;
use kplaces_edition::Manifest;
use kplaces_state::Record;
use schemars::JsonSchema;
use serde::Serialize;

use super::{BeyondLimitJson, RunJson};
use crate::text::iso;

/// What is on this device.
#[derive(Serialize, JsonSchema)]
pub(crate) struct StatusJson {
    /// `basic`, `pro` or `enterprise`.
    edition: &'static str,
    version: &'static str,
    /// The number of this device among others with the same account (`fleet.number`).
    pub(crate) device_number: Option<u32>,
    /// The tenant that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tenant: Option<String>,
    places: u64,
    #[serde(flatten)]
    beyond_limit: Option<BeyondLimitJson>,
    groups: u64,
    /// Counts the changes of the places; it never goes back.
    revision: u64,
    /// When WEBFLEET had what is here; `null` where nothing was ever downloaded.
    #[schemars(extend("format" = "date-time"))]
    as_of: Option<String>,
    /// The groups that the download was limited to; empty for all.
    selection: Vec<String>,
    /// The limit that cut the download short.
    cut_at: Option<u32>,
    /// The address of the store.
    store: String,
    data_dir: String,
    /// How many places were here after the last sync that went well, where they are gone since.
    places_gone: Option<u64>,
    /// The newest sync, dry runs aside, whatever came of it.
    last_sync: Option<RunJson>,
    /// How many syncs failed since the last one that went well.
    failed_in_a_row: u64,
    /// The newest sync that went well, dry runs aside; `null` where the record has none.
    last_success: Option<RunJson>,
    /// The syncs that failed since, the newest first: at most the last ten.
    failed_since: Vec<RunJson>,
}

/// How many failures are told of.
const MOST_FAILURES: usize = 10;

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
            version: env!("CARGO_PKG_VERSION"),
            device_number: None,
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
            last_success: record.last_done().map(RunJson::new),
            failed_since: record
                .failed_since()
                .take(MOST_FAILURES)
                .map(RunJson::new)
                .collect(),
        }
    }
}
