use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use kplaces_text::text;
use serde::Deserialize;

use super::ApiResult;
use crate::api_error::ApiError;
use crate::app_state::AppState;
use crate::wish::Wish;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SyncWish {
    #[serde(default)]
    accept_shrink: bool,
}

/// The whole wish has a few bytes.
const LARGEST: usize = 1_024;

/// Starts a sync; what comes of it is told as events.
pub(super) async fn sync(State(state): State<Arc<AppState>>, body: Body) -> ApiResult {
    let body = to_bytes(body, LARGEST).await;
    let wish = body
        .ok()
        .and_then(|body| serde_json::from_slice::<SyncWish>(&body).ok());
    let wish = wish.ok_or_else(|| {
        ApiError::bad(text!(
            "this is not a wish for a sync",
            "das ist kein Auftrag für einen Abgleich"
        ))
    })?;
    let accept_shrink = wish.accept_shrink;
    begin(&state, Wish::Sync { accept_shrink })
}

/// Starts to bring back what the last sync took away; what comes of it is told as of a sync.
pub(super) async fn bring_back(State(state): State<Arc<AppState>>) -> ApiResult {
    begin(&state, Wish::BringBack)
}

fn begin(state: &AppState, wish: Wish) -> ApiResult {
    if state.origin.is_gone() {
        // What is written now is in no file that anybody can open.
        return Err(ApiError::new(
            StatusCode::CONFLICT,
            "store",
            text!(
                "the store was removed or replaced: start the map again",
                "der Bestand wurde entfernt oder ersetzt: die Karte neu starten"
            ),
        ));
    }
    if state.syncing.swap(true, Ordering::Relaxed) {
        return Err(ApiError::busy());
    }
    state.wishes.try_send(wish).map_err(|_| ApiError::busy())?;
    Ok(StatusCode::ACCEPTED.into_response())
}
