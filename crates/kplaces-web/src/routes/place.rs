use std::sync::Arc;

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use kplaces_text::text;

use super::list_query::ListQuery;
use super::{ApiResult, json};
use crate::api_error::ApiError;
use crate::app_state::AppState;
use crate::rows::Row;

/// One place.
pub(super) async fn place(
    State(state): State<Arc<AppState>>,
    id: Result<Path<u32>, PathRejection>,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> ApiResult {
    let Path(id) = id?;
    let Query(query) = query?;
    let revision = query
        .revision
        .ok_or_else(|| ApiError::bad(text!("revision is missing", "revision fehlt")))?;
    let current = state.at(revision).await?;
    let row = Row::new(&current.atlas, id, query.at()?);
    json(&row.ok_or_else(ApiError::unknown)?)
}

/// One place by what tells it from others for good: numbers are of one revision.
pub(super) async fn by_key(
    State(state): State<Arc<AppState>>,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> ApiResult {
    let Query(query) = query?;
    let key = query.key.as_deref();
    let key = key.ok_or_else(|| ApiError::bad(text!("key is missing", "key fehlt")))?;
    let current = state.current().await?;
    let id = current.atlas.find(key).ok_or_else(ApiError::unknown)?;
    json(&Row::new(&current.atlas, id, query.at()?))
}
