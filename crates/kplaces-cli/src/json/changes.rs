use kplaces_app::{Changes, Named, OddPlace};
use schemars::JsonSchema;
use serde::Serialize;

use crate::text::iso;

/// A place by key and name.
#[derive(Serialize, JsonSchema)]
struct NamedJson {
    key: String,
    name: String,
}

impl From<&Named> for NamedJson {
    fn from(named: &Named) -> Self {
        Self {
            key: named.key.to_string(),
            name: named.name.clone(),
        }
    }
}

#[derive(Serialize, JsonSchema)]
struct ChangedJson {
    #[serde(flatten)]
    place: NamedJson,
    /// `name`, `position`, `radius`, `colour`, `groups`.
    fields: Vec<&'static str>,
}

/// The places that a sync touched: the first 200 of each kind, of those that are there; with `log --changes --all` all
/// that are kept.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ChangesJson {
    /// When WEBFLEET had it so; `null` where no sync has left a word.
    #[schemars(extend("format" = "date-time"))]
    as_of: Option<String>,
    added: Vec<NamedJson>,
    changed: Vec<ChangedJson>,
    /// How the keys of those that are gone end: nothing else is known of them.
    removed_ends: Vec<String>,
}

impl From<&Changes> for ChangesJson {
    fn from(changes: &Changes) -> Self {
        let different = changes.changed_places.iter();
        Self {
            as_of: changes.as_of.map(iso),
            added: changes.added_places.iter().map(NamedJson::from).collect(),
            changed: different
                .map(|(place, fields)| ChangedJson {
                    place: place.into(),
                    fields: fields.iter().map(|field| (*field).into()).collect(),
                })
                .collect(),
            removed_ends: changes.removed_ends.clone(),
        }
    }
}

/// What the last sync that touched a place has changed.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LastChangesJson {
    added: u64,
    changed: u64,
    removed: u64,
    changes: ChangesJson,
}

impl From<&Changes> for LastChangesJson {
    fn from(changes: &Changes) -> Self {
        Self {
            added: changes.added,
            changed: changes.changed,
            removed: changes.removed,
            changes: changes.into(),
        }
    }
}

#[derive(Serialize, JsonSchema)]
struct OddPlaceJson {
    #[serde(flatten)]
    place: NamedJson,
    /// As in `odd_rows` of `sync`.
    oddities: Vec<&'static str>,
}

/// With `--odd`: places with something odd about them.
#[derive(Serialize, JsonSchema)]
pub(crate) struct OddJson {
    odd: Vec<OddPlaceJson>,
}

impl OddJson {
    pub(crate) fn new(places: &[OddPlace]) -> Self {
        let place = |it: &OddPlace| OddPlaceJson {
            place: (&it.place).into(),
            oddities: it.oddities.iter().map(|odd| odd.id()).collect(),
        };
        Self {
            odd: places.iter().map(place).collect(),
        }
    }
}
