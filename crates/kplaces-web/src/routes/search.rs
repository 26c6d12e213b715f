use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use kplaces_app::Search;
use kplaces_domain::{FoldedQuery, read_position};
use kplaces_tiles::Sequence;
use serde::Serialize;

use super::list_query::ListQuery;
use super::{ApiResult, json};
use crate::app_state::AppState;
use crate::blocking::run_blocking;
use crate::rows::Row;

#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Hits<'a> {
    revision: u64,
    /// The text is a position, and these are the places nearest to it.
    around: Option<Around>,
    more: bool,
    rows: Vec<Row<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Around {
    lat: f64,
    lon: f64,
}

/// A longer text is no part of a name.
const LONGEST: usize = 200;

/// The places whose name has the text, best fit or nearest first. Where none has, and the text is a position, those
/// nearest to that.
pub(super) async fn search(
    State(state): State<Arc<AppState>>,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> ApiResult {
    let Query(query) = query?;
    let (at, limit) = (query.at()?, query.limit());
    let text: String = query
        .q
        .iter()
        .flat_map(|q| q.chars())
        .take(LONGEST)
        .collect();
    let current = state.current().await?;
    let choice = query.choice(&state, &current)?;
    let revision = current.revision();
    let position = read_position(&text).ok();
    let Some(text) = FoldedQuery::new(&text) else {
        return json(&Hits {
            revision,
            around: None,
            more: false,
            rows: Vec::new(),
        });
    };
    let nearest = choice.clone();
    let (ids, more): (Vec<_>, bool) = if choice.is_all() {
        let search = Search {
            text: Some(text),
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
        let view = current.view(choice).await?;
        run_blocking(move || view.search(&text, at, limit)).await?
    };
    let around = position.filter(|_| ids.is_empty());
    let (ids, more) = match around {
        Some(position) => {
            let view = current.view(nearest).await?;
            let ids = move || view.list(Sequence::Distance(position), 0, limit);
            (run_blocking(ids).await?, false)
        }
        None => (ids, more),
    };
    let rows: Vec<Row<'_>> = ids
        .into_iter()
        .filter_map(|id| Row::new(&current.atlas, id, around.or(at)))
        .collect();
    json(&Hits {
        revision,
        around: around.map(|position| Around {
            lat: position.latitude(),
            lon: position.longitude(),
        }),
        more,
        rows,
    })
}
