use std::fmt::Debug;

use async_trait::async_trait;
use kplaces_app::SyncReport;

/// What follows a sync that the page has asked for: the front end that serves the map knows.
#[async_trait(?Send)]
pub trait AfterSync: Debug {
    /// Does it, as far as this sync has changed something; whether it went well. What did not is on record.
    async fn follow(&self, report: &SyncReport) -> bool;
}
