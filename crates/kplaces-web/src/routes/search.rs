use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use kplaces_app::Search;
use kplaces_domain::FoldedQuery;
use serde::Serialize;

use super::instead::{FoundBy, Instead, instead};
use super::list_query::ListQuery;
use super::{ApiResult, json};
use crate::app_state::AppState;
use crate::blocking::run_blocking;
use crate::rows::Row;

#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Hits<'a> {
    revision: u64,
    /// What of them the text is.
    by: FoundBy,
    more: bool,
    rows: Vec<Row<'a>>,
}

/// A longer text is no part of a name.
const LONGEST: usize = 200;

/// The places whose name has the text, best fit or nearest first. Where none has, those that it means otherwise.
pub(super) async fn search(
    State(state): State<Arc<AppState>>,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> ApiResult {
    let Query(query) = query?;
    let (at, limit) = (query.at()?, query.limit());
    let typed: String = query
        .q
        .iter()
        .flat_map(|q| q.chars())
        .take(LONGEST)
        .collect();
    let current = state.current().await?;
    let choice = query.choice(&state, &current)?;
    let revision = current.revision();
    let Some(text) = FoldedQuery::new(&typed) else {
        return json(&Hits {
            revision,
            by: FoundBy::Name,
            more: false,
            rows: Vec::new(),
        });
    };
    let (ids, more): (Vec<_>, bool) = if choice.is_all() {
        let search = Search {
            text: Some(text.clone()),
            near: at,
            limit: Some(limit),
            ..Search::default()
        };
        let found = state.app.search(&search).await?;
        let hits = found.hits.iter();
        // A place of a newer revision is not in the atlas; the page hears of that one soon.
        let ids = hits.filter_map(|hit| current.atlas.find(hit.place.key.as_str()));
        (ids.collect(), found.more)
    } else {
        // The store knows one colour and no "none of them"; the choice knows all it needs.
        let (view, text) = (current.view(choice.clone()).await?, text.clone());
        run_blocking(move || view.search(&text, at, limit)).await?
    };
    let found = if ids.is_empty() {
        instead(&state, &current, choice, (&typed, &text), (at, limit)).await?
    } else {
        let by = FoundBy::Name;
        Instead { by, ids, more, at }
    };
    let ids = found.ids.into_iter();
    let rows: Vec<Row<'_>> = ids
        .filter_map(|id| Row::new(&current.atlas, id, found.at))
        .collect();
    json(&Hits {
        revision,
        by: found.by,
        more: found.more,
        rows,
    })
}
