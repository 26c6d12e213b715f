use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::IntoResponse;
use kplaces_text::text;

use super::ApiResult;
use crate::api_error::ApiError;
use crate::assets::asset;

/// Where the tiles of the world are; one that shows nothing but sea is not there.
const BASEMAP: &str = "basemap/";

/// The page and everything that comes with it.
pub(super) async fn page(target: Uri, headers: HeaderMap) -> ApiResult {
    let name = target.path().trim_start_matches('/');
    let name = if name.is_empty() { "index.html" } else { name };
    let Some(asset) = asset(name) else {
        if name.starts_with(BASEMAP) {
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
        return Err(ApiError::unknown());
    };
    let mut answer = ([(header::CONTENT_TYPE, asset.media_type)], asset.content).into_response();
    if asset.gzip {
        let accepted = headers.get(header::ACCEPT_ENCODING);
        let accepted = accepted
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        if !accepted
            .split([',', ';', ' '])
            .any(|coding| coding == "gzip")
        {
            let what = text!(
                "this is kept compressed: accept gzip",
                "das liegt komprimiert vor: gzip annehmen"
            );
            return Err(ApiError::new(StatusCode::NOT_ACCEPTABLE, "usage", what));
        }
        let gzip = HeaderValue::from_static("gzip");
        answer.headers_mut().insert(header::CONTENT_ENCODING, gzip);
    }
    Ok(answer)
}

/// The last answer of a server that ends: the browser may forget what it has from here. Cookies are
/// left alone, since those of another map have the same host; they are of no use any more.
pub(super) async fn bye() -> ApiResult {
    const CLEAR: HeaderName = HeaderName::from_static("clear-site-data");
    Ok((StatusCode::NO_CONTENT, [(CLEAR, r#""cache", "storage""#)]).into_response())
}
