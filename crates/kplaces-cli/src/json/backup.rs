use std::path::Path;
use std::time::Duration;

use kplaces_app::{Backup, Restored};
use kplaces_store::StoreState;
use schemars::JsonSchema;
use serde::Serialize;

use crate::text::iso;

/// A copy of the places.
#[derive(Serialize, JsonSchema)]
pub(crate) struct BackupJson {
    name: String,
    path: String,
    #[schemars(extend("format" = "date-time"))]
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

/// The copies of the places, the newest first.
#[derive(Serialize, JsonSchema)]
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

/// Copies that were read from end to end. One that is not sound is an error.
#[derive(Serialize, JsonSchema)]
pub(crate) struct VerifiedJson {
    sound: Vec<ContentJson>,
}

/// What a copy holds.
#[derive(Serialize, JsonSchema)]
struct ContentJson {
    name: String,
    places: u64,
    #[schemars(extend("format" = "date-time"))]
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

/// The places of a copy that were brought back.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RestoredJson {
    /// The name of the copy.
    from: String,
    places: u64,
    added: u64,
    changed: u64,
    removed: u64,
    revision: u64,
    #[schemars(extend("format" = "date-time"))]
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
