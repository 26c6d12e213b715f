//! Taking everything along, and bringing it back.

use std::io::{Read, Seek, Write};

use kplaces_domain::{GroupName, Timestamp};
use kplaces_edition::Feature;
use kplaces_extract::{About, Archive, Counts, Extract, ExtractError};
use kplaces_store::{Filter, StoreError};
use kplaces_text::text;
use serde::Serialize;

use crate::backup::Arrival;
use crate::limit::admit;
use crate::{App, AppError, Backup};

/// What goes into an archive besides the store.
#[derive(Debug)]
pub struct ExtractExtras<'a, R, S> {
    /// The host the places came from, as it is set.
    pub host: Option<String>,
    /// The syncs, the oldest first.
    pub records: &'a [R],
    /// The settings, secrets hidden.
    pub settings: &'a S,
}

/// What bringing the places of an archive back did.
#[derive(Clone, Debug)]
pub struct Imported {
    /// What the archive says of itself.
    pub about: About,
    /// What is on the device now.
    pub state: kplaces_store::StoreState,
    /// Places that were missing.
    pub added: u64,
    /// Places that were different.
    pub changed: u64,
    /// Places that were not in the archive.
    pub removed: u64,
    /// Places of the archive that this edition does not take.
    pub beyond_limit: u64,
    /// The copy made of what was there before, where that loses something.
    pub before: Option<Backup>,
}

/// Reads an archive to its end; nothing is changed anywhere.
pub fn read_extract(from: impl Read + Seek) -> Result<Extract, AppError> {
    Ok(kplaces_extract::read(from)?)
}

impl App {
    /// Writes everything to an archive, and says what it holds. What is written is of one moment:
    /// if a sync comes in between, it fails.
    pub async fn extract<R: Serialize, S: Serialize>(
        &self,
        out: impl Write,
        extras: &ExtractExtras<'_, R, S>,
    ) -> Result<About, AppError> {
        let state = self.store.state().await?;
        let groups = self.store.groups().await?;
        let counts = Counts {
            places: state.places,
            groups: groups.len() as u64,
            records: extras.records.len() as u64,
        };
        let about = About {
            edition: self.policy.manifest().id.to_string(),
            host: extras.host.clone(),
            ..About::new(state.provenance.as_ref(), state.revision.0, counts)
        };
        let mut archive = Archive::begin(out, &about)?;
        let all = Filter::default();
        let first = self.each(&all, |place| Ok(archive.place(place)?)).await?;
        let groups: Vec<(GroupName, u64)> =
            groups.into_iter().map(|it| (it.name, it.places)).collect();
        archive.groups(&groups)?;
        archive.records(extras.records)?;
        archive.settings(extras.settings)?;
        let second = self.each(&all, |place| Ok(archive.feature(place)?)).await?;
        if (first, second) != (state.revision, state.revision) {
            return Err(StoreError::changed_while_read().into());
        }
        archive.finish()?;
        Ok(about)
    }

    /// Brings the places of an archive back, all or nothing, as one change: the revision goes on.
    ///
    /// What it would remove or replace is copied before. An
    /// edition with a limit takes the first places by key.
    pub async fn import(&self, extract: &Extract, now: Timestamp) -> Result<Imported, AppError> {
        let mut provenance = extract
            .about
            .provenance()
            .ok_or_else(|| ExtractError::Damaged {
                entry: kplaces_extract::entry::ABOUT,
                line: None,
                why: text!(
                    "says that nothing was ever downloaded",
                    "sagt, dass nie etwas heruntergeladen wurde"
                ),
            })?;
        self.store.check().await?;
        let mut places = extract.places.iter().collect();
        let beyond_limit = admit(&self.policy, &mut places, &mut provenance);
        let group_list = self
            .policy
            .has(Feature::GroupList)
            .then(|| extract.groups.clone());
        let arrival = Arrival {
            places,
            group_list,
            provenance,
        };
        let (applied, before) = self.bring_back(arrival, now).await?;
        Ok(Imported {
            about: extract.about.clone(),
            state: self.store.state().await?,
            added: applied.added,
            changed: applied.changed,
            removed: applied.removed,
            beyond_limit,
            before,
        })
    }
}
