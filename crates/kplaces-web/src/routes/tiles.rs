use std::sync::Arc;

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use kplaces_tiles::TileId;

use super::Answer;
use super::question::Question;
use crate::aside::aside;
use crate::holdings::Holdings;
use crate::refusal::Refusal;

/// The media type that is registered for vector tiles.
const VECTOR_TILE: &str = "application/vnd.mapbox-vector-tile";

pub(super) async fn tile(
    State(holdings): State<Arc<Holdings>>,
    path: Result<Path<(u64, u8, u32, u32)>, PathRejection>,
    question: Result<Query<Question>, QueryRejection>,
) -> Answer {
    let Path((revision, zoom, x, y)) = path?;
    let tile = TileId::new(zoom, x, y).ok_or_else(Refusal::unknown)?;
    let Query(question) = question?;
    let by = question.by(&holdings)?;
    let current = holdings.at(revision).await?;
    let view = current.view(question.choice(&holdings, &current)?).await?;
    let content = aside(move || view.tile(by, tile)).await?;
    if content.is_empty() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(([(header::CONTENT_TYPE, VECTOR_TILE)], content).into_response())
}
