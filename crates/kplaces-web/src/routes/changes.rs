use std::sync::Arc;

use axum::extract::State;
use kplaces_app::Named;
use kplaces_domain::printable;
use serde::Serialize;

use super::{ApiResult, json};
use crate::app_state::AppState;

/// What the last sync that touched a place has changed, and what is odd, by name.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct LastChanges {
    /// When WEBFLEET had it so; `null` where no sync has left a word.
    as_of: Option<i64>,
    added: Touched,
    changed: Touched,
    /// How many are gone.
    removed: u64,
    /// How the keys of some of them end.
    removed_ends: Vec<String>,
    odd: Touched,
}

/// Places that something was done to: how many, and the first of them.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Touched {
    count: u64,
    places: Vec<NamedPlace>,
}

/// A place by name, with what is different or odd about it.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct NamedPlace {
    key: String,
    name: String,
    about: Vec<&'static str>,
}

/// So many odd places are named.
const NAMED: usize = 200;

pub(super) async fn changes(State(state): State<Arc<AppState>>) -> ApiResult {
    let changes = state.app.last_changes().await?;
    let odd = state.app.odd_places().await?;
    let place = |named: &Named, about: Vec<&'static str>| NamedPlace {
        key: named.key.to_string(),
        name: printable(&named.name).into_owned(),
        about,
    };
    let added = changes.added_places.iter();
    let different = changes.changed_places.iter();
    let some_odd = odd.iter().take(NAMED);
    json(&LastChanges {
        as_of: changes.as_of.map(kplaces_domain::Timestamp::unix),
        added: Touched {
            count: changes.added,
            places: added.map(|it| place(it, Vec::new())).collect(),
        },
        changed: Touched {
            count: changes.changed,
            places: different
                .map(|(it, fields)| place(it, fields.iter().map(|it| (*it).into()).collect()))
                .collect(),
        },
        removed: changes.removed,
        removed_ends: changes.removed_ends,
        odd: Touched {
            count: odd.len() as u64,
            places: some_odd
                .map(|it| place(&it.place, it.oddities.iter().map(|it| it.id()).collect()))
                .collect(),
        },
    })
}
