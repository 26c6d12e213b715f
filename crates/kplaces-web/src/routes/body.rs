use std::time::Duration;

use axum::body::{Body, to_bytes};
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use kplaces_text::Text;

use crate::api_error::ApiError;

/// A page sends at once what it sends.
const PATIENCE: Duration = Duration::from_secs(15);

/// What a page sends, of at most so many bytes; else it is refused with these words.
pub(super) async fn read<T: DeserializeOwned>(
    body: Body,
    largest: usize,
    refusal: Text,
) -> Result<T, ApiError> {
    let body = timeout(PATIENCE, to_bytes(body, largest)).await;
    let body = body.ok().and_then(Result::ok);
    let read = body.and_then(|body| serde_json::from_slice(&body).ok());
    read.ok_or_else(|| ApiError::bad(refusal))
}
