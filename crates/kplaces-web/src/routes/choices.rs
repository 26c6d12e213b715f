use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use kplaces_text::text;

use super::{ApiResult, body};
use crate::app_state::AppState;

/// All of it has a few bytes.
const LARGEST: usize = 1_024;

/// Takes what was chosen on the page, for other pages and the next map.
pub(super) async fn choices(State(state): State<Arc<AppState>>, sent: Body) -> ApiResult {
    let refusal = text!(
        "this is nothing that can be chosen",
        "so etwas lässt sich nicht wählen"
    );
    state.choose(body::read(sent, LARGEST, refusal).await?);
    Ok(StatusCode::NO_CONTENT.into_response())
}
