use std::sync::Arc;

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use kplaces_tiles::TileId;

use super::ApiResult;
use super::list_query::ListQuery;
use crate::api_error::ApiError;
use crate::app_state::AppState;
use crate::blocking::run_blocking;

/// The media type that is registered for vector tiles.
const VECTOR_TILE: &str = "application/vnd.mapbox-vector-tile";

pub(super) async fn tile(
    State(state): State<Arc<AppState>>,
    path: Result<Path<(u64, u8, u32, u32)>, PathRejection>,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> ApiResult {
    let Path((revision, zoom, x, y)) = path?;
    let tile = TileId::new(zoom, x, y).ok_or_else(ApiError::unknown)?;
    let Query(query) = query?;
    let by = query.by(&state)?;
    let current = state.at(revision).await?;
    let view = current.view(query.choice(&state, &current)?).await?;
    let content = run_blocking(move || view.tile(by, tile)).await?;
    if content.is_empty() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(([(header::CONTENT_TYPE, VECTOR_TILE)], content).into_response())
}
