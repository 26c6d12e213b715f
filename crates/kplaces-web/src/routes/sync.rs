use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use kplaces_text::text;

use super::{ApiResult, body};
use crate::api_error::ApiError;
use crate::app_state::AppState;
use crate::wish::{Wish, WishedSync};

/// The names of all groups of an account fit in.
const LARGEST: usize = 256 * 1_024;

/// Starts a sync; what comes of it is told as events.
pub(super) async fn sync(State(state): State<Arc<AppState>>, sent: Body) -> ApiResult {
    let refusal = text!(
        "this is not a wish for a sync",
        "das ist kein Auftrag für einen Abgleich"
    );
    let wish: WishedSync = body::read(sent, LARGEST, refusal).await?;
    if let Some(groups) = &wish.groups {
        state
            .setup
            .may_choose(groups)
            .map_err(ApiError::of_device)?;
    }
    begin(&state, Wish::Sync(wish))
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
