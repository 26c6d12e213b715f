//! The limit of an edition, however places come in: at most so many are taken, and at most so many are
//! shown of what another edition has left here. Nothing is deleted for it.
//!
//! Where there are too many it is the first by key, each time and in every command.

use std::num::NonZeroU32;
use std::sync::Arc;

use kplaces_domain::{FoldedName, Place, Provenance};
use kplaces_edition::{Limit, Policy};
use kplaces_store::{Page, PageCollector, PlaceQuery, PlaceStore, StoreError};

/// The places of a store, as many of them as may be seen.
#[derive(Clone, Debug)]
pub(crate) struct View {
    store: Arc<dyn PlaceStore>,
    most: Option<NonZeroU32>,
}

impl View {
    /// All of them: what is kept, compared, handed over and erased knows no limit.
    pub(crate) fn of_all(store: &Arc<dyn PlaceStore>) -> Self {
        Self {
            store: Arc::clone(store),
            most: None,
        }
    }

    /// Those that an edition shows.
    pub(crate) fn of_edition(store: &Arc<dyn PlaceStore>, policy: &Policy) -> Self {
        let most = match policy.places(None) {
            Limit::AtMost(most) => Some(most),
            Limit::Unlimited => None,
        };
        Self {
            most,
            ..Self::of_all(store)
        }
    }

    /// How many are there and not shown.
    pub(crate) async fn beyond_limit(&self) -> Result<u64, StoreError> {
        match self.most {
            Some(most) => {
                let there = self.store.state().await?.places;
                Ok(there.saturating_sub(u64::from(most.get())))
            }
            None => Ok(0),
        }
    }

    /// A page of those that are shown.
    pub(crate) async fn places(&self, query: &PlaceQuery) -> Result<Page, StoreError> {
        let Some(most) = self.most else {
            return self.store.places(query).await;
        };
        if self.beyond_limit().await? == 0 {
            return self.store.places(query).await;
        }
        let first = PlaceQuery::scan(most.get() as usize);
        let first = self.store.places(&first).await?;
        let mut page = PageCollector::new(query);
        for hit in first.hits {
            let folded = FoldedName::new(&hit.place.name);
            page.push(hit.place, &folded);
        }
        Ok(page.finish())
    }
}

/// Takes as many places as the edition may, of those that come from elsewhere, in order of their keys; says
/// how many are left out.
pub(crate) fn admit(policy: &Policy, places: &mut Vec<Place>, provenance: &mut Provenance) -> u64 {
    places.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    let Some(limit) = policy.places(None).number() else {
        return 0;
    };
    let beyond = places.len().saturating_sub(limit as usize);
    if beyond > 0 {
        places.truncate(limit as usize);
        provenance.cut_at = Some(limit);
    }
    beyond as u64
}
