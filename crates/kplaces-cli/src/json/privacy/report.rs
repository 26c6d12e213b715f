use std::collections::BTreeMap;

use kplaces_app::HeldFile;
use kplaces_domain::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::text::iso;
use crate::text::privacy::report::FIELDS;
use kplaces_device::privacy::Held;

/// What is on this device.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ReportedJson {
    #[schemars(extend("format" = "date-time"))]
    at: String,
    categories: Vec<HeldJson>,
}

/// A kind of data.
#[derive(Serialize, JsonSchema)]
struct HeldJson {
    id: &'static str,
    /// `null` where nobody can tell.
    count: Option<u64>,
    /// Of a place, which fields there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<Vec<&'static str>>,
    facts: BTreeMap<&'static str, String>,
    files: Vec<FileJson>,
}

#[derive(Serialize, JsonSchema)]
struct FileJson {
    path: String,
    bytes: u64,
    /// As `chmod` writes it; `null` where the system has none.
    mode: Option<String>,
    open_to_others: Option<bool>,
}

impl ReportedJson {
    pub(crate) fn new(held: &[Held], now: Timestamp) -> Self {
        Self {
            at: iso(now),
            categories: held.iter().map(HeldJson::new).collect(),
        }
    }
}

impl HeldJson {
    fn new(held: &Held) -> Self {
        let fields = FIELDS.iter().map(|(id, _, _)| *id);
        Self {
            id: held.id,
            count: held.count,
            fields: (held.id == "places").then(|| fields.collect()),
            facts: held
                .facts
                .iter()
                .map(|(name, fact)| (*name, fact.to_string()))
                .collect(),
            files: held.files.iter().map(FileJson::new).collect(),
        }
    }
}

impl FileJson {
    fn new(file: &HeldFile) -> Self {
        Self {
            path: file.path.display().to_string(),
            bytes: file.bytes,
            mode: file.mode.map(|mode| format!("{mode:04o}")),
            open_to_others: file.is_open_to_others(),
        }
    }
}
