use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use kplaces_text::{of_io, text};

use super::ApiResult;
use crate::api_error::ApiError;
use crate::app_state::AppState;
use crate::streets::range;

/// A part of the user's own basemap.
pub(super) async fn streets(State(state): State<Arc<AppState>>, headers: HeaderMap) -> ApiResult {
    let streets = state.streets.as_ref().ok_or_else(ApiError::unknown)?;
    let wanted = headers
        .get(header::RANGE)
        .and_then(|value| value.to_str().ok());
    let Some((from, to)) = wanted.and_then(|wanted| range(wanted, streets.length)) else {
        let what = text!(
            "ask for one range of bytes",
            "einen Bereich von Bytes anfragen"
        );
        return Err(ApiError::new(
            StatusCode::RANGE_NOT_SATISFIABLE,
            "usage",
            what,
        ));
    };
    let part = streets.part(from, to).await;
    let part = part.map_err(|error| ApiError::store(of_io(&error)))?;
    let headers = [
        (header::CONTENT_TYPE, "application/vnd.pmtiles".to_owned()),
        (
            header::CONTENT_RANGE,
            format!("bytes {from}-{to}/{}", streets.length),
        ),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
    ];
    Ok((StatusCode::PARTIAL_CONTENT, headers, part).into_response())
}
