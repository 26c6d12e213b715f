use std::sync::Arc;

use kplaces_domain::{
    Colour, FoldedName, FoldedQuery, GroupName, Place, PlaceKey, PlaceRef, Position, Revision,
};
use kplaces_edition::{Feature, Policy};
use kplaces_export::Exporters;
use kplaces_store::{
    Cursor, Filter, GroupCount, Hit, Order, PlaceQuery, PlaceStore, StoreError, Within,
};

use crate::groups::as_written;
use crate::limit::View;
use crate::{AppError, Backups, GroupAccess, Status, find_groups};

/// How many places are in memory at once where all are listed.
const PAGE: usize = 2_000;

/// The use cases of one edition over one store.
#[derive(Clone, Debug)]
pub struct App {
    pub(crate) policy: Policy,
    pub(crate) store: Arc<dyn PlaceStore>,
    pub(crate) groups: Option<Arc<dyn GroupAccess>>,
    pub(crate) backups: Option<Backups>,
    exporters: Exporters,
}

/// Which places to show, how many, and in which order.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Part of the name.
    pub text: Option<FoldedQuery>,
    /// In one of these groups (needs the group filter).
    pub groups: Vec<GroupName>,
    /// Of this colour.
    pub colour: Option<Colour>,
    /// Nearest to this point first.
    pub near: Option<Position>,
    /// No further from `near` than this, in metres; without it places of no position come last
    /// when searched by name, and not at all otherwise.
    pub within_m: Option<f64>,
    /// At most so many; `None` for all.
    pub limit: Option<usize>,
}

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The places, in the order asked for.
    pub hits: Vec<Hit>,
    /// Whether more fit than the limit lets through.
    pub more: bool,
    /// How many places are on this device besides that the edition does not show, whether they would
    /// fit or not.
    pub beyond_limit: u64,
}

impl Search {
    fn query(&self, limit: usize) -> PlaceQuery {
        let order = match (self.near, &self.text) {
            (Some(near), _) => Order::Distance(near),
            (None, Some(_)) => Order::Relevance,
            (None, None) => Order::Name,
        };
        PlaceQuery {
            filter: Filter {
                key: None,
                text: self.text.clone(),
                groups: self.groups.clone(),
                colour: self.colour.clone(),
                within: self
                    .near
                    .zip(self.within_m)
                    .map(|(centre, metres)| Within { centre, metres }),
                located: self.near.is_some() && self.text.is_none(),
            },
            order,
            after: None,
            limit,
        }
    }
}

impl App {
    /// An edition's use cases over `store`; `groups` is there in editions with the group features.
    pub fn new(
        policy: Policy,
        store: Arc<dyn PlaceStore>,
        groups: Option<Arc<dyn GroupAccess>>,
        exporters: Exporters,
    ) -> Self {
        Self {
            policy,
            store,
            groups,
            backups: None,
            exporters,
        }
    }

    /// The same edition over another store.
    pub(crate) fn over(&self, store: Arc<dyn PlaceStore>) -> Self {
        Self {
            store,
            ..self.clone()
        }
    }

    /// What is on this device.
    pub async fn status(&self) -> Result<Status, AppError> {
        let state = self.store.state().await?;
        let groups = self.store.groups().await?.len() as u64;
        let beyond_limit = self.shown().beyond_limit().await?;
        Ok(Status {
            places: state.places.saturating_sub(beyond_limit),
            beyond_limit,
            groups,
            revision: state.revision,
            provenance: state.provenance,
            durable: self.store.capabilities().durable,
        })
    }

    /// Which content it is, at little cost.
    pub async fn revision(&self) -> Result<Revision, AppError> {
        Ok(self.store.state().await?.revision)
    }

    /// The places that this edition shows.
    pub(crate) fn shown(&self) -> View {
        View::of_edition(&self.store, &self.policy)
    }

    /// The places that fit a search.
    pub async fn search(&self, search: &Search) -> Result<Found, AppError> {
        let search = Search {
            groups: self.known_groups(&search.groups).await?,
            ..search.clone()
        };
        let limit = search.limit.unwrap_or(usize::MAX);
        // By key and by name a store can seek; any other order costs a look at all places a page.
        let by_page = search.near.is_none() && search.text.is_none();
        let page_size = if by_page { PAGE } else { usize::MAX };
        let mut query = search.query(limit.min(page_size));
        let before = self.store.state().await?.revision;
        let shown = self.shown();
        let beyond_limit = shown.beyond_limit().await?;
        let mut hits = Vec::new();
        loop {
            let page = shown.places(&query).await?;
            hits.extend(page.hits);
            let more = page.next.is_some() && hits.len() >= limit;
            let Some(next) = page.next.filter(|_| !more) else {
                self.still_at(before).await?;
                return Ok(Found {
                    hits,
                    more,
                    beyond_limit,
                });
            };
            query.limit = page_size.min(limit - hits.len());
            query.after = Some(next);
        }
    }

