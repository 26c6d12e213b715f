//! What is on the device now, ready for questions.

use std::sync::{Arc, Mutex, PoisonError};

use kplaces_app::{App, AppError, Status};
use kplaces_domain::{GroupName, Revision};
use kplaces_tiles::{Atlas, AtlasBuilder, Bounds, Choice, View};

use crate::api_error::ApiError;
use crate::blocking::run_blocking;

/// So many choices are kept ready: who tries filters comes back to them.
const READY: usize = 6;

/// So many places are a picture already, and are read in an instant.
pub(crate) const FIRST: usize = 20_000;

/// Beyond all revisions of a store, and small enough for every program that reads numbers.
const OF_A_PART: u64 = 1 << 52;

/// The places of one revision.
#[derive(Debug)]
pub(crate) struct Current {
    pub(crate) status: Status,
    /// Whether these are only those that were read first.
    pub(crate) is_part: bool,
    /// Those that were read first: a page that has heard of them goes on asking for them until it hears of all.
    part: Option<Arc<Self>>,
    pub(crate) atlas: Arc<Atlas>,
    /// Around nearly all places, for the first picture.
    pub(crate) bounds: Option<Bounds>,
    /// Around all of them.
    pub(crate) all_bounds: Option<Bounds>,
    views: Mutex<Vec<(Choice, Arc<View>)>>,
    /// Views are made one at a time: a map asks for many tiles of a new choice at once.
    making: tokio::sync::Mutex<()>,
}

impl Current {
    /// Reads everything from the store. Where that is much more than the `first` places, `show` gets those as
    /// soon as they are there.
    pub(crate) async fn read(
        app: &App,
        group_order: &[GroupName],
        first: usize,
        show: impl FnOnce(Arc<Self>),
    ) -> Result<Self, AppError> {
        let mut builder = AtlasBuilder::new(app.group_order(group_order).await?);
        let before = app.status().await?;
        let mut show = Some(show).filter(|_| before.places > 2 * first as u64);
        let mut part = None;
        let each = app.each_place(|place| {
            builder.add(place);
            if builder.len() == first
                && let Some(show) = show.take()
            {
                let read = Self::of(before.clone(), &Arc::new(builder.so_far()), true);
                show(Arc::clone(part.insert(Arc::new(read))));
            }
        });
        let status = each.await?;
        let made = tokio::task::spawn_blocking(move || {
            let atlas = Arc::new(builder.finish());
            Self {
                part,
                ..Self::of(status, &atlas, false)
            }
        });
        made.await
            .map_err(|error| std::io::Error::other(error).into())
    }

    fn of(status: Status, atlas: &Arc<Atlas>, is_part: bool) -> Self {
        let all = Arc::new(View::new(Arc::clone(atlas), Choice::default()));
        Self {
            status,
            is_part,
            part: None,
            atlas: Arc::clone(atlas),
            bounds: atlas.bounds(0.01),
            all_bounds: atlas.bounds(0.0),
            views: Mutex::new(vec![(Choice::default(), all)]),
            making: tokio::sync::Mutex::new(()),
        }
    }

    /// What tells these places from others that were or will be shown.
    pub(crate) fn revision(&self) -> u64 {
        self.status.revision.0 | if self.is_part { OF_A_PART } else { 0 }
    }

    /// These places, or those of them that were read first, if that is what a revision means.
    pub(crate) fn of_revision(self: &Arc<Self>, revision: u64) -> Option<Arc<Self>> {
        let mut known = [Some(self), self.part.as_ref()].into_iter().flatten();
        known.find(|it| it.revision() == revision).cloned()
    }

    /// No places any more.
    pub(crate) fn nothing(before: Option<&Status>) -> Self {
        let status = Status {
            places: 0,
            beyond_limit: 0,
            groups: 0,
            // Another content than that before, so that every page takes it for one.
            revision: Revision(before.map_or(0, |before| before.revision.0.saturating_add(1))),
            provenance: None,
            durable: true,
        };
        let atlas = Arc::new(AtlasBuilder::new(Vec::new()).finish());
        Self::of(status, &atlas, false)
    }

    /// The same places with another moment they are of.
    pub(crate) fn at(&self, status: Status) -> Self {
        let views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        Self {
            status,
            is_part: self.is_part,
            part: None,
            atlas: Arc::clone(&self.atlas),
            bounds: self.bounds,
            all_bounds: self.all_bounds,
            views: Mutex::new(views.clone()),
            making: tokio::sync::Mutex::new(()),
        }
    }

