use std::io::Write;
use std::sync::Arc;

use kplaces_domain::{Colour, FoldedName, FoldedQuery, GroupName, PlaceKey, Position};
use kplaces_edition::{Feature, Policy};
use kplaces_export::{ExportContext, Exporters, Tally};
use kplaces_store::{Filter, GroupCount, Hit, Order, PlaceQuery, PlaceStore, Within};

use crate::{AppError, GroupAccess, Status};

/// How many places are in memory at once where all are gone through.
const PAGE: usize = 2_000;

/// The use cases of one edition over one store.
#[derive(Clone, Debug)]
pub struct App {
    pub(crate) policy: Policy,
    pub(crate) store: Arc<dyn PlaceStore>,
    pub(crate) groups: Option<Arc<dyn GroupAccess>>,
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

/// What an export wrote.
#[derive(Clone, Debug)]
pub struct Export {
    /// What was written and what was not.
    pub tally: Tally,
    /// How many places were looked at.
    pub places: u64,
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
            exporters,
        }
    }

    /// What is on this device.
    pub async fn status(&self) -> Result<Status, AppError> {
        let state = self.store.state().await?;
        let groups = self.store.groups().await?.len() as u64;
        Ok(Status {
            places: state.places,
            groups,
            revision: state.revision,
            provenance: state.provenance,
        })
    }

    /// The places that fit a search, and whether there are more than its limit.
    pub async fn search(&self, search: &Search) -> Result<(Vec<Hit>, bool), AppError> {
        self.allow_groups(&search.groups)?;
        let limit = search.limit.unwrap_or(usize::MAX);
        let mut query = search.query(limit.min(PAGE));
        let mut hits = Vec::new();
        loop {
            let page = self.store.places(&query).await?;
            hits.extend(page.hits);
            let Some(next) = page.next else {
                return Ok((hits, false));
            };
            if hits.len() >= limit {
                return Ok((hits, true));
            }
            query.limit = PAGE.min(limit - hits.len());
            query.after = Some(next);
        }
    }

    /// The place with this key, else those whose name is this text (folded), else those that hold
    /// it, best fit first.
    pub async fn show(&self, text: &str) -> Result<Vec<Hit>, AppError> {
        let key = PlaceKey::from(text);
        let Some(query) = FoldedQuery::new(text) else {
            return Ok(self.by_key(&key).await?.into_iter().collect());
        };
        if let Some(hit) = self.by_key(&key).await? {
            return Ok(vec![hit]);
        }
        let search = Search {
            text: Some(query),
            limit: Some(20),
            ..Search::default()
        };
        let (hits, _) = self.search(&search).await?;
        let wanted = FoldedName::new(text);
        let exact: Vec<Hit> = hits
            .iter()
            .filter(|hit| FoldedName::new(&hit.place.name) == wanted)
            .cloned()
            .collect();
        Ok(if exact.is_empty() { hits } else { exact })
    }

    async fn by_key(&self, key: &PlaceKey) -> Result<Option<Hit>, AppError> {
        let filter = Filter {
            key: Some(key.clone()),
            ..Filter::default()
        };
        let page = self
            .store
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

    /// The export profiles of this edition.
    pub fn exporters(&self) -> &Exporters {
        &self.exporters
    }

    /// Writes all places, or those of some groups, to `out` in the format of a profile, in the
    /// order of their keys.
    pub async fn export(
        &self,
        profile: &str,
        groups: &[GroupName],
        group_order: Vec<GroupName>,
        out: Box<dyn Write + Send>,
    ) -> Result<Export, AppError> {
        self.allow_groups(groups)?;
        let exporter = self
            .exporters
            .find(profile)
            .ok_or_else(|| AppError::UnknownProfile {
                name: profile.to_owned(),
                known: self.exporters.iter().map(|exporter| exporter.id).collect(),
            })?;
        let state = self.store.state().await?;
        let context = ExportContext {
            group_order,
            as_of: state.provenance.map(|provenance| provenance.as_of),
            title: "3Kplaces".to_owned(),
        };
        let mut writer = (exporter.start)(out, &context).map_err(AppError::Output)?;
        let mut places = 0;
        let filter = Filter {
            groups: groups.to_vec(),
            ..Filter::default()
        };
        self.each(&filter, |hit| {
            places += 1;
            writer.place(&hit.place).map_err(AppError::Output)
        })
        .await?;
        let tally = writer.finish().map_err(AppError::Output)?;
        Ok(Export { tally, places })
    }

    /// Goes through the places that pass `filter`, by key, a page in memory at a time.
    pub(crate) async fn each(
        &self,
        filter: &Filter,
        mut visit: impl FnMut(Hit) -> Result<(), AppError>,
    ) -> Result<(), AppError> {
        let mut query = PlaceQuery {
            filter: filter.clone(),
            ..PlaceQuery::scan(PAGE)
        };
        loop {
            let page = self.store.places(&query).await?;
            for hit in page.hits {
                visit(hit)?;
            }
            let Some(next) = page.next else { return Ok(()) };
            query.after = Some(next);
        }
    }
}
