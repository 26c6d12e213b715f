use std::time::Duration;

use kplaces_app::Imported;
use kplaces_extract::About;
use schemars::JsonSchema;
use serde::Serialize;

use crate::text::iso;

/// An archive that was written.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ExtractJson {
    file: String,
    bytes: u64,
    places: u64,
    groups: u64,
    records: u64,
    #[schemars(extend("format" = "date-time"))]
    as_of: Option<String>,
    /// The version of its format.
    version: u32,
}

impl ExtractJson {
    pub(crate) fn new(file: &str, bytes: u64, about: &About) -> Self {
        Self {
            file: file.to_owned(),
            bytes,
            places: about.counts.places,
            groups: about.counts.groups,
            records: about.counts.records,
            as_of: about.as_of.clone(),
            version: about.version,
        }
    }
}

/// The places of an archive that were brought back.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ImportedJson {
    places: u64,
    added: u64,
    changed: u64,
    removed: u64,
    /// Places of the archive that this edition does not take.
    beyond_limit: u64,
    revision: u64,
    #[schemars(extend("format" = "date-time"))]
    as_of: Option<String>,
    elapsed_ms: u64,
    /// The copy of what was there before, where that lost something.
    before: Option<String>,
    /// Where the damaged file is now, if there was one.
    set_aside: Option<String>,
}

impl ImportedJson {
    pub(crate) fn new(imported: &Imported, set_aside: Option<&str>, elapsed: Duration) -> Self {
        let provenance = imported.state.provenance.as_ref();
        Self {
            places: imported.state.places,
            added: imported.added,
            changed: imported.changed,
            removed: imported.removed,
            beyond_limit: imported.beyond_limit,
            revision: imported.state.revision.0,
            as_of: provenance.map(|it| iso(it.as_of)),
            elapsed_ms: elapsed.as_millis() as u64,
            before: imported.before.as_ref().map(|it| it.name.clone()),
            set_aside: set_aside.map(str::to_owned),
        }
    }
}
