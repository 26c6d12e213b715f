use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use kplaces_text::text;

use super::{ApiResult, body, json};
use crate::api_error::ApiError;
use crate::app_state::AppState;
use crate::reader;

/// A position has a few numbers.
const LARGEST: usize = 1_024;

/// Takes where the device is, and says what it comes near to. It is used and forgotten.
pub(super) async fn fix(
    State(state): State<Arc<AppState>>,
    target: Uri,
    headers: HeaderMap,
    sent: Body,
) -> ApiResult {
    let language = reader::language(&target, &headers);
    let device = state.setup.device();
    let Some(approaches) = &device.product().approaches else {
        return Err(ApiError::new(
            StatusCode::NOT_FOUND,
            "edition",
            text!(
                "this edition has no alerts",
                "diese Edition hat keine Hinweise"
            ),
        ));
    };
    let refusal = text!("this is no position", "das ist keine Position");
    let sent = body::read(sent, LARGEST, refusal).await?;
    let mut watching = state.watching.lock().await;
    if state.origin.is_gone() {
        // Places that were erased are not to be told.
        watching.forget();
    }
    let watched = watching
        .take(
            sent,
            &state.pages,
            approaches.as_ref(),
            device,
            &state.app,
            language,
        )
        .await;
    json(&watched.map_err(ApiError::of_device)?)
}
