use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use kplaces_text::{Language, text};

use super::list_query::ListQuery;
use super::{ApiResult, json};
use crate::api_error::ApiError;
use crate::app_state::AppState;
use crate::blocking::run_blocking;

/// What is processed here, in the language of the page. A store that cannot be read does not silence
/// it.
pub(super) async fn privacy(
    State(state): State<Arc<AppState>>,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> ApiResult {
    let Query(query) = query?;
    let language = query.lang.as_deref().map(Language::of_locale);
    let language = language.unwrap_or(Some(Language::English));
    let language =
        language.ok_or_else(|| ApiError::bad(text!("lang: en or de", "lang: en oder de")))?;
    let current = state.current().await.ok();
    let disclose = move || {
        let held = current.as_ref().map(|current| &current.status);
        state.discloser.disclose(language, held)
    };
    json(&run_blocking(disclose).await?)
}
