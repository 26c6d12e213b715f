use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Deserialize;

use super::Answer;
use crate::holdings::Holdings;
use crate::refusal::Refusal;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    #[serde(default)]
    accept_shrink: bool,
}

/// The whole wish has a few bytes.
const LARGEST: usize = 1_024;

/// Starts a sync; what comes of it is told as events.
pub(super) async fn sync(State(holdings): State<Arc<Holdings>>, body: Body) -> Answer {
    let body = to_bytes(body, LARGEST).await;
    let wish = body
        .ok()
        .and_then(|body| serde_json::from_slice::<Wish>(&body).ok());
    let wish = wish.ok_or_else(|| Refusal::bad("this is not a wish for a sync"))?;
    let busy = || Refusal::new(StatusCode::CONFLICT, "busy", "a sync is under way");
    if holdings.origin.is_gone() {
        // What is written now is in no file that anybody can open.
        return Err(Refusal::new(
            StatusCode::CONFLICT,
            "store",
            "the store was removed or replaced: start the map again",
        ));
    }
    if holdings.syncing.swap(true, Ordering::Relaxed) {
        return Err(busy());
    }
    let wish = holdings.syncs.try_send(wish.accept_shrink);
    wish.map_err(|_| busy())?;
    Ok(StatusCode::ACCEPTED.into_response())
}
