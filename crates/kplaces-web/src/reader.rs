//! Which language whoever asks reads.

use axum::extract::{Query, Request};
use axum::http::{HeaderMap, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use kplaces_text::Language;
use serde::Deserialize;

use crate::api_error::ApiError;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wish {
    lang: Option<String>,
}

/// The language that `lang` in the query names, else the first of those the browser accepts, else English.
pub(crate) fn language(target: &Uri, headers: &HeaderMap) -> Language {
    let wish = Query::<Wish>::try_from_uri(target).unwrap_or_default();
    let accepted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let accepted = accepted.split([',', ';']).map(str::trim);
    wish.lang
        .as_deref()
        .into_iter()
        .chain(accepted)
        .find_map(Language::of_locale)
        .unwrap_or_default()
}

/// Says an error in the language of whoever asked.
pub(crate) async fn in_their_language(request: Request, next: Next) -> Response {
    let language = language(request.uri(), request.headers());
    let response = next.run(request).await;
    let said = response
        .extensions()
        .get::<ApiError>()
        .map(|error| error.said(language));
    match said {
        Some(said) => response.map(|_| said.into()),
        None => response,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_its_language_and_else_the_browser_does() {
        let of = |target: &str, accepted: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, accepted.parse().unwrap());
            language(&target.parse().unwrap(), &headers)
        };
        for (target, accepted, found) in [
            ("/", "", Language::English),
            ("/", "de-AT,de;q=0.9,en;q=0.8", Language::German),
            ("/", "en-GB,de;q=0.5", Language::English),
            ("/", "fr, de;q=0.5", Language::German),
            ("/api/events?lang=de", "en", Language::German),
            ("/api/list?order=name&lang=en", "de", Language::English),
            ("/api/list?lang=fr", "de", Language::German),
        ] {
            assert_eq!(of(target, accepted), found, "{target} {accepted}");
        }
    }
}
