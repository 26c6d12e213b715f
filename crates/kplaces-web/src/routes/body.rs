use axum::body::{Body, to_bytes};
use serde::de::DeserializeOwned;

use kplaces_text::Text;

use crate::api_error::ApiError;

/// What a page sends, of at most so many bytes; else it is refused with these words.
pub(super) async fn read<T: DeserializeOwned>(
    body: Body,
    largest: usize,
    refusal: Text,
) -> Result<T, ApiError> {
    let body = to_bytes(body, largest).await.ok();
    let read = body.and_then(|body| serde_json::from_slice(&body).ok());
    read.ok_or_else(|| ApiError::bad(refusal))
}