    /// The places of a choice. Made where it is not ready, which is a look at all places.
    pub(crate) async fn view(&self, choice: Choice) -> Result<Arc<View>, ApiError> {
        let ready = || {
            let views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
            let found = views.iter().find(|(have, _)| *have == choice);
            found.map(|(_, view)| Arc::clone(view))
        };
        if let Some(view) = ready() {
            return Ok(view);
        }
        let _making = self.making.lock().await;
        if let Some(view) = ready() {
            return Ok(view);
        }
        let (atlas, wanted) = (Arc::clone(&self.atlas), choice.clone());
        let view = run_blocking(move || Arc::new(View::new(atlas, wanted))).await?;
        let mut views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        if views.len() >= READY {
            // The first is all places, which everybody comes back to.
            views.remove(1);
        }
        views.push((choice, Arc::clone(&view)));
        Ok(view)
    }
}

#[cfg(test)]
mod tests {
    use kplaces_domain::{Place, PlaceKey, Position, Provenance, Radius, SyncPlan, Timestamp};
    use kplaces_edition::{Manifest, Policy};
    use kplaces_export::Exporters;
    use kplaces_store::Backends;

    use super::*;

    /// A device with so many places, each a little further north.
    async fn app(folder: &std::path::Path, places: u32) -> App {
        let manifest = include_str!("../../../editions/pro/edition.toml");
        let manifest = Manifest::parse(manifest).unwrap();
        let features = manifest.features.clone();
        let backends = Backends::new([kplaces_store_sqlite::backend()]).unwrap();
        let url = "sqlite:places.db".parse().unwrap();
        let store = backends.open(&url, folder.to_owned()).await.unwrap();
        let added = (0..places).map(|n| Place {
            key: PlaceKey::from(format!("{n:05}").as_str()),
            name: format!("Depot {n}").as_str().into(),
            position: Position::from_degrees(40.0 + f64::from(n), 10.0).ok(),
            radius: Radius::default(),
            colour: None,
            groups: [GroupName::from("Depots")].into_iter().collect(),
        });
        let plan = SyncPlan {
            base: Revision(0),
            added: added.collect(),
            changed: Vec::new(),
            removed: Vec::new(),
            group_list: None,
            provenance: Provenance {
                as_of: Timestamp::from_unix(1),
                selection: Vec::new(),
                cut_at: None,
            },
        };
        store.apply(&plan).await.unwrap();
        let policy = Policy::new(manifest, &features).unwrap();
        App::new(policy, store, None, Exporters::new([]).unwrap())
    }

    async fn read(places: u32, first: usize) -> (Option<Arc<Current>>, Arc<Current>) {
        let folder = tempfile::tempdir().unwrap();
        let app = app(folder.path(), places).await;
        let mut shown = None;
        let all = Current::read(&app, &[], first, |current| shown = Some(current)).await;
        (shown, Arc::new(all.unwrap()))
    }

    #[tokio::test]
    async fn the_first_places_are_shown_before_all_are_read() {
        let (first, all) = read(9, 4).await;
        let first = first.unwrap();
        assert_eq!((first.atlas.len(), all.atlas.len()), (4, 9));
        assert_eq!((first.status.places, all.status.places), (9, 9));
        assert_eq!((first.is_part, all.is_part), (true, false));
        let north = |current: &Current| current.all_bounds.map(|it| it.north.round() as i32);
        assert_eq!((north(&first), north(&all)), (Some(43), Some(48)));
        assert_eq!(all.revision(), all.status.revision.0);
        assert_ne!(first.revision(), all.revision());
        // Who has heard of the first ones can still ask for them.
        for current in [&first, &all] {
            let found = all.of_revision(current.revision()).unwrap();
            assert!(Arc::ptr_eq(&found, current));
        }
        assert!(all.of_revision(all.revision() + 1).is_none());
        // As large as a number of the page can be.
        assert!(first.revision() < 1 << 53);
    }

    #[tokio::test]
    async fn few_places_are_shown_at_once() {
        let (first, all) = read(8, 4).await;
        assert!(first.is_none());
        assert_eq!(all.atlas.len(), 8);
    }
}
