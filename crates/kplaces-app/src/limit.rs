//! The limit of an edition, however places come in: at most so many are taken, and at most so many are
//! shown of what another edition has left here. Nothing is deleted for it.
//!
//! Where there are too many it is the first by key, each time and in every command.

use std::num::NonZeroU32;
use std::sync::Arc;

use kplaces_domain::{FoldedName, PlaceRef, Places, Provenance, Revision};
use kplaces_edition::{Limit, Policy};
use kplaces_store::{
    BatchQuery, Filter, Page, PageCollector, PlaceBatch, PlaceQuery, PlaceStore, StoreError,
};

use crate::AppError;

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

/// Of how many places a batch is at most: large enough that asking for it does not count, small enough
/// to stay near the processor.
const BATCH: usize = 4_096;

impl View {
    /// Goes through the places that pass `filter`, by key, and returns of which content they are.
    ///
    /// Two batches are in memory at a time: the store fills the next one while this one is looked at.
    pub(crate) async fn each(
        &self,
        filter: &Filter,
        mut visit: impl FnMut(PlaceRef<'_>) -> Result<(), AppError>,
    ) -> Result<Revision, AppError> {
        // Where only the first may be seen, they are counted before they are chosen from.
        let asked = match self.most {
            Some(_) => Filter::default(),
            None => filter.clone(),
        };
        let mut left = self.most.map_or(usize::MAX, |most| most.get() as usize);
        let query = |after, left| BatchQuery {
            filter: asked.clone(),
            after,
            limit: BATCH.min(left),
        };
        let first = query(None, left);
        let mut batch = self.store.batch(&first, PlaceBatch::default()).await?;
        let revision = batch.revision();
        let mut spare = PlaceBatch::default();
        loop {
            left -= batch.len().min(left);
            let next = batch.next().filter(|_| left > 0).cloned();
            let next = next.map(|next| {
                let (store, query) = (Arc::clone(&self.store), query(Some(next), left));
                let into = std::mem::take(&mut spare);
                // Ends with this function, whatever the reason.
                let mut next = tokio::task::JoinSet::new();
                next.spawn(async move { store.batch(&query, into).await });
                next
            });
            // On a runtime of one thread the question goes out only if this task pauses.
            tokio::task::yield_now().await;
            for place in batch.iter() {
                if self.most.is_none() || filter.admits_fields(place) {
                    visit(place)?;
                }
            }
            let Some(mut next) = next else {
                return Ok(revision);
            };
            let Some(next) = next.join_next().await else {
                return Ok(revision);
            };
            spare = std::mem::replace(&mut batch, next.map_err(std::io::Error::other)??);
            if batch.revision() != revision {
                return Err(StoreError::changed_while_read().into());
            }
        }
    }
}

/// Takes as many places as the edition may, of those that come from elsewhere, in order of their keys; says
/// how many are left out.
pub(crate) fn admit(policy: &Policy, places: &mut Places, provenance: &mut Provenance) -> u64 {
    let Some(limit) = policy.places(None).number() else {
        return 0;
    };
    let beyond = places.len().saturating_sub(limit as usize);
    if beyond > 0 {
        let mut first = places.by_key();
        first.truncate(limit as usize);
        *places = std::mem::take(places).select(&first);
        provenance.cut_at = Some(limit);
    }
    beyond as u64
}
