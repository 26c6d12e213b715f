use kplaces_domain::{Differ, GroupName, Places, Provenance, SyncPlan, Timestamp};
use kplaces_edition::Feature;
use kplaces_store::{Applied, Filter, StoreState};

use super::{Backup, BackupError, BackupReason};
use crate::limit::admit;
use crate::{App, AppError};

/// What bringing a copy back did.
#[derive(Clone, Debug)]
pub struct Restored {
    /// From which copy.
    pub backup: Backup,
    /// What is on the device now.
    pub state: StoreState,
    /// Places that were missing.
    pub added: u64,
    /// Places that were different.
    pub changed: u64,
    /// Places that were not in the copy.
    pub removed: u64,
    /// Places of the copy that this edition does not take; they stay in it.
    pub beyond_limit: u64,
    /// The copy made of what was there before, where that loses something.
    pub before: Option<Backup>,
}

/// What is to be on the device.
pub(crate) struct Arrival {
    /// By key, each once.
    pub(crate) places: Places,
    /// The account's list; `None` keeps the one there is.
    pub(crate) group_list: Option<Vec<GroupName>>,
    pub(crate) provenance: Provenance,
}

impl App {
    /// Brings back what was there before the last sync that took something away, see [`App::restore`].
    pub async fn bring_back_what_a_sync_took(&self, now: Timestamp) -> Result<Restored, AppError> {
        let backups = self.backups.as_ref().ok_or(BackupError::NothingKept)?;
        let all = backups.list()?.into_iter();
        let mut before = all.filter(|backup| backup.reason == BackupReason::BeforeSync);
        let last = before.next().ok_or(BackupError::NothingThere)?;
        self.restore(&last.name, now).await
    }

    /// Brings the places of a copy back, all or nothing, as one change: the revision goes on.
    ///
    /// The copy is looked through first. What it would remove or replace is copied first, too. An
    /// edition with a limit takes the first places by key.
    pub async fn restore(&self, name: &str, now: Timestamp) -> Result<Restored, AppError> {
        let backups = self.backups.as_ref().ok_or(BackupError::NothingKept)?;
        let backup = backups.find(name)?;
        let from_copy = |source| BackupError::Unsound {
            name: backup.name.clone(),
            source,
        };
        let kept = backups.verify(&backup).await?;
        // A store that is damaged has to be set aside before; half of it is no base.
        self.store.check().await?;

        let copy = self.over(backups.open(&backup).await.map_err(from_copy)?);
        let mut places = Places::default();
        copy.each(&Filter::default(), |place| {
            places.push(place);
            Ok(())
        })
        .await?;
        let group_list = if self.policy.has(Feature::GroupList) {
            let groups = copy.store.groups().await.map_err(from_copy)?;
            Some(groups.into_iter().map(|group| group.name).collect())
        } else {
            None
        };

        let mut provenance = kept.provenance.ok_or(BackupError::NothingThere)?;
        let beyond_limit = admit(&self.policy, &mut places, &mut provenance);
        let arrival = Arrival {
            places,
            group_list,
            provenance,
        };
        let (applied, before) = self.bring_back(arrival, now).await?;
        Ok(Restored {
            backup,
            state: self.store.state().await?,
            added: applied.added,
            changed: applied.changed,
            removed: applied.removed,
            beyond_limit,
            before,
        })
    }

    /// Makes the store hold what arrives, as one change; what that removes or replaces is copied
    /// first.
    pub(crate) async fn bring_back(
        &self,
        arrival: Arrival,
        now: Timestamp,
    ) -> Result<(Applied, Option<Backup>), AppError> {
        let now_there = self.store.state().await?;
        let mut differ = Differ::new(arrival.places);
        self.each(&Filter::default(), |place| {
            differ.stored(place);
            Ok(())
        })
        .await?;
        let difference = differ.finish();
        let before = if difference.removed.is_empty() && difference.changed.is_empty() {
            None
        } else {
            // A store that keeps nothing cannot be copied, and promises nothing either.
            let reason = BackupReason::BeforeRestore;
            match &self.backups {
                Some(backups) => Some(backups.create(&*self.store, reason, now).await?),
                None => None,
            }
        };
        let applied = self
            .store
            .apply(&SyncPlan {
                base: now_there.revision,
                added: difference.added,
                changed: difference.changed,
                removed: difference.removed,
                group_list: arrival.group_list,
                provenance: arrival.provenance,
            })
            .await?;
        Ok((applied, before))
    }
}
