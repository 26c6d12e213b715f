//! What is to be looked at again in WEBFLEET, and what the last sync has changed, by name.

use std::collections::BTreeMap;

use kplaces_domain::{Oddity, PlaceKey};
use kplaces_store::Filter;

use crate::sync::{Changes, Named, odd_rows};
use crate::{App, AppError};

/// A place with something odd about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OddPlace {
    /// Which.
    pub place: Named,
    /// What.
    pub oddities: Vec<Oddity>,
}

impl App {
    /// The places that were odd in the report of the last sync, by key. Where nothing is known of that report any more,
    /// those whose oddity shows. Costs a look at all places.
    pub async fn odd_places(&self) -> Result<Vec<OddPlace>, AppError> {
        let rows: Option<BTreeMap<u32, Vec<Oddity>>> = odd_rows(&*self.store).await?;
        let (mut found, mut number) = (Vec::new(), 0_u32);
        self.each_shown(&Filter::default(), |place| {
            let seen = || {
                let mut seen = Vec::new();
                if place.position.is_none() {
                    seen.push(Oddity::NoPosition);
                }
                if place.colour.is_some_and(|colour| colour.rgb().is_none()) {
                    seen.push(Oddity::UnknownColour);
                }
                if place.name.trim().is_empty() {
                    seen.push(Oddity::NoName);
                }
                seen
            };
            let oddities = match &rows {
                Some(rows) => rows.get(&number).cloned().unwrap_or_default(),
                None => seen(),
            };
            if !oddities.is_empty() {
                found.push(OddPlace {
                    place: Named {
                        key: PlaceKey::from(place.key),
                        name: place.name.to_owned(),
                    },
                    oddities,
                });
            }
            number += 1;
            Ok(())
        })
        .await?;
        Ok(found)
    }

    /// What the last sync that touched a place has changed, with the names of those that are there; nothing where it has
    /// left no word. At most [`Changes::NAMED`] of each kind.
    pub async fn last_changes(&self) -> Result<Changes, AppError> {
        self.last_changes_up_to(Changes::NAMED).await
    }

    /// The same with so many of each kind, as far as they are kept.
    pub async fn last_changes_up_to(&self, most: usize) -> Result<Changes, AppError> {
        let Some(changes) = Changes::kept_in(&*self.store).await? else {
            return Ok(Changes::default());
        };
        let mut changes = changes.up_to(most);
        let mut added = Vec::new();
        for named in changes.added_places {
            added.extend(self.with_name(named).await?);
        }
        changes.added_places = added;
        let mut different = Vec::new();
        for (named, fields) in changes.changed_places {
            let named = self.with_name(named).await?;
            different.extend(named.map(|named| (named, fields)));
        }
        changes.changed_places = different;
        Ok(changes)
    }

    async fn with_name(&self, named: Named) -> Result<Option<Named>, AppError> {
        let hit = self.by_key(&named.key).await?;
        Ok(hit.map(|hit| Named {
            name: hit.place.name.into(),
            ..named
        }))
    }
}
