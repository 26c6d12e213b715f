use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use kplaces_text::text;

use super::{ApiResult, json};
use crate::api_error::ApiError;
use crate::app_state::AppState;
use crate::follow;

/// The tour that the map was asked to show.
pub(super) async fn tour(State(state): State<Arc<AppState>>) -> ApiResult {
    follow::refresh(&state).await;
    let nothing = || {
        let what = text!("there is no tour", "es gibt keine Tour");
        ApiError::new(StatusCode::NOT_FOUND, "not-found", what)
    };
    json(&state.tour.json().ok_or_else(nothing)?)
}
