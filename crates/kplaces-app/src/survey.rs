use kplaces_domain::GroupName;
use kplaces_store::Filter;
use kplaces_tiles::AtlasBuilder;

use crate::{App, AppError, Status};

/// The places that are shown, gathered for a map.
#[derive(Debug)]
pub struct Survey {
    /// What is on the device.
    pub status: Status,
    /// The places, still to be put in order, which takes a moment and needs no runtime.
    pub atlas: AtlasBuilder,
}

impl App {
    /// Gathers the places that are shown for a map. `group_order` says which group a place counts as that is in
    /// several.
    pub async fn survey(&self, group_order: Vec<GroupName>) -> Result<Survey, AppError> {
        let status = self.status().await?;
        let mut atlas = AtlasBuilder::new(self.group_order(&group_order).await?);
        self.each_shown(&Filter::default(), |hit| {
            atlas.add(&hit.place);
            Ok(())
        })
        .await?;
        // `each` has seen one state; it is this one.
        self.still_at(status.revision).await?;
        Ok(Survey { status, atlas })
    }
}