    /// The place with this key, else those whose name is this text, else those whose key is, both
    /// however they are typed, else those whose name holds it, best fit first.
    pub async fn show(&self, text: &str) -> Result<Found, AppError> {
        let beyond_limit = self.shown().beyond_limit().await?;
        let these = |hits| Found {
            hits,
            more: false,
            beyond_limit,
        };
        if let Some(hit) = self.by_key(&PlaceKey::from(text)).await? {
            return Ok(these(vec![hit]));
        }
        let Some(query) = FoldedQuery::new(text) else {
            return Ok(these(Vec::new()));
        };
        let search = Search {
            text: Some(query),
            limit: Some(20),
            ..Search::default()
        };
        let mut found = self.search(&search).await?;
        // The best fits come first, so whole names are in front.
        let wanted = FoldedName::new(text);
        let whole = found
            .hits
            .iter()
            .take_while(|hit| FoldedName::new(&hit.place.name) == wanted)
            .count();
        if whole == 0 {
            let hits = self.by_typed_key(&wanted).await?;
            if !hits.is_empty() {
                return Ok(these(hits));
            }
        } else if whole < found.hits.len() {
            found = these(found.hits.drain(..whole).collect());
        }
        Ok(found)
    }

    /// The places whose key reads like this, however it is typed. Costs a look at all places.
    async fn by_typed_key(&self, wanted: &FoldedName) -> Result<Vec<Hit>, AppError> {
        let mut hits = Vec::new();
        self.each_shown(&Filter::default(), |place| {
            if FoldedName::new(place.key) == *wanted {
                hits.push(Hit {
                    place: place.to_place(),
                    distance_m: None,
                });
            }
            Ok(())
        })
        .await?;
        Ok(hits)
    }

    /// The named groups as this device writes them, where this edition has the group filter.
    pub(crate) async fn known_groups(
        &self,
        wanted: &[GroupName],
    ) -> Result<Vec<GroupName>, AppError> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        self.allow_groups(wanted)?;
        Ok(find_groups(wanted, &self.group_names().await?)?)
    }

    /// An order of groups that somebody has typed, as this device writes them.
    pub async fn group_order(&self, typed: &[GroupName]) -> Result<Vec<GroupName>, AppError> {
        if typed.is_empty() {
            return Ok(Vec::new());
        }
        Ok(as_written(typed, &self.group_names().await?))
    }

    pub(crate) async fn group_names(&self) -> Result<Vec<GroupName>, AppError> {
        let groups = self.store.groups().await?.into_iter();
        Ok(groups.map(|group| group.name).collect())
    }

    /// Fails where the content changed while it was gone through: the answer would be mixed.
    pub(crate) async fn still_at(&self, revision: Revision) -> Result<(), AppError> {
        if self.store.state().await?.revision == revision {
            return Ok(());
        }
        Err(StoreError::changed_while_read().into())
    }

    pub(crate) async fn by_key(&self, key: &PlaceKey) -> Result<Option<Hit>, AppError> {
        let filter = Filter {
            key: Some(key.clone()),
            ..Filter::default()
        };
        let page = self
            .shown()
            .places(&PlaceQuery {
                filter,
                ..PlaceQuery::scan(1)
            })
            .await?;
        Ok(page.hits.into_iter().next())
    }

    /// The groups on this device with the number of their places (needs the group list).
    pub async fn groups(&self) -> Result<Vec<GroupCount>, AppError> {
        self.policy.require(Feature::GroupList)?;
        Ok(self.store.groups().await?)
    }

    /// Fails where groups are named and this edition has no group filter.
    pub fn allow_groups(&self, groups: &[GroupName]) -> Result<(), AppError> {
        if !groups.is_empty() {
            self.policy.require(Feature::GroupFilter)?;
        }
        Ok(())
    }

    /// What this edition may do.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The export profiles of this edition.
    pub fn exporters(&self) -> &Exporters {
        &self.exporters
    }

    /// Goes through the places that are shown, by key, and returns what they are the content of.
    pub async fn each_place(
        &self,
        mut visit: impl FnMut(PlaceRef<'_>),
    ) -> Result<Status, AppError> {
        let status = self.status().await?;
        let all = Filter::default();
        let seen = self
            .each_shown(&all, |place| {
                visit(place);
                Ok(())
            })
            .await?;
        if seen != status.revision {
            return Err(StoreError::changed_while_read().into());
        }
        Ok(status)
    }

    /// Up to `most` places that are shown, by key, behind `after`.
    pub async fn places_after(
        &self,
        after: Option<&PlaceKey>,
        most: usize,
    ) -> Result<Vec<Place>, AppError> {
        let query = PlaceQuery {
            after: after.cloned().map(Cursor::after_key),
            ..PlaceQuery::scan(most)
        };
        let page = self.shown().places(&query).await?;
        Ok(page.hits.into_iter().map(|hit| hit.place).collect())
    }

    /// Goes through all places that pass `filter`, those too that the edition does not show. All of
    /// them are of one content of the store, whose revision is returned.
    pub(crate) async fn each(
        &self,
        filter: &Filter,
        visit: impl FnMut(PlaceRef<'_>) -> Result<(), AppError>,
    ) -> Result<Revision, AppError> {
        View::of_all(&self.store).each(filter, visit).await
    }

    /// Goes through the places that pass `filter` and are shown.
    pub(crate) async fn each_shown(
        &self,
        filter: &Filter,
        visit: impl FnMut(PlaceRef<'_>) -> Result<(), AppError>,
    ) -> Result<Revision, AppError> {
        self.shown().each(filter, visit).await
    }
}
