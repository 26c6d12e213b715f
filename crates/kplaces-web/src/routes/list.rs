use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use kplaces_text::text;
use kplaces_tiles::Sequence;
use serde::Serialize;

use super::list_query::ListQuery;
use super::{ApiResult, json};
use crate::api_error::ApiError;
use crate::app_state::AppState;
use crate::blocking::run_blocking;
use crate::rows::Row;

#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "Page"))]
pub(crate) struct List<'a> {
    revision: u64,
    total: usize,
    rows: Vec<Row<'a>>,
}

/// A part of the list.
pub(super) async fn list(
    State(state): State<Arc<AppState>>,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> ApiResult {
    let Query(query) = query?;
    let at = query.at()?;
    let sequence = match (query.order.as_deref(), at) {
        (Some("name"), _) => Sequence::Name,
        (None | Some("distance"), Some(from)) => Sequence::Distance(from),
        _ => {
            return Err(ApiError::bad(text!(
                "order: distance, with a place to start from, or name",
                "order: distance mit einem Ausgangspunkt, oder name"
            )));
        }
    };
    let current = state.current().await?;
    let view = current.view(query.choice(&state, &current)?).await?;
    let (offset, limit) = (query.offset, query.limit());
    let part = move || (view.len(), view.list(sequence, offset, limit));
    let (total, ids) = run_blocking(part).await?;
    let rows = ids
        .into_iter()
        .filter_map(|id| Row::new(&current.atlas, id, at));
    json(&List {
        revision: current.revision(),
        total,
        rows: rows.collect(),
    })
}
