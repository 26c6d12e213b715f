//! What is on the device now, ready for questions.

use std::sync::{Arc, Mutex, PoisonError};

use kplaces_app::{App, AppError, Status};
use kplaces_domain::{GroupName, Revision};
use kplaces_tiles::{Atlas, AtlasBuilder, Bounds, Choice, View};

use crate::api_error::ApiError;
use crate::blocking::run_blocking;

/// So many choices are kept ready: who tries filters comes back to them.
const READY: usize = 6;

/// The places of one revision.
#[derive(Debug)]
pub(crate) struct Current {
    pub(crate) status: Status,
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
    /// Reads everything from the store.
    pub(crate) async fn read(app: &App, group_order: &[GroupName]) -> Result<Self, AppError> {
        let mut builder = AtlasBuilder::new(app.group_order(group_order).await?);
        let status = app.each_place(|place| builder.add(place)).await?;
        let made = tokio::task::spawn_blocking(move || {
            let atlas = Arc::new(builder.finish());
            let all = Arc::new(View::new(Arc::clone(&atlas), Choice::default()));
            let (bounds, all_bounds) = (atlas.bounds(0.01), atlas.bounds(0.0));
            Self {
                status,
                atlas,
                bounds,
                all_bounds,
                views: Mutex::new(vec![(Choice::default(), all)]),
                making: tokio::sync::Mutex::new(()),
            }
        });
        made.await
            .map_err(|error| std::io::Error::other(error).into())
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
        let all = Arc::new(View::new(Arc::clone(&atlas), Choice::default()));
        Self {
            status,
            atlas,
            bounds: None,
            all_bounds: None,
            views: Mutex::new(vec![(Choice::default(), all)]),
            making: tokio::sync::Mutex::new(()),
        }
    }

    /// The same places with another moment they are of.
    pub(crate) fn at(&self, status: Status) -> Self {
        let views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        Self {
            status,
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
