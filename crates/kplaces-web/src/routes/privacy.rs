use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use kplaces_text::Language;

use super::question::Question;
use super::{Answer, json};
use crate::Held;
use crate::aside::aside;
use crate::holdings::Holdings;
use crate::refusal::Refusal;

/// What is processed here, in the language of the page. A store that cannot be read does not silence
/// it.
pub(super) async fn privacy(
    State(holdings): State<Arc<Holdings>>,
    question: Result<Query<Question>, QueryRejection>,
) -> Answer {
    let Query(question) = question?;
    let language = question.lang.as_deref().map(Language::of_locale);
    let language = language.unwrap_or(Some(Language::English));
    let language = language.ok_or_else(|| Refusal::bad("lang: en or de"))?;
    let current = holdings.current().await.ok();
    let held = current.map(|current| Held {
        places: current.status.places,
        as_of: current.status.provenance.as_ref().map(|it| it.as_of),
    });
    let discloser = Arc::clone(&holdings.discloser);
    json(&aside(move || discloser.disclose(language, held)).await?)
}
