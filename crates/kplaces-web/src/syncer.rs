use std::time::Duration;

use async_trait::async_trait;
use kplaces_app::{SyncReport, SyncStep};
use kplaces_domain::Shrink;
use kplaces_text::Text;

/// Does a sync when the page asks for one. Settings, login and client are the business of whoever
/// starts the map.
#[async_trait]
pub trait Syncer: Send + Sync {
    /// Brings the places of this device to what WEBFLEET has now. With `accept_shrink` also where
    /// much is removed.
    async fn sync(
        &self,
        accept_shrink: bool,
        tell: &(dyn Fn(SyncProgress) + Send + Sync),
    ) -> Result<SyncReport, SyncFailure>;
}

/// How far a sync has come, or what it waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncProgress {
    /// A step of it.
    Step(SyncStep),
    /// It waits for the request quota, so long as is known.
    Waiting(Duration),
    /// A request failed; it is sent again after so long.
    Retrying(Duration),
}

/// Why a sync did not come to its end. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncFailure {
    /// The kind, in one word; the same as in the JSON of the command line.
    pub kind: &'static str,
    /// What went wrong.
    pub what: Text,
    /// Why.
    pub why: Vec<Text>,
    /// What to do.
    pub hints: Vec<Text>,
    /// What would be lost, where the guard stopped it.
    pub guard: Option<Shrink>,
}
