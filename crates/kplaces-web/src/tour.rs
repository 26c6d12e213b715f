//! A way that somebody wants to see on the map, with the alerts that it would have given.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use kplaces_device::{Tour, TourAlert};
use kplaces_domain::Position;
use kplaces_tiles::Atlas;
use serde::Serialize;

/// The tour of a map, as long as there are places.
#[derive(Default)]
pub(crate) struct Shown(Mutex<Option<Tour>>);

/// A tour, for the page.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "Tour"))]
pub(crate) struct TourJson {
    /// Longitude and latitude of each position, in parts between which nobody knows the way.
    parts: Vec<Vec<[f64; 2]>>,
    alerts: Vec<TourAlertJson>,
}

/// An alert of a tour.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "TourAlert"))]
pub(crate) struct TourAlertJson {
    /// Longitude and latitude of where it would have been told.
    at: [f64; 2],
    #[cfg_attr(test, ts(type = "\"approaching\" | \"arrived\" | \"left\""))]
    event: &'static str,
    key: String,
}

impl Shown {
    pub(crate) fn of(tour: Option<Tour>) -> Self {
        Self(Mutex::new(tour))
    }

    pub(crate) fn is_there(&self) -> bool {
        self.tour(Option::is_some)
    }

    /// Forgets the alerts of places that are gone, and with the last place the way as well.
    pub(crate) fn keep(&self, atlas: &Atlas) {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if atlas.is_empty() {
            *shown = None;
        } else if let Some(tour) = &mut *shown {
            let is_there = |alert: &TourAlert| atlas.find(&alert.key).is_some();
            tour.alerts.retain(is_there);
        }
    }

    pub(crate) fn json(&self) -> Option<TourJson> {
        self.tour(|tour| tour.as_ref().map(TourJson::from))
    }

    fn tour<T>(&self, look: impl FnOnce(&Option<Tour>) -> T) -> T {
        look(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for Shown {
    /// Where somebody was is not for a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Shown").field(&self.is_there()).finish()
    }
}

impl From<&Tour> for TourJson {
    fn from(tour: &Tour) -> Self {
        let point = |position: &Position| [position.longitude(), position.latitude()];
        let alert = |alert: &TourAlert| TourAlertJson {
            at: point(&alert.at),
            event: alert.event,
            key: alert.key.clone(),
        };
        Self {
            parts: tour
                .parts
                .iter()
                .map(|part| part.iter().map(point).collect())
                .collect(),
            alerts: tour.alerts.iter().map(alert).collect(),
        }
    }
}
