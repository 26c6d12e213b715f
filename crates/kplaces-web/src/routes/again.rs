use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri};
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse;
use axum::routing::get;
use kplaces_text::text;

use super::{ApiResult, json};
use crate::api_error::ApiError;
use crate::app_state::AppState;
use crate::{guard, headers};

/// What is answered without a session, at a port: whether this is the map of a page, or the one that takes its place.
pub(crate) fn again_at(port: u16, state: Arc<AppState>) -> Router {
    let of_a_page = move |request: Request, next: Next| async move {
        let mut response = match guard::is_of_a_page(port, &request) {
            Ok(()) => next.run(request).await,
            Err(error) => error.into_response(),
        };
        headers::add(response.headers_mut());
        response
    };
    Router::new()
        .route("/api/again", get(again))
        .layer(from_fn(of_a_page))
        .with_state(state)
}

async fn again(State(state): State<Arc<AppState>>, target: Uri) -> ApiResult {
    let nonce = target
        .query()
        .and_then(|query| query.strip_prefix("nonce="));
    let proofs = nonce.and_then(|nonce| state.way_back.prove(nonce, state.port));
    let proofs = proofs.ok_or_else(|| {
        let what = text!("this is no question", "das ist keine Frage");
        ApiError::new(StatusCode::BAD_REQUEST, "usage", what)
    })?;
    json(&proofs)
}
