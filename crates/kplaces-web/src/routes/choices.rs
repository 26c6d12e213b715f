use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use kplaces_text::text;

use super::ApiResult;
use crate::api_error::ApiError;
use crate::app_state::AppState;

/// All of it has a few bytes.
const LARGEST: usize = 1_024;

/// Takes what was chosen on the page, for other pages and the next map.
pub(super) async fn choices(State(state): State<Arc<AppState>>, body: Body) -> ApiResult {
    let body = to_bytes(body, LARGEST).await.ok();
    let choices = body.and_then(|body| serde_json::from_slice(&body).ok());
    let choices = choices.ok_or_else(|| {
        ApiError::bad(text!(
            "this is nothing that can be chosen",
            "so etwas lässt sich nicht wählen"
        ))
    })?;
    state.choose(choices);
    Ok(StatusCode::NO_CONTENT.into_response())
}
